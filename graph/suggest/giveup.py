"""The give-up rule: nobody sets lambda, but how much lesson value openness may cost (definitions, section 5).

loss = 1 - V / V0, V the expected accepted lessons of a set and V0 those of the best set found at lambda 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem, greedy

_DOUBLINGS, _HALVINGS = 20, 14
_SLACK = 1e-12  # a loss of exactly the allowed share is allowed


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


@dataclass(frozen=True, eq=False)
class Search:
    """What the search found.

    Attributes:
        best: The most open set seen whose loss is allowed.
        start: The set at lambda 0.
        tried: Every set seen, by lambda.
    """

    best: Point
    start: Point
    tried: tuple[Point, ...]

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
    start = _at(problem, 0.0)
    if not problem.share.any() or not start.value:
        return Search(start, start, (start,))
    floor = (1 - give_up) * start.value - _SLACK
    tried = [start, _at(problem, start.value)]
    while tried[-1].value >= floor and len(tried) < _DOUBLINGS + 2:
        tried.append(_at(problem, 2 * tried[-1].weight))
    low, high = tried[-2].weight, tried[-1].weight
    for _ in range(_HALVINGS):
        tried.append(_at(problem, (low + high) / 2))
        allowed = tried[-1].value >= floor
        low, high = (tried[-1].weight, high) if allowed else (low, tried[-1].weight)
    tried.sort(key=lambda point: point.weight)
    best = max((point for point in tried if point.value >= floor), key=lambda point: (point.openness, point.value))
    return Search(best, start, tuple(tried))


def _at(problem: Problem, weight: float) -> Point:
    chosen = greedy(problem, weight)
    return Point(weight, problem.value(chosen), problem.openness(chosen), chosen)
