"""The choice itself: see, find candidates, weigh, choose. What is said about the chosen links is `plan`'s business."""

from __future__ import annotations

from dataclasses import dataclass

from graph.suggest.candidates import Candidates, find
from graph.suggest.case import Case, Sight, see
from graph.suggest.giveup import Search, search
from graph.suggest.portfolio import Problem, budget, pose


@dataclass(frozen=True, eq=False)
class Choice:
    """A portfolio and what it was chosen from.

    Attributes:
        sight: What scoring saw.
        found: The candidates.
        problem: The same as numbers.
        search: The sets that were tried, the best one among them.
    """

    sight: Sight
    found: Candidates
    problem: Problem
    search: Search

    @property
    def links(self) -> Candidates:
        """The chosen pairs, in order of choice."""
        return self.found.take(self.search.best.chosen)

    @property
    def without_openness(self) -> Candidates:
        """The pairs that would be chosen for lesson value alone."""
        return self.found.take(self.search.start.chosen)


def choose(case: Case) -> Choice:
    """Chooses the portfolio of a case; the same case gives the same choice, whatever the order of its facts."""
    sight, found, problem = lay_out(case)
    return Choice(sight, found, problem, search(problem, case.options.give_up))


def lay_out(case: Case) -> tuple[Sight, Candidates, Problem]:
    """Everything up to the search, which reads the problem and nothing else."""
    sight = see(case)
    found = find(case, sight)
    return sight, found, pose(found, case.gaps, sight.capacity, budget(sight.may, case.options.links))
