"""Prices that make a low bound: whoever is asked for more than they can take becomes dearer, step by step.

Subgradient descent with steps after Polyak (1969), towards the worth of the best set that is known. Nothing is drawn,
so the same problem gives the same prices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graph.suggest.bound import Prices, bound
from graph.suggest.portfolio import Problem

LOOKS = 12_000_000
"""Candidates that are looked at in all rounds together."""
FEWEST, MOST = 30, 400
"""Rounds for the largest problem and for a small one."""
AGAIN = 60
"""Rounds for prices that begin with good ones."""

_PATIENCE, _SHORTER, _SHORTEST = 10, 0.6, 1e-3  # steps that are shorter than that move the bound by nothing
_CLOSE = 1 - 1e-6  # a bound this near to the set's worth needs no better one


@dataclass(frozen=True, eq=False)
class Priced:
    """Prices and the bound that they give at a lambda."""

    weight: float
    prices: Prices
    bound: float

    def over(self, problem: Problem) -> Priced:
        """The same prices with their bound over all candidates of a problem, where they were made on some of them."""
        return replace(self, bound=bound(problem, self.weight, self.prices))


def descend(problem: Problem, weight: float, worth: float, start: Prices, *, most: int = MOST) -> Priced:
    """Lowers the bound of a problem as far as some rounds bring it.

    Args:
        problem: What there is to choose from.
        weight: lambda.
        worth: F of the best set that is known: no bound is lower.
        start: Prices to begin with.
        most: Rounds at most.
    """
    from graph.kernels.portfolio import at_prices  # noqa: PLC0415 - loaded by who chooses, not by who reads

    gap, cover = (weight * part for part in problem.stakes)
    capacity, places = problem.capacity, problem.places
    person, place = start.person.copy(), start.place
    best, length, waited = Priced(weight, start, np.inf), 1.0, 0
    for _ in range(min(most, rounds(len(problem.w)))):
        inside, asked, links = at_prices(problem.columns, gap, cover, person, place)
        prices = Prices(person, place)
        value = float(inside + prices.cost(problem))
        if value < best.bound * (1 - 1e-7):
            best, waited = Priced(weight, prices, value), 0
        elif waited < _PATIENCE:
            waited += 1
        elif length < _SHORTEST:
            break
        else:
            length, waited = length * _SHORTER, 0
            person, place = best.prices.person, best.prices.place
            continue
        if best.bound * _CLOSE <= worth:
            break
        left, free = capacity - asked, places - links
        slope = np.where((person <= 0) & (left > 0), 0, left).astype(np.float64)
        free = 0 if place <= 0 and free > 0 else free
        step = length * (value - worth) / max(float((slope * slope).sum()) + free * free / max(1, places), 1e-12)
        person, place = np.maximum(0, person - step * slope), max(0.0, place - step * free / max(1, places))
    return best


def rounds(candidates: int) -> int:
    """How many rounds a problem of that size gets."""
    return int(min(MOST, max(FEWEST, LOOKS // max(1, candidates))))
