"""The few candidates that a good set could come from: who pays at some prices, and the best of every gap.

The search looks among them alone; the bound that its result is held against is taken over all candidates, so nothing
rests on the shortlist being complete. Where the bound over all is higher than over the few, the shortlist grows by
what the new prices make attractive ("sifting" or column generation in linear programming; Bixby and others, 1992).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.arrays import rank_within
from graph.suggest.bound import Prices
from graph.suggest.portfolio import Problem

FEW = 8
"""Candidates of every gap that are always looked at, of either order: so many, and so many for each link to a gap."""

_ALMOST = 0.02
"""Who does not quite pay is on the list too, by this share of the largest value: prices move."""


def shortlist(problem: Problem, prices: Prices, *, times: int = 1) -> NDArray[np.int64]:
    """The candidates worth a look at these prices, ascending.

    They are those that pay, or almost, without opening anything, and the best of each gap cell: by what is left when
    their people and place are paid, and by that per chance of being taken up; and the best of each term.

    Args:
        problem: What there is to choose from.
        prices: Any; good ones make a short list that holds the best set.
        times: How many times as many of each gap as usual.
    """
    most = times * FEW * (1 + problem.places // max(1, len(problem.share)))
    own = prices.left(problem) - prices.place
    kept = own > -_ALMOST * problem.w.max(initial=0)
    inside = problem.by_cell[: problem.columns.start[-2]]
    for key in (own[inside], own[inside] / problem.plausibility[inside]):
        kept[inside[_first(problem.cell[inside], key, most)]] = True
    for terms in problem.terms.of.T:
        counts = np.flatnonzero(terms >= 0)
        counts = counts[np.argsort(terms[counts], kind="stable")]
        kept[counts[_first(terms[counts], own[counts], times * FEW)]] = True
    return np.flatnonzero(kept)


def first_prices(problem: Problem) -> Prices:
    """Prices to begin with: people are free, a place costs what the last link of the most valuable ones is worth."""
    rank = len(problem.w) - problem.places
    return Prices.none(problem, float(np.partition(problem.w, rank)[rank]) if rank > 0 else 0.0)


def _first(cell: NDArray[np.int64], key: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Positions of the so many highest keys of every cell; cells ascend, equals go by position."""
    order = np.lexsort((-key, cell))
    return order[rank_within(cell[order]) < most]
