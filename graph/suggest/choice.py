"""The choice itself: see, find candidates, weigh, choose. What is said about the chosen links is `plan`'s business."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import pair_keys
from graph.suggest.before import Before
from graph.suggest.candidates import Candidates, find
from graph.suggest.caps import Caps, capped
from graph.suggest.case import Case, Sight, see
from graph.suggest.families import terms_of
from graph.suggest.fillup import fill_up
from graph.suggest.giveup import Search, search
from graph.suggest.lot import draw
from graph.suggest.portfolio import Problem, budget, fill, pose
from graph.suggest.rest import Rest, rest


@dataclass(frozen=True, eq=False)
class Choice:
    """A portfolio and what it was chosen from.

    Attributes:
        sight: What scoring saw.
        found: The candidates.
        problem: The same as numbers.
        lot: (k,) candidates that are linked by lot.
        rest: What was chosen from beside them.
        search: The sets of it that were tried, the best one among them.
    """

    sight: Sight
    found: Candidates
    problem: Problem
    lot: NDArray[np.int64]
    rest: Rest
    search: Search

    @property
    def chosen(self) -> NDArray[np.int64]:
        """All candidates that are linked: the chosen ones in order of choice, then those that lots drew."""
        return np.concatenate((self.rest.rows[self.search.best.chosen], self.lot))

    @property
    def links(self) -> Candidates:
        """The pairs of `chosen`."""
        return self.found.take(self.chosen)

    @property
    def without_openness(self) -> Candidates:
        """The pairs that would be linked if lesson value alone counted."""
        return self.found.take(np.concatenate((self.rest.rows[self.search.start.chosen], self.lot)))


def choose(case: Case) -> Choice:
    """Chooses the portfolio of a case; the same case gives the same choice, whatever the order of its facts."""
    sight, found, problem = lay_out(case)
    if case.before:
        return _continued(sight, found, problem, case.before, case.options.give_up)
    lot = draw(problem, case.options.control, case.options.seed)
    left = rest(problem, lot)
    return Choice(sight, found, problem, lot, left, search(left.problem, case.options.give_up))


def lay_out(case: Case) -> tuple[Sight, Candidates, Problem]:
    """Everything up to the search, which reads the problem and nothing else."""
    sight = see(case)
    found = find(case, sight)
    caps, terms = _caps(case, sight), terms_of(case, sight, found)
    return sight, found, pose(found, case.gaps, sight.capacity, _places(case, sight), caps=caps, terms=terms)


def _caps(case: Case, sight: Sight) -> Caps:
    asked = dict(case.options.rules.unit_links)
    if not asked:
        return Caps.none(len(sight.keys))
    names = (*sight.units.groups, "")
    return capped([names[code] for code in sight.units.codes.tolist()], asked)


def _places(case: Case, sight: Sight) -> int:
    """Links in all; of a portfolio that goes on those that nobody has taken up yet."""
    if not case.before:
        return budget(sight.may, case.options.links)
    return max(0, (case.options.links or case.before.links) - case.before.taken_up)


def _continued(sight: Sight, found: Candidates, problem: Problem, before: Before, give_up: float) -> Choice:
    """What still stands of an earlier portfolio, and new links for the places that became free."""
    keys, people = pair_keys(found.a, found.b, len(sight.keys)), before.pairs
    wanted = pair_keys(people[:, 0], people[:, 1], len(sight.keys))
    place = np.searchsorted(keys, wanted)
    there = np.append(keys, -1)[place] == wanted
    stands = fill(problem, place[there], problem.budget)
    lot = stands[np.isin(stands, place[there & before.lot])]
    left = rest(problem, lot)
    held = np.searchsorted(left.rows, stands[~np.isin(stands, lot)])
    return Choice(sight, found, problem, lot, left, fill_up(left.problem, held, before, give_up))
