"""The script that starts servers: which Java it takes, and what it says when none fits."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

Machine = Callable[[str, int], Path]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, neo4j_script: ModuleType) -> Machine:
    """A machine without Java; gives a way to put a Java of some version on it."""
    for name in ("NEO4J_JAVA_HOME", "JAVA_HOME", "NEO4J_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    monkeypatch.setattr(neo4j_script, "JAVAS", tmp_path / "jvm")

    def put(place: str, version: int) -> Path:
        program = tmp_path / place / "bin" / "java"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}.0.1\" 2026-01-20' >&2\n", encoding="utf-8")
        program.chmod(0o700)
        return tmp_path / place

    return put


def test_the_first_java_that_is_new_enough_is_taken(neo4j_script: ModuleType, machine: Machine) -> None:
    old, new = machine("jvm/17", 17), machine("jvm/25", 25)
    assert neo4j_script.java("5.26.30") == str(old / "bin" / "java")
    assert neo4j_script.java("2026.08.1") == str(new / "bin" / "java")


def test_a_java_that_is_named_goes_before_that_on_the_path(
    neo4j_script: ModuleType, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine("jvm/17", 17)
    monkeypatch.setenv("PATH", str(machine("usual", 21) / "bin"))
    assert neo4j_script.java("5.26.30") == neo4j_script.java("2026.08.1")
    for name in ("JAVA_HOME", "NEO4J_JAVA_HOME"):
        named = machine(name, 25)
        monkeypatch.setenv(name, str(named))
        assert neo4j_script.java("5.26.30") == str(named / "bin" / "java")


def test_when_none_is_new_enough_it_says_which_are_there(neo4j_script: ModuleType, machine: Machine) -> None:
    with pytest.raises(neo4j_script.ServerError, match=r"5\.26\.30 needs Java 17 or newer, here is none; Debian: apt"):
        neo4j_script.java("5.26.30")
    old = machine("jvm/17", 17)
    with pytest.raises(neo4j_script.ServerError, match=rf"2026\.08\.1 needs Java 21 or newer, here is 17 \({old}\)"):
        neo4j_script.java("2026.08.1")


def test_a_server_is_of_the_version_asked_for_else_of_the_long_term_line(
    neo4j_script: ModuleType, machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert neo4j_script.Server(tmp_path).version == neo4j_script.long_term()
    monkeypatch.setenv("NEO4J_VERSION", "2026.01.2")
    assert neo4j_script.Server(tmp_path).version == "2026.01.2"
    assert neo4j_script.Server(tmp_path, version="2026.08.1").version == "2026.08.1"
