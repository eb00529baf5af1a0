"""A portfolio that goes on from an earlier one: what still stands stays, and only what became free is filled.

People who were asked are not asked anew because somebody else declined. While most of it stands, lambda and prices are
those of the run before: what an hour and a place are worth does not change under people's hands. Where most has to be
chosen anew, they are searched for anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.suggest.before import Before
from graph.suggest.bound import Prices
from graph.suggest.giveup import Point, Search, search
from graph.suggest.kept import Kept
from graph.suggest.portfolio import Problem, greedy
from graph.suggest.prices import AGAIN, MOST, Priced
from graph.suggest.rest import Rest, rest
from graph.suggest.second import improve
from graph.suggest.shortlist import shortlist
from graph.suggest.sift import sift

_WIDENINGS = 3
"""Who declined frees room: its price falls, and with it come candidates that nobody could pay before."""


def fill_up(problem: Problem, held: NDArray[np.int64], before: Before, give_up: float) -> Search:
    """Chooses links for the places that are free.

    Args:
        problem: What there is to choose from, those that lots drew set aside.
        held: Candidates that stay, by rank, within everybody's room.
        before: Where lambda and prices are from.
        give_up: Share of lesson value that openness may cost; asked where less than half of the places are taken.

    Returns:
        The links that stay in their order, then the new ones, with prices of either: of all that there is to choose
        from, and of what is left beside those that stay. A curve only where none stays.
    """
    if not len(held):
        return search(problem, give_up)
    left = rest(problem, held)
    if 2 * len(held) < problem.budget:
        return _anew(problem, held, left, give_up)
    given = Priced(before.weight, _prices(before, problem), np.inf)
    first, rows = _filled(left.problem, given)
    beside = _proved(left.problem, rows, first, given, rounds=MOST)
    second, _ = _filled(left.problem, beside)  # who is full costs nothing here: no price of the whole knows that
    new = max(first, second, key=lambda point: left.problem.worth(point.chosen, point.weight))
    best = Point.of(problem, given.weight, np.concatenate((held, left.rows[new.chosen])))
    priced = _proved(problem, np.union1d(held, left.rows[rows]), best, given, rounds=AGAIN)
    return _told(problem, best, priced, Kept(len(held), beside))


def _anew(problem: Problem, held: NDArray[np.int64], left: Rest, give_up: float) -> Search:
    """A search of its own beside what stays."""
    found = search(left.problem, give_up)
    best = Point.of(problem, found.best.weight, np.concatenate((held, left.rows[found.best.chosen])))
    rows = left.rows[shortlist(left.problem, found.priced.prices)]
    given = Priced(best.weight, found.priced.prices, np.inf)
    priced = _proved(problem, np.union1d(held, rows), best, given, rounds=MOST)
    return _told(problem, best, priced, Kept(len(held), found.priced))


def _filled(left: Problem, at: Priced) -> tuple[Point, NDArray[np.int64]]:
    """What is chosen of what is left at some prices, and the candidates that were looked at for it."""
    few = shortlist(left, at.prices)
    some = left.take(few)
    new = few[improve(some, at.weight, greedy(some, at.weight), at.prices)]
    return Point.of(left, at.weight, new), few


def _proved(problem: Problem, rows: NDArray[np.int64], best: Point, given: Priced, *, rounds: int) -> Priced:
    worth = problem.worth(best.chosen, best.weight)
    steps = sift(problem, rows, worth, given, rounds=rounds, widenings=_WIDENINGS)
    return min((one.proved for one in steps), key=lambda proved: proved.bound)


def _told(problem: Problem, best: Point, priced: Priced, kept: Kept) -> Search:
    start = Point.of(problem, 0.0, greedy(problem, 0.0))
    return Search(best, start, (start, best), priced, kept=kept)


def _prices(before: Before, problem: Problem) -> Prices:
    """The prices of the run before; caps and terms that it did not know are free."""
    cap = [before.cap.get(name, 0.0) for name in problem.caps.names]
    term = [before.term.get(name, 0.0) for name in problem.terms.names]
    return Prices(before.person, before.place, np.array(cap), np.array(term))
