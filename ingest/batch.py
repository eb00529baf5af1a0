"""What every reader hands over: rows of text, a batch at a time, each with the line it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

ROWS = 50_000
"""Rows of a batch, where the reader chooses."""


@dataclass(frozen=True)
class Damage:
    """A line that could not be taken apart.

    Attributes:
        line: Line of the file, from 1.
        reason: Why, in words.
    """

    line: int
    reason: str


@dataclass(frozen=True, eq=False)
class Batch:
    """Rows of a file, everything as text.

    Attributes:
        columns: One text array a column of the header, as it stands in the file; "" or null where a cell is empty.
        lines: The line (in a sheet: the row) of each row, from 1.
        damaged: Lines between these rows that could not be taken apart.
    """

    columns: tuple[pa.Array, ...]
    lines: pa.Int64Array
    damaged: tuple[Damage, ...] = ()

    @property
    def rows(self) -> int:
        """Rows that could be taken apart."""
        return len(self.lines)


@dataclass(frozen=True, eq=False)
class TableFile:
    """A file that holds a table.

    Attributes:
        path: Where it is.
        digest: SHA-256 of its content (of the text inside, where it is compressed).
        columns: Names in the header, in their order; they may repeat or be empty.
        read: Gives the batches; each call reads the file from its start.
        warnings: What was taken for granted, as sentences.
    """

    path: Path
    digest: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[Batch]]
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The file as the user named it."""
        return str(self.path)
