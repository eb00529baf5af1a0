"""From ties to arcs: each tie seen from both of its ends, sorted by end and by the other end."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

Arcs = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]


@kernel
def arcs(place: NDArray[np.int32], a: NDArray[np.int32], b: NDArray[np.int32]) -> Arcs:
    """Counts, then deals out twice: the second deal walks the ends upwards, so each list comes out sorted.

    Args:
        place: (n,) position of each node.
        a: (m,) node of one end of each tie.
        b: (m,) node of the other end.

    Returns:
        start (n + 1,), head (2m,) and tie (2m,) as `Core` has them.
    """
    n, m = len(place), len(a)
    start = np.zeros(n + 1, np.int64)
    for t in range(m):
        start[place[a[t]] + 1] += 1
        start[place[b[t]] + 1] += 1
    for p in range(n):
        start[p + 1] += start[p]
    free = start[:-1].copy()
    dealt = np.empty(2 * m, np.int32)
    dealt_tie = np.empty(2 * m, np.int32)
    for t in range(m):
        p, q = place[a[t]], place[b[t]]
        dealt[free[p]], dealt_tie[free[p]] = q, t
        free[p] += 1
        dealt[free[q]], dealt_tie[free[q]] = p, t
        free[q] += 1
    free[:] = start[:-1]
    head = np.empty(2 * m, np.int32)
    tie = np.empty(2 * m, np.int32)
    for p in range(n):
        for k in range(start[p], start[p + 1]):
            q = dealt[k]
            head[free[q]], tie[free[q]] = p, dealt_tie[k]
            free[q] += 1
    return start, head, tie
