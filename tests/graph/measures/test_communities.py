"""Communities: circles that contacts show; how good they are is judged by networkx's modularity and Louvain."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels import pool
from graph.measures.communities import NONE, communities
from graph.network import Network


def network_of(graph: nx.Graph) -> Network:
    return Network.from_networkx(nx.relabel_nodes(graph, {node: f"{node:04d}" for node in graph}), weight="weight")


def as_sets(found: np.ndarray) -> list[set[int]]:
    alone = [{int(node)} for node in np.flatnonzero(found == NONE)]
    return [set(np.flatnonzero(found == number).tolist()) for number in range(found.max(initial=-1) + 1)] + alone


def planted(seed: int, *, inside: float = 0.4) -> nx.Graph:
    """Eight circles of 25 people each, node i in circle i // 25; about one tie in five goes across."""
    graph = nx.planted_partition_graph(8, 25, inside, 0.015, seed=seed)
    nx.set_edge_attributes(graph, 1.0, "weight")
    return graph


def test_two_triangles_with_a_tie_between_them_by_hand() -> None:
    graph = nx.barbell_graph(3, 0)
    graph.add_node(6)
    nx.set_edge_attributes(graph, 1.0, "weight")
    assert communities(network_of(graph)).tolist() == [0, 0, 0, 1, 1, 1, NONE]


@pytest.mark.parametrize("people", [0, 1, 3])
def test_without_ties_nobody_is_in_a_circle(people: int) -> None:
    assert communities(network_of(nx.empty_graph(people))).tolist() == [NONE] * people


@pytest.mark.parametrize("seed", range(3))
def test_planted_circles_are_found(seed: int) -> None:
    assert as_sets(communities(network_of(planted(seed, inside=0.6)))) == [
        set(range(i, i + 25)) for i in range(0, 200, 25)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_it_is_as_good_as_the_louvain_method_of_networkx(seed: int) -> None:
    graph = planted(seed, inside=0.15)  # hard: many ties go across
    draw = np.random.default_rng(seed)
    nx.set_edge_attributes(graph, {edge: float(draw.integers(1, 9)) for edge in graph.edges}, "weight")
    other = nx.community.louvain_communities(graph, seed=seed)
    best = nx.community.modularity(graph, other)
    assert nx.community.modularity(graph, as_sets(communities(network_of(graph)))) > best - 0.01


@given(st.integers(0, 10_000))
def test_every_circle_is_in_one_piece(seed: int) -> None:
    graph = nx.gnm_random_graph(40, 45, seed=seed)  # in many parts
    nx.set_edge_attributes(graph, 1.0, "weight")
    found = communities(network_of(graph))
    for circle in as_sets(found):
        assert nx.is_connected(graph.subgraph(circle))
    sizes = np.bincount(found[found != NONE])
    assert (np.diff(sizes) <= 0).all()  # the largest first
    assert ((found == NONE) == np.array([degree == 0 for _, degree in graph.degree])).all()


def test_threads_and_the_order_of_ties_change_nothing() -> None:
    network = network_of(planted(7, inside=0.1))
    ties = network.to_ties()
    shuffled = ties.take(np.random.default_rng(1).permutation(ties.num_rows))
    with pool.using(1):
        alone = communities(network)
    with pool.using(2):
        assert communities(Network.from_ties(network.people, shuffled)).tolist() == alone.tolist()


def test_nobody_and_people_without_ties_have_no_circle() -> None:
    assert communities(Network.from_networkx(nx.empty_graph(0))).tolist() == []
    assert communities(network_of(nx.empty_graph(3))).tolist() == [NONE] * 3
