"""Sums over common contacts, beside sets."""

import networkx as nx
import numpy as np
import pytest

from graph.kernels import shared
from graph.network import Network


def test_the_sum_is_over_what_two_sets_have_in_common() -> None:
    graph = nx.gnm_random_graph(25, 90, seed=1)
    core = Network.from_networkx(graph).core
    value = np.arange(25) + 0.5
    p, q = (side.ravel().astype(np.int32) for side in np.meshgrid(range(25), range(25)))
    found = shared.sums(core.start, core.head, value, p, q)
    expected = [
        sum(value[core.place[node]] for node in set(graph[core.order[x]]) & set(graph[core.order[y]]))
        for x, y in zip(p, q, strict=True)
    ]
    assert found.tolist() == pytest.approx(expected)
