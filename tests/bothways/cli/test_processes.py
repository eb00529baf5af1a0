"""The exit codes that scripts rely on, from real processes; stdout is for the document alone."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("status",), 0),
        (("run",), 2),
        (("show", "gaps"), 2),
        (("ingest", "nothing-here.csv"), 3),
        (("demo", "--real", "krackhardt", "--no-serve"), 4),
    ],
)
def test_a_process_ends_with_the_promised_code(shell: Shell, tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = shell("-C", tmp_path, *words, "--json")
    assert done.returncode == code
    document = json.loads(done.stdout)
    assert ("error" in document) == bool(code)
    assert "\x1b" not in done.stdout + done.stderr


def test_a_script_can_go_from_files_to_links(shell: Shell, tmp_path: Path, demo_tables: Path) -> None:
    files = [demo_tables / name for name in ("people.csv", "skills.csv", "interactions.csv.gz")]
    assert shell("-C", tmp_path / "space", "ingest", *files, "--json").returncode == 0
    done = shell("-C", tmp_path / "space", "run", "--json")
    assert done.returncode == 0
    shown = shell("-C", tmp_path / "space", "show", "links", "--json")
    assert len(shown.stdout.splitlines()) == json.loads(done.stdout)["links"] > 0


def test_a_terminal_that_lacks_a_sign_gets_another_and_json_loses_none(shell: Shell, lawyers: Path) -> None:
    wide = shell("-C", lawyers, "show", "run", "--json", PYTHONIOENCODING="utf-8").stdout
    for encoding in ("ascii", "latin-1"):
        told = shell("-C", lawyers, "show", "gaps", PYTHONIOENCODING=encoding)
        assert (told.returncode, told.stderr) == (0, "")
        narrow = shell("-C", lawyers, "show", "run", "--json", PYTHONIOENCODING=encoding).stdout
        assert narrow.isascii()
        assert json.loads(narrow) == json.loads(wide)


def test_a_reader_that_leaves_early_is_no_defect(lawyers: Path) -> None:
    command = f"{sys.executable} -m bothways -C {lawyers} show people --json | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["person"]
    assert "Traceback" not in done.stderr
