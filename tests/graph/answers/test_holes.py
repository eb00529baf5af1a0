"""Burt's measures on Krackhardt's kite, by hand, and on the lawyers, by another library."""

from collections.abc import Callable
from typing import Any

import networkx as nx
import pytest


def test_the_kite_s_tail_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    # Jane has Ike alone. Ike has Heather and Jane, who do not know each other: 2 (1/2)^2. Heather has Ike, Fernando and
    # Garth; the last two know each other and have five contacts each: (1/3)^2 + 2 (1/3 + 1/3 * 1/5)^2.
    found = ours(nx.constraint, kite)
    assert (found["Jane"], found["Ike"], found["Heather"]) == pytest.approx((1, 1 / 2, 1 / 9 + 2 * 0.4**2))
    # Effective size: contacts less twice the ties among them a contact: 3 - 2 * 1 / 3.
    assert ours(nx.effective_size, kite)["Heather"] == pytest.approx(3 - 2 / 3)


def test_one_contact_s_share_of_a_constraint_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    assert ours(nx.local_constraint, kite, "Heather", "Garth") == pytest.approx(0.4**2)
    assert ours(nx.local_constraint, kite, "Jane", "Heather") == pytest.approx(0.5**2)  # by way of Ike only
    assert ours(nx.local_constraint, kite, "Jane", "Andre") == 0


def test_the_lawyers_agree_with_another_library(lazega: nx.Graph, ours: Callable[..., Any]) -> None:
    # igraph 1.0.0: the sum of Graph.constraint(weights=number of relations of a pair) over all 71.
    assert sum(ours(nx.constraint, lazega, weight="relations").values()) == pytest.approx(7.7865471638, rel=1e-9)


def test_effective_size_by_weight_is_the_definition_node_by_node(lazega: nx.Graph, ours: Callable[..., Any]) -> None:
    """networkx 3.6 and 3.7, asked for all at once, divide by the largest weight of the wrong end."""
    found = ours(nx.effective_size, lazega, weight="relations")
    some = list(lazega)[::14]
    one_by_one = nx.effective_size(lazega, some, weight="relations")
    assert {node: found[node] for node in some} == pytest.approx(one_by_one, rel=1e-12)
    assert found != pytest.approx(nx.effective_size(lazega, weight="relations"), rel=0.01)


def test_some_nodes_are_answered_in_the_order_asked(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    assert list(ours(nx.constraint, kite, ["Ike", "Andre"])) == ["Ike", "Andre"]
