"""Prices made on a few candidates and proved on all: the few grow by what the new prices make attractive.

"Sifting" or column generation in linear programming (Bixby and others, 1992). Nothing rests on the few being complete,
since the bound is taken over all candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem
from graph.suggest.prices import Priced, descend
from graph.suggest.shortlist import shortlist

_SAME = 3e-5
"""A bound over all candidates that is higher than the one over the few by no more than this share is the same."""


@dataclass(frozen=True, eq=False)
class Sifted:
    """Prices, and the few candidates that are looked at with them.

    Attributes:
        rows: The few, ascending, and what the prices make attractive beside them where something was missing.
        guide: The prices with their bound over the few that they were made on.
        proved: The same prices with their bound over all.
    """

    rows: NDArray[np.int64]
    guide: Priced
    proved: Priced


def sift(
    problem: Problem, rows: NDArray[np.int64], worth: float, start: Priced, *, rounds: int, widenings: int
) -> Iterator[Sifted]:
    """Prices at one lambda, made on more candidates each time, until nothing is missing any more.

    Args:
        problem: All that there is to choose from.
        rows: The few to begin with, ascending.
        worth: F of the best set that is known.
        start: lambda, and the prices to begin with.
        rounds: Rounds of prices at most, each time.
        widenings: Times at most.
    """
    for widening in range(widenings):
        guide = descend(problem.take(rows), start.weight, worth, start.prices, most=rounds)
        proved = guide.over(problem)
        enough = proved.bound <= guide.bound * (1 + _SAME)
        if not enough:
            rows = np.union1d(rows, shortlist(problem, guide.prices, times=2**widening))
        yield Sifted(rows, guide, proved)
        if enough:
            break
        start = guide
