"""Introductions: pairs that would open a gap, where no skill is known and so no lesson can be claimed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.arrays import rank_within
from graph.measures.gaps import Gaps
from graph.network import Network
from graph.suggest.case import Sight
from graph.suggest.search import allowed, two_steps

PER_SIDE = 3
"""People of each side of a gap that are considered though they share no contact with the other side."""


def across_gaps(sight: Sight, network: Network, gaps: Gaps) -> NDArray[np.int64]:
    """Sorted keys of pairs on the two sides of a gap: whoever shares a contact, and the best connected of each side."""
    warm = two_steps(sight, network)
    keys = np.union1d(warm, _best_connected(sight, network, gaps))
    a, b = np.divmod(keys, max(1, len(sight.keys)))
    is_gap = np.append(np.nan_to_num(gaps.gap) > 0, False)
    opened: NDArray[np.int64] = keys[is_gap[gaps.cells(a, b)]]
    return opened


def _best_connected(sight: Sight, network: Network, gaps: Gaps) -> NDArray[np.int64]:
    chosen = _first_of_each(sight, network, gaps)
    wanted = gaps.pairs[np.nan_to_num(gaps.gap) > 0]
    left, right = np.repeat(chosen[wanted[:, 0]], PER_SIDE, axis=1), np.tile(chosen[wanted[:, 1]], PER_SIDE)
    a, b = left.ravel(), right.ravel()
    there = (a >= 0) & (b >= 0)
    return allowed(sight, a[there], b[there])


def _first_of_each(sight: Sight, network: Network, gaps: Gaps) -> NDArray[np.int64]:
    """(groups, PER_SIDE) people of most contacts in each group, equals by key; -1 where a group has fewer."""
    groups = gaps.boundary.codes
    able = np.flatnonzero(sight.may & (groups >= 0))
    order = able[np.lexsort((able, -network.degrees[able], groups[able]))]
    chosen = np.full((len(gaps.boundary.groups), PER_SIDE), -1, dtype=np.int64)
    place = rank_within(groups[order])
    first = order[place < PER_SIDE]
    chosen[groups[first], place[place < PER_SIDE]] = first
    return chosen
