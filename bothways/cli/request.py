"""What `show` was asked for, and how it cuts a long table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bothways.cli.desk import Desk
from bothways.cli.tables import Column, Row


@dataclass(frozen=True)
class Request:
    """The options of one `show`.

    Attributes:
        boundary: The boundary kind, where the topic has kinds.
        limit: Rows at most; 0 for all.
    """

    boundary: str
    limit: int

    def tell(self, desk: Desk, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Prints the first rows as a table, and how many there are beyond them."""
        shown = rows[: self.limit] if self.limit else rows
        desk.table(columns, shown)
        if len(shown) < len(rows):
            desk.tell(f"{len(rows) - len(shown):,d} more rows: --limit 0 shows all of them.")
