"""Distances in steps: how near everybody is to given sources, how far groups are apart, whom somebody can reach."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool
from graph.kernels.waves import LANES, begin, ones, room, spread

PARTS = 16
"""Ranges of sources, each with sums of its own, added in order."""

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Codes = NDArray[np.int32]
Values = NDArray[np.float64]
Counts = NDArray[np.int32]
Bits = NDArray[np.uint64]
Tallies = tuple[NDArray[np.int64], NDArray[np.int64]]


class Apart(NamedTuple):
    """How far groups are from each other, by the people of one group that were sources and all of the other.

    Attributes:
        steps: (g, g) sum of the steps from the sources of one group to the people of another that they reach.
        pairs: (g, g) how many such pairs there are; nobody is a pair with themself.
    """

    steps: NDArray[np.int64]
    pairs: NDArray[np.int64]

    def mean(self) -> Values:
        """(g, g) mean steps between two groups, from both sides; NaN where nobody reaches anybody."""
        pairs = self.pairs + self.pairs.T
        mean: Values = np.full(pairs.shape, np.nan)
        np.divide(self.steps + self.steps.T, pairs, out=mean, where=pairs > 0)
        return mean


def nearness(start: Starts, head: Positions, sources: Positions) -> Values:
    """How near everybody is to some sources; with all positions as sources this is harmonic closeness.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        sources: (k,) positions.

    Returns:
        (n,) sum over the sources of 1 / steps, themselves and whoever cannot be reached left out.
    """
    waves = _slices(sources, LANES)
    sums: Values = np.sum(pool.each(len(waves), lambda part: _nearness(start, head, waves[part])), axis=0)
    return sums


def harmonic(start: Starts, head: Positions, sources: Positions) -> Values:
    """Harmonic closeness, estimated from some sources; exact where these are all positions.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        sources: (k,) different positions, drawn by lot or all.

    Returns:
        (n,) sum over the others of 1 / steps: the mean over the sources other than oneself, times the others there are;
        NaN where there is no such source.
    """
    n = len(start) - 1
    tellers = np.full(n, len(sources))
    tellers[sources] -= 1
    mean: Values = np.full(n, np.nan)
    np.divide(nearness(start, head, sources), tellers, out=mean, where=tellers > 0)
    return mean * (n - 1)


def apart(start: Starts, head: Positions, sources: Positions, group: Codes, groups: int) -> Apart:
    """Steps between groups.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        sources: (k,) positions; a few of each group are enough for a mean.
        group: (n,) group of each position, -1 for none.
        groups: How many groups there are.
    """
    of_a_group = sources[group[sources] >= 0]
    waves = _slices(of_a_group[np.argsort(group[of_a_group], kind="stable")], LANES)  # a group's lanes stand together
    found = pool.each(len(waves), lambda part: _apart(start, head, waves[part], group, groups))
    return Apart(*np.sum(found, axis=0))


def within(
    start: Starts, head: Positions, sources: Positions, steps: int, group: Codes, groups: int
) -> NDArray[np.int32]:
    """Whom each source reaches in a few steps, by group.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        sources: (k,) positions.
        steps: At most so many.
        group: (n,) group of each position, -1 for those who do not count; ways lead through them all the same.
        groups: How many groups there are.

    Returns:
        (k, groups) people of the group that the source reaches, itself left out.
    """
    parts = _slices(sources, 1)
    rows = pool.each(len(parts), lambda part: _within(start, head, parts[part], steps, group, groups))
    return np.concatenate(rows)


def drawn(group: Codes, each: int, lots: np.random.Generator) -> Positions:
    """So many positions of each group by lot, all of a smaller one: sources for `apart`, in order of group."""
    shuffled = lots.permutation(len(group))
    order = shuffled[np.argsort(group[shuffled], kind="stable")]
    codes = group[order]
    rank = np.arange(len(order)) - np.searchsorted(codes, codes)
    return order[(codes >= 0) & (rank < each)].astype(np.int32)


def _slices(sources: Positions, whole: int) -> list[Positions]:
    """At most `PARTS` ranges of sources, each but the last a multiple of `whole`; one where there are none."""
    size = whole * max(1, -(-len(sources) // (whole * PARTS)))
    return [sources[first : first + size] for first in range(0, max(1, len(sources)), size)]


@kernel
def _nearness(start: Starts, head: Positions, sources: Positions) -> Values:
    sums = np.zeros(len(start) - 1)
    wave = room(len(start) - 1)
    for first in range(0, len(sources), LANES):
        size, lanes = begin(wave, sources[first : first + LANES])
        steps, left = 0, len(head)
        while size > 0:
            size, left = spread(start, head, wave, size, left, lanes)
            steps += 1
            for i in range(size):
                sums[wave.order[i]] += ones(wave.front[wave.order[i]]) / steps
    return sums


@kernel
def _apart(start: Starts, head: Positions, sources: Positions, group: Codes, groups: int) -> Tallies:
    total, pairs = np.zeros((groups, groups), np.int64), np.zeros((groups, groups), np.int64)
    wave = room(len(start) - 1)
    for first in range(0, len(sources), LANES):
        some = sources[first : first + LANES]
        size, lanes = begin(wave, some)
        codes, masks = _lanes_by_group(some, group)
        steps, left = 0, len(head)
        while size > 0:
            size, left = spread(start, head, wave, size, left, lanes)
            steps += 1
            for i in range(size):
                p = wave.order[i]
                for j in range(len(codes) if group[p] >= 0 else 0):
                    reached = ones(wave.front[p] & masks[j])
                    pairs[codes[j], group[p]] += reached
                    total[codes[j], group[p]] += reached * steps
    return total, pairs


@kernel
def _lanes_by_group(sources: Positions, group: Codes) -> tuple[Codes, Bits]:
    """The groups of some sources that stand by group, and the bits of each."""
    codes, masks = np.empty(len(sources), np.int32), np.zeros(len(sources), np.uint64)
    last = -1
    for lane in range(len(sources)):
        if last < 0 or codes[last] != group[sources[lane]]:
            last += 1
            codes[last] = group[sources[lane]]
        masks[last] |= np.uint64(1) << np.uint64(lane)
    return codes[: last + 1], masks[: last + 1]


@kernel
def _within(start: Starts, head: Positions, sources: Positions, steps: int, group: Codes, groups: int) -> Counts:
    found = np.zeros((len(sources), groups), np.int32)
    met = np.full(len(start) - 1, -1, np.int32)  # the last source that came by
    order = np.empty(len(start) - 1, np.int32)
    for row in range(len(sources)):
        end = _circle(start, head, sources[row], steps, row, met, order)
        for i in range(1, end):
            if group[order[i]] >= 0:
                found[row, group[order[i]]] += 1
    return found


@kernel
def _circle(
    start: Starts, head: Positions, source: int, steps: int, mark: int, met: Positions, order: Positions
) -> int:
    """Lists in `order` whom a source reaches in so many steps, itself first; gives how many."""
    order[0], met[source] = source, mark
    first, end = 0, 1
    for _ in range(steps):
        last = end
        for i in range(first, last):
            for k in range(start[order[i]], start[order[i] + 1]):
                q = head[k]
                if met[q] != mark:
                    met[q], order[end] = mark, q
                    end += 1
        if end == last:
            break
        first = last
    return end
