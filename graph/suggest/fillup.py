"""A portfolio that goes on from an earlier one: what still stands stays, and only what became free is filled.

People who were asked are not asked anew because somebody else declined. lambda and prices are those of the run before,
so what an hour and a place are worth does not change under people's hands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.suggest.before import Before
from graph.suggest.bound import Prices
from graph.suggest.giveup import Point, Search
from graph.suggest.portfolio import Problem, greedy
from graph.suggest.prices import AGAIN, Priced
from graph.suggest.rest import rest
from graph.suggest.second import improve
from graph.suggest.shortlist import shortlist
from graph.suggest.sift import sift

_WIDENINGS = 3
"""Who declined frees room: its price falls, and with it come candidates that nobody could pay before."""


def fill_up(problem: Problem, held: NDArray[np.int64], before: Before) -> Search:
    """Chooses links for the places that are free.

    Args:
        problem: What there is to choose from, those that lots drew set aside.
        held: Candidates that stay, by rank, within everybody's room.
        before: Where lambda and prices are from.

    Returns:
        The links that stay in their order, then the new ones; no curve, since nothing was searched for.
    """
    left, prices = rest(problem, held), _prices(before, problem)
    rows = shortlist(left.problem, prices)
    few = left.problem.take(rows)
    new = rows[improve(few, before.weight, greedy(few, before.weight), prices)]
    best = Point.of(problem, before.weight, np.concatenate((held, left.rows[new])))
    start = Point.of(problem, 0.0, greedy(problem, 0.0))
    looked_at, given = np.union1d(held, left.rows[rows]), Priced(before.weight, prices, np.inf)
    worth = problem.worth(best.chosen, before.weight)
    sifted = sift(problem, looked_at, worth, given, rounds=AGAIN, widenings=_WIDENINGS)
    return Search(best, start, (start, best), min((one.proved for one in sifted), key=lambda proved: proved.bound))


def _prices(before: Before, problem: Problem) -> Prices:
    """The prices of the run before; caps and terms that it did not know are free."""
    cap = [before.cap.get(name, 0.0) for name in problem.caps.names]
    term = [before.term.get(name, 0.0) for name in problem.terms.names]
    return Prices(before.person, before.place, np.array(cap), np.array(term))
