"""What every reader hands over: rows of text, a batch at a time, each with the line it stands on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

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
        objects: Index of a column to its cells that are objects, or lists with one inside, where there are any.
        lists: Index of a column to its cells that are lists, where there are any.
    """

    columns: tuple[pa.Array, ...]
    lines: pa.Int64Array
    damaged: tuple[Damage, ...] = ()
    objects: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)
    lists: Mapping[int, NDArray[np.bool_]] = field(default_factory=dict)

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
        part: Which part of the file the table is, where it is not all of it; for errors.
    """

    path: Path
    digest: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[Batch]]
    warnings: tuple[str, ...] = ()
    part: str = ""

    @property
    def name(self) -> str:
        """The file as the user named it."""
        return str(self.path)

    @property
    def where(self) -> str:
        """The file, and which part of it was read, for errors."""
        return f"{self.name}, {self.part}" if self.part else self.name
