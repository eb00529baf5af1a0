"""One immutable picture of a finished run, as one viewer may see it. Every page and every session shares it.

All of it comes through `privacy.View`; whatever is hidden there is not in here either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bothways import words
from graph.facts import BOUNDARY_KINDS
from graph.privacy import NOBODY, View
from graph.summary import Summary

Row = Mapping[str, Any]

MOST_BETWEEN = 15
"""How many people are listed by the ways that lead through them."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """What the pages may say.

    Attributes:
        summary: The run as a whole.
        floor: Groups with fewer people show no number.
        pairs: By boundary kind the rows of `gaps`.
        units: By boundary kind the rows of `units`.
        carriers: Rows of `bridges`, all kinds.
        points: Rows of `single_points`, those on whom most pairs of groups and then most people hang first.
        bridging: Rows of `people` for the bridging people.
        between: Rows of `people` through whom most shortest ways lead, most first; at most `MOST_BETWEEN`.
        alarm: What does not hold of the links where the audit failed; "" else.
        links: Rows of `links`, by rank.
        running: Links, of this run or earlier ones, that take somebody's time today: schema `feedback.RUNNING`.
        evidence: By link its rows of `evidence`.
        effect: By measure its row of `effect`.
        reach: Rows of `reach` that say something.
        trend: Rows of `trend`.
        skills: Rows of `skills`.
        overloaded: How many of the people who are seen carry too much; None where it cannot be told.
        left_out: Why people have no link: reason and how many, most first; None where under the floor.
        names: How a person may be called, by key; people who share a name have their key beside it.
    """

    summary: Summary
    floor: int
    pairs: Mapping[str, tuple[Row, ...]]
    units: Mapping[str, tuple[Row, ...]]
    carriers: tuple[Row, ...]
    points: tuple[Row, ...]
    bridging: tuple[Row, ...]
    between: tuple[Row, ...]
    alarm: str
    links: tuple[Row, ...]
    running: tuple[Row, ...]
    evidence: Mapping[str, tuple[Row, ...]]
    effect: Mapping[str, Row]
    reach: tuple[Row, ...]
    trend: tuple[Row, ...]
    skills: tuple[Row, ...]
    overloaded: int | None
    left_out: tuple[tuple[str, int | None], ...]
    names: Mapping[str, str]

    def name(self, person: str) -> str:
        """A person as they may be called; a bare number says what it is a number of."""
        name = self.names.get(person, NOBODY)
        return f"Person {name}" if name.isdigit() else name


def take(view: View) -> Snapshot:
    """Reads everything that the pages need, once."""
    people, links = view.people(), view.links()
    evidence: dict[str, list[Row]] = defaultdict(list)
    for row in view.evidence().to_pylist():
        evidence[row["link"]].append(row)
    return Snapshot(
        summary=view.summary(),
        floor=view.viewer.min_group,
        pairs={kind: _rows(view.gaps(kind)) for kind in BOUNDARY_KINDS},
        units={kind: _rows(view.units(kind)) for kind in BOUNDARY_KINDS},
        carriers=_rows(view.bridges()),
        points=_points(view.single_points()),
        bridging=_rows(people.filter(pc.equal(people["bridging_person"], pa.scalar(value=True)))),
        between=_between(people) if view.viewer.sees_people else (),
        alarm=words.alarm(view.audit()),
        links=_rows(links),
        running=_rows(view.running()),
        evidence={link: tuple(rows) for link, rows in evidence.items()},
        effect={row["measure"]: row for row in view.effect().to_pylist()},
        reach=tuple(row for row in view.reach().to_pylist() if row["median"] is not None),
        trend=_rows(view.trend()),
        skills=_rows(view.held()),
        overloaded=pc.sum(people["overloaded"]).as_py(),
        left_out=_reasons(view.excluded(), view.viewer.min_group),
        names=_told_apart({key: view.name(key) for key in people["person"].to_pylist()})
        if view.viewer.sees_people
        else {},
    )


def _points(table: pa.Table) -> tuple[Row, ...]:
    order = sorted(table.to_pylist(), key=lambda row: (-(row["pairs_lost"] or 0), -(row["people_separated"] or 0)))
    return tuple(order)


def _between(people: pa.Table) -> tuple[Row, ...]:
    """Through whom most shortest ways lead; nobody through whom none leads."""
    rows = people.filter(pc.greater(pc.fill_null(people["betweenness"], 0.0), 0.0)).to_pylist()
    return tuple(sorted(rows, key=lambda row: (-row["betweenness"], row["person"]))[:MOST_BETWEEN])


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The names, with the key beside each that two people share."""
    shared = Counter(names.values())
    return {key: f"{name} ({key})" if shared[name] > 1 else name for key, name in names.items()}


def _reasons(excluded: pa.Table, floor: int) -> tuple[tuple[str, int | None], ...]:
    counts = Counter(excluded["reason"].to_pylist())
    return tuple((why, count if count >= floor else None) for why, count in counts.most_common())


def _rows(table: pa.Table) -> tuple[Row, ...]:
    return tuple(table.to_pylist())
