"""Areas under the curve for many draws of people at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


@kernel
def _areas(first: Counts, a: Counts, b: Counts, came: Flags, times: NDArray[np.int8]) -> NDArray[np.float64]:
    draws = times.shape[1]
    below, twice = np.zeros(draws, np.int64), np.zeros(draws, np.int64)
    hits, misses, all_hits = np.zeros(draws, np.int64), np.zeros(draws, np.int64), np.zeros(draws, np.int64)
    for group in range(len(first) - 1):
        hits[:] = 0
        misses[:] = 0
        for i in range(first[group], first[group + 1]):
            one, other, mine = times[a[i]], times[b[i]], hits if came[i] else misses
            for draw in range(draws):
                mine[draw] += np.int64(one[draw]) * np.int64(other[draw])
        for draw in range(draws):
            twice[draw] += hits[draw] * (2 * below[draw] + misses[draw])
            below[draw] += misses[draw]
            all_hits[draw] += hits[draw]
    pairs = 2.0 * all_hits * below
    return np.where(pairs > 0, twice / np.where(pairs > 0, pairs, 1.0), np.nan)


def areas(first: Counts, a: Counts, b: Counts, came: Flags, times: NDArray[np.int8]) -> NDArray[np.float64]:
    """(draws,) chance that a pair that came scores above one that did not, equal scores counting half.

    In whole numbers up to the last division, so that no order of sums decides a bit.

    Args:
        first: (groups + 1,) where each group of equal scores begins, the lowest score first.
        a: (m,) one person of each pair, in that order.
        b: (m,) the other.
        came: (m,) whether they met.
        times: (people, draws) how often each person was drawn; a pair counts the product of both.

    Returns:
        NaN for draws in which none came, or all did.
    """
    return _areas(first, a, b, came, times)
