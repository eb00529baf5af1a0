"""Degree centrality of Krackhardt's kite as he published it."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest

# Krackhardt, D. (1990). Assessing the political landscape. ASQ 35, 342-369: contacts as a share of the nine others.
PUBLISHED = {
    "Andre": 4, "Beverly": 4, "Carol": 3, "Diane": 6, "Ed": 3, "Fernando": 5, "Garth": 5, "Heather": 3, "Ike": 2,
    "Jane": 1,
}  # fmt: skip


def test_the_kite_has_its_published_degrees(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    assert ours(nx.degree_centrality, kite) == pytest.approx({node: many / 9 for node, many in PUBLISHED.items()})


def test_who_is_alone_in_a_graph_has_all_of_nobody(ours: Callable[..., Any]) -> None:
    assert ours(nx.degree_centrality, nx.empty_graph(["a"])) == {"a": 1}


def test_isolates_are_those_without_a_tie(ours: Callable[..., Any]) -> None:
    graph = nx.Graph([("a", "b")])
    graph.add_nodes_from(["z", "y"])
    assert ours(nx.isolates, graph) == ["z", "y"]
    assert ours(nx.number_of_isolates, graph) == 2
    assert (ours(nx.is_isolate, graph, "a"), ours(nx.is_isolate, graph, "z")) == (False, True)
