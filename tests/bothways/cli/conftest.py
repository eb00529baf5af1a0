"""A real workspace, made once by the command itself: the shipped set of 71 lawyers."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same width wherever the tests run."""
    monkeypatch.setenv("COLUMNS", "140")


@pytest.fixture(scope="session")
def lawyers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo `lazega`, ingested and run; read it, do not write there."""
    from bothways.cli.app import call  # noqa: PLC0415 - only who asks pays

    folder = tmp_path_factory.mktemp("lawyers") / "demo"
    assert call(["demo", "--real", "lazega", "--no-serve", "-C", str(folder)]) == 0
    return folder


@pytest.fixture
def moved(lawyers: Path, tmp_path: Path) -> Path:
    """A copy of the lawyers' workspace, to do anything with."""
    return shutil.copytree(lawyers, tmp_path / "moved")


@pytest.fixture
def exported(call: Callable[..., tuple[int, str, str]]) -> Callable[..., dict[str, bytes]]:
    """Exports a workspace to a folder beside it and gives the files by name."""

    def written(folder: Path, to: str, *words: str) -> dict[str, bytes]:
        target = folder.parent / to
        code, _, err = call("-C", folder, "export", "--to", target, *words)
        assert code == 0, err
        return {path.name: path.read_bytes() for path in sorted(target.iterdir())}

    return written


@pytest.fixture
def tables(tmp_path: Path) -> Callable[..., list[Path]]:
    """Writes plain tables beside the test, by name without ending."""

    def written(**texts: str) -> list[Path]:
        paths = []
        for name, text in texts.items():
            path = tmp_path / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        return paths

    return written
