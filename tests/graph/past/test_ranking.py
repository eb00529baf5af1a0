"""Rankings: figures by hand on a past of seven people, and against networkx."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from graph.past.pairs import Past, across, anywhere
from graph.past.ranking import judged, scores
from graph.suggest.plausibility import DOCUMENTED

MakePast = Callable[..., Past]


@pytest.mark.parametrize(
    ("name", "index"),
    [("adamic-adar", nx.adamic_adar_index), ("resource allocation", nx.resource_allocation_index)],
)
def test_the_formulas_are_networkx_s(past_of: MakePast, name: str, index: Callable[..., object]) -> None:
    pairs = across(past_of(1, closing=0.5), 140, seed=0)
    keys = [(pairs.past.keys[a], pairs.past.keys[b]) for a, b in zip(pairs.a, pairs.b, strict=True)]
    expected = [value for _, _, value in index(pairs.network.to_networkx(), keys)]
    assert scores(pairs, DOCUMENTED, seed=0)[name].tolist() == pytest.approx(expected)


def test_a_perfect_ranking_and_who_stands_in_it(past_of: MakePast) -> None:
    pairs = across(past_of(2, closing=0.5), 140, seed=0)
    found = judged("perfect", pairs.came.astype(float), pairs)
    assert found.auc == found.auc_across == 1
    came = int(pairs.came.sum())
    assert found.precision_across == tuple(min(1, came / most) for most in (10, 50, 100))
    head = np.flatnonzero(pairs.came)[:100]
    times = np.bincount(np.concatenate((pairs.a[head], pairs.b[head])))
    assert found.hub_load == times.max()
    assert found.units == 1


def test_one_hub_is_as_uneven_as_it_gets_and_everybody_alike_is_even(past_of: MakePast) -> None:
    pairs = anywhere(past_of(3, closing=0.5), 140, np.arange(80))
    busy = int(np.bincount(np.concatenate((pairs.a, pairs.b))).argmax())
    hub = judged("hub", ((pairs.a == busy) | (pairs.b == busy)).astype(float), pairs)
    random = judged("random", scores(pairs, DOCUMENTED, seed=1)["random"], pairs)
    assert hub.hub_load > 3 * random.hub_load
    assert hub.gini > random.gini
    assert 0 <= random.less_connected <= 1
