"""Areas under the curve of many draws: against counting pairs of pairs by hand."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels.auc import areas


def counted(score: np.ndarray, came: np.ndarray, weight: np.ndarray) -> float:
    """Every pair that came beside every one that did not."""
    hits, misses = np.flatnonzero(came), np.flatnonzero(~came)
    won = [
        weight[i] * weight[j] * ((score[i] > score[j]) + (score[i] == score[j]) / 2) for i, j in product(hits, misses)
    ]
    all_of_them = weight[hits].sum() * weight[misses].sum()
    return sum(won) / all_of_them if all_of_them else float("nan")


@given(st.integers(0, 2**32 - 1), st.integers(1, 25))
def test_they_are_what_counting_gives(seed: int, pairs: int) -> None:
    draw = np.random.default_rng(seed)
    score, came = np.sort(draw.integers(0, 6, pairs)), draw.random(pairs) < 0.4
    a, b, times = draw.integers(0, 5, pairs), draw.integers(0, 5, pairs), draw.integers(0, 4, (5, 7)).astype(np.int8)
    first = np.append(np.flatnonzero(np.append(True, score[1:] != score[:-1])), pairs)
    found = areas(first, a, b, came, times)
    for k in range(7):
        weight = times[a, k].astype(float) * times[b, k]
        assert found[k] == pytest.approx(counted(score, came, weight), nan_ok=True)
