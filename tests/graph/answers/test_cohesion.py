"""What holds Krackhardt's kite together, by hand."""

from collections.abc import Callable
from typing import Any

import networkx as nx


def test_the_kite_hangs_on_its_tail(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    assert ours(nx.bridges, kite) == [("Heather", "Ike"), ("Ike", "Jane")]
    assert set(ours(nx.articulation_points, kite)) == {"Heather", "Ike"}
    assert ours(nx.has_bridges, kite)
    assert not ours(nx.is_biconnected, kite)


def test_cores_of_the_kite_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    # Jane, then Ike fall away with one contact left, Heather with two; the other seven all keep three of each other.
    expected = dict.fromkeys(kite, 3) | {"Heather": 2, "Ike": 1, "Jane": 1}
    assert ours(nx.core_number, kite) == expected


def test_parts_come_by_their_first_node(ours: Callable[..., Any]) -> None:
    graph = nx.Graph([("d", "e"), ("a", "b"), ("b", "c")])
    graph.add_node("alone")
    assert ours(nx.connected_components, graph) == [{"d", "e"}, {"a", "b", "c"}, {"alone"}]
    assert ours(nx.number_connected_components, graph) == 3
    assert ours(nx.node_connected_component, graph, "c") == {"a", "b", "c"}
    assert not ours(nx.is_connected, graph)


def test_bridges_may_be_asked_of_one_part(ours: Callable[..., Any]) -> None:
    graph = nx.Graph([("a", "b"), ("c", "d")])
    assert ours(nx.bridges, graph, root="d") == [("c", "d")]
    assert not ours(nx.has_bridges, nx.disjoint_union(nx.path_graph(2), nx.complete_graph(3)), root=3)


def test_two_who_know_each_other_are_biconnected_and_one_is_not(ours: Callable[..., Any]) -> None:
    """networkx: one part of its own kind that holds everybody."""
    assert ours(nx.is_biconnected, nx.path_graph(2))
    assert not ours(nx.is_biconnected, nx.empty_graph(1))
