"""How the two of a pair stand in today's network: what runs between their units, and what runs through each of them.

Measured, never a score: no link is chosen or left out by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import counted
from graph.facts import lies_in
from graph.suggest.wording import leaving

Row = Mapping[str, Any]

_FOUND = {"silo": ": a silo", "thinner": ": fewer than chance leaves, and no silo"}
"""What the test against chance says of a pair of units; of the other findings, `show gaps` has more to say."""


@dataclass(frozen=True)
class Standing:
    """One of the two.

    Attributes:
        person: The row of the table of people.
        single_point: The row of the table of single points; None for who is none.
        holds_alone: Skills that nobody else could teach.
    """

    person: Row
    single_point: Row | None
    holds_alone: tuple[str, ...]

    def sentences(self, side: str) -> Iterator[str]:
        """What runs through the person, who is called `side`, and what hangs on nobody else."""
        if self.person["degree"]:
            contacts = counted(self.person["degree"], "contact", "contacts")
            yield f"{side} has {contacts}{_sides(self.person)}{_bridges(self.person)}."
        if self.person["overloaded"]:
            yield f"Far more people than usual ask {side}, with nobody or no room to share it."
        if point := self.single_point:  # this names the skills too
            yield leaving(side, point["pairs_lost"], point["people_separated"], point["skills_lost"])
        elif self.holds_alone:
            yield f"{side} alone holds {', '.join(self.holds_alone)} well enough to teach."


def standing(tables: Mapping[str, pa.Table], person: Row) -> Standing:
    """How somebody stands.

    Args:
        tables: single_points and skills of one run, masked or not.
        person: A row of its people.
    """
    key, skills = person["person"], tables["skills"]
    points = tables["single_points"].filter(pc.equal(tables["single_points"]["person"], key)).to_pylist()
    alone = skills.filter(pc.equal(skills["only_holder"], key))["skill"].to_pylist()
    return Standing(person, points[0] if points else None, tuple(alone))


def between(gaps: pa.Table, one: str | None, other: str | None) -> Row | None:
    """The row of the gap between the units of two people; None where there is none, or it may not be seen.

    Args:
        gaps: Of one run, masked or not.
        one: Unit of one of them, a path; a gap may be of units above it.
        other: Unit of the other.
    """
    rows = (row for row in gaps.to_pylist() if row["boundary"] == "unit" and row["observed"] is not None)
    return next((row for row in rows if _is_of(row, one, other)), None)


def said_of(gap: Row) -> str:
    """What runs between two units, beside chance."""
    ties = counted(gap["observed"], "tie runs", "ties run") if gap["observed"] else "no tie runs"
    chance = "" if gap["expected"] is None else f" where chance would give {gap['expected']:.3g}"
    return f"Between {gap['unit_a']} and {gap['unit_b']} {ties}{chance}{_FOUND.get(gap['finding'], '')}."


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
