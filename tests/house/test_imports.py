"""What loads what: the domain's name is free, help is quick, each outside library is loaded in one place."""

import subprocess
import sys

import pytest

HEAVY = {
    "duckdb", "ladybug", "narwhals", "neo4j", "networkx", "numpy", "pandas", "pyarrow", "python_calamine", "scipy",
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
