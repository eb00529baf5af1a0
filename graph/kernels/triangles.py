"""Triangles: every one is found once, and what it tells of its three people and its three ties.

A tie is looked at from its end with fewer contacts (of equal ones the smaller position), so that a long list of
contacts is not walked again for each of them: `_upward` keeps that half of the arcs. A triangle is found from the
lowest of its three.

The lowest ones are cut into `pool.lanes` ranges with sums of their own, which are added in order: two threads share the
work, and the bits do not depend on who did it.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool
from graph.kernels.attributes import strengths

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Values = NDArray[np.float64]
Unsigned = NDArray[np.unsignedinteger]
"""Where time goes, indices are unsigned: one that could count from the end is looked at first, a third of the time."""

Numbers = TypeVar("Numbers", bound=NDArray[Any])
Upward = tuple[Unsigned, Unsigned, Unsigned, Positions, Values]
Sums = tuple[Values, Positions, Values, Starts]


class Ego(NamedTuple):
    """What the ties among somebody's contacts say.

    Attributes:
        constraint: (n,) Burt's constraint; NaN for positions without arcs.
        effective_size: (n,) Burt's effective size; NaN for positions without arcs.
        triangles: (n,) triangles that each position is in.
        common: (m,) common contacts of the two ends of each tie.
    """

    constraint: Values
    effective_size: Values
    triangles: Starts
    common: Positions


@kernel
def _upward(begin: Unsigned, end: Unsigned, head: Unsigned, tie: Positions, weight: Values) -> Upward:
    """Each tie once, from its lower end: begin and end of each position (n,), to, which tie and its weight (m,)."""
    n, m = len(begin), len(head) // 2
    degree = (end - begin).astype(np.int32)
    border = np.zeros(n + 1, np.uint64)
    to, which, heavy = np.empty(m + 1, np.uint32), np.empty(m + 1, np.int32), np.empty(m + 1)
    free = np.uint64(0)
    for p in range(n):
        for k in range(begin[p], end[p]):  # writes always and steps on or not: half of the guesses would be wrong
            q = head[k]
            to[free], which[free], heavy[free] = q, tie[k], weight[k]
            free += np.uint64((degree[q] > degree[p]) | ((degree[q] == degree[p]) & (q > p)))
        border[p + 1] = free
    return border[:-1], border[1:], to[:m], which[:m], heavy[:m]


@kernel
def _effort(begin: Unsigned, end: Unsigned, to: Unsigned) -> Starts:
    """(n,) arcs that are looked at to find the triangles of each lowest position."""
    looks = np.zeros(len(begin), np.int64)
    for p in range(len(begin)):
        for k in range(begin[p], end[p]):
            looks[p] += end[to[k]] - begin[to[k]]
    return looks


@kernel
def _lane(
    begin: Unsigned, end: Unsigned, to: Unsigned, weight: Values, per: Values, top: Values, first: int, last: int
) -> Sums:
    """The triangles whose lowest position p is in the range: p - q and p - r go upward, and so does q - r.

    One look in nine finds one, too few to be guessed right and too many to be guessed wrong: looks write always and
    step on or not, and what they found is worked on afterwards. They read one byte each, all of which fit in a cache.

    Returns:
        detour (m,): sum over common contacts x of (weight to x) * (weight from x) / (all of x).
        common (m,): how many there are.
        redundancy (n,): sum over pairs q, x of contacts of (weight to x) * (weight q - x) / (largest of q).
        triangles (n,).
    """
    n, m = len(begin), len(to)
    detour, common = np.zeros(m), np.zeros(m, np.int32)
    redundancy, triangles = np.zeros(n), np.zeros(n, np.int64)
    marked, arc, closing = np.zeros(n, np.uint8), np.empty(n, np.uint64), np.empty(n + 1, np.uint64)
    for p in range(np.uint64(first), np.uint64(last)):
        low, high = begin[p], end[p]
        for k in range(low, high):
            marked[to[k]], arc[to[k]] = 1, k
        redundant_p, found_p = 0.0, np.uint64(0)
        for k in range(low, high):
            q, pq = to[k], weight[k]
            found_q = np.uint64(0)
            for j in range(begin[q], end[q]):
                closing[found_q] = j
                found_q += np.uint64(marked[to[j]])
            detour_pq, redundant_q = 0.0, 0.0
            for j in closing[:found_q]:
                r = to[j]
                i = arc[r]
                via_p, via_q, via_r = pq * weight[i], pq * weight[j], weight[i] * weight[j]
                detour_pq += via_r * per[r]
                detour[i] += via_q * per[q]
                detour[j] += via_p * per[p]
                redundant_p += via_r * top[q] + via_q * top[r]
                redundant_q += via_r * top[p] + via_p * top[r]
                redundancy[r] += via_q * top[p] + via_p * top[q]
                common[i] += 1
                common[j] += 1
                triangles[r] += 1
            detour[k] += detour_pq
            common[k] += found_q
            redundancy[q] += redundant_q
            triangles[q] += found_q
            found_p += found_q
        redundancy[p] += redundant_p
        triangles[p] += found_p
        for k in range(low, high):
            marked[to[k]] = 0
    return detour, common, redundancy, triangles


@kernel
def _constraint(
    begin: Unsigned, end: Unsigned, to: Unsigned, weight: Values, detour: Values, per: Values, first: int, last: int
) -> Values:
    """(n,) sum over contacts of (share of the weight, direct and by way of others)^2, of the ties of a range."""
    sums = np.zeros(len(begin))
    for p in range(first, last):
        for k in range(begin[p], end[p]):
            q = to[k]
            sums[p] += ((weight[k] + detour[k]) * per[p]) ** 2
            sums[q] += ((weight[k] + detour[k]) * per[q]) ** 2
    return sums


@kernel
def _by_tie(which: Positions, values: Numbers) -> Numbers:
    """Values in the order of `_upward` in that of ties; ten times as fast as numpy's way to write by index."""
    found: Numbers = np.empty_like(values)
    for k in range(len(which)):
        found[which[k]] = values[k]
    return found


def ego(start: Starts, head: Positions, tie: Positions, weight: Values) -> Ego:
    """Everything that triangles say, in one pass.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        tie: The same.
        weight: (2m,) above 0, the same for both arcs of a tie.
    """
    degree = np.diff(start)
    total, largest = strengths(start, weight)
    per, top = _inverse(total), _inverse(largest)
    begin, end, to, which, heavy = _upward(*_unsigned(start, head), tie, weight)
    half = begin, end, to
    borders = _borders(half)
    lanes = pool.each(len(borders) - 1, lambda i: _lane(*half, heavy, per, top, borders[i], borders[i + 1]))
    detour, common, redundancy, triangles = (_sum(parts) for parts in zip(*lanes, strict=True))
    squares = pool.each(len(borders) - 1, lambda i: _constraint(*half, heavy, detour, per, borders[i], borders[i + 1]))
    constraint = _sum(tuple(squares))
    constraint[degree == 0] = np.nan
    effective = np.where(degree > 0, degree - redundancy * per, np.nan)
    return Ego(constraint, effective, triangles, _by_tie(which, common))


@kernel
def _value_lane(begin: Unsigned, end: Unsigned, to: Unsigned, value: Values, first: int, last: int) -> Values:
    """(m,) for each tie the values of its common contacts, as far as the triangles of a range go (see `_lane`)."""
    n, sums = len(begin), np.zeros(len(to))
    marked, arc, closing = np.zeros(n, np.uint8), np.empty(n, np.uint64), np.empty(n + 1, np.uint64)
    for p in range(np.uint64(first), np.uint64(last)):
        low, high = begin[p], end[p]
        for k in range(low, high):
            marked[to[k]], arc[to[k]] = 1, k
        for k in range(low, high):
            q, found = to[k], np.uint64(0)
            for j in range(begin[q], end[q]):
                closing[found] = j
                found += np.uint64(marked[to[j]])
            for j in closing[:found]:
                r = to[j]
                sums[k] += value[r]
                sums[arc[r]] += value[q]
                sums[j] += value[p]
        for k in range(low, high):
            marked[to[k]] = 0
    return sums


def shared_by_tie(start: Starts, head: Positions, tie: Positions, value: Values) -> Values:
    """(m,) what the common contacts of the two ends of each tie count together.

    A pass of its own: to do it within `ego` would cost everybody a third of the time and twice the memory.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        tie: The same.
        value: (n,) what each counts as a common contact: 1 / ln(degree) for the index of Adamic and Adar, 1 / degree
            for resource allocation.
    """
    begin, end, to, which, _ = _upward(*_unsigned(start, head), tie, np.empty(len(head)))
    half = begin, end, to
    borders = _borders(half)
    lanes = pool.each(len(borders) - 1, lambda i: _value_lane(*half, value, borders[i], borders[i + 1]))
    return _by_tie(which, _sum(tuple(lanes)))


@kernel
def _shared_by_pair(start: Starts, head: Positions, value: Values, p: Positions, q: Positions) -> Values:
    sums = np.zeros(len(p))
    for i in range(len(p)):
        k, j = start[p[i]], start[q[i]]
        while k < start[p[i] + 1] and j < start[q[i] + 1]:
            one, other = head[k], head[j]
            if one == other:
                sums[i] += value[one]
            k += one <= other
            j += other <= one
    return sums


def shared_by_pair(start: Starts, head: Positions, value: Values, p: Positions, q: Positions) -> Values:
    """(k,) the same for any two positions p[i] and q[i], tied or not; for all ties `shared_by_tie` is faster."""
    return _shared_by_pair(start, head, value, p, q)


def _unsigned(start: Starts, head: Positions) -> tuple[Unsigned, Unsigned, Unsigned]:
    """The same arcs as begin and end of each position (n,), and head."""
    borders = start.view(np.uint64)
    return borders[:-1], borders[1:], head.view(np.uint32)


def _borders(half: tuple[Unsigned, Unsigned, Unsigned]) -> Starts:
    """Where the lanes of the lowest positions begin and end; it depends on the network alone."""
    return pool.cuts(_effort(*half), pool.lanes(len(half[2])))


def _inverse(values: Values) -> Values:
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)


def _sum(parts: tuple[NDArray[Any], ...]) -> NDArray[Any]:
    """Adds in order, into the first."""
    first, *others = parts
    for part in others:
        first += part
    return first
