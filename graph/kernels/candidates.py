"""Who could meet whom: for each position the best of those two steps away, on the other side of a line."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

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
Words = NDArray[np.uint64]

Numbers = TypeVar("Numbers", bound=NDArray[Any])


class Met(NamedTuple):
    """Who could meet whom, by position, for each the best first.

    Attributes:
        p: (m,) for whom; never falling.
        q: (m,) who was found.
        score: (m,) sum over common contacts of what they count, above 0.
    """

    p: Positions
    q: Positions
    score: Values


class Swaps(NamedTuple):
    """What everybody has and wants, a bit for each thing; two fit if either has something that the other wants.

    Attributes:
        offers: (n, words) bits of 64.
        wishes: (n, words) the same bits.
    """

    offers: Words
    wishes: Words

    @classmethod
    def none(cls, n: int) -> Swaps:
        """Everybody fits everybody."""
        return cls(np.zeros((n, 0), np.uint64), np.zeros((n, 0), np.uint64))


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
def _fit(offers: Words, wishes: Words, p: int, q: int) -> bool:
    there = back = np.uint64(0)
    for word in range(offers.shape[1]):
        there |= offers[p, word] & wishes[q, word]
        back |= offers[q, word] & wishes[p, word]
    return bool(offers.shape[1] == 0 or (there != 0 and back != 0))


@kernel
def _sift(offers: Words, wishes: Words, p: int, met: Positions, many: int, score: Values) -> int:
    """Leaves those in `met` who fit, as many as are handed back; the others score 0."""
    kept = 0
    for i in range(many):
        q = met[i]
        if score[q] > 0 and _fit(offers, wishes, p, q):
            met[kept] = q
            kept += 1
        else:
            score[q] = 0
    return kept


@kernel
def _range(
    begin: Unsigned,
    end: Unsigned,
    head: Unsigned,
    codes: Codes,
    value: Values,
    rank: Positions,
    offers: Words,
    wishes: Words,
    most: int,
    first: int,
    last: int,
) -> Met:
    score, met = np.zeros(len(codes)), np.empty(len(codes), np.int32)
    free, room = 0, 1024
    ps, qs, scores = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room)
    for p in range(first, last):
        if codes[p] < 0:
            continue
        many = _gather(begin, end, head, codes, value, p, score, met)
        many = _sift(offers, wishes, p, met, many, score)
        new = min(many, most)
        if free + new > room:
            room = 2 * (free + new)
            ps, qs, scores = _longer(ps, room), _longer(qs, room), _longer(scores, room)
        qs[free : free + new], scores[free : free + new], ps[free : free + new] = -1, 0, p
        _keep(met, many, score, rank, qs[free : free + new], scores[free : free + new])
        free += new
    return Met(ps[:free].copy(), qs[:free].copy(), scores[:free].copy())


@kernel
def _longer(values: Numbers, room: int) -> Numbers:
    longer: Numbers = np.empty(room, values.dtype)  # type: ignore[assignment] # of the same type as `values`
    longer[: len(values)] = values
    return longer


def two_steps(
    start: Starts, head: Positions, codes: Codes, value: Values, swaps: Swaps, *, rank: Positions, most: int
) -> Met:
    """Looks two steps around everybody.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        codes: (n,) group of each position; -1 without one: nobody is found for these, and they are found for nobody.
        value: (n,) what each position counts as a common contact, 0 or more; 0 leaves it out, as hubs are.
        swaps: Who fits whom.
        rank: (n,) who goes first among equal scores.
        most: How many to keep for each.
    """
    borders = pool.cuts(_effort(start, head), RANGES)
    unsigned = start.view(np.uint64)  # see `triangles.Unsigned`
    ties = unsigned[:-1], unsigned[1:], head.view(np.uint32), codes, value, rank, *swaps, most
    parts = pool.each(RANGES, lambda i: _range(*ties, borders[i], borders[i + 1]))
    return Met(*map(np.concatenate, zip(*parts, strict=True)))


@kernel
def _effort(start: Starts, head: Positions) -> Starts:
    """(n,) arcs within two steps of each position."""
    n = len(start) - 1
    looks = np.zeros(n, np.int64)
    for p in range(n):
        for k in range(start[p], start[p + 1]):
            looks[p] += start[head[k] + 1] - start[head[k]]
    return looks
