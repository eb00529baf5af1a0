"""Makes the shipped tables from the originals: `python -m bothways.data.prepare FOLDER`.

FOLDER holds krackhardt/, lazega/ and workfrance/ as they were published. Only columns that serve are kept: no
seniority, tenure, age, gender or school. The tables are written beside this file; run it again after a change here and
see what `git diff` says.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent

Row = dict[str, str]

PRACTICES = {"1": "Litigation", "2": "Corporate"}
STATUS = {"1": "partner", "2": "associate"}
PRACTICE_STRENGTH = 3
"""A practice is a working skill; nothing in the data says who is stronger."""

TOP_OF_KRACKHARDT = 4
"""The original counts 1 (president) to 3 (managers); 4 minus that counts from the front line."""

CHANNELS = {"advice": "advice", "friends": "friendship", "reports": "reports to", "cowork": "co-work"}


def main(originals: Path) -> None:
    """Writes all three sets."""
    krackhardt(originals / "krackhardt")
    lazega(originals / "lazega")
    workfrance(originals / "workfrance")


def krackhardt(original: Path) -> None:
    """21 managers: three relations, four departments, three levels."""
    ties = _read(original / "ties.csv")
    manager = {row["source"]: row["target"] for row in ties if row["relation"] == "reports"}
    people = (
        (row["id"], _department(row["dept"]), manager.get(row["id"], ""), TOP_OF_KRACKHARDT - int(row["level"]))
        for row in _read(original / "people.csv")
    )
    _write("krackhardt/people.csv", ("person", "unit", "manager", "level"), people)
    _write("krackhardt/interactions.csv", ("from", "to", "channel"), _relations(ties))


def lazega(original: Path) -> None:
    """71 lawyers: three relations, three offices, two practices, partners and associates."""
    people = _read(original / "people.csv")
    _write(
        "lazega/people.csv",
        ("person", "unit", "level"),
        ((row["id"], f"Office {row['office']}", STATUS[row["status"]]) for row in people),
    )
    _write(
        "lazega/skills.csv",
        ("person", "skill", "kind", "strength"),
        ((row["id"], PRACTICES[row["practice"]], "offer", PRACTICE_STRENGTH) for row in people),
    )
    _write("lazega/interactions.csv", ("from", "to", "channel"), _relations(_read(original / "ties.csv")))


def workfrance(original: Path) -> None:
    """211 people of one office building: minutes side by side, twelve departments."""
    people = ((row["id"], row["dept"]) for row in _read(original / "people.csv"))
    contacts = ((row["from"], row["to"], "meeting", row["mins"]) for row in _read(original / "edges.csv"))
    _write("workfrance/people.csv", ("person", "unit"), people)
    _write("workfrance/interactions.csv", ("from", "to", "channel", "minutes"), contacts)


def _department(number: str) -> str:
    return "President" if number == "0" else f"Department {number}"


def _relations(ties: Iterable[Row]) -> Iterator[tuple[str, ...]]:
    return ((row["source"], row["target"], CHANNELS[row["relation"]]) for row in ties)


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
