"""Every answer beside networkx's own: on random graphs with nodes of many kinds, under new names, and as a network."""

from collections.abc import Callable, Iterable
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.backend import ANSWERED_BY
from graph.kernels import pool
from graph.network import Network

NODES = (0, 7, -3, "ann", "ben", ("unit", 3), frozenset({1}), 2.5, "", "zoë", 10**20, b"raw")

OURS = {"backend": "bothways"}


def _pairs(found: Iterable[tuple[Any, ...]]) -> dict[frozenset[Any], float]:
    """Values by the two ends, whichever stands first; 1 where there is no value."""
    return {frozenset(row[:2]): [*row, 1][2] for row in found}


QUESTIONS: dict[str, Callable[..., Any]] = {
    "adamic_adar_index": lambda graph, **how: _pairs(nx.adamic_adar_index(graph, **how)),
    "articulation_points": lambda graph, **how: set(nx.articulation_points(graph, **how)),
    "average_clustering": nx.average_clustering,
    "betweenness_centrality": nx.betweenness_centrality,
    "bridges": lambda graph, **how: _pairs(nx.bridges(graph, **how)),
    "clustering": nx.clustering,
    "connected_components": lambda graph, **how: list(nx.connected_components(graph, **how)),
    "constraint": lambda graph, **how: nx.constraint(graph, weight="strength", **how),
    "core_number": nx.core_number,
    "degree_centrality": nx.degree_centrality,
    # networkx 3.6 is wrong for all nodes at once; node by node it is right.
    "effective_size": lambda graph, **how: nx.effective_size(graph, list(graph), weight="strength", **how),
    "harmonic_centrality": nx.harmonic_centrality,
    "has_bridges": nx.has_bridges,
    "is_biconnected": nx.is_biconnected,
    "is_connected": nx.is_connected,
    "is_isolate": lambda graph, **how: {node: nx.is_isolate(graph, node, **how) for node in graph},
    "isolates": lambda graph, **how: list(nx.isolates(graph, **how)),
    "jaccard_coefficient": lambda graph, **how: _pairs(nx.jaccard_coefficient(graph, **how)),
    "local_bridges": lambda graph, **how: _pairs(nx.local_bridges(graph, **how)),
    "local_constraint": lambda graph, **how: {
        (u, v): nx.local_constraint(graph, u, v, weight="strength", **how) for u in graph for v in graph
    },
    "node_connected_component": lambda graph, **how: {
        node: frozenset(nx.node_connected_component(graph, node, **how)) for node in graph
    },
    "number_connected_components": nx.number_connected_components,
    "number_of_isolates": nx.number_of_isolates,
    "preferential_attachment": lambda graph, **how: _pairs(nx.preferential_attachment(graph, **how)),
    "resource_allocation_index": lambda graph, **how: _pairs(nx.resource_allocation_index(graph, **how)),
    "transitivity": nx.transitivity,
    "triangles": nx.triangles,
}


NOT_IN_NETWORKX = ("leiden_communities",)
"""What networkx has no code for; `test_communities.py` judges it by networkx's modularity."""


@pytest.fixture(autouse=True)
def _no_cache() -> Any:
    """networkx would keep what it converted, and warn of it."""
    with nx.config(cache_converted_graphs=False):
        yield


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph:
    """Up to twelve nodes, as many ties as may be, strengths over six powers of ten."""
    nodes = draw(st.lists(st.sampled_from(NODES), min_size=1, max_size=len(NODES), unique=True))
    pairs = [(u, v) for i, u in enumerate(nodes) for v in nodes[:i]]
    ties = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_weighted_edges_from(
        [(u, v, draw(st.one_of(st.integers(1, 9), st.floats(1e-3, 1e3)))) for u, v in ties], weight="strength"
    )
    return graph


def _same(found: Any, expected: Any, *, rel: float) -> None:
    if isinstance(expected, dict) and all(isinstance(value, int | float) for value in expected.values()):
        assert found == pytest.approx(expected, rel=rel, abs=1e-12, nan_ok=True)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=rel)
    else:
        assert found == expected


def test_every_function_is_asked() -> None:
    assert sorted({*QUESTIONS, *NOT_IN_NETWORKX}) == list(ANSWERED_BY)


@pytest.mark.parametrize("name", QUESTIONS)
@given(graph=graphs())
def test_a_plain_graph_is_answered_as_networkx_answers(name: str, graph: nx.Graph) -> None:
    _same(QUESTIONS[name](graph, **OURS), QUESTIONS[name](graph), rel=1e-9)


@pytest.mark.parametrize("name", QUESTIONS)
@given(graph=graphs())
def test_a_network_is_answered_by_the_nodes_that_it_came_from(name: str, graph: nx.Graph) -> None:
    """Strengths are whole numbers in a network, so the last digits may differ."""
    network = Network.from_networkx(graph, weight="strength")
    _same(QUESTIONS[name](network), QUESTIONS[name](network.to_networkx()), rel=1e-9)
    assert set(network) == set(graph)


@pytest.mark.parametrize("name", ["betweenness_centrality", "constraint", "core_number", "effective_size", "triangles"])
@given(graph=graphs(), seed=st.randoms(use_true_random=False))
def test_new_names_and_another_order_change_nothing(name: str, graph: nx.Graph, seed: Any) -> None:
    names = dict(zip(graph, seed.sample(range(100), len(graph)), strict=True))
    shuffled = nx.Graph()
    shuffled.add_nodes_from(seed.sample([names[node] for node in graph], len(graph)))
    ties = [(names[u], names[v], data) for u, v, data in graph.edges(data=True)]
    shuffled.add_edges_from(seed.sample(ties, len(ties)))
    found = QUESTIONS[name](shuffled, **OURS)
    expected = QUESTIONS[name](graph, **OURS)
    assert {node: found[names[node]] for node in graph} == pytest.approx(expected, rel=1e-9, nan_ok=True)


@pytest.fixture(scope="module")
def crowd() -> nx.Graph:
    """300 people in no order, strengths that no sum of floats hits twice."""
    graph = nx.relabel_nodes(nx.gnm_random_graph(300, 1500, seed=2), lambda node: f"p{node * 7 % 300:03d}")
    weights = {edge: 1 / (3 + i) for i, edge in enumerate(graph.edges)}
    nx.set_edge_attributes(graph, weights, "strength")
    return graph


@pytest.mark.parametrize("name", ["betweenness_centrality", "constraint", "effective_size", "harmonic_centrality"])
def test_neither_threads_nor_the_order_of_a_graph_move_a_bit(name: str, crowd: nx.Graph) -> None:
    network = Network.from_networkx(crowd, weight="strength")
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(crowd)))
    turned.add_edges_from((v, u, data) for u, v, data in reversed(list(crowd.edges(data=True))))
    again = Network.from_networkx(turned, weight="strength")
    with pool.using(1):
        one = QUESTIONS[name](network)
    with pool.using(2):
        assert QUESTIONS[name](again) == one
