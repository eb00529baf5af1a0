import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core
from graph.kernels import linear

SIZES, SHARES, SEEDS = st.integers(0, 40), st.floats(0, 0.3), st.integers(0, 2**32 - 1)


def _cuts(core: Core, counted: np.ndarray | None = None) -> linear.Cuts:
    """By node; everybody counts where it is not said who does."""
    counted = np.ones(len(core.order), np.bool_) if counted is None else counted
    found = linear.cuts(core.start, core.head, core.tie, counted[core.order])
    component = core.order[found.component]
    by_node = (values[core.place] for values in (found.cut_point, component, found.left, found.apart))
    cut_point, component, left, apart = by_node
    return linear.Cuts(cut_point, found.bridge, component, left, apart)


def _agrees_with_networkx(core: Core, graph: nx.Graph) -> None:
    found = _cuts(core)
    cores = linear.core_numbers(core.start, core.head)[core.place]
    assert dict(enumerate(cores.tolist())) == nx.core_number(graph)
    assert set(np.flatnonzero(found.cut_point)) == set(nx.articulation_points(graph))
    pairs = [tuple(sorted(pair)) for pair in graph.edges]
    assert {pairs[tie] for tie in np.flatnonzero(found.bridge)} == {tuple(sorted(pair)) for pair in nx.bridges(graph)}
    for component in nx.connected_components(graph):
        assert len({int(found.component[node]) for node in component}) == 1
        assert int(found.component[min(component)]) in component


def _largest_that_remains(graph: nx.Graph, node: int) -> int:
    """By taking the node away and looking."""
    others = nx.node_connected_component(graph, node) - {node}
    return max(map(len, nx.connected_components(graph.subgraph(others))), default=0)


def test_two_triangles_on_a_chain_by_hand(core_of) -> None:
    # 0-1-2 and 4-5-6 are triangles, 2 - 3 - 4 joins them, 7 stands alone. 2, 3 and 4 are cut points, 2-3 and 3-4 are
    # bridges. Without 3 there are two parts of three; without 2 the largest part has 4 of the 6, without 0 all 6.
    graph = nx.Graph([(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (5, 6)])
    graph.add_node(7)
    found = _cuts(core_of(graph))
    assert np.flatnonzero(found.cut_point).tolist() == [2, 3, 4]
    assert [list(graph.edges)[tie] for tie in np.flatnonzero(found.bridge)] == [(2, 3), (3, 4)]
    assert found.left.tolist() == [6, 6, 4, 3, 4, 6, 6, 0]
    assert found.apart.tolist() == [0, 0, 2, 3, 2, 0, 0, 0]


def test_textbook_graphs_agree_with_networkx(core_of, textbook) -> None:
    _agrees_with_networkx(core_of(textbook), textbook)


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_random_graphs_agree_with_networkx(core_of, random_graph, random_units, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    _agrees_with_networkx(core_of(graph, random_units(people, seed)), graph)


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_what_is_left_is_what_is_left_when_somebody_is_taken_away(core_of, random_graph, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    found = _cuts(core_of(graph))
    for node in graph:
        others = len(nx.node_connected_component(graph, node)) - 1
        assert found.left[node] == _largest_that_remains(graph, node)
        assert found.apart[node] == others - found.left[node]
        assert (found.apart[node] > 0) == found.cut_point[node]


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_who_does_not_count_holds_others_together(core_of, random_graph, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    counted = np.random.default_rng(seed).random(people) < 0.6
    found = _cuts(core_of(graph), counted)
    for node in graph:
        others = nx.node_connected_component(graph, node) - {node}
        parts = nx.connected_components(graph.subgraph(others))
        sizes = [int(counted[list(part)].sum()) for part in parts]
        assert found.left[node] == max(sizes, default=0)
        assert found.apart[node] == sum(sizes) - max(sizes, default=0)


def test_a_long_chain_needs_no_deep_stack(core_of) -> None:
    # 50,000 people in a row: everybody between the ends is a cut point, every tie a bridge, and all are in the 1-core.
    core = core_of(nx.path_graph(50_000))
    found = _cuts(core)
    assert found.cut_point.sum() == 49_998
    assert found.bridge.all()
    assert set(linear.core_numbers(core.start, core.head)) == {1}
    assert found.apart[25_000] == 24_999
