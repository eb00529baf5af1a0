"""Common contacts of two, by hand, and how pairs may be given."""

from collections.abc import Callable
from math import inf, log
from typing import Any

import networkx as nx
import pytest


def test_a_pair_of_the_kite_by_hand(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    # Carol (3 contacts) and Garth (5) have Diane (6) and Fernando (5) in common, and six contacts together.
    pair = [("Carol", "Garth")]
    assert ours(nx.jaccard_coefficient, kite, pair) == [("Carol", "Garth", pytest.approx(2 / 6))]
    assert ours(nx.adamic_adar_index, kite, pair)[0][2] == pytest.approx(1 / log(6) + 1 / log(5))
    assert ours(nx.resource_allocation_index, kite, pair)[0][2] == pytest.approx(1 / 6 + 1 / 5)
    assert ours(nx.preferential_attachment, kite, pair) == [("Carol", "Garth", 15)]


def test_pairs_come_back_as_they_were_given(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    pairs = [("Jane", "Carol"), ("Carol", "Jane"), ("Jane", "Carol")]
    assert [row[:2] for row in ours(nx.jaccard_coefficient, kite, pairs)] == pairs
    assert [row[:2] for row in ours(nx.jaccard_coefficient, kite, iter(pairs))] == pairs
    assert ours(nx.jaccard_coefficient, kite, []) == []


def test_without_pairs_all_who_have_no_tie_are_scored_once(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    found = [frozenset(row[:2]) for row in ours(nx.resource_allocation_index, kite)]
    assert len(found) == len(set(found)) == 45 - 18  # all pairs of ten, less the ties
    assert set(found) == {frozenset(pair) for pair in nx.non_edges(kite)}


def test_somebody_and_themself_have_all_contacts_in_common(kite: nx.Graph, ours: Callable[..., Any]) -> None:
    """networkx divides by the logarithm of one contact, 0, and stops; here it is infinite."""
    assert ours(nx.jaccard_coefficient, kite, [("Ed", "Ed")]) == [("Ed", "Ed", 1)]
    assert ours(nx.adamic_adar_index, kite, [("Ike", "Ike")]) == [("Ike", "Ike", inf)]


def test_two_without_contacts_have_nothing_in_common(ours: Callable[..., Any]) -> None:
    assert ours(nx.jaccard_coefficient, nx.empty_graph(2)) == [(0, 1, 0)]
