"""Exchanges of three: A teaches B, B teaches C, C teaches A, where no pair could open a gap.

A gap without any candidate has nobody on its two sides who could teach each other both ways. Often one could teach the
other all the same, and a third closes the circle: everybody teaches, everybody learns, and A and B come to know each
other across the gap. Three have to agree instead of two, so such exchanges are the exception: one a gap at most, few in
all, and only of people whose room no pair needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import among, pair_keys
from graph.suggest.candidates import Candidates, judge
from graph.suggest.case import Case, Sight
from graph.suggest.choice import Choice
from graph.suggest.lessons import WORTHWHILE, Lessons, prepare
from graph.suggest.rest import rest

SHARE = 20
"""One exchange for so many links asked for; at least one."""
LEGS = 3

MOST, TRIED = 20, 60
"""Exchanges in all, and gaps that are looked at for them, the heaviest: a large organisation has thousands of gaps."""

_SIDE, _THIRD, _FIRST = 100, 500, 20
"""People of a side, third people, and lessons across the gap that are looked at: those with the smallest keys."""

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cycles:
    """Exchanges of three as their lessons, three in a row belong together.

    Attributes:
        legs: (3k,) the two of each lesson, a before b in key order; what is not taught is -1, its value NaN.
    """

    legs: Candidates

    @property
    def people(self) -> Whole:
        """Everybody who takes part."""
        return np.union1d(self.legs.a, self.legs.b)

    @property
    def lessons(self) -> float:
        """What all exchanges are expected to bring, each counted as one two-way lesson that three agree to."""
        return float(self.legs.w[::LEGS].sum())

    def gap_closed(self, choice: Choice) -> float:
        """Share of all gaps that they are expected to take beside the links of a choice, in [0, 1].

        A lesson takes place if all three agree; their plausibilities are taken as independent. Of a gap with p it then
        leaves 2^-p, as a link does.
        """
        left = rest(choice.problem, choice.chosen).problem.share
        likely = np.repeat(self.legs.plausibility.reshape(-1, LEGS).prod(axis=1), LEGS)
        across = self.legs.cell >= 0
        more = np.bincount(self.legs.cell[across], likely[across], len(left))
        return float((left * (1 - np.exp2(-more))).sum())


@dataclass(frozen=True)
class _Found:
    """Three people, each of whom teaches the next and the last the first."""

    people: tuple[int, int, int]
    skills: tuple[int, int, int]
    values: tuple[float, float, float]

    @property
    def worth(self) -> float:
        """Harmonic mean of the three lessons, as B of two."""
        return LEGS / sum(1 / value for value in self.values)


def find(case: Case, choice: Choice) -> Cycles:
    """Exchanges of three for gaps that have no candidate, those with most weight first.

    None under the rules of a programme: these say of a pair what it has to be, and three people are three pairs.
    """
    room = choice.sight.capacity - choice.links.per_person(len(choice.sight.capacity))
    found: list[_Found] = []
    if case.skills.any_offer and case.options.rules.empty:
        search = _Search(case, choice.sight, prepare(case.skills, choice.sight.units), room)
        for cell in _closed(case, choice)[:TRIED]:
            best = search.best(*case.gaps.pairs[cell].tolist())
            if best:
                room[list(best.people)] -= 2  # each meets two
                found.append(best)
            if len(found) == min(MOST, max(1, choice.problem.budget // SHARE)):
                break
    return _legs(case, choice.sight, found)


def _closed(case: Case, choice: Choice) -> list[int]:
    """Gaps without any candidate, the heaviest first; those over which a link runs already are being opened."""
    share, found, cell = choice.problem.share, choice.found, case.gaps.cells(*case.running.T)
    reached = np.bincount(np.concatenate((found.cell, cell)) + 1, minlength=len(share) + 1)[1:] > 0
    cells = np.flatnonzero((share > 0) & ~reached)
    order: list[int] = cells[np.argsort(-share[cells], kind="stable")].tolist()
    return order


@dataclass(frozen=True, eq=False)
class _Search:
    case: Case
    sight: Sight
    lessons: Lessons
    room: Whole

    def best(self, one: int, other: int) -> _Found | None:
        """The exchange with the best lessons that has one leg between two groups of the gaps' boundary."""
        groups = self.case.gaps.boundary.codes
        sides = [np.flatnonzero(self._able & (groups == group))[:_SIDE] for group in (one, other)]
        found = [three for teacher, learner in self._across(*sides) for three in self._closing(teacher, learner)]
        return max(found, key=lambda three: (three.worth, [-person for person in three.people]), default=None)

    @property
    def _able(self) -> NDArray[np.bool_]:
        able: NDArray[np.bool_] = self.sight.may & (self.room >= 2)
        return able

    def _across(self, one: Whole, other: Whole) -> Iterator[tuple[int, int]]:
        """Who could teach whom over the gap, either way, the best lessons first."""
        a, b = (side.ravel() for side in np.meshgrid(one, other, indexing="ij"))
        teacher, learner = np.concatenate((a, b)), np.concatenate((b, a))
        value, _ = self._lesson(teacher, learner)
        best = np.argsort(-value, kind="stable")[:_FIRST]
        best = best[value[best] > 0]
        yield from zip(teacher[best].tolist(), learner[best].tolist(), strict=True)

    def _closing(self, first: int, second: int) -> Iterator[_Found]:
        """The third person who makes most of it, if there is one: learns from the second, teaches the first."""
        third = np.flatnonzero(self._able)[:_THIRD]
        third = third[(third != first) & (third != second)]
        ends = np.full(len(third), first), np.full(len(third), second)
        (on, taught), (back, given) = self._lesson(ends[1], third), self._lesson(third, ends[0])
        both = np.divide(on * back, on + back, out=np.zeros_like(on), where=(on > 0) & (back > 0))
        if not both.any():
            return
        i = int(np.argmax(both))
        value, skill = self._lesson(np.array([first]), np.array([second]))
        yield _Found(
            (first, second, int(third[i])),
            (int(skill[0]), int(taught[i]), int(given[i])),
            (float(value[0]), float(on[i]), float(back[i])),
        )

    def _lesson(self, teacher: Whole, learner: Whole) -> tuple[NDArray[np.float64], Whole]:
        """The best lesson of each direction; 0 where it is worth too little, or the two must not be linked."""
        value, skill = self.lessons.best(teacher, learner)
        barred = among(pair_keys(teacher, learner, len(self.sight.keys)), self.sight.barred)
        return np.where((value >= WORTHWHILE) & ~barred, value, 0.0), skill


def _legs(case: Case, sight: Sight, found: list[_Found]) -> Cycles:
    """The lessons of exchanges, scored like pairs; w of each is what the whole exchange is expected to bring."""
    turns = [(three, i) for three in found for i in range(LEGS)]
    teacher = np.array([three.people[i] for three, i in turns], dtype=np.int64)
    learner = np.array([three.people[(i + 1) % LEGS] for three, i in turns], dtype=np.int64)
    skill = np.array([three.skills[i] for three, i in turns], dtype=np.int64)
    value = np.array([three.values[i] for three, i in turns], dtype=np.float64)
    forth = teacher < learner
    legs = judge(case, sight, np.minimum(teacher, learner), np.maximum(teacher, learner))
    together = legs.plausibility.reshape(-1, LEGS).prod(axis=1)
    worth = together * np.array([three.worth for three in found], dtype=np.float64)
    return Cycles(
        Candidates(
            **{name: getattr(legs, name) for name in ("a", "b", "plausibility", "contact", "skill", "place", "circle")},
            w=np.repeat(worth, LEGS),
            value_a=np.where(forth, np.nan, value),
            value_b=np.where(forth, value, np.nan),
            a_teaches=np.where(forth, skill, -1),
            b_teaches=np.where(forth, -1, skill),
            cell=legs.cell,
        )
    )
