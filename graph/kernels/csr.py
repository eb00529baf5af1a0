"""From ties to arcs: each tie seen from both of its ends, sorted by end and by the other end.

Nothing is ever compared: ties are dealt out by one end, and whoever walks the ends upwards and deals to the other end
fills those lists in order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]

_LOW = 2**32 - 1


@kernel
def _by_lower_end(place: Positions, a: Positions, b: Positions) -> tuple[Starts, Starts]:
    """Ties by the smaller position of their ends: begin (n + 1,), and (m,) the other position beside the tie's number.

    The two share one number of 64 bits, so that a tie lies in memory in one piece.
    """
    n, m = len(place), len(a)
    begin, dealt = np.zeros(n + 1, np.int64), np.empty(m, np.int64)
    for t in range(m):
        begin[min(place[a[t]], place[b[t]]) + 1] += 1
    for p in range(n):
        begin[p + 1] += begin[p]
    free = begin[:-1].copy()
    for t in range(m):
        p, q = place[a[t]], place[b[t]]
        p, q = min(p, q), max(p, q)
        dealt[free[p]] = (np.int64(q) << 32) | t
        free[p] += 1
    return begin, dealt


@kernel
def arcs(place: Positions, start: Starts, a: Positions, b: Positions) -> tuple[Positions, Positions]:
    """Deals every tie to both of its ends.

    Args:
        place: (n,) position of each node.
        start: (n + 1,) first arc of each position, known from the degrees.
        a: (m,) node of one end of each tie.
        b: (m,) node of the other end.

    Returns:
        head (2m,) and tie (2m,) as `Core` has them.
    """
    n, m = len(place), len(a)
    begin, dealt = _by_lower_end(place, a, b)
    head, tie = np.empty(2 * m, np.int32), np.empty(2 * m, np.int32)
    free = start[:-1].copy()
    for p in range(n):  # first everybody gets their lower contacts ...
        for k in range(begin[p], begin[p + 1]):
            q = dealt[k] >> 32
            head[free[q]], tie[free[q]] = p, dealt[k] & _LOW
            free[q] += 1
    for q in range(n):  # ... and behind them the upper ones
        lower = start[q + 1] - start[q] - (begin[q + 1] - begin[q])
        for k in range(start[q], start[q] + lower):
            p = head[k]
            head[free[p]], tie[free[p]] = q, tie[k]
            free[p] += 1
    return head, tie
