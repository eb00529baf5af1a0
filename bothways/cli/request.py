"""What `show` was asked for, and how it cuts a long table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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

    def tell(self, desk: Desk, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Prints the first rows as a table, and how many there are beyond them."""
        shown = rows[: self.limit] if self.limit else rows
        desk.table(columns, shown)
        if len(shown) < len(rows):
            desk.tell(f"{len(rows) - len(shown):,d} more rows: --limit 0 shows all of them.")
