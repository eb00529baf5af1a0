"""The locks hold every package that pyproject names, in the range it names, and no host."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ \\;]+)(?: *; *([^\\]+?))? *\\?$", re.MULTILINE)
HOST = re.compile(r"://|^--", re.MULTILINE)
"""An address, or an option on a line of its own, as those are that name where packages come from."""
GROUPS_OF = {"run": ("build",), "dev": ("build", "dev"), "rust": ("rust",), "peers": ("peers",)}
BESIDE = ("rust", "peers")
"""Locks of what is installed in a folder of its own, without the project."""


@pytest.fixture(scope="session")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def _wanted(project: dict[str, Any], lock: str) -> list[Requirement]:
    listed = [] if lock in BESIDE else list(project["project"]["dependencies"])
    for group in GROUPS_OF[lock]:
        listed += [line for line in project["dependency-groups"][group] if isinstance(line, str)]
    return [Requirement(line) for line in listed]


def _versions(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, version, _marker in PINNED.findall(text):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.mark.parametrize("lock", GROUPS_OF)
def test_every_package_of_pyproject_is_pinned_in_its_range(lock: str, root: Path, project: dict[str, Any]) -> None:
    versions = _versions((root / "requirements" / f"{lock}.lock").read_text(encoding="utf-8"))
    for wanted in _wanted(project, lock):
        pinned = versions.get(canonicalize_name(wanted.name), set())
        assert pinned, f"{wanted.name} is not in {lock}.lock: make lock"
        assert all(version in wanted.specifier for version in pinned), f"{wanted} but {lock}.lock has {pinned}"


@pytest.mark.parametrize("lock", GROUPS_OF)
def test_every_pin_has_a_hash_and_no_line_a_host(lock: str, root: Path) -> None:
    text = (root / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    assert not HOST.search(text)
    blocks = re.split(r"\n(?=[A-Za-z0-9])", "\n" + "\n".join(line for line in text.splitlines() if line[:1] != "#"))
    assert [block.split("==")[0].strip() for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_what_runs_is_what_is_tested(root: Path) -> None:
    made = {name: _versions((root / "requirements" / f"{name}.lock").read_text(encoding="utf-8")) for name in GROUPS_OF}
    run, dev = made["run"], made["dev"]
    assert {name: pins for name, pins in run.items() if not pins <= dev.get(name, set())} == {}
    assert made["rust"]["neo4j"] == dev["neo4j"]
    assert made["peers"]["numpy"] <= dev["numpy"]


def test_nothing_under_the_gpl_comes_with_the_install(root: Path) -> None:
    installed = [
        _versions((root / "requirements" / f"{name}.lock").read_text(encoding="utf-8")) for name in ("run", "dev")
    ]
    assert [name for made in installed for name in ("igraph", "leidenalg") if name in made] == []
