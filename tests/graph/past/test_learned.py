"""What a past teaches: a world where contacts in common lead to new ones, one of pure chance, and one too thin."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from graph.meetings import Meetings
from graph.past.learned import BASE_RATE, DEFAULT, FITTED, learn
from graph.past.pairs import Past
from graph.suggest.plausibility import DOCUMENTED, Weights

MakePast = Callable[..., Past]


def test_a_world_of_closing_triangles_is_learned(past_of: MakePast) -> None:
    found = learn(past_of(1, closing=0.9, people=200), seed=0)
    assert found.basis == FITTED
    assert found.weights == found.ranking
    assert found.weights.contacts + found.weights.steps > 0.3
    assert all(fold.low > 0 and fold.auc > fold.auc_degree for fold in found.folds)
    assert found.why.startswith("Plausibility is fitted on this organisation's own past: looking back from 3 days")


def test_a_world_of_chance_gets_one_level(past_of: MakePast) -> None:
    found = learn(past_of(2, closing=0.0), seed=0)
    assert found.basis == BASE_RATE
    assert found.weights == Weights(found.weights.constant, 0, 0, 0, 0, 0)
    assert found.ranking != found.weights
    assert "No signal in this data" in found.why


def test_a_thin_or_undated_past_leaves_the_documented_weights(past_of: MakePast) -> None:
    thin = learn(past_of(3, closing=0.9, people=400, weeks=3), seed=0)
    past = past_of(3, closing=0.9)
    nothing = np.zeros(0, np.int32)
    undated = learn(replace(past, meetings=Meetings(nothing, nothing, nothing, {})), seed=0)
    for found in (thin, undated):
        assert (found.basis, found.weights, found.folds) == (DEFAULT, DOCUMENTED, ())
    assert "too few pairs met anew" in thin.why
    assert "no dated contact" in undated.why


def test_the_same_past_teaches_the_same(past_of: MakePast) -> None:
    one, other = (learn(past_of(4, closing=0.9), seed=0) for _ in range(2))
    assert one.to_dict() == other.to_dict()
