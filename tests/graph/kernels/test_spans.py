"""Steps round a tie, beside networkx's on the graph without it."""

import networkx as nx
import numpy as np
import pytest

from graph.kernels import pool, spans
from graph.network import Network


def _spans(network: Network) -> list[int]:
    core = network.core
    return spans.without(core.start, core.head, core.place[network.a], core.place[network.b]).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_a_span_is_the_way_in_a_graph_without_the_tie(seed: int) -> None:
    graph = nx.gnm_random_graph(40, 55, seed=seed)
    network = Network.from_networkx(graph)
    expected = []
    for u, v in zip(network.a.tolist(), network.b.tolist(), strict=True):
        without = graph.copy()
        without.remove_edge(u, v)
        expected.append(nx.shortest_path_length(without, u, v) if nx.has_path(without, u, v) else 0)
    assert _spans(network) == expected
    assert 0 in expected
    assert max(expected) >= 5


def test_one_thread_and_two_find_the_same() -> None:
    network = Network.from_networkx(nx.gnm_random_graph(40, 55, seed=9))
    with pool.using(1):
        one = _spans(network)
    with pool.using(2):
        assert _spans(network) == one


def test_no_tie_has_no_span() -> None:
    nobody = np.empty(0, np.int32)
    assert spans.without(np.zeros(1, np.int64), nobody, nobody, nobody).tolist() == []
