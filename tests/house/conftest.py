"""The project's own files, as the tests of the house read them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGES = ("graph", "ingest", "dashboard", "bothways")
FOLDERS = (*PACKAGES, "tests", "benchmarks", "docs", "requirements", "scripts", ".ci")
TEXT = {".py", ".md", ".toml", ".lock", ".css", ".html", ".js", ".json", ".csv", ".txt", ".cypher", ".sql", ".yml", ""}


@dataclass(frozen=True)
class House:
    """Every text file that is the project's."""

    root: Path

    def texts(self) -> Iterator[tuple[str, str]]:
        """Path from the root, content; the top folder's files first."""
        files = [path for path in self.root.iterdir() if path.is_file()]
        files += [path for folder in FOLDERS for path in (self.root / folder).rglob("*") if path.is_file()]
        for path in sorted(files):
            if path.suffix in TEXT and not any(part.endswith(("cache__", "_cache")) for part in path.parts):
                yield path.relative_to(self.root).as_posix(), path.read_text(encoding="utf-8")

    def modules(self) -> Iterator[tuple[str, ast.Module]]:
        """Every module of the four packages, parsed."""
        for name, text in self.texts():
            if name.endswith(".py") and name.split("/")[0] in PACKAGES:
                yield name, ast.parse(text)


@pytest.fixture(scope="session")
def house(root: Path) -> House:
    return House(root)
