"""Betweenness and closeness of Krackhardt's kite as published and by hand, and networkx's own estimate."""

from collections.abc import Callable
from math import isnan
from typing import Any

import networkx as nx
import numpy as np
import pytest

# Krackhardt, D. (1990). Assessing the political landscape. ASQ 35, 342-369, to three digits.
PUBLISHED = {
    "Andre": 0.023, "Beverly": 0.023, "Carol": 0.0, "Diane": 0.102, "Ed": 0.0, "Fernando": 0.231, "Garth": 0.231,
    "Heather": 0.389, "Ike": 0.222, "Jane": 0.0,
}  # fmt: skip


def test_the_kite_has_its_published_betweenness(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    found = ours(nx.betweenness_centrality, kite)
    assert {node: round(value, 3) for node, value in found.items()} == PUBLISHED
    # Of the 36 pairs of the nine others, Ike is between Jane and the eight.
    assert ours(nx.betweenness_centrality, kite, normalized=False)["Ike"] == 8


@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize("k", [1, 7, 71])
def test_an_estimate_is_networkx_s_own_with_its_draw(
    k: int, normalized: bool, lazega: nx.Graph, ours: Callable[..., Any]
) -> None:
    found = ours(nx.betweenness_centrality, lazega, k=k, normalized=normalized, seed=5)
    expected = nx.betweenness_centrality(lazega, k=k, normalized=normalized, seed=5)
    assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assert sum(map(isnan, found.values())) == (k == 1)  # networkx has nothing to say of its only source


def test_a_generator_of_numpy_draws_as_it_does_for_networkx(lazega: nx.Graph, ours: Callable[..., Any]) -> None:
    found, expected = (
        ask(nx.betweenness_centrality, lazega, k=9, seed=np.random.default_rng(2))
        for ask in (ours, lambda function, *args, **how: function(*args, **how))
    )
    assert found == pytest.approx(expected, rel=1e-9)


def test_closeness_of_the_last_in_the_tail_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    # Jane: Ike 1, Heather 2, Fernando and Garth 3, the other five 4 steps away.
    assert ours(nx.harmonic_centrality, kite)["Jane"] == pytest.approx(1 + 1 / 2 + 2 / 3 + 5 / 4)


@pytest.mark.parametrize(("nbunch", "sources"), [("Jane", None), (["Jane", "Ike"], ["Ed"]), (None, ["Ed", "Jane"])])
def test_closeness_of_some_to_some(nbunch: Any, sources: Any, kite: nx.Graph, ours: Callable[..., Any]) -> None:
    found = ours(nx.harmonic_centrality, kite, nbunch=nbunch, sources=sources)
    assert found == pytest.approx(nx.harmonic_centrality(kite, nbunch=nbunch, sources=sources))
