"""The container files name settings and folders that there are. No container engine is needed, none was at hand."""

import re
import tomllib
from pathlib import Path

from bothways.settings import keys, variable


def test_every_setting_in_the_compose_file_is_one_that_there_is(root: Path) -> None:
    named = set(re.findall(r"\bBOTHWAYS_\w+", (root / "docker-compose.yml").read_text(encoding="utf-8")))
    assert named <= {variable(key) for key in keys()}
    assert variable("neo4j.password") in named


def test_no_password_stands_in_the_compose_file(root: Path) -> None:
    text = (root / "docker-compose.yml").read_text(encoding="utf-8")
    given = re.findall(r"(?:PASSWORD|AUTH): *(.*)", text)
    assert given
    assert all("${BOTHWAYS_NEO4J__PASSWORD:?" in value for value in given)


def test_every_port_is_open_to_this_machine_only(root: Path) -> None:
    ports = re.findall(r'- "([\d.:]+)"', (root / "docker-compose.yml").read_text(encoding="utf-8"))
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_holds_every_package_and_does_not_run_as_root(root: Path) -> None:
    text = (root / "Dockerfile").read_text(encoding="utf-8")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert f"COPY {package} {package}" in text
    assert re.search(r"^USER bothways$", text, re.MULTILINE)
