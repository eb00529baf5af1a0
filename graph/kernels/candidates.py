"""Who could meet whom: for each position the best of those two steps away, on the other side of a line."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool

RANGES = 16
"""Each range has memory for one value a position; none reads what another wrote."""

STEPS = 1e12
"""Scores are compared in whole steps, so many to 1, so that a last bit never decides."""

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Codes = NDArray[np.int32]
Values = NDArray[np.float64]
Unsigned = NDArray[np.unsignedinteger]


class Met(NamedTuple):
    """The best of each position, the best first.

    Attributes:
        who: (n, k) positions; -1 where there are fewer than k.
        score: (n, k) sum over common contacts of what they count; 0 there.
    """

    who: Positions
    score: Values


@kernel
def _gather(
    begin: Unsigned, end: Unsigned, head: Unsigned, codes: Codes, value: Values, p: int, score: Values, met: Positions
) -> int:
    """Adds up `score` over common contacts; `met` gets whom, as many as are handed back. Own contacts score 0."""
    many = 0
    for k in range(begin[p], end[p]):
        via = head[k]
        if value[via] == 0:
            continue
        for j in range(begin[via], end[via]):
            q = head[j]
            if codes[q] < 0 or codes[q] == codes[p]:
                continue
            if score[q] == 0:
                met[many] = q
                many += 1
            score[q] += value[via]
    for k in range(begin[p], end[p]):
        score[head[k]] = 0
    return many


@kernel
def _keep(met: Positions, many: int, score: Values, rank: Positions, who: Positions, best: Values) -> None:
    """Sorts the best into one row, equals by rank, and leaves `score` at 0."""
    kept, full, least = 0, len(who), 1.0
    for i in range(many):
        q, found = met[i], score[met[i]]
        score[q] = 0
        steps = np.rint(found * STEPS)
        if steps < least:
            continue
        at = kept
        while at > 0:
            before = np.rint(best[at - 1] * STEPS)
            if before > steps or (before == steps and rank[who[at - 1]] < rank[q]):
                break
            at -= 1
        if at < full:
            kept = min(kept + 1, full)
            for j in range(kept - 1, at, -1):
                who[j], best[j] = who[j - 1], best[j - 1]
            who[at], best[at] = q, found
            least = np.rint(best[full - 1] * STEPS) if kept == full else least


@kernel
def _range(
    begin: Unsigned,
    end: Unsigned,
    head: Unsigned,
    codes: Codes,
    value: Values,
    rank: Positions,
    first: int,
    last: int,
    who: Positions,
    best: Values,
) -> None:
    score, met = np.zeros(len(codes)), np.empty(len(codes), np.int32)
    for p in range(first, last):
        if codes[p] >= 0:
            many = _gather(begin, end, head, codes, value, p, score, met)
            _keep(met, many, score, rank, who[p], best[p])


def two_steps(start: Starts, head: Positions, codes: Codes, value: Values, *, rank: Positions, most: int) -> Met:
    """Looks two steps around everybody.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        codes: (n,) group of each position; -1 without one: nobody is found for these, and they are found for nobody.
        value: (n,) what each position counts as a common contact, 0 or more; 0 leaves it out, as hubs are.
        rank: (n,) who goes first among equal scores.
        most: How many to keep for each, k.
    """
    n = len(codes)
    who, best = np.full((n, most), -1, np.int32), np.zeros((n, most))
    borders = pool.cuts(_effort(start, head), RANGES)
    unsigned = start.view(np.uint64)  # see `triangles.Unsigned`
    arcs = unsigned[:-1], unsigned[1:], head.view(np.uint32)
    pool.each(RANGES, lambda i: _range(*arcs, codes, value, rank, borders[i], borders[i + 1], who, best))
    return Met(who, best)


@kernel
def _effort(start: Starts, head: Positions) -> Starts:
    """(n,) arcs within two steps of each position."""
    n = len(start) - 1
    looks = np.zeros(n, np.int64)
    for p in range(n):
        for k in range(start[p], start[p + 1]):
            looks[p] += start[head[k] + 1] - start[head[k]]
    return looks
