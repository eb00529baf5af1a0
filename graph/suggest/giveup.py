"""The give-up rule: nobody sets lambda, but how much lesson value openness may cost (definitions, section 5).

loss = 1 - V / V0, V the expected accepted lessons of a set and V0 those of the best set found at lambda 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.suggest.kept import Kept
from graph.suggest.portfolio import Problem, greedy
from graph.suggest.prices import AGAIN, MOST, Priced
from graph.suggest.second import improve
from graph.suggest.shortlist import first_prices, shortlist
from graph.suggest.sift import sift

CURVE = (0.02, 0.05, 0.1, 0.2)
"""Shares of the lesson value at which every run says what openness would be had for them."""

_LOW = 0.25  # of V0: half of the least lambda that is tried
_DOUBLINGS, _CUTS, _EDGE = 20, 8, 0.2
"""Looking for a lambda: times that it is doubled at most, cuts where a straight line crosses, and how far from either
end a cut is at least."""
_TINY = 1e-300  # where there is nothing to divide by
_SLACK = 1e-12  # a loss of exactly the allowed share is allowed
_NEAR = 3e-4
"""So near to what it may lose, as a share of the lesson value, a set needs no better lambda."""
_NARROW = 2e-3
"""Two lambdas so near to each other, as a share: what jumps between them jumps wherever it is cut.

Prices of its own, once they are made, move a set by more than that.
"""
_GOOD = 0.9995
"""Share of its bound below which a set is looked for again."""
_AS_OPEN = 1e-4
"""Share of its openness by which a set may be behind the most open one and counts as being as open."""
_STEP = 0.04
"""How far apart sets around the best lambda begin once its own prices are known, as a share of it."""


@dataclass(frozen=True)
class _Care:
    """How much is done for a point: rounds of prices, how often the shortlist grows, sets that are tried around it."""

    rounds: int
    widenings: int
    sets: int


_THOROUGH, _BRIEF = _Care(MOST, 3, 4), _Care(AGAIN, 1, 2)
"""For the set that is asked for, and for the other points of the curve."""


@dataclass(frozen=True, eq=False)
class Point:
    """One set on the way.

    Attributes:
        weight: lambda.
        value: V, the sum of w.
        openness: What lambda weighs, in [0, 1].
        chosen: Indices of candidates in order of choice.
    """

    weight: float
    value: float
    openness: float
    chosen: NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem, weight: float, chosen: NDArray[np.int64]) -> Point:
        """A set with what it is worth."""
        return cls(weight, problem.value(chosen), problem.openness(chosen), chosen)


@dataclass(frozen=True)
class Step:
    """What openness is had for a share of the lesson value.

    Attributes:
        give_up: The share that may be lost.
        openness: Of the most open set seen that costs no more.
        gap_closed: Share of all gaps that it is expected to close.
        bound: No set that costs no more has more openness than this.
    """

    give_up: float
    openness: float
    gap_closed: float
    bound: float


@dataclass(frozen=True, eq=False)
class Search:
    """What the search found.

    Attributes:
        best: The most open set seen whose loss is allowed; of sets that are as open the most valuable.
        start: The set at lambda 0.
        tried: Every set seen, by lambda.
        priced: The prices, and the lambda, whose bound comes nearest to the best set's worth.
        curve: What other losses would buy; empty where there is no gap.
        kept: Links that stayed whatever was chosen, and prices beside them; None where all were chosen.
    """

    best: Point
    start: Point
    tried: tuple[Point, ...]
    priced: Priced
    curve: tuple[Step, ...] = ()
    kept: Kept | None = None

    @property
    def loss(self) -> float:
        """Share of lesson value given up; 0 where there is none to give up."""
        return 1 - self.best.value / self.start.value if self.start.value else 0.0


def search(problem: Problem, give_up: float) -> Search:
    """Finds the most open portfolio that costs at most `give_up` of the lesson value.

    V is not monotone in lambda, so the best allowed set seen on the way is kept, not the last.

    Args:
        problem: What there is to choose from.
        give_up: Allowed loss, 0 to 1.
    """
    way = _Way(problem)
    start = way.tried[0]
    if not problem.opens or not start.value:
        return Search(start, start, (start,), way.nearest(start))
    for share in sorted({give_up, *CURVE}):
        way.narrow(_floor(start, share))
        way.refine(_floor(start, share), _THOROUGH if share == give_up else _BRIEF)
    way.closer(_floor(start, give_up))
    curve = tuple(way.step(share) for share in CURVE)
    best, tried = way.chosen(_floor(start, give_up)), sorted(way.tried, key=lambda point: point.weight)
    way.prove(best, _THOROUGH)
    return Search(best, start, tuple(tried), way.nearest(best), curve)


def _floor(start: Point, share: float) -> float:
    return (1 - share) * start.value - _SLACK


class _Way:
    """The sets that were tried, the few candidates they come from, and the prices that are known.

    Prices are made on the few; `proved` are those with their bound over all candidates.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        start = first_prices(problem)
        self.rows = shortlist(problem, start)
        self.few = problem.take(self.rows)
        self.guides = [Priced(0.0, start, np.inf)]
        self.proved: list[Priced] = []
        self.tried: list[Point] = []
        self.prove(Point.of(problem, 0.0, self.rows[greedy(self.few, 0.0)]), _THOROUGH)
        self._try(0.0)

    @property
    def highest(self) -> float:
        """The lambda beside which lesson value counts for nothing."""
        return 2.0**_DOUBLINGS * _LOW * self.tried[0].value

    def narrow(self, floor: float) -> None:
        """Looks for the lambda at which the value falls below a floor."""
        weight = max(self.tried[-1].weight, _LOW * self.tried[0].value)
        while weight < self.highest and all(point.value >= floor for point in self.tried):
            self._try(weight := 2 * weight)
        self._between(floor, self._try)

    def refine(self, floor: float, care: _Care) -> None:
        """Prices of the best set's own lambda, and sets around it: up while the value allows it, else down.

        Where openness costs less than is allowed however much it weighs, the bound is the nearer the higher lambda is.
        """
        first = self.best(floor)
        if all(point.value >= floor for point in self.tried):
            first = replace(first, weight=self.highest)
        weight, step, allowed = first.weight, _STEP, True
        self.prove(first, care)
        for _ in range(care.sets):
            now = self._try(weight).value >= floor
            step = step if now == allowed else step / 2
            allowed = now
            weight *= 1 + step if now else 1 - step

    def closer(self, floor: float) -> None:
        """Looks for the lambda again where the best set stays behind its bound.

        Good prices find better sets than those that told where the value falls below the floor; where these are worth
        less in lessons and more in openness, lambda was too high.
        """
        best = self.best(floor)
        known = self.nearest(best)
        if self.problem.worth(best.chosen, known.weight) >= _GOOD * known.bound:
            return
        self._between(floor, self._again)

    def _between(self, floor: float, attempt: Callable[[float], Point]) -> None:
        """Tries lambdas between the least at which the value is below a floor and the one before it."""
        high = min((p for p in self.tried if p.value < floor), key=lambda p: p.weight, default=None)
        if high is None:
            return
        low = max((p for p in self.tried if p.weight < high.weight), key=lambda p: p.weight)
        for _ in range(_CUTS):
            if low.value - floor < _NEAR * self.tried[0].value or high.weight - low.weight < _NARROW * high.weight:
                break
            part = np.clip((low.value - floor) / max(low.value - high.value, _TINY), _EDGE, 1 - _EDGE)
            found = attempt(float(low.weight + part * (high.weight - low.weight)))
            low, high = (found, high) if found.value >= floor else (low, found)

    def step(self, share: float) -> Step:
        """What a share of the lesson value would buy, with the lowest bound that any known prices give."""
        floor = _floor(self.tried[0], share)
        best = self.best(floor)
        bounds = [(priced.bound - floor) / priced.weight for priced in self.proved if priced.weight]
        return Step(share, best.openness, self.problem.gap_closed(best.chosen), min((1.0, *bounds)))

    def best(self, floor: float) -> Point:
        """The most open set seen that is worth so much."""
        return max((p for p in self.tried if p.value >= floor), key=lambda p: (p.openness, p.value))

    def chosen(self, floor: float) -> Point:
        """Of the sets that are as good as the most open one the most valuable: lessons are not given up for nothing."""
        least = self.best(floor).openness * (1 - _AS_OPEN)
        open_ = [point for point in self.tried if point.value >= floor and point.openness >= least]
        return max(open_, key=lambda point: (point.value, point.openness))

    def nearest(self, point: Point) -> Priced:
        """Of all proved prices those whose bound comes nearest to a set's worth at their lambda."""
        return max(
            self.proved, key=lambda known: self.problem.worth(point.chosen, known.weight) / max(known.bound, _TINY)
        )

    def prove(self, point: Point, care: _Care) -> None:
        """Prices for a set's lambda, and their bound over all candidates; the few grow until it is theirs too."""
        worth = self.problem.worth(point.chosen, point.weight)
        start = replace(self._guide(point.weight), weight=point.weight)
        for sifted in sift(self.problem, self.rows, worth, start, rounds=care.rounds, widenings=care.widenings):
            self.guides.append(sifted.guide)
            self.proved.append(sifted.proved)
            self.rows = sifted.rows
        self.few = self.problem.take(self.rows)

    def _guide(self, weight: float) -> Priced:
        """The prices of the nearest lambda that is known, of equals the latest."""
        return min(reversed(self.guides), key=lambda known: abs(known.weight - weight))

    def _again(self, weight: float) -> Point:
        """A try that also begins with the set that is worth most at the lambda of those seen.

        Not every try does: from the beginning on, what is found would stay too near to what was best elsewhere.
        """
        best = max(self.tried, key=lambda point: self.problem.worth(point.chosen, weight))
        return self._try(weight, np.sort(np.searchsorted(self.rows, best.chosen)))

    def _try(self, weight: float, *others: NDArray[np.int64]) -> Point:
        chosen = improve(self.few, weight, greedy(self.few, weight), self._guide(weight).prices, *others)
        self.tried.append(Point.of(self.problem, weight, self.rows[chosen]))
        return self.tried[-1]
