"""Paths of three steps between any two: a colleague of mine knows a colleague of yours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool

RANGES = 16
"""Each range has memory for one number a position; none reads what another wrote."""

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]


@kernel
def _spread(start: Starts, head: Positions, counts: Flags, p: int, found: Starts, by: int) -> None:
    """Adds `by` to `found` at the end of each path of two steps from p whose middle counts."""
    for k in range(start[p], start[p + 1]):
        via = head[k]
        if counts[via]:
            for j in range(start[via], start[via + 1]):
                found[head[j]] += by


@kernel
def _range(
    start: Starts, head: Positions, counts: Flags, p: Positions, q: Positions, paths: Starts, first: int, last: int
) -> None:
    if first == last:
        return
    found = np.zeros(len(start) - 1, np.int64)
    for i in range(first, last):
        if i == first or p[i] != p[i - 1]:
            if i > first:
                _spread(start, head, counts, p[i - 1], found, -1)
            _spread(start, head, counts, p[i], found, 1)
        for k in range(start[q[i]], start[q[i] + 1]):
            if counts[head[k]]:
                paths[i] += found[head[k]]


def three_steps(start: Starts, head: Positions, counts: Flags, p: Positions, q: Positions) -> Starts:
    """(k,) number of paths p - u - v - q whose two middles both count; the same from either side.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        counts: (n,) False for positions that lead nowhere in particular, as hubs do.
        p: (k,) one end of each pair; fastest where equal ones stand together.
        q: (k,) the other.
    """
    paths = np.zeros(len(p), np.int64)
    borders = np.linspace(0, len(p), RANGES + 1).astype(np.int64).tolist()
    pool.each(RANGES, lambda i: _range(start, head, counts, p, q, paths, borders[i], borders[i + 1]))
    return paths
