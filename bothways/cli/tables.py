"""A table in the terminal: which columns, how they read, and a line for what is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.table import Table

from bothways.cli import words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Column:
    """One column: the title over it and the text of a row in it.

    Attributes:
        title: What stands over the column.
        read: The text of the cell.
        number: Whether it is aligned to the right.
    """

    title: str
    read: Callable[[Row], str]
    number: bool = False


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


def grid(columns: Sequence[Column], rows: Sequence[Row]) -> Table:
    """The rows as a table without frame; columns in which no row says anything are left out."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    cells = [[column.read(row) for row in rows] for column in columns]
    told = [i for i, column in enumerate(cells) if any(cell != words.NOTHING for cell in column)]
    for i in told:
        table.add_column(columns[i].title, justify="right" if columns[i].number else "left")
    for place in range(len(rows)):
        table.add_row(*(cells[i][place] for i in told))
    return table


def best(rows: Sequence[Row], by: str, *, descending: bool = True) -> list[Row]:
    """Rows in order of one column, those without a value last; equal ones stay in their order."""
    known = [row for row in rows if row[by] is not None]
    known.sort(key=lambda row: -row[by] if descending else row[by])
    return [*known, *(row for row in rows if row[by] is None)]
