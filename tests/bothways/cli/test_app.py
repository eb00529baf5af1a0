"""The list of verbs: what help says, what it loads, how a wrong word is answered."""

import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bothways import __version__
from bothways.cli import reference
from bothways.cli.app import VERBS, app, load

Call = Callable[..., tuple[int, str, str]]

HEAVY = ("duckdb", "pyarrow", "networkx", "numpy", "streamlit", "ladybug", "pandas", "scipy", "pydantic_settings")


def test_help_lists_every_verb_and_nothing_else() -> None:
    said = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "120"})
    assert said.exit_code == 0
    panel = said.stdout.split("Commands")[1]
    listed = re.findall(r"^│ (\w+) ", panel, re.MULTILINE)
    assert listed == list(VERBS)
    for later in ("erase", "people", "skills"):
        assert later not in listed


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['bothways', '--help']\n"
        "from bothways.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_of_its_own(verb: str, call: Call) -> None:
    code, said, _ = call(verb, "--help")
    assert code == 0
    assert f"bothways {verb}" in said
    if verb != "config":
        assert "--json" in said
        assert "-C" in said


def test_the_version_is_that_of_the_package(call: Call) -> None:
    assert call("--version") == (0, f"bothways {__version__}\n", "")


def test_an_unknown_verb_names_the_nearest(call: Call) -> None:
    code, said, complaint = call("ingets")
    assert (code, said) == (2, "")
    assert "'ingest'" in complaint


def test_an_unknown_option_is_wrong_usage(call: Call) -> None:
    assert call("status", "--lots")[0] == 2


def test_a_verb_s_module_holds_one_app() -> None:
    assert [verb for verb in VERBS if not hasattr(import_module(f"bothways.cli.{verb}"), "app")] == []


def test_the_folder_may_stand_before_or_behind_the_verb(call: Call, tmp_path: Path) -> None:
    for words in (
        ("-C", tmp_path / "a", "init"),
        ("init", "-C", tmp_path / "b"),
        ("-C", "no", "init", "-C", tmp_path / "c"),
    ):
        assert call(*words)[0] == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b", "c"]


def test_the_command_and_the_module_are_the_same(shell: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    assert shell("--version").stdout == f"bothways {__version__}\n"


def test_the_reference_page_is_made_from_the_help(root: Path) -> None:
    """When this fails: `python -m bothways.cli.reference > docs/reference/command.md`."""
    assert (root / "docs" / "reference" / "command.md").read_text(encoding="utf-8") == reference.page()


def test_every_verb_has_a_heading_in_the_reference(root: Path) -> None:
    page = (root / "docs" / "reference" / "command.md").read_text(encoding="utf-8")
    for verb in VERBS:
        below = getattr(load(verb), "commands", {"": None})
        for inner in below:
            assert f"\n## {' '.join(filter(None, (verb, inner)))}\n" in page
