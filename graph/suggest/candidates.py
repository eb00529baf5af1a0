"""Candidates: the pairs a portfolio may be made of, each with all parts of its score."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS, distinct, rank_within
from graph.suggest.case import Case, Sight
from graph.suggest.ground import ground
from graph.suggest.introductions import across_gaps
from graph.suggest.lessons import WORTHWHILE, both_ways, prepare
from graph.suggest.nearness import nearness
from graph.suggest.plausibility import plausibility
from graph.suggest.search import swaps, taught, two_steps

AT_ONCE = 1_000_000
"""Pairs that are judged at once."""
PER_PERSON = 200
"""A pair stays if it is among this many of the largest w of either person."""


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs in key order with their scores, shape (m,) each.

    Attributes:
        a: The person whose key comes first.
        b: The other person.
        w: Expected accepted two-way lessons, A B C; of introductions A C.
        plausibility: A.
        value_a: Value of the lesson that a gets, in [0, 1]; NaN for introductions.
        value_b: Value of the lesson that b gets.
        a_teaches: Index of the skill that a teaches; -1 for introductions.
        b_teaches: Index of the skill that b teaches.
        contact: They have a contact in common.
        skill: They share a skill.
        place: They share a location.
        circle: They share a community.
        cell: Index into the gaps' `pairs`; -1 where no gap lies between them.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    w: NDArray[np.float64]
    plausibility: NDArray[np.float64]
    value_a: NDArray[np.float64]
    value_b: NDArray[np.float64]
    a_teaches: NDArray[np.int64]
    b_teaches: NDArray[np.int64]
    contact: NDArray[np.bool_]
    skill: NDArray[np.bool_]
    place: NDArray[np.bool_]
    circle: NDArray[np.bool_]
    cell: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.a)

    def per_person(self, n: int) -> NDArray[np.int64]:
        """(n,) of how many of the pairs each person is one end."""
        return np.bincount(np.concatenate((self.a, self.b)), minlength=n)

    def take(self, rows: NDArray[np.integer] | NDArray[np.bool_]) -> Candidates:
        """Some of the rows, in the order given."""
        return Candidates(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})


def joined(*parts: Candidates) -> Candidates:
    """Several one after the other."""
    names = [column.name for column in fields(Candidates)]
    return Candidates(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def find(case: Case, sight: Sight) -> Candidates:
    """All candidates of a case: two-way lessons where there are skills, introductions where there are none."""
    if case.options.rules.one_way and case.skills.any_offer:
        keys = _either(taught(sight, case.skills), two_steps(sight, case.network))
    elif case.skills.any_offer:
        keys = _either(swaps(sight, case.skills), two_steps(sight, case.network, case.skills))
    else:
        keys = across_gaps(sight, case.network, case.gaps)
    # Not all at once: of millions of pairs, what is between them takes more memory than what is kept of it.
    parts = np.array_split(keys, 1 + len(keys) // AT_ONCE)
    judged = (judge(case, sight, *np.divmod(part, max(1, len(sight.keys)))) for part in parts)
    found = joined(*(part.take(part.w > 0) for part in judged))
    return _best_of_each(found.take(sight.gate.thinned(found.a, found.b, found.w)))


def _either(*keys: NDArray[np.int64]) -> NDArray[np.int64]:
    return distinct(np.concatenate(keys))


def judge(case: Case, sight: Sight, a: NDArray[np.int64], b: NDArray[np.int64]) -> Candidates:
    """Scores pairs as they are; w is 0 where a direction is worth less than `WORTHWHILE`."""
    near = nearness(case.network, sight.units, sight.location, a, b)
    likely, shared = plausibility(near, case.weights), ground(case.skills, near, sight.community, a, b)
    swap = swap_of(case, sight, a, b)
    cell = case.gaps.cells(a, b).astype(np.int64)
    is_gap = np.append(np.nan_to_num(case.gaps.gap) > 0, False)
    return Candidates(
        a=a,
        b=b,
        w=np.round(likely * swap.benefit * shared.factor, DIGITS),
        plausibility=likely,
        value_a=swap.value_a,
        value_b=swap.value_b,
        a_teaches=swap.a_teaches,
        b_teaches=swap.b_teaches,
        contact=shared.contact,
        skill=shared.skill,
        place=shared.place,
        circle=shared.circle,
        cell=np.where(is_gap[cell], cell, -1),
    )


@dataclass(frozen=True, eq=False)
class Swap:
    """What the two of each pair can give each other, named as in `Candidates`; benefit is B."""

    benefit: NDArray[np.float64]
    value_a: NDArray[np.float64]
    value_b: NDArray[np.float64]
    a_teaches: NDArray[np.int64]
    b_teaches: NDArray[np.int64]

    @property
    def weak(self) -> NDArray[np.bool_]:
        """(m,) whether a lesson is worth too little; never of introductions, which claim none."""
        weak: NDArray[np.bool_] = np.fmin(self.value_a, self.value_b) < WORTHWHILE
        return weak


def swap_of(case: Case, sight: Sight, a: NDArray[np.int64], b: NDArray[np.int64]) -> Swap:
    """The best lesson of each direction; of introductions nothing is claimed, and nothing weighs against a pair."""
    if not case.skills.any_offer:
        unknown, nothing = np.full(len(a), np.nan), np.full(len(a), -1, dtype=np.int64)
        return Swap(np.ones(len(a)), unknown, unknown, nothing, nothing)
    lessons = prepare(case.skills, sight.units)
    (value_b, a_teaches), (value_a, b_teaches) = lessons.best(a, b), lessons.best(b, a)
    enough = (value_a >= WORTHWHILE) & (value_b >= WORTHWHILE)
    swap = Swap(np.where(enough, both_ways(value_a, value_b), 0.0), value_a, value_b, a_teaches, b_teaches)
    return _downwards(swap, sight.gate.level[a] - sight.gate.level[b]) if case.options.rules.one_way else swap


def _downwards(swap: Swap, above: NDArray[np.float64]) -> Swap:
    """Only the lesson that whoever stands higher gives; `above`: (m,) levels of the first over the second, or NaN."""
    first, second = above > 0, above < 0
    value = np.where(first, swap.value_b, np.where(second, swap.value_a, 0.0))
    return Swap(
        np.where(value >= WORTHWHILE, value, 0.0),
        value_a=np.where(second, swap.value_a, np.nan),
        value_b=np.where(first, swap.value_b, np.nan),
        a_teaches=np.where(first, swap.a_teaches, -1),
        b_teaches=np.where(second, swap.b_teaches, -1),
    )


def _best_of_each(found: Candidates) -> Candidates:
    """Keeps what is among the best of either person; equals by pair key."""
    kept = np.zeros(len(found), dtype=np.bool_)
    many = np.bincount(np.concatenate((found.a, found.b)))
    for ends in (found.a, found.b):
        kept |= many[ends] <= PER_PERSON
    rows = np.flatnonzero((many[found.a] > PER_PERSON) | (many[found.b] > PER_PERSON))
    person = np.concatenate((found.a[rows], found.b[rows]))
    twice = np.tile(rows, 2)
    order = np.lexsort((twice, -found.w[twice], person))
    kept[twice[order[rank_within(person[order]) < PER_PERSON]]] = True
    return found.take(kept)
