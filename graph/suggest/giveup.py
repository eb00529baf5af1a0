"""The give-up rule: nobody sets lambda, but how much lesson value openness may cost (definitions, section 5).

loss = 1 - V / V0, V the expected accepted lessons of a set and V0 those of the best set found at lambda 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.bound import Prices
from graph.suggest.portfolio import Problem, greedy
from graph.suggest.prices import AGAIN, MOST, Priced, descend
from graph.suggest.second import improve

CURVE = (0.02, 0.05, 0.1, 0.2)
"""Shares of the lesson value at which every run says what openness would be had for them."""

_DOUBLINGS, _HALVINGS, _FEWER = 20, 14, 6
_SLACK = 1e-12  # a loss of exactly the allowed share is allowed
_EASY = 0.999
"""Where greedy at lambda 0 reaches this share of its bound, the budget binds and greedy is good enough to search with;
else capacity binds and every set is improved by exchanges."""
_STEPS, _STEP = 4, 0.04
"""Second stages around the best lambda, and how far apart they begin, as a share of it."""


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
        best: The most open set seen whose loss is allowed.
        start: The set at lambda 0.
        tried: Every set seen, by lambda.
        priced: The prices, and the lambda, whose bound comes nearest to the best set's worth.
        curve: What other losses would buy; empty where there is no gap.
    """

    best: Point
    start: Point
    tried: tuple[Point, ...]
    priced: Priced
    curve: tuple[Step, ...] = ()

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
    if not problem.share.any() or not start.value:
        return Search(start, start, (start,), way.priced[0])
    for share in sorted({give_up, *CURVE}):
        way.narrow(_floor(start, share), exact=share == give_up)
    way.refine(_floor(start, give_up))
    curve = tuple(way.step(share) for share in CURVE)
    best, tried = way.best(_floor(start, give_up)), sorted(way.tried, key=lambda point: point.weight)
    return Search(best, start, tuple(tried), way.nearest(best), curve)


def _floor(start: Point, share: float) -> float:
    return (1 - share) * start.value - _SLACK


class _Way:
    """The sets that were tried, and the prices that are known."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        quick = greedy(problem, 0.0)
        first = descend(problem, 0.0, problem.worth(quick, 0.0), Prices.none(len(problem.capacity)))
        self.hard = problem.worth(quick, 0.0) < _EASY * first.bound
        self.priced = [first]
        self.tried = [Point.of(self.problem, 0.0, improve(problem, 0.0, quick, first.prices))]

    def narrow(self, floor: float, *, exact: bool) -> None:
        """Looks for the lambda at which the value falls below a floor."""
        weight = self.tried[0].value
        for _ in range(_DOUBLINGS):
            if any(point.value < floor for point in self.tried):
                break
            self._try(weight := 2 * weight)
        high = min((point.weight for point in self.tried if point.value < floor), default=weight)
        low = max(point.weight for point in self.tried if point.weight < high)
        for _ in range(_FEWER if self.hard else _HALVINGS if exact else 2 * _FEWER):
            allowed = self._try((low + high) / 2).value >= floor
            low, high = ((low + high) / 2, high) if allowed else (low, (low + high) / 2)

    def refine(self, floor: float) -> None:
        """A second stage around the lambda of the best set: up while the value allows it, else down."""
        first = self.best(floor)
        weight, step, allowed = first.weight, _STEP, True
        self._price(first, MOST)
        for _ in range(_STEPS):
            now = self._improved(weight, greedy(self.problem, weight)).value >= floor
            step = step if now == allowed else step / 2
            allowed = now
            weight *= 1 + step if now else 1 - step

    def step(self, share: float) -> Step:
        """What a share of the lesson value would buy, with the lowest bound that any known prices give."""
        floor = _floor(self.tried[0], share)
        best = self.best(floor)
        self._price(best, AGAIN)
        bounds = [(priced.bound - floor) / priced.weight for priced in self.priced if priced.weight]
        return Step(share, best.openness, self.problem.gap_closed(best.chosen), min((1.0, *bounds)))

    def best(self, floor: float) -> Point:
        """The most open set seen that is worth so much."""
        return max((p for p in self.tried if p.value >= floor), key=lambda p: (p.openness, p.value))

    def nearest(self, point: Point) -> Priced:
        """Of all known prices those whose bound comes nearest to a set's worth at their lambda."""
        return max(self.priced, key=lambda known: self.problem.worth(point.chosen, known.weight) / known.bound)

    def _price(self, point: Point, most: int) -> Priced:
        """Prices for a set's lambda, beginning with those of the nearest lambda that is known."""
        worth = self.problem.worth(point.chosen, point.weight)
        start = min(self.priced, key=lambda known: (abs(known.weight - point.weight), known.bound))
        self.priced.append(descend(self.problem, point.weight, worth, start.prices, most=most))
        return self.priced[-1]

    def _try(self, weight: float) -> Point:
        chosen = greedy(self.problem, weight)
        if self.hard:
            return self._improved(weight, chosen)
        self.tried.append(Point.of(self.problem, weight, chosen))
        return self.tried[-1]

    def _improved(self, weight: float, chosen: NDArray[np.int64]) -> Point:
        prices = self._price(Point.of(self.problem, weight, chosen), AGAIN).prices
        self.tried.append(Point.of(self.problem, weight, improve(self.problem, weight, chosen, prices)))
        return self.tried[-1]
