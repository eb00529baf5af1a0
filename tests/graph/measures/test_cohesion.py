import networkx as nx
import numpy as np

from graph.measures.cohesion import cohesion

CHAIN = [("ann", "ben"), ("ann", "cara"), ("ben", "cara"), ("cara", "dan"), ("dan", "eve")]


def test_the_example_by_hand(network) -> None:
    # Ann, Ben and Cara know each other; behind Cara hangs Dan, behind him Eve. Flo has no tie.
    made = network({"flo"}.union(*CHAIN), CHAIN)
    found = cohesion(made, np.ones(6, dtype=np.bool_))
    assert found.core.tolist() == [2, 2, 2, 1, 1, 0]
    assert found.separated.tolist() == [0, 0, 2, 1, 0, 0]
    bridges = [(made.people[made.a[tie]], made.people[made.b[tie]]) for tie in np.flatnonzero(found.bridge)]
    assert bridges == [("cara", "dan"), ("dan", "eve")]


def test_who_is_not_counted_is_nobody_s_loss(network) -> None:
    # Eve is an account in no roster: without Dan nobody is cut off who counts, without Cara Dan alone.
    made = network(set().union(*CHAIN), CHAIN)
    found = cohesion(made, np.array([True, True, True, True, False]))
    assert found.separated.tolist() == [0, 0, 1, 0, 0]


def test_krackhardt_agrees_with_networkx(shipped) -> None:
    network, _ = shipped("krackhardt")
    graph = network.to_networkx()
    found = cohesion(network, np.ones(len(network.people), dtype=np.bool_))
    assert dict(zip(network.people, found.core.tolist(), strict=True)) == nx.core_number(graph)
    assert {network.people[p] for p in np.flatnonzero(found.separated)} == set(nx.articulation_points(graph))
    assert found.bridge.sum() == len(list(nx.bridges(graph)))
