"""Distances in steps: how near everybody is to given sources, how far groups are, whom somebody can reach."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool
from graph.kernels.waves import LANES, begin, begin_groups, ones, room, spread

PARTS = 16
"""Ranges of sources, each with sums of its own, added in order."""

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Codes = NDArray[np.int32]
Values = NDArray[np.float64]
Counts = NDArray[np.int32]


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


def introductions(start: Starts, head: Positions, group: Codes, groups: int, most: int) -> NDArray[np.int64]:
    """Steps from everybody to the nearest person of each group, added up by one's own group.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        group: (n,) group of each position, -1 for none; ways lead through those all the same.
        groups: How many groups there are.
        most: Whoever is as far away or farther, or cannot be reached, counts as so many steps.

    Returns:
        (groups, groups) sum over the people of the first group of their steps to the second; 0 to one's own.
    """
    waves = -(-groups // LANES)
    columns = pool.each(waves, lambda wave: _introductions(start, head, group, groups, most, wave * LANES))
    return np.concatenate(columns, axis=1) if columns else np.zeros((groups, groups), np.int64)


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
def _introductions(
    start: Starts, head: Positions, group: Codes, groups: int, most: int, first: int
) -> NDArray[np.int64]:
    """The columns of up to 64 groups from `first` on; each group is one search that begins at all its people."""
    columns = min(LANES, groups - first)
    people = np.zeros(groups, np.int64)
    wave = room(len(start) - 1)
    front, lanes = begin_groups(wave, group, first, columns)
    total, left = np.zeros((groups, columns), np.int64), len(head)
    for p in range(len(group)):
        people[group[p]] += group[p] >= 0
    for own in range(groups):
        total[own] = people[own] * most
        if first <= own < first + columns:
            total[own, own - first] = 0
    for steps in range(1, most):
        if front == 0:
            break
        front, left = spread(start, head, wave, front, left, lanes)
        for i in range(front):
            own, bits = group[wave.order[i]], wave.front[wave.order[i]]
            for lane in range(columns if own >= 0 else 0):
                total[own, lane] -= (most - steps) * np.int64(bits >> np.uint64(lane) & np.uint64(1))
    return total


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
