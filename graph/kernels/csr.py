"""From ties to arcs: each tie seen from both of its ends, sorted by end and by the other end.

Nothing is ever compared: ties are dealt out by one end, and whoever walks the ends upwards and deals to the other end
fills those lists in order.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]

_LOW = 2**32 - 1


@kernel
def _lower_ends(place: Positions, a: Positions, b: Positions) -> Starts:
    """(n,) how many of some ties have each position as the smaller one of their ends."""
    count = np.zeros(len(place), np.int64)
    for t in range(len(a)):
        count[min(place[a[t]], place[b[t]])] += 1
    return count


@kernel
def _deal(place: Positions, a: Positions, b: Positions, number: int, free: Starts, dealt: Starts) -> None:
    """Puts some ties, the first of them with a number, where their smaller ends have room: see `_by_lower_end`."""
    for t in range(len(a)):
        p, q = place[a[t]], place[b[t]]
        p, q = min(p, q), max(p, q)
        dealt[free[p]] = (np.int64(q) << 32) | (number + t)
        free[p] += 1


def _by_lower_end(place: Positions, a: Positions, b: Positions) -> tuple[Starts, Starts]:
    """Ties by the smaller position of their ends: begin (n + 1,), and (m,) the other position beside the tie's number.

    The two share one number of 64 bits, so that a tie lies in memory in one piece. Ties are cut into ranges, and
    each range knows from the counts where its own ones go.
    """
    lanes = pool.lanes(len(a))
    ranges = list(zip(np.array_split(a, lanes), np.array_split(b, lanes), strict=True))
    counts = np.array(pool.each(lanes, lambda i: _lower_ends(place, *ranges[i])))
    begin = np.append(0, np.cumsum(counts.sum(axis=0)))
    free, numbers = begin[:-1] + np.cumsum(counts, axis=0) - counts, np.cumsum([0, *(len(one) for one, _ in ranges)])
    dealt = np.empty(len(a), np.int64)
    pool.each(lanes, lambda i: _deal(place, *ranges[i], numbers[i], free[i], dealt))
    return begin, dealt


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
    return _arcs(place, start, *_by_lower_end(place, a, b))


@kernel
def _arcs(place: Positions, start: Starts, begin: Starts, dealt: Starts) -> tuple[Positions, Positions]:
    n, m = len(place), len(dealt)
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


@kernel
def _read(tie: Positions, strength: NDArray[np.float64], found: NDArray[np.float64]) -> None:
    for k in range(len(tie)):
        found[k] = strength[tie[k]]


def weights(tie: Positions, strength: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2m,) strength of each arc's tie."""
    found = np.empty(len(tie))
    lanes = pool.lanes(len(tie) // 2)
    ties, places = np.array_split(tie, lanes), np.array_split(found, lanes)
    pool.each(lanes, lambda i: _read(ties[i], strength, places[i]))
    return found
