"""The portfolio: one set of links for the whole organisation, not n ranked lists.

F(S) = sum of w + lambda * openness(S), openness = (1 - t) sum of g (1 - 2^-X) + t sum of z2 (1 - .1^N) over gap cells:
X adds up the plausibilities of a cell's links and N counts them, g is the cell's share of all gaps, z2 its share of
all z^2. The first accepted link closes half a gap, the second a quarter. A programme may give a share of openness to
other terms (`terms`). All are concave of sums, so F is monotone submodular, and taking the best link again and again
stays within a constant of the best set.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS
from graph.measures.gaps import Gaps
from graph.suggest.candidates import Candidates
from graph.suggest.caps import Caps
from graph.suggest.terms import Terms

if TYPE_CHECKING:
    from graph.kernels.portfolio import Columns, Stakes

COVERAGE = 0.4
"""t: how much of openness is reaching a gap at all rather than closing it."""
COVERED = 0.9
"""Share of a cell's coverage that its first link earns."""
_AT_ONCE = 4096  # candidates that `fill` turns into Python numbers at a time
_NO_END = 1 << 40
"""Room of whoever is under no cap."""


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
        caps: Links that the people of a unit may get together.
        terms: What openness counts beside gaps.
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
    caps: Caps
    terms: Terms

    @property
    def places(self) -> int:
        """Links that there can be at most: the budget, or half of all room where that is less."""
        return min(self.budget, int(self.capacity.sum()) // 2)

    @cached_property
    def step(self) -> NDArray[np.float64]:
        """(m,) 1 - 2^-A: the part of what is left of a gap that a link closes."""
        return np.round(1 - np.exp2(-self.plausibility), DIGITS)

    @property
    def opens(self) -> bool:
        """Whether there is anything that lambda could weigh."""
        return bool(self.share.any()) or self.terms.share > 0

    def stakes(self, weight: float) -> Stakes:
        """What cells and terms are worth at a lambda, for compiled code."""
        from graph.kernels.portfolio import Stakes  # noqa: PLC0415 - loaded by who chooses, not by who reads

        of_gaps = 1 - self.terms.share
        gap, cover = weight * (of_gaps * (1 - COVERAGE) * self.share), weight * (of_gaps * COVERAGE * self.cover)
        return Stakes(np.append(gap, 0.0), np.append(cover, 0.0), weight * self.terms.weight, self.terms.keep)

    @cached_property
    def room(self) -> NDArray[np.int64]:
        """(n + g + 1,) links that each person, then each cap, may get; last that of no cap."""
        return np.concatenate((self.capacity, self.caps.most, [_NO_END])).astype(np.int64)

    def used(self, chosen: NDArray[np.integer]) -> NDArray[np.int64]:
        """(n + g + 1,) how much of that a set uses."""
        a, b, people = self.a[chosen], self.b[chosen], len(self.capacity)
        ends = np.concatenate((a, b, people + self.caps.of[a], people + self.caps.of[b]))
        return np.bincount(ends, minlength=len(self.room))

    @cached_property
    def by_cell(self) -> NDArray[np.int64]:
        """(m,) candidates by cell, those in none last; in their own order within a cell."""
        cells = np.where(self.cell < 0, len(self.share), self.cell)
        return np.argsort(cells, kind="stable")

    @cached_property
    def columns(self) -> Columns:
        """The candidates as compiled code reads them, in the order of `by_cell`."""
        from graph.kernels.portfolio import Columns  # noqa: PLC0415 - loaded by who chooses, not by who reads

        order, cells = self.by_cell, np.where(self.cell < 0, len(self.share), self.cell)
        start = np.searchsorted(cells[order], np.arange(len(self.share) + 2))
        a, b, people = self.a[order], self.b[order], len(self.capacity)
        return Columns(
            start,
            a.astype(np.int32),
            b.astype(np.int32),
            (people + self.caps.of[a]).astype(np.int32),
            (people + self.caps.of[b]).astype(np.int32),
            self.w[order],
            self.plausibility[order],
            self.step[order],
            np.ascontiguousarray(self.terms.of[order]),
            order,
        )

    @cached_property
    def loose(self) -> NDArray[np.int64]:
        """Candidates in no cell by their place in `columns`, the most valuable first; what they add never changes."""
        start, w = self.columns.start, self.columns.w
        rows = np.arange(start[-2], start[-1])
        return rows[np.argsort(-w[rows], kind="stable")]

    def worth(self, chosen: NDArray[np.integer], weight: float) -> float:
        """F of a set at a lambda."""
        return self.value(chosen) + weight * self.openness(chosen)

    def take(self, chosen: NDArray[np.integer]) -> Problem:
        """The same with some of the candidates only."""
        rows = {name: getattr(self, name)[chosen] for name in ("a", "b", "w", "plausibility", "cell")}
        return replace(self, **rows, terms=self.terms.take(chosen))

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
        gaps = (1 - COVERAGE) * self.gap_closed(chosen) + COVERAGE * covered
        return (1 - self.terms.share) * gaps + self.terms.value(chosen)


def pose(
    found: Candidates, gaps: Gaps, capacity: NDArray[np.int64], budget: int, *, caps: Caps, terms: Terms
) -> Problem:
    """The problem of choosing among candidates; what there is to choose, and within what, as `Problem` names it."""
    share = np.nan_to_num(gaps.share)
    columns = (found.a, found.b, found.w, found.plausibility, found.cell, share, coverage(share, gaps.z))
    return Problem(*columns, capacity, budget, caps=caps, terms=terms)


def coverage(share: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
    """(k,) z^2 share of each gap, summing to 1; all 0 where there is no gap."""
    squares = np.where(share > 0, np.nan_to_num(z), 0) ** 2
    return squares / max(float(squares.sum()), 1e-300)


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
    return _taken(problem, weight, problem.columns.w, problem.loose, -np.inf)


def guided(problem: Problem, weight: float, own: NDArray[np.float64], least: float) -> NDArray[np.int64]:
    """The same where a link has to pay for its two people first: it leaves those alone whom others need more.

    Args:
        problem: What there is to choose from.
        weight: lambda.
        own: (m,) what is left of each one's own value then, candidates in their order.
        least: What a link must add beyond that.
    """
    own = own[problem.by_cell]
    return _taken(problem, weight, own, problem.loose[np.argsort(-own[problem.loose], kind="stable")], least)


def _taken(
    problem: Problem, weight: float, own: NDArray[np.float64], loose: NDArray[np.int64], least: float
) -> NDArray[np.int64]:
    from graph.kernels import portfolio  # noqa: PLC0415 - loaded by who chooses, not by who reads

    found = portfolio.greedy(problem.columns, own, problem.stakes(weight), loose, problem.room, problem.budget, least)
    chosen: NDArray[np.int64] = problem.by_cell[found]
    return chosen


def fill(problem: Problem, order: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """The first candidates of an order that everybody has room for, `size` at most."""
    people, room, taken = len(problem.capacity), problem.room.tolist(), list[int]()
    for part in range(0, len(order), _AT_ONCE):
        rows = order[part : part + _AT_ONCE]
        a, b = problem.a[rows], problem.b[rows]
        columns = (rows, a, b, people + problem.caps.of[a], people + problem.caps.of[b])
        for row, p, q, one, other in zip(*(column.tolist() for column in columns), strict=True):
            if len(taken) == size:
                return np.array(taken, dtype=np.int64)
            if room[p] and room[q] and room[other] and room[one] > (one == other):
                taken.append(row)
                for used in (p, q, one, other):
                    room[used] -= 1
    return np.array(taken, dtype=np.int64)


def budget(may: NDArray[np.bool_], links: int | None) -> int:
    """K: as asked for, else max(5, 15 % of the people who may be suggested)."""
    return max(5, round(0.15 * int(may.sum()))) if links is None else links
