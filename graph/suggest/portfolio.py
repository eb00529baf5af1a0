"""The portfolio: one set of links for the whole organisation, not n ranked lists.

F(S) = sum of w + lambda * openness(S), openness = (1 - t) sum of g (1 - 2^-X) + t sum of z2 (1 - .1^N) over gap cells:
X adds up the plausibilities of a cell's links and N counts them, g is the cell's share of all gaps, z2 its share of
all z^2. The first accepted link closes half a gap, the second a quarter. All terms are concave of sums, so F is
monotone submodular, and taking the best link again and again stays within a constant of the best set.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS
from graph.measures.gaps import Gaps
from graph.suggest.candidates import Candidates

COVERAGE = 0.25
"""t: how much of openness is reaching a gap at all rather than closing it."""
COVERED = 0.9
"""Share of a cell's coverage that its first link earns."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What a portfolio is chosen from.

    Attributes:
        a: (m,) one person of each candidate.
        b: (m,) the other.
        w: (m,) value of each candidate, greater than 0.
        plausibility: (m,) A.
        cell: (m,) gap cell of each candidate, -1 for none.
        share: (k,) g of each cell, summing to 1, or all 0.
        cover: (k,) z^2 share of each cell, summing to 1, or all 0.
        capacity: (n,) links each person may get.
        budget: Links in all.
    """

    a: NDArray[np.int64]
    b: NDArray[np.int64]
    w: NDArray[np.float64]
    plausibility: NDArray[np.float64]
    cell: NDArray[np.int64]
    share: NDArray[np.float64]
    cover: NDArray[np.float64]
    capacity: NDArray[np.int64]
    budget: int

    @cached_property
    def step(self) -> NDArray[np.float64]:
        """(m,) 1 - 2^-A: the part of what is left of a gap that a link closes."""
        return np.round(1 - np.exp2(-self.plausibility), DIGITS)

    @cached_property
    def worth(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Weight of closing and of covering each cell, (k,) each."""
        return (1 - COVERAGE) * self.share, COVERAGE * self.cover

    @cached_property
    def ends(self) -> tuple[list[int], list[int]]:
        """Both ends as plain lists: one by one they are read faster than arrays."""
        return self.a.tolist(), self.b.tolist()

    @cached_property
    def members(self) -> list[NDArray[np.int64]]:
        """Candidates of each cell, in order."""
        order = np.argsort(self.cell, kind="stable")
        ends = np.searchsorted(self.cell[order], np.arange(len(self.share) + 1))
        return [order[start:end] for start, end in pairwise(ends)]

    @cached_property
    def loose(self) -> NDArray[np.int64]:
        """Candidates in no cell, the most valuable first; what they add never changes."""
        rows = np.flatnonzero(self.cell < 0)
        return rows[np.argsort(-self.w[rows], kind="stable")]

    def value(self, chosen: NDArray[np.integer]) -> float:
        """V, the expected accepted lessons of a set."""
        return float(self.w[chosen].sum())

    def value_if_sure(self, accepted: NDArray[np.integer]) -> float:
        """Sum of w / A of links that were all accepted: what they are worth once nothing is in doubt."""
        return float((self.w[accepted] / self.plausibility[accepted]).sum())

    def gap_closed(self, chosen: NDArray[np.integer]) -> float:
        """Sum of g (1 - 2^-X) of a set, in [0, 1]."""
        reached = chosen[self.cell[chosen] >= 0]
        links = np.bincount(self.cell[reached], self.plausibility[reached], len(self.share))
        return float((self.share * (1 - np.exp2(-links))).sum())

    def gap_halved(self, accepted: NDArray[np.integer]) -> float:
        """Sum of g (1 - 2^-N) of links that were all accepted, in [0, 1]: each halves what is left of its gap."""
        cells = self.cell[accepted]
        links = np.bincount(cells[cells >= 0], minlength=len(self.share))
        return float((self.share * (1 - np.exp2(-links))).sum())

    def cells_reached(self, chosen: NDArray[np.integer]) -> int:
        """Gap cells that get at least one link of a set."""
        cells = self.cell[chosen]
        return len(np.unique(cells[cells >= 0]))

    def openness(self, chosen: NDArray[np.integer]) -> float:
        """What lambda weighs, of a set, in [0, 1]."""
        cells = self.cell[chosen]
        links = np.bincount(cells[cells >= 0], minlength=len(self.cover))
        covered = float((self.cover * (1 - (1 - COVERED) ** links)).sum())
        return (1 - COVERAGE) * self.gap_closed(chosen) + COVERAGE * covered


def pose(found: Candidates, gaps: Gaps, capacity: NDArray[np.int64], budget: int) -> Problem:
    """The problem of choosing among candidates."""
    share = np.nan_to_num(gaps.share)
    squares = np.where(share > 0, np.nan_to_num(gaps.z), 0) ** 2
    cover = squares / max(float(squares.sum()), 1e-300)
    return Problem(found.a, found.b, found.w, found.plausibility, found.cell, share, cover, capacity, budget)


def greedy(problem: Problem, weight: float) -> NDArray[np.int64]:
    """Takes the link that adds most to F, again and again, until the budget or all capacity is used.

    What a link adds changes only with its own cell, so the best of each cell stands in a heap, and only the cell that
    was taken from is weighed again. Equals go by pair key.

    Args:
        problem: What there is to choose from.
        weight: lambda, at least 0.

    Returns:
        Indices of the chosen candidates, in order of choice.
    """
    shelf = _Shelf(problem, weight)
    heads = [head for cell in range(-1, len(problem.share)) if (head := shelf.best(cell))]
    heapq.heapify(heads)
    chosen: list[int] = []
    while heads and len(chosen) < problem.budget:
        _, link, cell = heads[0]
        if shelf.free(link):
            shelf.take(link, cell)
            chosen.append(link)
        following = shelf.best(cell)
        if following:
            heapq.heapreplace(heads, following)
        else:
            heapq.heappop(heads)
    return np.array(chosen, dtype=np.int64)


Head = tuple[float, int, int]
"""The best of a cell: negated value, link, cell. The smallest one of all comes next."""


class _Shelf:
    """Candidates sorted by cell, with what is left of every gap and of everybody's room."""

    def __init__(self, problem: Problem, weight: float) -> None:
        self._problem, self._weight = problem, weight
        self._room = problem.capacity.copy()
        self._taken = np.zeros(len(problem.w), dtype=bool)
        self._closing, self._covering = (part.tolist() for part in problem.worth)
        self._loose = iter(problem.loose.tolist())

    def free(self, link: int) -> bool:
        """Whether both people have room."""
        return bool(self._room[self._problem.a[link]] and self._room[self._problem.b[link]])

    def take(self, link: int, cell: int) -> None:
        """Uses up room, and closes the gap by what the link closes."""
        problem = self._problem
        self._room[[problem.a[link], problem.b[link]]] -= 1
        self._taken[link] = True
        if cell >= 0:
            self._closing[cell] *= 1 - float(problem.step[link])
            self._covering[cell] *= 1 - COVERED

    def best(self, cell: int) -> Head | None:
        """What adds most of a cell now; None when nobody there has room. Links in no cell stand sorted already."""
        if cell < 0:
            link = next((i for i in self._loose if self.free(i)), None)
            return None if link is None else (-float(self._problem.w[link]), link, cell)
        problem, members = self._problem, self._problem.members[cell]
        gain = self._closing[cell] * problem.step[members] + self._covering[cell] * COVERED
        value = problem.w[members] + self._weight * gain
        open_ = (self._room[problem.a[members]] > 0) & (self._room[problem.b[members]] > 0) & ~self._taken[members]
        if not open_.any():
            return None
        first = int(np.where(open_, value, -np.inf).argmax())
        return -float(value[first]), int(members[first]), cell


def budget(may: NDArray[np.bool_], links: int | None) -> int:
    """K: as asked for, else max(5, 15 % of the people who may be suggested)."""
    return max(5, round(0.15 * int(may.sum()))) if links is None else links
