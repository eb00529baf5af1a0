"""The two questions that turn an introduction into a learning link, for exactly the people who are to be introduced.

The answers go into the column `skill`; the same file, filled in, is what `bothways ingest` reads as skills.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from bothways.exports.as_csv import write_rows
from graph.privacy import View

NAME = "question_sheet.csv"
COLUMNS = ("person", "name", "kind", "question", "skill", "strength")
QUESTIONS = {
    "offer": "What could you show a colleague from another unit? (strength: 1 to 5, how well you know it)",
    "wish": "What would you like to learn from a colleague in another unit? (strength: 1 to 5, how much)",
}


def people(links: pa.Table) -> list[str]:
    """Keys of everybody who stands in an introduction, sorted."""
    introductions = links.filter(pc.equal(links["kind"], "introduction"))
    return sorted({*introductions["a"].to_pylist(), *introductions["b"].to_pylist()})


def write(view: View, keys: list[str], path: Path) -> None:
    """Writes the sheet: two rows a person, to be filled in by that person."""
    write_rows(path, COLUMNS, _rows(view, keys))


def _rows(view: View, keys: list[str]) -> Iterator[tuple[str, ...]]:
    for key in keys:
        for kind, question in QUESTIONS.items():
            yield key, view.name(key), kind, question, "", ""
