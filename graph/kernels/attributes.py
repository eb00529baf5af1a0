"""One look at every arc: how much somebody has of what, and how it spreads over groups of any kind."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Codes = NDArray[np.int32]
Weights = NDArray[np.float64]


class Spread(NamedTuple):
    """How the ties of each position spread over groups; contacts without a group do not count.

    Attributes:
        participation: (n,) 1 - sum over groups of (share of the weight)^2; NaN without a group or a contact with one.
        inside: (n,) contacts in the same group; 0 for positions without a group.
        outside: (n,) contacts in other groups; 0 for positions without a group.
        reached: (n,) different groups among the contacts.
    """

    participation: Weights
    inside: Codes
    outside: Codes
    reached: Codes


class Mixing(NamedTuple):
    """Ties between groups, cells without any left out; the cells of a row stand together, columns ascending.

    Attributes:
        start: (groups + 1,) first cell of each row.
        column: (cells,) the other group.
        ties: (cells,) ties between the two; each tie inside a group once.
        weight: (cells,) their weight.
    """

    start: Starts
    column: Codes
    ties: Starts
    weight: Weights


@kernel
def strengths(start: Starts, weight: Weights) -> tuple[Weights, Weights]:
    """(n,) sum and (n,) maximum of the weights of each position's arcs; 0 where it has none."""
    n = len(start) - 1
    total, largest = np.empty(n), np.empty(n)
    for p in range(n):
        together, most = 0.0, 0.0
        for k in range(start[p], start[p + 1]):
            together += weight[k]
            most = max(most, weight[k])
        total[p], largest[p] = together, most
    return total, largest


@kernel
def _spread(
    start: Starts, head: Positions, weight: Weights, codes: Codes, groups: int, first: int, last: int
) -> tuple[Weights, Codes, Codes, Codes]:
    n = last - first
    participation = np.full(n, np.nan)
    inside, outside, reached = np.zeros(n, np.int32), np.zeros(n, np.int32), np.zeros(n, np.int32)
    into = np.zeros(groups)
    met = np.empty(groups, np.int32)
    for i in range(n):
        p = first + i
        total, many = 0.0, 0
        for k in range(start[p], start[p + 1]):
            group = codes[head[k]]
            if group < 0:
                continue
            if into[group] == 0:
                met[many] = group
                many += 1
            into[group] += weight[k]
            total += weight[k]
            if group == codes[p]:
                inside[i] += 1
            elif codes[p] >= 0:
                outside[i] += 1
        concentration = 0.0
        for g in range(many):
            concentration += (into[met[g]] / total) ** 2
            into[met[g]] = 0
        reached[i] = many
        if codes[p] >= 0 and many:
            participation[i] = max(0.0, 1 - concentration)  # all in one group may round to just below 0
    return participation, inside, outside, reached


def spread(start: Starts, head: Positions, weight: Weights, codes: Codes, groups: int) -> Spread:
    """Looks at the groups of everybody's contacts.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        weight: (2m,) above 0.
        codes: (n,) group of each position, below `groups`; -1 without one.
        groups: How many there are.
    """
    borders = pool.cuts(np.diff(start), pool.lanes(len(head) // 2))
    parts = pool.each(
        len(borders) - 1, lambda i: _spread(start, head, weight, codes, groups, borders[i], borders[i + 1])
    )
    return Spread(*map(np.concatenate, zip(*parts, strict=True)))


@kernel
def _members(codes: Codes, groups: int) -> tuple[Starts, Codes]:
    """Positions by group, ascending within one: first (groups + 1,), and the positions."""
    first = np.zeros(groups + 1, np.int64)
    for code in codes:
        first[code + 1] += code >= 0
    for g in range(groups):
        first[g + 1] += first[g]
    members, free = np.empty(first[groups], np.int32), first[:-1].copy()
    for p in range(len(codes)):
        if codes[p] >= 0:
            members[free[codes[p]]] = p
            free[codes[p]] += 1
    return first, members


@kernel
def _add_ties_of(
    p: int, start: Starts, head: Positions, weight: Weights, codes: Codes, ties: Starts, total: Weights
) -> None:
    """Adds the ties of one position to the row of its group; a tie inside the group at its smaller end only."""
    for k in range(start[p], start[p + 1]):
        other = codes[head[k]]
        if other >= 0 and (other != codes[p] or head[k] > p):
            ties[other] += 1
            total[other] += weight[k]


@kernel
def _mixing(
    start: Starts, head: Positions, weight: Weights, codes: Codes, groups: int
) -> tuple[Starts, Codes, Starts, Weights]:
    most = min(len(head), groups * groups)
    rows, column = np.zeros(groups + 1, np.int64), np.empty(most, np.int32)
    ties, total = np.empty(most, np.int64), np.empty(most)
    first, members = _members(codes, groups)
    cells = 0
    for g in range(groups):
        row_ties, row_total = np.zeros(groups, np.int64), np.zeros(groups)
        for p in members[first[g] : first[g + 1]]:
            _add_ties_of(p, start, head, weight, codes, row_ties, row_total)
        for other in np.flatnonzero(row_ties):
            column[cells], ties[cells], total[cells] = other, row_ties[other], row_total[other]
            cells += 1
        rows[g + 1] = cells
    return rows, column[:cells].copy(), ties[:cells].copy(), total[:cells].copy()


def mixing(start: Starts, head: Positions, weight: Weights, codes: Codes, groups: int) -> Mixing:
    """Counts the ties between every two groups; arguments as those of `spread`."""
    return Mixing(*_mixing(start, head, weight, codes, groups))
