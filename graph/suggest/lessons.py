"""What one person could learn from another: the best lesson of each direction (definitions, section 4).

v(a -> b, s) = W[b,s] * min(L[a,s] - L[b,s], 3) / 3 * (1 + r) / 2, zero unless L[a,s] >= 3 and the step is at least 1.
W is the learner's wish, L the strength of an offer, r how rare the skill is in the learner's unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS, Lookup, runs
from graph.boundaries import Boundary
from graph.skills import HOLDS, Skills, rarity

WORTHWHILE = 0.1
"""A direction whose lesson is worth less is none."""
_STEP = 3.0
"""A teacher who is this much stronger is as good as any."""


@dataclass(frozen=True, eq=False)
class Lessons:
    """The wishes of everybody, ready to be met. Wishes stand in person order, then skill order.

    Attributes:
        start: (n + 1,) where the wishes of each person begin.
        skill: (k,) the skill wished for.
        worth: (k,) W * (1 + r) / 2: the value of a full lesson.
        own: (k,) the learner's own strength in it.
        offers: Strength of an offer by person and skill.
    """

    start: NDArray[np.int64]
    skill: NDArray[np.int64]
    worth: NDArray[np.float64]
    own: NDArray[np.float64]
    offers: Lookup

    def best(
        self, teacher: NDArray[np.integer], learner: NDArray[np.integer]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """The most valuable lesson from teacher[i] to learner[i]; among equals the first skill by name.

        Returns:
            Value in [0, 1] and skill index, -1 where there is nothing to teach.
        """
        row, wish = runs(self.start[learner], self.start[learner + 1] - self.start[learner])
        level = self.offers.of_many(teacher[row], self.skill[wish])
        worth = value(self.worth[wish], level, self.own[wish])
        best = np.zeros(len(teacher))
        np.maximum.at(best, row, worth)
        hit = np.flatnonzero((worth > 0) & (worth == best[row]))
        rows, first = np.unique(row[hit], return_index=True)
        skill = np.full(len(teacher), -1, dtype=np.int64)
        skill[rows] = self.skill[wish[hit[first]]]
        return best, skill


def value(
    worth: NDArray[np.float64], teacher: NDArray[np.float64], learner: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Values v of lessons from strengths of teacher and learner; `worth` as in `Lessons`."""
    step = teacher - learner
    lesson = worth * np.minimum(step, _STEP) / _STEP
    lesson[(teacher < HOLDS) | (step < 1)] = 0
    rounded: NDArray[np.float64] = np.round(lesson, DIGITS)
    return rounded


def prepare(skills: Skills, units: Boundary) -> Lessons:
    """Everybody's wishes with what they are worth at home, `units` as given."""
    wishes, offers = skills.wishes, Lookup(skills.offers)
    person = np.repeat(np.arange(wishes.shape[0]), np.diff(wishes.indptr))
    skill = wishes.indices.astype(np.int64)
    rare = rarity(skills, units)[units.codes[person], skill]
    start = wishes.indptr.astype(np.int64)
    return Lessons(start, skill, wishes.data * (1 + rare) / 2, offers(person, skill), offers)


def both_ways(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """B = 2xy / (x + y), the harmonic mean of both directions; 0 if either is 0."""
    mean: NDArray[np.float64] = np.divide(2 * x * y, x + y, out=np.zeros_like(x), where=(x > 0) & (y > 0))
    return mean
