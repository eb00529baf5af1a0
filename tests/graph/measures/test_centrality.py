import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core, build
from graph.measures.centrality import betweenness_centrality


def _core(graph: nx.Graph) -> Core:
    ends = sorted(tuple(sorted(pair)) for pair in graph.edges)
    a, b = (np.array([pair[i] for pair in ends], dtype=np.int32) for i in (0, 1))
    return build(len(graph), a, b, np.ones(len(ends)))


def _agrees(graph: nx.Graph, k: int | None, seed: int, *, normalized: bool, endpoints: bool) -> None:
    wanted = nx.betweenness_centrality(graph, k=k, normalized=normalized, endpoints=endpoints, seed=seed)
    lots = nx.utils.create_py_random_state(seed)
    found = betweenness_centrality(_core(graph), k=k, normalized=normalized, endpoints=endpoints, lots=lots)
    np.testing.assert_allclose(found, [wanted[node] for node in range(len(graph))], rtol=1e-9, atol=1e-9)


@given(
    people=st.integers(0, 40),
    share=st.floats(0, 0.3),
    seed=st.integers(0, 2**32 - 1),
    sources=st.floats(0, 1),
    normalized=st.booleans(),
    endpoints=st.booleans(),
)
def test_networkx_s_own_sample_gives_networkx_s_own_answer(
    people: int, share: float, seed: int, sources: float, normalized: bool, endpoints: bool
) -> None:
    graph = nx.gnp_random_graph(people, share, seed=seed)
    for k in (None, max(1, round(sources * people)) if people else None):
        _agrees(graph, k, seed, normalized=normalized, endpoints=endpoints)


def test_the_same_with_as_many_sources_as_networkx_takes_time_for() -> None:
    _agrees(nx.powerlaw_cluster_graph(1000, 5, 0.3, seed=1), 256, 7, normalized=True, endpoints=False)


@pytest.mark.parametrize("people", [0, 1, 2, 3])
@pytest.mark.parametrize("endpoints", [True, False])
def test_few_people_are_left_as_networkx_leaves_them(people: int, endpoints: bool) -> None:
    for graph in (nx.empty_graph(people), nx.complete_graph(people)):
        _agrees(graph, None, 0, normalized=True, endpoints=endpoints)


def test_the_only_source_is_unknown_to_itself() -> None:
    # networkx: nothing over nothing is NaN. The middle of a chain of three as the one source; the ends are the targets.
    class Middle:
        def sample(self, population, k):
            return [1]

    found = betweenness_centrality(_core(nx.path_graph(3)), k=1, normalized=True, endpoints=False, lots=Middle())
    np.testing.assert_array_equal(found, [0, np.nan, 0])


def test_more_sources_than_people_are_refused_as_by_networkx() -> None:
    with pytest.raises(ValueError, match="Sample larger than population"):
        _agrees(nx.path_graph(3), 4, 0, normalized=True, endpoints=False)
    lots = nx.utils.create_py_random_state(0)
    with pytest.raises(ValueError, match="Sample larger than population"):
        betweenness_centrality(_core(nx.path_graph(3)), k=4, normalized=True, endpoints=False, lots=lots)
