"""The container files say what is there: settings, folders, ports. No container engine is needed, none was at hand."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from bothways import settings
from bothways.cli.app import load
from graph.stores.bolt import Place, Server

NO_SETTINGS = {"NEO4J_AUTH"}
"""What the image of the server takes without handing it on to the server (docker-entrypoint.sh, `not_configs`)."""
PASSWORD = "${BOTHWAYS_NEO4J__PASSWORD:?"


@pytest.fixture(scope="session")
def compose(root: Path) -> str:
    return (root / "docker-compose.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def dockerfile(root: Path) -> str:
    return (root / "Dockerfile").read_text(encoding="utf-8")


def _services(compose: str) -> dict[str, str]:
    """Name and lines of each service."""
    section = compose.partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    parts = re.split(r"^  (\w+):\n", section, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _environment(compose: str, prefix: str) -> dict[str, str]:
    """Variables that the file sets, without quotes and comments."""
    return dict(re.findall(rf'^ +({prefix}\w*): "?(.*?)"?(?: +#.*)?$', compose, re.MULTILINE))


def _command(dockerfile: str) -> list[str]:
    """What the container does where nobody says otherwise."""
    parts = re.findall(r"^(?:ENTRYPOINT|CMD) (.*)$", dockerfile, re.MULTILINE)
    return [word for part in parts for word in json.loads(part)]


def test_every_variable_of_ours_is_a_setting_that_takes_its_value(
    compose: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in _environment(compose, "BOTHWAYS_").items():
        monkeypatch.setenv(name, value)
    chosen = settings.load(tmp_path)  # refuses an unknown name
    assert chosen.store == "neo4j"
    host = re.fullmatch(r"bolt://(\w+):7687", chosen.neo4j.uri)
    assert host is not None
    assert host[1] in _services(compose)


@pytest.mark.neo4j
def test_every_variable_of_the_server_is_a_setting_of_the_server(compose: str, neo4j_place: Place) -> None:
    """The image makes "." of "_", then "_" of ".." (docker-entrypoint.sh); the server itself says what it knows."""
    names = set(_environment(compose, "NEO4J_")) - NO_SETTINGS
    assert names
    server = Server(neo4j_place, writing=False)
    known = {name for [name] in server.ask("SHOW SETTINGS YIELD name")}
    server.close()
    assert {name.removeprefix("NEO4J_").replace("_", ".").replace("..", "_") for name in names} <= known


def test_no_password_stands_in_the_file(compose: str) -> None:
    assert _environment(compose, "NEO4J_AUTH")["NEO4J_AUTH"].startswith(f"neo4j/{PASSWORD}")
    assert _environment(compose, "BOTHWAYS_")["BOTHWAYS_NEO4J__PASSWORD"].startswith(PASSWORD)
    assert compose.count("PASSWORD") == 4, "both values, the name of ours, and the head of the file"


def test_every_port_is_open_to_this_machine_only(compose: str) -> None:
    lists = re.findall(r"^    ports:\n((?:^      - .*\n)+)", compose, re.MULTILINE)
    assert compose.count("ports:") == len(lists) == len(_services(compose))
    assert "network_mode" not in compose
    for port in "".join(lists).splitlines():
        assert re.match(r'      - "127\.0\.0\.1:(\d+):\1"', port), port


def test_both_are_asked_for_their_health_and_the_dashboard_waits(compose: str) -> None:
    services = _services(compose)
    assert set(services) == {"neo4j", "dashboard"}
    assert all("    healthcheck:" in lines for lines in services.values())
    assert "    depends_on:\n      neo4j:\n        condition: service_healthy\n" in services["dashboard"]


def test_the_dashboard_may_do_nothing_but_its_work(compose: str, dockerfile: str) -> None:
    lines = _services(compose)["dashboard"]
    assert "    read_only: true\n" in lines
    assert "    cap_drop: [ALL]\n" in lines
    assert '    security_opt: ["no-new-privileges:true"]\n' in lines
    assert re.findall(r"^USER (.*)$", dockerfile, re.MULTILINE) == ["10001"]


def test_the_container_listens_where_its_port_is_published(compose: str, dockerfile: str) -> None:
    program, verb, *words = _command(dockerfile)
    assert (program, verb) == ("bothways", "dashboard")
    given = load("dashboard").make_context("dashboard", words).params  # refuses an unknown option
    assert given["address"] == "0.0.0.0"
    assert f"\nEXPOSE {given['port']}\n" in dockerfile
    assert f":{given['port']}:{given['port']}" in _services(compose)["dashboard"]
    assert f":{given['port']}/_stcore/health" in _services(compose)["dashboard"]


def test_the_image_gets_what_the_package_is_made_of_and_nothing_else(root: Path, dockerfile: str) -> None:
    build = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    needed = {*build["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], *build["project"]["license-files"]}
    needed |= {"pyproject.toml", build["project"]["readme"], "requirements/run.lock"}
    copied = {word for line in re.findall(r"^COPY (?!--)(.*) \S+$", dockerfile, re.MULTILINE) for word in line.split()}
    assert copied == needed
    ignored = (root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignored
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == needed
