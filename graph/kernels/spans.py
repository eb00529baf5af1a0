"""How far apart two people would be without the tie between them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool

RANGES = 16
"""Each range has marks and queues of its own."""

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Sides = NDArray[np.int8]
Queues = NDArray[np.int32]


def without(start: Starts, head: Positions, p: Positions, q: Positions) -> Positions:
    """Steps from p[i] to q[i] that do not use their tie; 0 where there is no other way.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        p: (k,) one end of each tie.
        q: (k,) the other end.
    """
    parts = [np.array_split(side, RANGES) for side in (p, q)]
    return np.concatenate(pool.each(RANGES, lambda i: _spans(start, head, parts[0][i], parts[1][i])))


@kernel
def _spans(start: Starts, head: Positions, p: Positions, q: Positions) -> Positions:
    n = len(start) - 1
    side = np.zeros(n, np.int8)
    queues = np.empty((2, n), np.int32)
    found = np.zeros(len(p), np.int32)
    for i in range(len(p)):
        found[i] = _span(start, head, p[i], q[i], side, queues)
    return found


@kernel
def _span(start: Starts, head: Positions, p: int, q: int, side: Sides, queues: Queues) -> int:
    """Widens circles round both ends, the smaller first, until they touch; hands `side` back empty."""
    queues[0, 0], queues[1, 0], side[p], side[q] = p, q, 1, 2
    begin, end = np.zeros(2, np.int64), np.ones(2, np.int64)
    steps, touched = 0, False
    while not touched and begin[0] < end[0] and begin[1] < end[1]:
        own = 0 if end[0] - begin[0] <= end[1] - begin[1] else 1
        touched, reached = _widen(start, head, side, queues[own], begin[own], end[own], own, queues[1 - own, 0])
        begin[own], end[own] = end[own], reached
        steps += 1
    for own in range(2):
        for i in range(end[own]):
            side[queues[own, i]] = 0
    return steps if touched else 0


@kernel
def _widen(
    start: Starts, head: Positions, side: Sides, queue: Positions, first: int, last: int, own: int, other_end: int
) -> tuple[bool, int]:
    """One step from some of a circle; whether the other circle is touched, then at once, and where `queue` ends."""
    end = last
    for i in range(first, last):
        x = queue[i]
        for k in range(start[x], start[x + 1]):
            y = head[k]
            if side[y] == 0:
                side[y] = own + 1
                queue[end] = y
                end += 1
            elif side[y] == 2 - own and not (y == other_end and i == 0):
                return True, end
    return False, end
