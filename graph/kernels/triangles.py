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
Half = tuple[Unsigned, Unsigned, Unsigned]
"""Begin and end of each position (n,) and to (m,), as `_upward` has them."""

Upward = tuple[Half, Positions, Values]
Sums = tuple[Values, Positions, Values]

LOW = 2**32 - 1
"""Two arcs share one number of 64 bits: there are less than 2^31 ties (`core.MOST_TIES`)."""


class Ego(NamedTuple):
    """What the ties among somebody's contacts say.

    Attributes:
        constraint: (n,) Burt's constraint; NaN for positions without arcs.
        effective_size: (n,) Burt's effective size; NaN for positions without arcs.
        triangles: (n,) triangles that each position is in.
        common: (m,) common contacts of the two ends of each tie.
        overlap: (m,) the share that they are of everybody whom either of the two has contact with.
    """

    constraint: Values
    effective_size: Values
    triangles: Starts
    common: Positions
    overlap: Values


@kernel
def _upward(begin: Unsigned, end: Unsigned, head: Unsigned, tie: Positions, weight: Values) -> Upward:
    """Each tie once, from its lower end, and beside it which tie it is and its weight (m,)."""
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
    return (border[:-1], border[1:], to[:m]), which[:m], heavy[:m]


@kernel
def _effort(begin: Unsigned, end: Unsigned, to: Unsigned) -> Starts:
    """(n,) arcs that are looked at to find the triangles of each lowest position."""
    looks = np.zeros(len(begin), np.int64)
    for p in range(len(begin)):
        for k in range(begin[p], end[p]):
            looks[p] += end[to[k]] - begin[to[k]]
    return looks


@kernel
def _close(half: Half, p: int, marked: Unsigned, arc: Unsigned, closing: Unsigned) -> np.uint64:
    """Finds the triangles whose lowest position is p: p - q and p - r go upward, and so does q - r.

    One look in nine finds one, too few to be guessed right and too many to be guessed wrong: looks write always and
    step on or not. They read one byte each, all of which fit in a cache. What was found is worked on when p is through,
    not contact by contact: a wrong guess where such a short list ends costs as much as three triangles.

    Args:
        half: All ties.
        p: The lowest position.
        marked: (n,) zeros, before and after.
        arc: (n,) gets the arc from p to each r that a triangle can have.
        closing: Gets the arc p - q in the upper 32 bits and the arc q - r in the lower ones, of each triangle.

    Returns:
        How many there are.
    """
    begin, end, to = half
    for k in range(begin[p], end[p]):
        marked[to[k]], arc[to[k]] = 1, k
    found = np.uint64(0)
    for k in range(begin[p], end[p]):
        q, first = to[k], k << np.uint64(32)
        for j in range(begin[q], end[q]):
            closing[found] = first | j
            found += np.uint64(marked[to[j]])
    for k in range(begin[p], end[p]):
        marked[to[k]] = 0
    return found


@kernel
def _lane(half: Half, weight: Values, per: Values, top: Values, room: int, first: int, last: int) -> Sums:
    """What the triangles whose lowest position p is in the range add up to.

    Returns:
        detour (m,): sum over common contacts x of (weight to x) * (weight from x) / (all of x).
        common (m,): how many there are.
        redundancy (n,): sum over pairs q, x of contacts of (weight to x) * (weight q - x) / (largest of q).
    """
    begin, _, to = half
    n, m = len(begin), len(to)
    detour, common, redundancy = np.zeros(m), np.zeros(m, np.int32), np.zeros(n)
    marked, arc, closing = np.zeros(n, np.uint8), np.empty(n, np.uint32), np.empty(room + 1, np.uint64)
    for p in range(np.uint64(first), np.uint64(last)):
        redundant_p = 0.0
        for both in closing[: _close(half, p, marked, arc, closing)]:
            k, j = both >> np.uint64(32), both & np.uint64(LOW)
            q, r = to[k], to[j]
            i = arc[r]
            via_p, via_q, via_r = weight[k] * weight[i], weight[k] * weight[j], weight[i] * weight[j]
            detour[k] += via_r * per[r]
            detour[i] += via_q * per[q]
            detour[j] += via_p * per[p]
            redundant_p += via_r * top[q] + via_q * top[r]
            redundancy[q] += via_r * top[p] + via_p * top[r]
            redundancy[r] += via_q * top[p] + via_p * top[q]
            common[k] += 1
            common[i] += 1
            common[j] += 1
        redundancy[p] += redundant_p
    return detour, common, redundancy


@kernel
def _by_person(
    half: Half, weight: Values, detour: Values, per: Values, common: Positions, first: int, last: int
) -> tuple[Values, Starts]:
    """What the ties of a range add up to.

    Returns:
        constraint (n,): sum over contacts of (share of the weight, direct and by way of others)^2.
        triangles (n,): twice the number of those that each position is in.
    """
    begin, end, to = half
    constraint, triangles = np.zeros(len(begin)), np.zeros(len(begin), np.int64)
    for p in range(first, last):
        for k in range(begin[p], end[p]):
            q = to[k]
            constraint[p] += ((weight[k] + detour[k]) * per[p]) ** 2
            constraint[q] += ((weight[k] + detour[k]) * per[q]) ** 2
            triangles[p] += common[k]
            triangles[q] += common[k]
    return constraint, triangles


@kernel
def _overlap(half: Half, which: Positions, degree: Starts, common: Positions) -> Values:
    """(m,) common contacts of both ends of each tie, as a share of all that the two have, each other too."""
    begin, end, to = half
    found = np.empty(len(to))
    for p in range(len(begin)):
        for k in range(begin[p], end[p]):
            found[which[k]] = common[k] / (degree[p] + degree[to[k]] - common[k])
    return found


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
    degree, (total, largest) = np.diff(start), strengths(start, weight)
    per, top = _inverse(total), _inverse(largest)
    half, which, heavy = _upward(*_unsigned(start, head), tie, weight)
    constraint, redundancy, twice, common = _people(half, heavy, per, top)
    del heavy  # as large as all ties: gone before they get what is theirs
    constraint[degree == 0] = np.nan
    effective = np.where(degree > 0, degree - redundancy * per, np.nan)
    overlap = _overlap(half, which, degree, common)
    return Ego(constraint, effective, twice // 2, _by_tie(which, common), overlap)


def _people(half: Half, heavy: Values, per: Values, top: Values) -> tuple[Values, Values, Starts, Positions]:
    """Constraint, redundancy, twice the triangles (n,) and common contacts (m,), range by range, added up in order."""
    borders, room = _shared_out(half)
    ranges = len(borders) - 1
    lanes = pool.each(ranges, lambda i: _lane(half, heavy, per, top, room, borders[i], borders[i + 1]))
    detour, common, redundancy = (_sum(parts) for parts in zip(*lanes, strict=True))
    sums = pool.each(ranges, lambda i: _by_person(half, heavy, detour, per, common, borders[i], borders[i + 1]))
    constraint, twice = (_sum(parts) for parts in zip(*sums, strict=True))
    return constraint, redundancy, twice, common


@kernel
def _value_lane(half: Half, value: Values, room: int, first: int, last: int) -> Values:
    """(m,) for each tie the values of its common contacts, as far as the triangles of a range go (see `_lane`)."""
    begin, _, to = half
    n, sums = len(begin), np.zeros(len(to))
    marked, arc, closing = np.zeros(n, np.uint8), np.empty(n, np.uint32), np.empty(room + 1, np.uint64)
    for p in range(np.uint64(first), np.uint64(last)):
        for both in closing[: _close(half, p, marked, arc, closing)]:
            k, j = both >> np.uint64(32), both & np.uint64(LOW)
            sums[k] += value[to[j]]
            sums[arc[to[j]]] += value[to[k]]
            sums[j] += value[p]
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
    half, which, _ = _upward(*_unsigned(start, head), tie, np.empty(len(head)))
    borders, room = _shared_out(half)
    lanes = pool.each(len(borders) - 1, lambda i: _value_lane(half, value, room, borders[i], borders[i + 1]))
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


def _shared_out(half: Half) -> tuple[Starts, int]:
    """Where the lanes of the lowest positions begin and end, and how many looks one position takes at most.

    It depends on the network alone.
    """
    looks = _effort(*half)
    return pool.cuts(looks, pool.lanes(len(half[2]))), int(looks.max(initial=0))


def _inverse(values: Values) -> Values:
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)


def _sum(parts: tuple[NDArray[Any], ...]) -> NDArray[Any]:
    """Adds in order, into the first."""
    first, *others = parts
    for part in others:
        first += part
    return first
