"""Areas and their differences: against scipy's rank statistic, and against what must hold of resampling."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from graph.past.auc import auc, difference
from graph.past.pairs import Past, across

MakePast = Callable[..., Past]


def test_the_area_is_mann_and_whitney_s_share(past_of: MakePast) -> None:
    pairs = across(past_of(1, closing=0.7), 140, seed=0)
    scores = pairs.near.adamic_adar
    expected = mannwhitneyu(scores[pairs.came], scores[~pairs.came]).statistic / (
        pairs.came.sum() * (~pairs.came).sum()
    )
    assert auc(scores, pairs) == pytest.approx(expected)


def test_a_score_is_no_better_than_itself_and_surely_better_than_its_opposite(past_of: MakePast) -> None:
    pairs = across(past_of(1, closing=0.9), 140, seed=0)
    scores = pairs.near.adamic_adar
    assert difference(scores, scores, pairs, seed=0) == (0, 0)
    low, high = difference(scores, -scores, pairs, seed=0)
    assert 0 < low < 2 * auc(scores, pairs) - 1 < high


def test_the_interval_is_wider_than_that_of_pairs_taken_one_by_one(past_of: MakePast) -> None:
    # Pairs share people, so resampling people must find more doubt than the textbook error of independent pairs.
    pairs = across(past_of(4, closing=0.9), 140, seed=0)
    scores, chance = pairs.near.adamic_adar, np.random.default_rng(0).random(len(pairs))
    low, high = difference(scores, chance, pairs, seed=0)
    hits = int(pairs.came.sum())
    assert high - low > 2 * 1.96 * np.sqrt(auc(scores, pairs) * (1 - auc(scores, pairs)) / hits) * 0.5
    assert low < auc(scores, pairs) - auc(chance, pairs) < high
