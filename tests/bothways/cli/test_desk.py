"""How the command names itself, and where `--json` may stand."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bothways.cli.desk import called

Call = Callable[..., tuple[int, str, str]]


def _nowhere(_: str) -> None:
    """No program is on the path."""


def test_on_the_path_it_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(sys, "argv", ["/opt/there/bothways"])
    assert called() == "bothways"


def test_off_the_path_it_is_called_as_it_was_in_the_shortest_form(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "which", _nowhere)
    monkeypatch.chdir(tmp_path)
    for given, said in (
        (f"{tmp_path}/env/bin/bothways", "env/bin/bothways"),
        (f"{tmp_path}/bothways", "./bothways"),
        ("/b/bothways", "/b/bothways"),
    ):
        monkeypatch.setattr(sys, "argv", [given])
        assert called() == said


def test_off_the_path_a_module_is_called_through_its_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", _nowhere)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", f"{tmp_path}/env/bin/python")
    monkeypatch.setattr(sys, "argv", ["/lib/bothways/__main__.py"])
    assert called() == "env/bin/python -m bothways"


def test_json_may_stand_before_the_verb(call: Call, space: Path) -> None:
    before, behind = call("--json", "-C", space, "show", "run"), call("-C", space, "show", "run", "--json")
    assert before == behind
    assert json.loads(before[1])["run"] == "5ma11run"


@pytest.mark.parametrize("topic", ["bridges", "gaps", "run", "health", "skills", "links"])
def test_there_are_never_two_empty_lines(call: Call, lawyers: Path, topic: str) -> None:
    assert "\n\n\n" not in call("-C", lawyers, "show", topic)[1]
