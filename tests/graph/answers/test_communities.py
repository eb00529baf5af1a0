"""networkx has no Leiden method of its own and asks ours."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

from graph.network import Network


def test_the_kite_falls_into_its_body_and_its_tail(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    found = ours(nx.community.leiden_communities, kite, seed=3)
    assert sorted(map(len, found), reverse=True) == list(map(len, found))
    assert set().union(*found) == set(kite)
    assert {"Ike", "Jane"} <= next(circle for circle in found if "Jane" in circle)
    assert nx.community.modularity(kite, found) >= nx.community.modularity(
        kite, nx.community.louvain_communities(kite, seed=3)
    )


def test_a_network_of_ours_is_asked_as_it_is() -> None:
    network = Network.from_networkx(nx.relabel_nodes(nx.barbell_graph(4, 0), str))
    assert nx.community.leiden_communities(network, weight="strength") == [set("0123"), set("4567")]


def test_resolution_makes_more_of_them(lazega: nx.Graph, ours: Callable[..., Any]) -> None:
    sizes = [
        len(ours(nx.community.leiden_communities, lazega, weight="relations", resolution=r, seed=1))
        for r in (0.5, 1, 3)
    ]
    assert sizes[0] < sizes[1] < sizes[2]


def test_one_seed_gives_one_answer(lazega: nx.Graph, ours: Callable[..., Any]) -> None:
    one, other = (ours(nx.community.leiden_communities, lazega, seed=5) for _ in range(2))
    assert one == other


def test_nodes_without_ties_are_alone(ours: Callable[..., Any]) -> None:
    assert ours(nx.community.leiden_communities, nx.empty_graph(3)) == [{0}, {1}, {2}]


def test_nobody_is_in_no_community(ours: Callable[..., Any]) -> None:
    assert ours(nx.community.leiden_communities, nx.Graph()) == []
    assert nx.community.leiden_communities(Network.from_networkx(nx.Graph())) == []


def test_what_it_cannot_do_is_said(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="resolution has to be above 0"):
        ours(nx.community.leiden_communities, kite, resolution=0)
    with pytest.raises(NotImplementedError):
        ours(nx.community.leiden_communities, kite, max_level=1)
