from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core
from graph.kernels import pool
from graph.kernels.betweenness import INNER, LINEAR, Tally, counted, scaled

SIZES, SHARES, SEEDS = st.integers(0, 40), st.floats(0, 0.5), st.integers(0, 2**32 - 1)

# Share of the 36 pairs of others, as published with the kite (Krackhardt 1990, three digits). By hand: node 7 lies
# between the seven on its one side and the two on the other, 14; node 8 between node 9 and eight others.
KITE = (0.023, 0.023, 0, 0.102, 0, 0.231, 0.231, 0.389, 0.222, 0)


def _places(core: Core, nodes) -> np.ndarray:
    return core.place[np.asarray(nodes, dtype=np.int64)]


def _exact(core: Core) -> np.ndarray:
    """By node, each pair once."""
    return counted(core.start, core.head, _places(core, range(len(core.order))))[core.place] / 2


def _scaled(core: Core, nodes, inset: int) -> Tally:
    found = scaled(core.start, core.head, _places(core, nodes), inset)
    return Tally(found.sums[core.place], found.squares[core.place])


def _by_networkx(graph: nx.Graph) -> np.ndarray:
    return np.array(list(nx.betweenness_centrality(graph, normalized=False).values()))


def _by_definition(graph: nx.Graph, source: int, inset: int) -> np.ndarray:
    """Every shortest way of one source written out, and what each on it gets of it."""
    found = np.zeros(len(graph))
    for target in nx.node_connected_component(graph, source) - {source}:
        ways = list(nx.all_shortest_paths(graph, source, target))
        for way in ways:
            steps = len(way) - 1
            for i in range(1, steps):
                inner = steps - 2 * inset
                found[way[i]] += ((i - inset) / inner if inner else 0.5) / len(ways)
    return found


def test_the_kite_has_the_published_values(core_of) -> None:
    np.testing.assert_allclose(_exact(core_of(nx.krackhardt_kite_graph())) / 36, KITE, atol=5e-4)


def test_textbook_graphs_agree_with_networkx(core_of, textbook) -> None:
    np.testing.assert_allclose(_exact(core_of(textbook)), _by_networkx(textbook), atol=1e-9)


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_random_graphs_agree_with_networkx(core_of, random_graph, random_units, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    np.testing.assert_allclose(_exact(core_of(graph, random_units(people, seed))), _by_networkx(graph), atol=1e-9)


@given(people=st.integers(1, 25), share=SHARES, seed=SEEDS)
def test_some_sources_find_what_lies_between_them_and_all_others(core_of, random_graph, people, share, seed) -> None:
    graph = random_graph(people, share, seed)
    core, sources = core_of(graph), range(0, people, 3)
    wanted = nx.betweenness_centrality_subset(graph, list(sources), list(graph), normalized=False)
    found = counted(core.start, core.head, _places(core, sources))[core.place]
    np.testing.assert_allclose(found, 2 * np.array(list(wanted.values())), atol=1e-9)  # networkx halves every way


@pytest.mark.parametrize("inset", [LINEAR, INNER])
@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_scaled_ways_from_everybody_are_each_pair_once(core_of, random_graph, people, share, seed, inset) -> None:
    core = core_of(random_graph(people, share, seed))
    np.testing.assert_allclose(_scaled(core, range(people), inset).sums, _exact(core), atol=1e-9)


@pytest.mark.parametrize("inset", [LINEAR, INNER])
@given(people=st.integers(2, 20), share=SHARES, seed=SEEDS)
def test_what_a_source_finds_is_its_ways_written_out(core_of, random_graph, people, share, seed, inset) -> None:
    graph = random_graph(people, share, seed)
    found, wanted = _scaled(core_of(graph), [0, 1], inset), [_by_definition(graph, s, inset) for s in (0, 1)]
    np.testing.assert_allclose(found.sums, wanted[0] + wanted[1], atol=1e-9)
    np.testing.assert_allclose(found.squares, wanted[0] ** 2 + wanted[1] ** 2, atol=1e-9)


def test_a_chain_of_five_by_hand(core_of) -> None:
    # From the first: 1 lies on the ways to 2, 3, 4; 2 on those to 3, 4; 3 on that to 4. Linear: 1/2 + 1/3 + 1/4,
    # 2/3 + 2/4, 3/4. By inner steps: 1/2 (two steps) + 0 + 0, (2-1)/(3-2) + (2-1)/(4-2), (3-1)/(4-2).
    core = core_of(nx.path_graph(5))
    np.testing.assert_allclose(counted(core.start, core.head, _places(core, [0]))[core.place], [0, 3, 2, 1, 0])
    np.testing.assert_allclose(_scaled(core, [0], LINEAR).sums, [0, 13 / 12, 7 / 6, 3 / 4, 0])
    np.testing.assert_allclose(_scaled(core, [0], INNER).sums, [0, 1 / 2, 3 / 2, 1, 0])


@pytest.mark.parametrize("people", [256, 257, 1000])
def test_ways_may_be_longer_than_a_byte_can_count(core_of, people: int) -> None:
    # In a chain whoever has i before and n - 1 - i behind lies between each two of these.
    before = np.arange(people)
    core = core_of(nx.path_graph(people))
    np.testing.assert_allclose(_exact(core), before * (people - 1 - before))
    np.testing.assert_allclose(_scaled(core, before, INNER).sums, before * (people - 1 - before))


def test_more_ways_than_a_number_can_hold_give_what_networkx_gives(core_of) -> None:
    # 1,100 squares in a row: twice as many ways with each, 2^1100 in the end.
    graph = nx.Graph()
    for i in range(1100):
        graph.add_edges_from([(3 * i, 3 * i + 1), (3 * i, 3 * i + 2), (3 * i + 1, 3 * i + 3), (3 * i + 2, 3 * i + 3)])
    core = core_of(nx.convert_node_labels_to_integers(graph, ordering="sorted"))
    found = counted(core.start, core.head, _places(core, [0]))[core.place]
    wanted = nx.betweenness_centrality_subset(graph, [0], list(graph), normalized=False)
    np.testing.assert_allclose(found, [2 * wanted[node] for node in sorted(graph)])
    assert np.isnan(found).any()


@pytest.mark.parametrize("people", [0, 1, 2])
def test_nobody_lies_between_two_or_fewer(core_of, people: int) -> None:
    for graph in (nx.empty_graph(people), nx.complete_graph(people)):
        core = core_of(graph)
        assert _exact(core).tolist() == [0] * people
        assert _scaled(core, range(people), INNER).squares.tolist() == [0] * people


def test_without_a_source_nothing_is_found(core_of) -> None:
    core = core_of(nx.path_graph(4))
    assert counted(core.start, core.head, _places(core, [])).tolist() == [0] * 4
    assert _scaled(core, [], INNER).sums.tolist() == [0] * 4


def test_one_part_knows_nothing_of_another(core_of) -> None:
    # A chain of three, a star of four and two who stand alone: 1, and 3 pairs of three points.
    graph = nx.disjoint_union_all([nx.path_graph(3), nx.star_graph(3), nx.empty_graph(2)])
    assert _exact(core_of(graph)).tolist() == [0, 1, 0, 3, 0, 0, 0, 0, 0]


def test_threads_change_no_bit(core_of, blocks) -> None:
    core = core_of(*blocks)
    bits = set()
    for threads in (1, 2, 3):
        with pool.using(threads):
            tally = _scaled(core, range(0, 400, 3), INNER)
            bits.add((_exact(core).tobytes(), tally.sums.tobytes(), tally.squares.tobytes()))
    assert len(bits) == 1


def test_other_numbers_for_people_change_nothing(core_of, blocks) -> None:
    graph, units = blocks
    exact = _exact(core_of(graph, units))
    for seed in range(3):
        number = np.random.default_rng(seed).permutation(len(graph))
        renamed = nx.relabel_nodes(graph, dict(enumerate(number.tolist())))
        again = _exact(core_of(renamed, units[np.argsort(number)]))
        np.testing.assert_allclose(again[number], exact, rtol=1e-9, atol=1e-9)


def test_the_same_search_after_another_finds_the_same(core_of, blocks) -> None:
    # What one search leaves behind would show in the next one of the same range.
    core = core_of(*blocks)
    alone = [counted(core.start, core.head, _places(core, [node])) for node in (0, 399)]
    for first, second in permutations(range(2)):
        both = counted(core.start, core.head, _places(core, [(0, 399)[first]] * 33 + [(0, 399)[second]] * 33))
        np.testing.assert_allclose(both, 33 * (alone[0] + alone[1]), rtol=1e-12)
