"""Prices that make a low bound: whoever is asked for more than they can take becomes dearer, step by step.

Subgradient descent with steps after Polyak (1969), towards the worth of the best set that is known. Nothing is drawn,
so the same problem gives the same prices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from graph.suggest.bound import Asked, Prices, asked, bound
from graph.suggest.portfolio import Problem

LOOKS = 12_000_000
"""Candidates that are looked at in all rounds together."""
FEWEST, MOST = 30, 400
"""Rounds for the largest problem and for a small one."""
CAPPED = 4
"""Times as many where there are caps: where all of them bind prices of caps and people have to find each other.

1,200 people, caps of 14 and one of 6, three shares of openness, 10 % given up: .9922 of the bound, .9974 with these.
"""
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
    now, best, length, waited = start, Priced(weight, start, np.inf), 1.0, 0
    for _ in range(min(most, rounds(len(problem.w))) * (CAPPED if problem.caps.names else 1)):
        seen = asked(problem, weight, now)
        if seen.bound < best.bound * (1 - 1e-7):
            best, waited = Priced(weight, now, seen.bound), 0
        elif waited < _PATIENCE:
            waited += 1
        elif length < _SHORTEST:
            break
        else:
            length, waited = length * _SHORTER, 0
            now = best.prices
            continue
        if best.bound * _CLOSE <= worth:
            break
        now = _step(problem, now, seen, length * (seen.bound - worth))
    return best


def _step(problem: Problem, now: Prices, seen: Asked, length: float) -> Prices:
    """Prices a step further: up where more is asked for than there is, down where less is.

    Args:
        problem: What there is to choose from.
        now: Prices.
        seen: What is asked for at these.
        length: Of the step, before it is shared out among all prices that may move (Polyak's rule).
    """
    people, places = len(problem.capacity), max(1, problem.places)
    prices = np.concatenate((now.person, now.cap))
    left = (problem.room - problem.used(seen.chosen))[:-1]
    slope = np.where((prices <= 0) & (left > 0), 0, left).astype(np.float64)
    free = problem.places - len(seen.chosen)
    free = 0 if now.place <= 0 and free > 0 else free
    more = problem.terms.counts(seen.chosen) - seen.counts
    more = np.where((now.term <= 0) & (more > 0), 0, more).astype(np.float64)
    # What many share moves a little: a cap or the budget is asked for too much by far more links than a person is.
    scaled = slope / np.concatenate((np.ones(people), np.maximum(1, problem.caps.most)))
    step = length / max(float((slope * scaled).sum() + (more * more).sum()) + free * free / places, 1e-12)
    prices = np.maximum(0, prices - step * scaled)
    place, term = max(0.0, now.place - step * free / places), np.maximum(0, now.term - step * more)
    return Prices(prices[:people], place, prices[people:], term)


def rounds(candidates: int) -> int:
    """How many rounds a problem of that size gets."""
    return int(min(MOST, max(FEWEST, LOOKS // max(1, candidates))))
