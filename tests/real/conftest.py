"""How the checks on real data load and run: the fixed exam organisations, workspaces, one finished run each."""

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import bothways.settings
from bothways.demo.organisation import generate
from bothways.demo.shipped import copy
from graph.results import Results
from graph.run import run
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

SEEDS = range(5)
EXAM_PEOPLE = 1000


@dataclass(frozen=True)
class Exam:
    """A made-up organisation with planted silos: its tables and the truth."""

    tables: Sequence[Path]
    planted: frozenset[tuple[str, str]]


def _analyse(place: Path, *calls: Sequence[Path], toml: str = "") -> Results:
    workspace = Workspace(place)
    place.mkdir(parents=True, exist_ok=True)
    workspace.settings.write_text(toml, encoding="utf-8")
    for files in calls:
        load(workspace, files, LoadOptions())
    return run(workspace, bothways.settings.load(place, {}).run_options())


@pytest.fixture(scope="session")
def analyse() -> Callable[..., Results]:
    """`analyse(place, files, files..., toml="")`: loads the files of each call into a workspace there and runs it."""
    return _analyse


def _made_exam(real_data: Path, seed: int, to: Path) -> Exam:
    """The exam of a seed, made by its own script."""
    script = real_data.parent / "tools" / "organisation" / "make.py"
    words = ["--people", str(EXAM_PEOPLE), "--seed", str(seed), "--to", str(to)]
    subprocess.run([sys.executable, str(script), *words], check=True)
    truth = json.loads((to / "truth.json").read_text(encoding="utf-8"))
    return Exam(sorted(to.glob("*.csv")), frozenset(tuple(sorted(pair)) for pair in truth["planted"]))


@pytest.fixture(scope="session")
def exam(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Exam]:
    """The exam of a seed."""
    made: dict[int, Exam] = {}

    def of(seed: int) -> Exam:
        if seed not in made:
            made[seed] = _made_exam(real_data, seed, tmp_path_factory.mktemp(f"exam{seed}-"))
        return made[seed]

    return of


@pytest.fixture(scope="session")
def examined(
    exam: Callable[[int], Exam], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], tuple[Exam, Results]]:
    """The exam of a seed and its finished run."""
    done: dict[int, tuple[Exam, Results]] = {}

    def of(seed: int) -> tuple[Exam, Results]:
        if seed not in done:
            sat = exam(seed)
            done[seed] = sat, _analyse(tmp_path_factory.mktemp(f"examined{seed}-"), sat.tables)
        return done[seed]

    return of


@pytest.fixture(scope="session")
def tables_of(
    real_data: Path, exam: Callable[[int], Exam], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[Path]]:
    """The tables of a set by name: a shipped one, `manufacturer`, `demo` or `exam`."""

    def of(name: str) -> list[Path]:
        folder = tmp_path_factory.mktemp(name)
        if name == "manufacturer":
            return [real_data / name / "communication.csv", real_data / name / "reportsto.csv"]
        if name == "demo":
            generate(folder, people=300, seed=1)
            return sorted(folder.glob("*.csv*"))
        return list(exam(0).tables) if name == "exam" else copy(name, folder)

    return of
