import networkx as nx
import numpy as np
import pytest

from graph.measures.holes import clustering, constraint, effective_size, efficiency, holes, overlap
from graph.measures.participation import participation
from graph.network import Network

# igraph 1.0.0: Graph.constraint(weights=number of relations of a pair) on the union of the three relations.
KRACKHARDT = {
    1: 0.214729, 2: 0.203615, 3: 0.209179, 4: 0.224165, 5: 0.205181, 6: 0.240211, 7: 0.222636,
    8: 0.223154, 9: 0.198554, 10: 0.199898, 11: 0.196349, 12: 0.235371, 13: 0.260194, 14: 0.219864,
    15: 0.202279, 16: 0.261227, 17: 0.201535, 18: 0.190960, 19: 0.223903, 20: 0.209238, 21: 0.206606,
}  # fmt: skip


def test_a_star_and_a_triangle_by_hand(network) -> None:
    # Star: the middle has (1/3)^2 three times; a point has its one contact, 1. Triangle: (1/2 + 1/2 * 1/2)^2 twice.
    star = network("abcd", [("a", "b"), ("a", "c"), ("a", "d")])
    np.testing.assert_allclose(constraint(star), [1 / 3, 1, 1, 1])
    triangle = network("abc", [("a", "b"), ("b", "c"), ("a", "c")])
    np.testing.assert_allclose(constraint(triangle), [1.125] * 3)


def test_strength_counts_by_hand(network) -> None:
    # a-b 3, a-c 1, b-c 1. For a: p_ab = 3/4, p_ac = 1/4, p_bc = 1/4, p_cb = 1/2:
    # (3/4 + 1/4 * 1/2)^2 + (1/4 + 3/4 * 1/4)^2 = .765625 + .19140625.
    made = network("abc", {("a", "b"): 3, ("a", "c"): 1, ("b", "c"): 1})
    assert constraint(made)[0] == pytest.approx(0.765625 + 0.19140625)


def test_isolates_have_no_value(network) -> None:
    assert np.isnan(constraint(network("abc", [("a", "b")]))).tolist() == [False, False, True]
    assert np.isnan(constraint(network("abc", []))).all()


def test_a_network_of_nobody_has_no_values(network, boundary) -> None:
    nobody = network("", [])
    found = holes(nobody)
    assert [len(getattr(found, name)) for name in ("constraint", "effective_size", "efficiency", "overlap")] == [0] * 4
    assert len(participation(nobody, boundary(nobody, {}))) == 0


def test_krackhardt_agrees_with_a_second_library(shipped) -> None:
    network, _ = shipped("krackhardt")
    found = dict(zip(map(int, network.people), constraint(network), strict=True))
    assert found == pytest.approx(KRACKHARDT, abs=5e-7)


def test_lazega_agrees_with_a_second_library(shipped) -> None:
    # igraph 1.0.0, same call: the sum over all 71.
    assert constraint(shipped("lazega")[0]).sum() == pytest.approx(7.7865471638, rel=1e-9)


def test_all_at_once_is_the_definition_person_by_person(shipped) -> None:
    network, _ = shipped("workfrance")
    graph = network.to_networkx()
    some = range(0, len(network.people), 10)
    one_by_one = nx.constraint(graph, nodes=[network.people[p] for p in some], weight="strength")
    np.testing.assert_allclose(constraint(network)[list(some)], list(one_by_one.values()))


def test_effective_size_of_a_star_a_triangle_and_a_weighted_one_by_hand(network) -> None:
    star = network("abcd", [("a", "b"), ("a", "c"), ("a", "d")])
    np.testing.assert_allclose(effective_size(star), [3, 1, 1, 1])
    np.testing.assert_allclose(effective_size(network("abc", [("a", "b"), ("b", "c"), ("a", "c")])), [1] * 3)
    # a-b 3, a-c 1, b-c 2. For a: b adds 1 - p_ac * m_bc = 1 - 1/4 * 2/3, c adds 1 - p_ab * m_cb = 1 - 3/4 * 2/2.
    made = network("abc", {("a", "b"): 3, ("a", "c"): 1, ("b", "c"): 2})
    assert effective_size(made)[0] == pytest.approx(5 / 6 + 1 / 4)


def test_effective_size_agrees_with_networkx_person_by_person(shipped) -> None:
    # `nodes` on purpose: for all nodes at once, with a weight, networkx divides by the largest tie of the wrong end.
    network, _ = shipped("lazega")
    graph = network.to_networkx()
    some = range(0, len(network.people), 7)
    expected = nx.effective_size(graph, nodes=[network.people[p] for p in some], weight="strength")
    np.testing.assert_allclose(effective_size(network)[list(some)], list(expected.values()))


def test_efficiency_is_size_by_contact(network) -> None:
    # A square with one diagonal, a-c: a has b, c, d and two of the pairs know each other: 3 - 2 * 2 / 3 = 5/3, of 3.
    square = network("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "c")])
    found = efficiency(square)
    np.testing.assert_allclose(found[:4], [5 / 9, 1 / 2, 5 / 9, 1 / 2])
    assert np.isnan(found[4])


def test_clustering_is_the_share_of_pairs_who_know_each_other(network, shipped) -> None:
    # The same square: of a's three pairs b-c and c-d are ties; b's one pair is one. e has no contact: 0 as in networkx.
    square = network("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "c")])
    np.testing.assert_allclose(clustering(square), [2 / 3, 1, 2 / 3, 1, 0])
    krackhardt, _ = shipped("krackhardt")
    expected = nx.clustering(krackhardt.to_networkx())
    assert dict(zip(krackhardt.people, clustering(krackhardt), strict=True)) == pytest.approx(expected)


def test_overlap_is_the_share_of_contacts_in_common(network, shipped) -> None:
    # The same square, ties a-b, a-c, a-d, b-c, c-d: a-b have c in common, of a, b, c, d; a-c have b and d, of all four.
    square = network("abcde", [("a", "b"), ("b", "c"), ("c", "d"), ("a", "d"), ("a", "c")])
    np.testing.assert_allclose(overlap(square), [1 / 4, 2 / 4, 1 / 4, 1 / 4, 1 / 4])
    np.testing.assert_allclose(overlap(network("abcd", [("a", "b"), ("a", "c"), ("a", "d")])), [0, 0, 0])
    krackhardt, _ = shipped("krackhardt")
    ties = [(krackhardt.people[a], krackhardt.people[b]) for a, b in zip(krackhardt.a, krackhardt.b, strict=True)]
    expected = [value for *_, value in nx.jaccard_coefficient(krackhardt.to_networkx(), ties)]
    np.testing.assert_allclose(overlap(krackhardt), expected)


def test_all_of_them_come_from_one_pass(shipped) -> None:
    network, _ = shipped("workfrance")
    found = holes(network)
    for alone in (constraint, effective_size, clustering, overlap):
        np.testing.assert_array_equal(getattr(found, alone.__name__), alone(network))
    graph = network.to_networkx()
    ties = [(network.people[a], network.people[b]) for a, b in zip(network.a, network.b, strict=True)]
    assert found.common.tolist() == [len(list(nx.common_neighbors(graph, a, b))) for a, b in ties]


def test_units_in_the_core_move_no_value(shipped) -> None:
    network, departments = shipped("lazega")
    ordered = Network(network.people, network.a, network.b, network.onward, network.back, departments.codes)
    np.testing.assert_allclose(constraint(ordered), constraint(network), rtol=1e-9)
    np.testing.assert_allclose(effective_size(ordered), effective_size(network), rtol=1e-9)
