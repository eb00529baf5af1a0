"""Paths of three steps: against the third power of the adjacency matrix."""

import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels import pool
from graph.kernels.nearness import three_steps


@given(
    people=st.integers(2, 20), share=st.floats(0, 1), seed=st.integers(0, 2**32 - 1), threads=st.sampled_from([1, 2])
)
def test_they_are_what_the_matrix_says(core_of, random_graph, people, share, seed, threads) -> None:
    graph = random_graph(people, share, seed)
    core, ties = core_of(graph), nx.to_numpy_array(graph, weight=None)
    counts = np.random.default_rng(seed).random(people) < 0.7
    p, q = (ends.astype(np.int32) for ends in np.divmod(np.arange(people**2), people))
    with pool.using(threads):
        found = three_steps(core.start, core.head, counts[core.order], core.place[p], core.place[q])
    middle = ties * counts[:, None] * counts[None, :]
    assert found.tolist() == (ties @ middle @ ties)[p, q].astype(int).tolist()
