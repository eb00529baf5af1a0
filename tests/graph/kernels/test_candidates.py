import networkx as nx
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core
from graph.kernels import candidates, pool
from graph.kernels.candidates import Swaps

SIZES, SHARES, SEEDS = st.integers(0, 25), st.floats(0, 0.6), st.integers(0, 2**32 - 1)


def _two_steps(
    core: Core, codes: np.ndarray, value: np.ndarray, most: int, swaps: Swaps | None = None
) -> list[list[tuple[int, float]]]:
    """By node: whom, the best first, and their scores."""
    fit = Swaps(*(bits[core.order] for bits in swaps or Swaps.none(len(codes))))
    found = candidates.two_steps(
        core.start, core.head, codes[core.order], value[core.order], fit, rank=core.order, most=most
    )
    rows: list[list[tuple[int, float]]] = [[] for _ in codes]
    for p, q, score in zip(
        core.order[found.p].tolist(), core.order[found.q].tolist(), found.score.tolist(), strict=True
    ):
        rows[p].append((q, score))
    return rows


def _one_by_one(
    graph: nx.Graph, codes: np.ndarray, value: np.ndarray, most: int, swaps: list[tuple[set[int], set[int]]]
) -> list[list[int]]:
    found = []
    for p in graph:
        over = [q for q in graph if q != p and not graph.has_edge(p, q) and -1 not in codes[[p, q]]]
        over = [q for q in over if codes[p] != codes[q]]
        over = [q for q in over if swaps[p][0] & swaps[q][1] and swaps[q][0] & swaps[p][1]]
        score = {q: round(sum(value[c] for c in nx.common_neighbors(graph, p, q)), 11) for q in over}
        found.append(sorted((q for q in over if score[q] > 0), key=lambda q: (-score[q], q))[:most])
    return found


def _bits(things: list[tuple[set[int], set[int]]]) -> Swaps:
    """130 things in three words of 64 bits."""
    sides = [
        [[sum(1 << (t % 64) for t in both[i] if t // 64 == word) for word in range(3)] for both in things]
        for i in (0, 1)
    ]
    return Swaps(*(np.array(side, np.uint64).reshape(len(things), 3) for side in sides))


def test_the_best_two_steps_away_by_hand(core_of) -> None:
    # 0 knows 1 and 2; 3 is known by both of them, 4 by 2 alone, 5 by 1 but in the same unit as 0. A hub counts nothing.
    graph = nx.Graph([(0, 1), (0, 2), (1, 3), (2, 3), (2, 4), (1, 5)])
    codes, ones = np.array([0, 0, 0, 1, 1, 0], dtype=np.int32), np.ones(6)
    assert _two_steps(core_of(graph), codes, ones, 5)[0] == [(3, 2.0), (4, 1.0)]
    assert _two_steps(core_of(graph), codes, ones, 1)[0] == [(3, 2.0)]
    without = np.where(np.arange(6) == 2, 0.0, 1.0)
    assert _two_steps(core_of(graph), codes, without, 5)[0] == [(3, 1.0)]


@given(people=SIZES, share=SHARES, seed=SEEDS, most=st.integers(1, 6))
def test_they_are_the_best_of_all_pairs(core_of, random_graph, random_units, people, share, seed, most) -> None:
    graph, codes = random_graph(people, share, seed), random_units(people, seed)
    degree = np.array([d for _, d in graph.degree], dtype=np.int64)
    value = np.where((degree > 1) & (degree < 8), 1 / np.log(np.maximum(degree, 2)), 0.0)
    dice = np.random.default_rng([seed, 2])
    things = [tuple(set(dice.choice(130, 50).tolist()) for _ in range(2)) for _ in graph]
    found = _two_steps(core_of(graph, random_units(people, seed + 1)), codes, value, most, _bits(things))
    assert [[q for q, _ in row] for row in found] == _one_by_one(graph, codes, value, most, things)


def test_equal_scores_go_by_rank_whatever_the_last_bit_says(core_of) -> None:
    # .1 + .2 + .3 and .3 + .2 + .1 differ in the last bit; 4 and 5 have the same three contacts' values in other order.
    graph = nx.Graph([(0, 1), (0, 2), (0, 3), (0, 6), (0, 7), (0, 8)])
    graph.add_edges_from([(1, 5), (2, 5), (3, 5), (6, 4), (7, 4), (8, 4)])
    value = np.array([0, 0.1, 0.2, 0.3, 0, 0, 0.3, 0.2, 0.1])
    codes = np.where(np.isin(np.arange(9), [4, 5]), 1, 0).astype(np.int32)
    found = _two_steps(core_of(graph), codes, value, 2)[0]
    assert [q for q, _ in found] == [4, 5]


def test_one_thread_and_several_find_the_same(core_of, blocks) -> None:
    core = core_of(*blocks)
    arcs, codes, value = (core.start, core.head), blocks[1][core.order], 1 / np.diff(core.start)
    found = []
    for threads in (1, 2, 5):
        with pool.using(threads):
            met = candidates.two_steps(*arcs, codes, value, Swaps.none(len(codes)), rank=core.order, most=20)
        found.append([values.tobytes() for values in met])
    assert found[0] == found[1] == found[2]
