import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core
from graph.kernels import pool
from graph.kernels.distances import harmonic, introductions, nearness, within

SIZES, SHARES, SEEDS = st.integers(0, 100), st.floats(0, 0.2), st.integers(0, 2**32 - 1)


def _all(core: Core) -> np.ndarray:
    return np.arange(len(core.order), dtype=np.int32)


def _harmonic(core: Core) -> np.ndarray:
    return nearness(core.start, core.head, _all(core))[core.place]


def _by_networkx(graph: nx.Graph) -> list[float]:
    return [value for _, value in sorted(nx.harmonic_centrality(graph).items())]


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_harmonic_closeness_agrees_with_networkx(core_of, random_graph, random_units, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    np.testing.assert_allclose(_harmonic(core_of(graph, random_units(people, seed))), _by_networkx(graph), atol=1e-9)


def test_harmonic_closeness_in_the_kite_by_hand(core_of) -> None:
    # Diane knows six, is two steps from Heather, three from Ike, four from Jane; Jane is four steps from five others.
    found = _harmonic(core_of(nx.krackhardt_kite_graph()))
    assert found[3] == pytest.approx(6 + 1 / 2 + 1 / 3 + 1 / 4)
    assert found[9] == pytest.approx(1 + 1 / 2 + 2 / 3 + 5 / 4)


def test_textbook_graphs_agree_with_networkx(core_of, textbook) -> None:
    np.testing.assert_allclose(_harmonic(core_of(textbook)), _by_networkx(textbook), atol=1e-9)


def test_ways_may_be_longer_than_a_byte_can_count(core_of) -> None:
    graph = nx.path_graph(700)
    np.testing.assert_allclose(_harmonic(core_of(graph)), _by_networkx(graph))


@pytest.mark.parametrize("people", [0, 1, 2])
def test_a_graph_without_ties_has_no_distances(core_of, people: int) -> None:
    core = core_of(nx.empty_graph(people))
    nobody, group = _all(core)[:0], np.zeros(people, np.int32)
    assert _harmonic(core).tolist() == [0] * people
    assert introductions(core.start, core.head, group, 1, 6).tolist() == [[0]]
    assert introductions(core.start, core.head, group, 0, 6).shape == (0, 0)
    assert within(core.start, core.head, _all(core), 2, group, 1).tolist() == [[0]] * people
    assert nearness(core.start, core.head, nobody).tolist() == [0] * people
    assert within(core.start, core.head, nobody, 2, group, 1).shape == (0, 1)


@given(people=st.integers(2, 100), share=SHARES, seed=SEEDS)
def test_harmonic_closeness_from_everybody_is_exact(core_of, random_graph, people, share, seed) -> None:
    core = core_of(random_graph(people, share, seed))
    np.testing.assert_allclose(harmonic(core.start, core.head, _all(core)), nearness(core.start, core.head, _all(core)))


def test_harmonic_closeness_from_some_is_right_on_average(core_of, blocks) -> None:
    # 100 samples of 40 of the 400; the mean of 100 is ten times as precise as the ones.
    core = core_of(*blocks)
    exact = nearness(core.start, core.head, _all(core))
    lots = np.random.default_rng(0)
    samples = [harmonic(core.start, core.head, lots.permutation(_all(core))[:40]) for _ in range(100)]
    spread = np.std(samples, axis=0).mean() / exact.mean()
    assert 0.01 < spread < 0.1
    np.testing.assert_allclose(np.mean(samples, axis=0), exact, rtol=0.5 * spread)


def test_the_only_source_knows_nothing_of_itself(core_of) -> None:
    core = core_of(nx.path_graph(3))
    found = harmonic(core.start, core.head, core.place[[0]])[core.place]
    np.testing.assert_allclose(found, [np.nan, 2, 1])


@given(people=SIZES, share=SHARES, seed=SEEDS, groups=st.integers(1, 70), most=st.integers(1, 7))
def test_steps_to_the_nearest_of_a_group_agree_with_networkx(core_of, random_graph, people, share, seed, groups, most):
    graph = random_graph(people, share, seed)
    group = np.random.default_rng(seed).integers(-1, groups, people).astype(np.int32)
    core = core_of(graph, group)
    found = introductions(core.start, core.head, group[core.order], groups, most)
    wanted = np.zeros((groups, groups), np.int64)
    for other in set(group.tolist()) - {-1}:
        steps = nx.multi_source_dijkstra_path_length(graph, set(np.flatnonzero(group == other).tolist()), weight=None)
        for p in np.flatnonzero((group >= 0) & (group != other)).tolist():
            wanted[group[p], other] += min(most, steps.get(p, most))
    for other in set(range(groups)) - set(group.tolist()):  # nobody is there to be reached
        wanted[:, other] = most * np.bincount(group[group >= 0], minlength=groups)
    assert found.tolist() == wanted.tolist()


def test_steps_to_the_nearest_of_a_group_by_hand(core_of) -> None:
    # Chain 0-1-2-3; A is 0 and 1, B is 3, C stands alone, 2 has no group. A to B: 3 and 2 steps; B to A: 2; C: six.
    graph = nx.path_graph(4)
    graph.add_node(4)
    core, group = core_of(graph), np.array([0, 0, -1, 1, 2], np.int32)
    found = introductions(core.start, core.head, group[core.order], 3, 6)
    assert found.tolist() == [[0, 5, 12], [2, 0, 6], [6, 6, 0]]


@given(people=SIZES, share=SHARES, seed=SEEDS, steps=st.integers(0, 5))
def test_reach_agrees_with_networkx(core_of, random_graph, random_units, people, share, seed, steps) -> None:
    graph, group = random_graph(people, share, seed), random_units(people, seed)
    core = core_of(graph, group)
    found = within(core.start, core.head, core.place, steps, group[core.order], 4)
    for node in range(people):
        reached = set(nx.single_source_shortest_path_length(graph, node, cutoff=steps)) - {node}
        assert found[node].tolist() == [sum(group[p] == code for p in reached) for code in range(4)]


def test_threads_change_no_bit(core_of, blocks) -> None:
    graph, units = blocks
    core = core_of(graph, units)
    bits = set()
    for threads in (1, 2, 3):
        with pool.using(threads):
            found = introductions(core.start, core.head, units[core.order], 8, 6)
            reach = within(core.start, core.head, _all(core), 2, units[core.order], 8)
            bits.add((_harmonic(core).tobytes(), found.tobytes(), reach.tobytes()))
    assert len(bits) == 1


def test_other_numbers_for_people_change_nothing(core_of, blocks) -> None:
    graph, units = blocks
    number = np.random.default_rng(0).permutation(len(graph))
    renamed = nx.relabel_nodes(graph, dict(enumerate(number.tolist())))
    again = _harmonic(core_of(renamed, units[np.argsort(number)]))
    np.testing.assert_allclose(again[number], _harmonic(core_of(graph, units)), rtol=1e-9)
