"""A real workspace, made once by the command itself: the shipped set of 71 lawyers."""

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
