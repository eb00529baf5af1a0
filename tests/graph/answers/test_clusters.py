"""Triangles and local bridges of Krackhardt's kite, by hand."""

from collections.abc import Callable
from math import inf
from typing import Any

import networkx as nx
import pytest


def test_triangles_of_the_kite_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    # Diane's six contacts are a wheel without one spoke's end: Andre-Beverly, Andre-Carol, Andre-Fernando,
    # Beverly-Ed, Beverly-Garth, Carol-Fernando, Ed-Garth, Fernando-Garth.
    assert ours(nx.triangles, kite, "Diane") == 8
    assert ours(nx.clustering, kite, "Diane") == 8 / 15
    assert ours(nx.clustering, kite, ["Heather", "Ike", "Jane"]) == {"Heather": 1 / 3, "Ike": 0, "Jane": 0}


def test_the_whole_kite_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    # 11 triangles: 8 with Diane, Andre-Carol-Fernando, Beverly-Ed-Garth, Fernando-Garth-Heather. Two-step ways:
    # degrees 4 4 3 6 3 5 5 3 2 1 give 6 + 6 + 3 + 15 + 3 + 10 + 10 + 3 + 1 = 57.
    assert ours(nx.transitivity, kite) == pytest.approx(3 * 11 / 57)
    # Shares closed: Andre 4/6, Beverly 4/6, Carol 3/3, Diane 8/15, Ed 3/3, Fernando 5/10, Garth 5/10, Heather 1/3.
    shares = [2 / 3, 2 / 3, 1, 8 / 15, 1, 1 / 2, 1 / 2, 1 / 3]
    assert ours(nx.average_clustering, kite) == pytest.approx(sum(shares) / 10)
    assert ours(nx.average_clustering, kite, count_zeros=False) == pytest.approx(sum(shares) / 8)
    assert ours(nx.average_clustering, kite, ["Ike", "Carol"]) == pytest.approx(1 / 2)


def test_a_graph_without_two_step_ways_is_not_transitive(ours: Callable[..., Any]) -> None:
    assert ours(nx.transitivity, nx.path_graph(2)) == 0


def test_local_bridges_and_how_far_round_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    assert ours(nx.local_bridges, kite) == [("Heather", "Ike", inf), ("Ike", "Jane", inf)]
    assert ours(nx.local_bridges, kite, with_span=False) == [("Heather", "Ike"), ("Ike", "Jane")]
    # Round a circle of six the other way is five steps.
    assert {span for _, _, span in ours(nx.local_bridges, nx.cycle_graph(6))} == {5}
