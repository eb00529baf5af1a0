"""What loads what: the domain's name is free, help is quick, each outside library is loaded in one place."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "duckdb", "ladybug", "llvmlite", "narwhals", "neo4j", "networkx",
    "numba", "numpy", "pandas", "pyarrow", "python_calamine", "scipy",
    "streamlit",
}  # fmt: skip
OWN = {"graph", "ingest", "dashboard", "bothways"}


def _loaded_by(code: str) -> set[str]:
    """Top-level modules that `code` loads into a fresh Python."""
    script = (
        "import contextlib, io, sys\n"
        "before = set(sys.modules)\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    {code}\n"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_name_of_the_domain_loads_nothing_from_outside() -> None:
    outside = _loaded_by("import graph") - set(sys.stdlib_module_names) - OWN
    assert outside == set()


@pytest.mark.parametrize("words", ["--help", "--version"])
def test_help_loads_nothing_heavy(words: str) -> None:
    code = f"sys.argv = ['bothways', *{words.split()!r}]; from bothways.cli import main; main()"
    assert _loaded_by(code) & HEAVY == set()


def test_settings_load_without_the_domain_s_libraries() -> None:
    assert _loaded_by("import bothways.settings") & HEAVY <= {"numpy", "pyarrow"}


def test_pages_are_not_loaded_by_the_command() -> None:
    loaded = _loaded_by("import bothways.cli.app")
    assert "dashboard" not in loaded


COMPILER = {"numba", "llvmlite"}

READING = [
    "show run", "show gaps", "show bridges", "show people", "show units", "show links", "show skills", "show health",
    "explain 1 2", *(f"explain {a} {b}" for a in (1, 7, 21) for b in range(1, 22)), "explain 1 nobody",
    "export --to OUT", "doctor", "status", "config show",
]  # fmt: skip
UNKNOWN = ("explain 1 1", "explain 7 7", "explain 21 21", "explain 1 nobody")
"""Of these the ones that end with 2: the same person twice, and somebody who is not there."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    """A small workspace with a finished run, and what was loaded to make it."""
    folder = tmp_path_factory.mktemp("finished") / "demo"
    called = ["bothways", "demo", "--real", "krackhardt", "--no-serve", "-C", str(folder)]
    return folder, _loaded_by(f"sys.argv = {called!r}; from bothways.cli import main; main()")


@pytest.fixture(scope="module")
def finished(ran: tuple[Path, set[str]]) -> Path:
    """That workspace."""
    return ran[0]


def test_who_reads_a_finished_run_compiles_nothing(finished: Path, tmp_path: Path) -> None:
    calls = [["-C", str(finished), *words.replace("OUT", str(tmp_path / "out")).split()] for words in READING]
    codes = [2 if words in UNKNOWN else 0 for words in READING]
    loaded = _loaded_by(f"from bothways.cli.app import call; assert list(map(call, {calls!r})) == {codes!r}")
    assert loaded & COMPILER == set()
    assert "networkx" in loaded


def test_pages_compile_nothing(finished: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTHWAYS_WORKSPACE", str(finished))
    app = str(root / "dashboard" / "app.py")
    loaded = _loaded_by(
        "from streamlit.testing.v1 import AppTest; "
        f"pages = [AppTest.from_file({app!r}, default_timeout=60).run()]; "
        "pages += [pages[0].switch_page(f'screens/{name}.py').run() for name in ('bridges', 'links')]; "
        "assert all(page.title and not page.exception for page in pages)"
    )
    assert loaded & COMPILER == set()
    assert "streamlit" in loaded


def test_a_run_does_compile(ran: tuple[Path, set[str]]) -> None:
    assert ran[1] >= COMPILER
