"""A well-known mail archive as two plain tables, the way its owner would export them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def tables(folder: Path, to: Path) -> list[Path]:
    """Messages and their recipients as one table, and the roster with its units.

    Args:
        folder: Holds messages.csv, recipients.csv and employees.csv.
        to: Where mails.csv and people.csv go; it has to be there.
    """
    messages = {row["message_id"]: row for row in _rows(folder / "messages.csv")}
    mails = [
        (row["message_id"], messages[row["message_id"]]["sender_id"], row["recipient_id"], sent)
        for row in _rows(folder / "recipients.csv")
        if (sent := messages[row["message_id"]]["sent_at_unix"])
    ]
    people = [(row["person_id"], row["unit"]) for row in _rows(folder / "employees.csv")]
    return [
        _written(to / "mails.csv", ("id", "from", "to", "at"), mails),
        _written(to / "people.csv", ("person", "unit"), people),
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))


def _written(file: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    return file
