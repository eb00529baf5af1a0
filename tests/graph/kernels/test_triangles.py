import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core
from graph.kernels import pool, triangles

SIZES, SHARES, SEEDS = st.integers(0, 25), st.floats(0, 1), st.integers(0, 2**32 - 1)


def _ego(core: Core) -> triangles.Ego:
    return triangles.ego(core.start, core.head, core.tie, core.weight)


def _in_node_order(core: Core) -> tuple[np.ndarray, ...]:
    found = _ego(core)
    return (*(values[core.place] for values in found[:3]), found.common)


def _agrees_with_networkx(core: Core, graph: nx.Graph) -> None:
    """Node by node: with a weight and for all nodes at once networkx's effective size divides by the wrong maximum."""
    constraint, effective_size, found, common = _in_node_order(core)
    nodes, weighed = list(graph), nx.get_edge_attributes(graph, "weight", 1.0)
    nx.set_edge_attributes(graph, weighed, "weight")
    for node in nodes:
        if not graph[node]:
            assert np.isnan(constraint[node])
            assert np.isnan(effective_size[node])
            continue
        assert constraint[node] == pytest.approx(nx.constraint(graph, [node], "weight")[node], rel=1e-9)
        expected = nx.effective_size(graph, [node], "weight")[node]
        assert effective_size[node] == pytest.approx(expected, rel=1e-9)
    assert dict(enumerate(found.tolist())) == nx.triangles(graph)
    pairs = sorted(tuple(sorted(pair)) for pair in graph.edges)
    assert common[_ties(core, graph, pairs)].tolist() == [
        len(list(nx.common_neighbors(graph, *pair))) for pair in pairs
    ]


def _ties(core: Core, graph: nx.Graph, pairs: list[tuple[int, int]]) -> list[int]:
    """The tie that each pair of nodes is in the core."""
    number = {tuple(sorted(pair)): i for i, pair in enumerate(graph.edges)}
    return [number[pair] for pair in pairs]


def test_the_kite_by_hand(core_of) -> None:
    # The tail of Krackhardt's kite is 7 - 8 - 9. 9 has one contact: constraint 1, size 1. 8 has two that do not know
    # each other: 2 * (1/2)^2 = .5, size 2. 7 has three (5, 6, 8) of whom 5 and 6 know each other, both with five
    # contacts: (1/3 + 1/3 * 1/5)^2 * 2 + (1/3)^2 = .32 + .1111; size 3 - 2 * 1/3.
    constraint, effective_size, found, _ = _in_node_order(core_of(nx.krackhardt_kite_graph()))
    assert constraint[[9, 8, 7]] == pytest.approx([1, 0.5, 0.32 + 1 / 9])
    assert effective_size[[9, 8, 7]] == pytest.approx([1, 2, 3 - 2 / 3])
    assert found[[9, 8, 7]].tolist() == [0, 0, 1]


@pytest.fixture
def two_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work is shared out however small it is."""
    monkeypatch.setattr(pool, "ENOUGH_TIES", 0)


def test_textbook_graphs_agree_with_networkx_node_by_node(core_of, textbook) -> None:
    _agrees_with_networkx(core_of(textbook), textbook)


def test_they_do_when_the_work_is_shared_out(core_of, textbook, two_lanes) -> None:
    _agrees_with_networkx(core_of(textbook), textbook)


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_random_graphs_agree_with_networkx_node_by_node(core_of, random_graph, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    _agrees_with_networkx(core_of(graph), graph)


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_new_names_and_units_change_nothing_that_counts(
    core_of, random_graph, random_units, people, share, seed
) -> None:
    graph = random_graph(people, share, seed)
    new = np.random.default_rng(seed).permutation(people)
    renamed = nx.Graph()
    renamed.add_nodes_from(range(people))
    renamed.add_weighted_edges_from((int(new[p]), int(new[q]), s) for p, q, s in graph.edges(data="weight"))
    before = _in_node_order(core_of(graph))
    after = _in_node_order(core_of(renamed, random_units(people, seed)))
    for found, other in zip(before[:3], after[:3], strict=True):
        np.testing.assert_allclose(other[new], found, rtol=1e-9)


def test_one_thread_and_several_give_the_same_bits(core_of, blocks, two_lanes) -> None:
    core = core_of(*blocks)
    value = 1 / np.log(np.diff(core.start))
    found = []
    for threads in (1, 2, 5):
        with pool.using(threads):
            shared = triangles.shared_by_tie(core.start, core.head, core.tie, value)
            found.append([values.tobytes() for values in (*_ego(core), shared)])
    assert found[0] == found[1] == found[2]


def test_two_lanes_weigh_common_contacts_as_one_does(core_of, blocks, monkeypatch) -> None:
    core = core_of(*blocks)
    value = 1 / np.log(np.diff(core.start))
    alone = triangles.shared_by_tie(core.start, core.head, core.tie, value)
    monkeypatch.setattr(pool, "ENOUGH_TIES", 0)
    np.testing.assert_allclose(triangles.shared_by_tie(core.start, core.head, core.tie, value), alone, rtol=1e-12)


def test_ties_in_any_order_give_the_same_bits_by_person(core_of, blocks) -> None:
    graph, units = blocks
    shuffled = nx.Graph()
    shuffled.add_nodes_from(graph)
    edges = list(graph.edges(data="weight"))
    shuffled.add_weighted_edges_from(
        (q, p, s) for p, q, s in (edges[i] for i in np.random.default_rng(0).permutation(len(edges)))
    )
    one, other = _ego(core_of(graph, units)), _ego(core_of(shuffled, units))
    assert [values.tobytes() for values in one[:3]] == [values.tobytes() for values in other[:3]]


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_common_contacts_are_weighed_as_networkx_does(core_of, random_graph, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    core = core_of(graph)
    degree = np.diff(core.start)
    pairs = list(graph.edges)
    p, q = (core.place[np.array([pair[i] for pair in pairs], dtype=np.int32)] for i in (0, 1))
    arcs = core.start, core.head
    for value, reference in (
        (np.where(degree > 1, 1 / np.log(np.maximum(degree, 2)), 0), nx.adamic_adar_index),
        (1 / np.maximum(degree, 1), nx.resource_allocation_index),
    ):
        expected = [score for _, _, score in reference(graph, pairs)]
        np.testing.assert_allclose(triangles.shared_by_pair(*arcs, value, p, q), expected, rtol=1e-9)
        np.testing.assert_allclose(triangles.shared_by_tie(*arcs, core.tie, value), expected, rtol=1e-9)


def test_common_contacts_of_people_without_a_tie(core_of) -> None:
    # 0 and 3 of a square with one diagonal (1 - 2) know each other through 1 and 2.
    core = core_of(nx.Graph([(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]))
    ends = (core.place[[node]] for node in (0, 3))
    assert triangles.shared_by_pair(core.start, core.head, np.ones(4), *ends).tolist() == [2]
