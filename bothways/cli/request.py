"""What `show` was asked for, and how it cuts a long table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bothways import words
from bothways.cli import latest
from bothways.cli.desk import Desk
from bothways.cli.tables import Column, Row
from graph.privacy import View


@dataclass(frozen=True)
class Request:
    """The options of one `show`.

    Attributes:
        boundary: The boundary kind, where the topic has kinds.
        limit: Rows at most; 0 for all.
        view: Gives the run through the eyes of the local analyst.
    """

    boundary: str
    limit: int
    view: Callable[[Desk], View] = latest.view

    def first(self, rows: Sequence[Row]) -> Sequence[Row]:
        """The rows that are shown."""
        return rows[: self.limit] if self.limit else rows

    def tell(self, desk: Desk, columns: Sequence[Column], rows: Sequence[Row]) -> tuple[str, ...]:
        """Prints the first rows as a table, and how many there are beyond them; gives the titles shown."""
        shown = self.first(rows)
        titles = desk.table(columns, shown)
        if more := len(rows) - len(shown):
            desk.tell(f"{words.count(more, 'more row')}: --limit 0 shows all.")
        return titles
