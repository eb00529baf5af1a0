"""A workspace with one finished run, and the command called in this process or in another."""

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from graph.results import Results


@pytest.fixture(scope="session")
def small_run() -> ModuleType:
    """The made-up organisation of 70 people that the pages are tested with."""
    path = Path(__file__).parents[1] / "dashboard" / "small_run.py"
    spec = spec_from_file_location("small_run", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def results(tmp_path: Path, small_run: ModuleType) -> Results:
    """The run of that organisation, in the workspace `tmp_path / "space"`."""
    made: Results = small_run.write_run(tmp_path / "space" / "runs")
    return made


@pytest.fixture
def space(results: Results) -> Path:
    """The folder of a workspace with one finished run."""
    return results.folder.parents[1]


@pytest.fixture(scope="session")
def shell() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Calls the real command in a process of its own."""

    def call(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bothways", *map(str, words)]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, env=os.environ | environment, timeout=120
        )

    return call


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Calls the command in this process: exit code, stdout, stderr."""
    from bothways.cli.app import call as command  # noqa: PLC0415 - only who asks pays

    def called(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = command([str(word) for word in words])
        said = capsys.readouterr()
        return int(code), said.out, said.err

    return called
