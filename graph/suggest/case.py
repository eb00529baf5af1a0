"""What a suggestion starts from, and the narrow view of it that scoring is allowed to see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.arrays import pair_keys
from graph.boundaries import Boundary, any_of
from graph.measures.gaps import Gaps
from graph.network import Network
from graph.options import RunOptions
from graph.roster import People
from graph.skills import Skills
from graph.suggest.before import Before
from graph.suggest.gate import Gate, gate_of
from graph.suggest.plausibility import DOCUMENTED, Weights

HOURS_A_LINK = 2.0
"""Hours a month that a link costs each of the two."""
USUAL_LINKS = 2
"""Links a person takes on where the roster says nothing."""


@dataclass(frozen=True, eq=False)
class Case:
    """All that a plan is made from.

    Attributes:
        network: People and ties.
        people: The roster, in the network's order.
        skills: Offers and wishes, the inferred ones included.
        answered: (m,) ties of which each end turned to the other, on channels that have a direction.
        community: (n,) circle of contacts of each person; -1 without ties.
        gaps: Gaps of the boundary that links must cross.
        boundaries: Boundary kinds by name, groups as given; "unit" is always there.
        never: (k, 2) people that must not be paired: do-not-pair lists, past pairs, those who are left alone.
        running: (k, 2) people whose learning link runs.
        helped: (n,) people elsewhere whom each helps informally, as far as that is known: that takes room too.
        options: Choices of the run.
        weights: What makes a link plausible here.
        before: The portfolio that is gone on from; None starts anew.
        rests: (k, 2) those who must not be paired because an earlier link of theirs is over.
    """

    network: Network
    people: People
    skills: Skills
    answered: NDArray[np.bool_]
    community: NDArray[np.int32]
    gaps: Gaps
    boundaries: Mapping[str, Boundary]
    never: NDArray[np.int32]
    running: NDArray[np.int32]
    helped: NDArray[np.int64]
    options: RunOptions
    weights: Weights = DOCUMENTED
    before: Before | None = None
    rests: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), np.int32))

    @cached_property
    def load(self) -> NDArray[np.int64]:
        """(n,) people each is there for already: in links that run, and informally."""
        return np.bincount(self.running.ravel(), minlength=len(self.helped)) + self.helped


def _reads(*columns: str) -> dict[str, tuple[str, ...]]:
    return {"reads": columns}


_OF_LINKS = ("feedback.link", "feedback.event", "feedback.at")
"""What became of links, and when: who may not be paired again yet, and whose room is taken."""


@dataclass(frozen=True, eq=False)
class Sight:
    """All that scoring sees of the roster. There is no name, title, age, gender or level here, so none can be used.

    Attributes:
        keys: (n,) person keys, for ties between equals only.
        may: (n,) who may be suggested: of the roster, not opted out, with room for a link.
        capacity: (n,) links each person may get beside what they carry already.
        units: Units as given.
        line: The boundary a link must cross.
        location: (n,) index of the location, -1 where unknown.
        community: (n,) circle of contacts of each person; -1 without ties.
        gate: Which pairs the rules of the programme let through.
        barred: (k,) sorted keys (`pair_keys`) of pairs that are tied or linked, manager and report, or must not be.
    """

    keys: tuple[str, ...] = field(metadata=_reads("people.person"))
    may: NDArray[np.bool_] = field(metadata=_reads("people.opt_out"))
    capacity: NDArray[np.int64] = field(metadata=_reads("people.max_links", "people.hours_per_month", *_OF_LINKS))
    units: Boundary = field(metadata=_reads("people.unit"))
    line: Boundary = field(metadata=_reads())  # whichever kind the run chose
    location: NDArray[np.int32] = field(metadata=_reads("people.location"))
    community: NDArray[np.int32] = field(metadata=_reads())  # from contacts alone
    gate: Gate = field(metadata=_reads())  # whatever the rules name, as `fields_read` says
    barred: NDArray[np.int64] = field(
        metadata=_reads(
            "people.manager", "pairs.a", "pairs.b", "pairs.until", "feedback.link", "feedback.event", "feedback.at"
        )
    )


def see(case: Case) -> Sight:
    """The view of a case that scoring gets."""
    people = case.people
    gate = gate_of(case.options.rules, people, case.boundaries, case.skills)
    room = (gate.room(people, capacity(people)) - case.load).clip(min=0)
    may = people.known & ~people.opted_out & (room > 0)
    location = people.boundary("location").codes
    units, barred = case.boundaries["unit"], _barred(case)
    return Sight(people.keys, may, room, units, _line(case), location, case.community, gate, barred)


def _line(case: Case) -> Boundary:
    """The line of the run; where the rules count it among several of which one is enough, what crosses any of them."""
    kind, enough = case.options.boundary, case.options.rules.crosses_one_of
    return any_of([case.boundaries[one] for one in enough]) if kind in enough else case.boundaries[kind]


def fields_read(case: Case) -> tuple[str, ...]:
    """Input columns that scoring reads, from the declarations of `Sight`."""
    columns = {column for part in fields(Sight) for column in part.metadata["reads"]}
    columns |= {f"people.{name}" for name in case.options.rules.read}
    columns |= {f"people.{case.options.boundary}", "skills.person", "skills.skill", "skills.kind", "skills.strength"}
    columns |= {f"interactions.{name}" for name in ("from", "to", "at", "channel", "id", "count", "minutes", "weight")}
    return tuple(sorted(columns))


def capacity(people: People) -> NDArray[np.int64]:
    """(n,) links each person can take on: min(max_links, floor(hours_per_month / 2)), 2 where nothing is said."""
    links = np.where(people.max_links < 0, USUAL_LINKS, people.max_links).astype(np.int64)
    limited = ~np.isnan(people.hours_per_month)
    hours = np.where(limited, people.hours_per_month, 0) // HOURS_A_LINK
    return np.where(limited, np.minimum(links, hours), links).astype(np.int64).clip(min=0)


def _barred(case: Case) -> NDArray[np.int64]:
    n = len(case.network.people)
    managed = np.flatnonzero(case.people.manager >= 0)
    pairs = (
        pair_keys(case.network.a, case.network.b, n),
        pair_keys(managed, case.people.manager[managed], n),
        pair_keys(case.never[:, 0], case.never[:, 1], n),
        pair_keys(case.running[:, 0], case.running[:, 1], n),
    )
    return np.unique(np.concatenate(pairs))
