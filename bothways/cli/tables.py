"""A table in the terminal: which columns, how they read, and a line for what is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich import box
from rich.table import Table

from bothways import words

Row = Mapping[str, Any]

LONGEST_WORD = 18
"""A longer word may be broken over lines."""
BETWEEN = 3
"""Signs that a table needs between two columns, one more than it shows."""


@dataclass(frozen=True)
class Column:
    """One column: the title over it and the text of a row in it.

    Attributes:
        title: What stands over the column.
        read: The text of the cell.
        number: Whether it is aligned to the right.
        from_width: Columns that a terminal needs to have before this one is shown in it.
    """

    title: str
    read: Callable[[Row], str]
    number: bool = False
    from_width: int = 0

    def widely(self, width: int) -> Column:
        """The same column, shown in terminals of that width only."""
        return replace(self, from_width=width)


def text(field: str, title: str) -> Column:
    """A column of words."""
    return Column(title, lambda row: words.text(row.get(field)))


def whole(field: str, title: str) -> Column:
    """A column of counts."""
    return Column(title, lambda row: words.whole(row.get(field)), number=True)


def real(field: str, title: str) -> Column:
    """A column of figures with two decimals."""
    return Column(title, lambda row: words.real(row.get(field)), number=True)


def figure(field: str, title: str) -> Column:
    """A column of figures with three significant digits."""
    return Column(title, lambda row: words.figure(row.get(field)), number=True)


def percent(field: str, title: str) -> Column:
    """A column of shares."""
    return Column(title, lambda row: words.percent(row.get(field)), number=True)


def listed(field: str, title: str) -> Column:
    """A column of several words that stand joined by `;` in the data."""
    return Column(title, lambda row: words.text((row.get(field) or "").replace(";", ", ")))


def group(field: str, title: str, names: Mapping[str, str]) -> Column:
    """A column of groups by their short names (`words.short`)."""
    return Column(title, lambda row: names.get(row[field] or "", words.NOTHING))


@dataclass(frozen=True)
class Grid:
    """Rows as a table without frame.

    Attributes:
        table: What fits.
        shown: Titles of its columns.
        left_out: Titles of columns that do not: a figure of which a digit is cut off is a wrong figure.
    """

    table: Table
    shown: tuple[str, ...]
    left_out: tuple[str, ...]


def grid(columns: Sequence[Column], rows: Sequence[Row], width: int) -> Grid:
    """The rows as a table, `width` signs wide; columns in which no row says anything are left out."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, collapse_padding=True, pad_edge=False, header_style="bold")
    told, left_out, free = list[list[str]](), list[str](), width
    for column in columns:
        cells = [column.read(row) for row in rows]
        if all(cell == words.NOTHING for cell in cells):
            continue
        needed = _needed(column, cells) + BETWEEN
        if column.from_width > width or (told and needed > free + BETWEEN):
            left_out.append(column.title)
            continue
        free -= needed
        told.append(cells)
        _add(table, column, cells)
    for row in zip(*told, strict=True):
        table.add_row(*row)
    return Grid(table, tuple(str(column.header) for column in table.columns), tuple(left_out))


def _needed(column: Column, cells: Sequence[str]) -> int:
    """Signs below which a column says something else: a number is never broken, a word only if it is a monster."""
    if column.number:
        return max(map(len, (column.title, *cells)))
    return min(max((len(word) for cell in (column.title, *cells) for word in cell.split()), default=0), LONGEST_WORD)


def _add(table: Table, column: Column, cells: Sequence[str]) -> None:
    """Adds a column that is not squeezed below what it needs."""
    if column.number:
        table.add_column(column.title, justify="right", no_wrap=True, min_width=_needed(column, cells))
        return
    table.add_column(column.title, min_width=_needed(column, cells), overflow="fold")


def best(rows: Sequence[Row], by: str, *, descending: bool = True) -> list[Row]:
    """Rows in order of one column, those without a value last; equal ones stay in their order."""
    known = [row for row in rows if row[by] is not None]
    known.sort(key=lambda row: -row[by] if descending else row[by])
    return [*known, *(row for row in rows if row[by] is None)]
