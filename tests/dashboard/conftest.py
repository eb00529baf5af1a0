"""The made-up organisation of `small_run.py`, as a run on disk, as a snapshot and as a workspace."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from dashboard.snapshot import Snapshot, take
from graph.privacy import View
from graph.results import Results


@pytest.fixture(scope="session")
def made() -> ModuleType:
    """The module that makes the organisation up, with its names and constants."""
    spec = importlib.util.spec_from_file_location("small_run", Path(__file__).with_name("small_run.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def small_workspace(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the run; do not write there."""
    folder = tmp_path_factory.mktemp("small")
    made.write_run(folder / "runs")
    return folder


@pytest.fixture(scope="session")
def results(made: ModuleType, small_workspace: Path) -> Results:
    return Results(small_workspace / "runs" / made.RUN)


@pytest.fixture(scope="session")
def snapshot(results: Results) -> Snapshot:
    return take(View(results))
