"""The second stage: prices guide greedy away from people whom others need more, and exchanges mend what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.suggest.bound import Prices, asked
from graph.suggest.portfolio import COVERED, Problem, fill, greedy, guided

if TYPE_CHECKING:
    from graph.kernels.exchange import Board

NEWCOMERS, FEWEST = 2, 4_000
"""Candidates that are tried, those nearest to paying: so many for each place, and at least so many."""

_NEARLY = 0.15
"""How far below paying a newcomer may be, as a share of the largest value; exchanges go further than prices.

Where capacity binds, 1,000 people reach .9948 of the bound with .05, .9961 with .15, and no more with .5.
"""

SWEEPS = 6

_ALMOST = 0.05
"""A link that does not quite pay may come in at first, by this share of the largest value: prices are not exact."""


def improve(
    problem: Problem, weight: float, chosen: NDArray[np.int64], prices: Prices, *others: NDArray[np.int64]
) -> NDArray[np.int64]:
    """A set that prices guide and exchanges mend, or the given one where that is worth more.

    Args:
        problem: What there is to choose from.
        weight: lambda.
        chosen: A set within capacities and budget.
        prices: From `prices.descend`, at about this lambda.
        others: Sets to begin with as well, where terms or caps make it hard to come by a good one.

    Returns:
        Indices of candidates in the order in which greedy would take them; never worth less than the given set.
    """
    if not len(chosen):
        return chosen
    least = prices.place - _ALMOST * float(problem.w.max())
    starts = [guided(problem, weight, prices.paid(problem), least)]
    if problem.terms.names or problem.caps.names:
        starts += [_affordable(problem, weight, prices), *others]
    found = (exchanged(problem, weight, start, prices) for start in starts)
    best = max(chosen, *found, key=lambda one: problem.worth(one, weight))  # of equals the first
    best = np.sort(best)
    return best[greedy(problem.take(best), weight)]


def _affordable(problem: Problem, weight: float, prices: Prices) -> NDArray[np.int64]:
    """What the best subsets of all cells ask for at the prices, those that leave most first, as far as there is room.

    Greedy takes what a term's first link earns wherever it comes by it, and with many terms goes astray early. Here
    slopes say for which of them it pays: 1,000 people, 491 skills, 20 % given up reach .9999 of the bound, not .9968.
    With caps it does a little, without either it is no better than greedy, and takes as long again.
    """
    wanted = asked(problem, weight, prices).chosen
    order = np.argsort(-prices.left(problem)[wanted], kind="stable")
    return fill(problem, wanted[order], problem.budget)


def exchanged(problem: Problem, weight: float, chosen: NDArray[np.int64], prices: Prices) -> NDArray[np.int64]:
    """A set after exchanges; never worth less."""
    from graph.kernels import exchange as kernel  # noqa: PLC0415 - loaded by who chooses, not by who reads

    board = _board(problem, weight, chosen)
    kernel.exchange(
        board, _newcomers(problem, board, prices, max(FEWEST, NEWCOMERS * problem.places)), problem.budget, SWEEPS
    )
    return np.sort(problem.by_cell[board.inside])


def _board(problem: Problem, weight: float, chosen: NDArray[np.int64]) -> Board:
    from graph.kernels import exchange as kernel  # noqa: PLC0415 - loaded by who chooses, not by who reads
    from graph.kernels.portfolio import Stakes  # noqa: PLC0415

    of, stakes, counts = problem.columns, problem.stakes(weight), problem.terms.counts(chosen)
    cell = np.repeat(np.arange(len(stakes.gap)), np.diff(of.start))
    inside = np.zeros(len(cell), np.bool_)
    inside[np.argsort(problem.by_cell)[chosen]] = True
    x = np.bincount(cell[inside], of.likely[inside], len(stakes.gap)).astype(np.float64)
    links = np.bincount(cell[inside], minlength=len(stakes.gap))
    left = Stakes(
        stakes.gap * 2.0**-x, stakes.cover * (1 - COVERED) ** links, stakes.term * stakes.keep**counts, stakes.keep
    )
    theirs = kernel.by_person(of, len(problem.capacity), len(problem.caps.names))
    room = problem.room - problem.used(chosen)
    return kernel.Board(of, cell, stakes, *theirs, room, inside, x, links, counts, left)


def _newcomers(problem: Problem, on: Board, prices: Prices, most: int) -> NDArray[np.int64]:
    """Who is tried, in order: what a link would add to the set, less the prices of its people."""
    of, left = on.of, on.left
    own = prices.paid(problem)[problem.by_cell] + left.gap[on.cell] * of.step + left.cover[on.cell] * COVERED
    if of.terms.shape[1]:
        own += np.append(left.term * (1 - left.keep), 0.0)[of.terms].sum(axis=1)
    rows = np.flatnonzero(~on.inside & (own > prices.place - _NEARLY * of.w.max()))
    return rows[np.argsort(-own[rows], kind="stable")[:most]]
