from collections import defaultdict

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.core import Core
from graph.kernels import attributes, pool

SIZES, SHARES, SEEDS = st.integers(0, 25), st.floats(0, 1), st.integers(0, 2**32 - 1)


def _spread(core: Core, codes: np.ndarray, groups: int) -> attributes.Spread:
    found = attributes.spread(core.start, core.head, core.weight, codes[core.order], groups)
    return attributes.Spread(*(values[core.place] for values in found))


def _mixing(core: Core, codes: np.ndarray, groups: int) -> dict[tuple[int, int], tuple[int, float]]:
    found = attributes.mixing(core.start, core.head, core.weight, codes[core.order], groups)
    rows = np.repeat(np.arange(groups), np.diff(found.start)).tolist()
    cells = zip(rows, found.column.tolist(), found.ties.tolist(), found.weight.tolist(), strict=True)
    return {(row, column): (ties, weight) for row, column, ties, weight in cells}


def test_strengths_by_hand(core_of) -> None:
    graph = nx.Graph()
    graph.add_nodes_from(range(4))
    graph.add_weighted_edges_from([(0, 1, 3.0), (0, 2, 0.5)])
    core = core_of(graph)
    total, largest = attributes.strengths(core.start, core.weight)
    assert total[core.place].tolist() == [3.5, 3, 0.5, 0]
    assert largest[core.place].tolist() == [3, 3, 0.5, 0]


def test_a_spread_by_hand(core_of) -> None:
    # 0 is in group 0 and has strength 2 with a colleague, 1 each with groups 1 and 2, and 5 with somebody of no group:
    # 1 - (1/4 + 1/16 + 1/16); inside 1, outside 2, reached 3. 4 is of no group and knows one that has one.
    graph = nx.Graph()
    graph.add_weighted_edges_from([(0, 1, 2.0), (0, 2, 1.0), (0, 3, 1.0), (0, 4, 5.0)])
    found = _spread(core_of(graph), np.array([0, 0, 1, 2, -1], dtype=np.int32), 3)
    assert found.participation[:4].tolist() == [0.625, 0, 0, 0]
    assert np.isnan(found.participation[4])
    assert found.inside.tolist() == [1, 1, 0, 0, 0]
    assert found.outside.tolist() == [2, 0, 1, 1, 0]
    assert found.reached.tolist() == [3, 1, 1, 1, 1]


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_spreads_are_the_formula_person_by_person(core_of, random_graph, random_units, people, share, seed) -> None:
    graph, codes = random_graph(people, share, seed), random_units(people, seed)
    found = _spread(core_of(graph, random_units(people, seed + 1)), codes, 4)
    for person in graph:
        into: defaultdict[int, float] = defaultdict(float)
        groups = [int(codes[contact]) for contact in graph[person] if codes[contact] >= 0]
        for contact, data in graph[person].items():
            into[int(codes[contact])] += data["weight"] * (codes[contact] >= 0)
        total, known = sum(into.values()), codes[person] >= 0
        if known and groups:
            expected = 1 - sum((part / total) ** 2 for part in into.values())
            assert found.participation[person] == pytest.approx(expected, rel=1e-9, abs=1e-12)
        else:
            assert np.isnan(found.participation[person])
        assert found.inside[person] == (groups.count(int(codes[person])) if known else 0)
        assert found.outside[person] == (len(groups) - found.inside[person] if known else 0)
        assert found.reached[person] == len(set(groups))


@given(people=SIZES, share=SHARES, seed=SEEDS)
def test_mixing_counts_every_tie_with_groups_at_both_ends(
    core_of, random_graph, random_units, people, share, seed
) -> None:
    graph, codes = random_graph(people, share, seed), random_units(people, seed)
    expected: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for p, q, strength in graph.edges(data="weight"):
        cell = int(codes[p]), int(codes[q])
        for side in {cell, cell[::-1]} if min(cell) >= 0 else ():
            expected[side].append(strength)
    found = _mixing(core_of(graph), codes, 4)
    assert list(found) == sorted(expected)
    assert {cell: ties for cell, (ties, _) in found.items()} == {cell: len(all_) for cell, all_ in expected.items()}
    assert [weight for _, weight in found.values()] == pytest.approx([sum(expected[cell]) for cell in found])


def test_one_unit_and_no_unit_are_kinds_like_any_other(core_of) -> None:
    core, alone = core_of(nx.path_graph(3)), np.full(3, np.int32(-1))
    assert _mixing(core, np.zeros(3, np.int32), 1) == {(0, 0): (2, 2.0)}
    assert _spread(core, np.zeros(3, np.int32), 1).participation.tolist() == [0, 0, 0]
    assert _mixing(core, alone, 0) == {}
    assert np.isnan(_spread(core, alone, 0).participation).all()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_spread_in_two_ranges_has_the_bits_of_one(core_of, blocks, monkeypatch, threads: int) -> None:
    core, units = core_of(*blocks), blocks[1]
    alone = _spread(core, units, 8)
    monkeypatch.setattr(pool, "ENOUGH_TIES", 0)
    with pool.using(threads):
        shared = _spread(core, units, 8)
    assert [values.tobytes() for values in shared] == [values.tobytes() for values in alone]
