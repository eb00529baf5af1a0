"""How the two of a pair stand in today's network: what runs between their units, and what runs through each of them.

Measured, never a score: no link is chosen or left out by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from graph.errors import counted
from graph.facts import lies_in

Row = Mapping[str, Any]

_FOUND = {"silo": ": a silo", "thinner": ": fewer than chance leaves, and no silo"}
"""What the test against chance says of a pair of units; of the other findings, `show gaps` has more to say."""


def between(gaps: pa.Table, one: str | None, other: str | None) -> Iterator[str]:
    """What runs between the units of two people; nothing where there are no two, or it may not be seen.

    Args:
        gaps: Of one run, masked or not.
        one: Unit of one of them, a path; a gap may be of units above it.
        other: Unit of the other.
    """
    for row in gaps.to_pylist():
        if row["boundary"] != "unit" or row["observed"] is None or not _is_of(row, one, other):
            continue
        ties = counted(row["observed"], "tie runs", "ties run") if row["observed"] else "no tie runs"
        chance = "" if row["expected"] is None else f" where chance would give {row['expected']:.3g}"
        found = _FOUND.get(row["finding"], "")
        yield f"Between {row['unit_a']} and {row['unit_b']} {ties}{chance}{found}."


def of(side: str, person: Row) -> Iterator[str]:
    """What runs through one of the two, a row of the table of people; nothing where somebody has no tie."""
    if person["degree"]:
        contacts = counted(person["degree"], "contact", "contacts")
        yield f"{side} has {contacts}{_sides(person)}{_bridges(person)}."


def _sides(person: Row) -> str:
    size = person["effective_size"]
    return "" if size is None or person["degree"] == 1 else f", who speak for {size:.3g} different sides"


def _bridges(person: Row) -> str:
    if not person["bridging"]:
        return ""
    does = "is one of the people who bridge units" if person["bridging_person"] else "carries a little of what crosses"
    return f", and {does} (bridging {person['bridging']:.2g})"


def _is_of(row: Row, one: str | None, other: str | None) -> bool:
    pair = row["unit_a"], row["unit_b"]
    return any(lies_in(one, a) and lies_in(other, b) for a, b in (pair, pair[::-1]))
