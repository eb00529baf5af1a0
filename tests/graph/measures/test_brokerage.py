from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.brokerage import COORDINATOR, FEWEST_PATHS, GATE, LIAISON, ROLES, brokerage


def by_looking_at_every_two(network, boundary) -> np.ndarray:
    """Open paths through each person by role, one pair of contacts after the other."""
    graph, codes = nx.convert_node_labels_to_integers(network.to_networkx()), boundary.codes
    counts = np.zeros((len(codes), len(ROLES)), dtype=int)
    for middle in graph:
        own = codes[middle]
        grouped = [person for person in graph[middle] if codes[person] >= 0]
        for a, b in combinations(grouped if own >= 0 else [], 2):
            if not graph.has_edge(a, b):
                different = len({own, codes[a], codes[b]})
                shared = codes[a] == codes[b]
                role = "coordinator" if different == 1 else "liaison" if different == 3 else "consultant"
                counts[middle, ROLES.index("gate" if different == 2 and not shared else role)] += 1
    return counts


def by_drawing_two_others(boundary, person) -> np.ndarray:
    """Share of each role over all ordered pairs of two other people who have a group."""
    codes = boundary.codes
    others = [q for q in range(len(codes)) if codes[q] >= 0 and q != person]
    shares = np.zeros(len(ROLES))
    for a in others:
        for b in others:
            if a != b:
                groups = {codes[a] == codes[person], codes[b] == codes[person]}
                if groups == {True, False}:
                    shares[1] += 1
                elif groups == {True}:
                    shares[0] += 1
                else:
                    shares[2 if codes[a] == codes[b] else 3] += 1
    return shares / (len(others) * (len(others) - 1))


@pytest.fixture
def star(network, boundary):
    # Ann of Sales knows two more of Sales and three of Research, of whom nobody knows another; five people each.
    sales, research = ["ann", "s2", "s3", "s4", "s5"], ["r1", "r2", "r3", "r4", "r5"]
    made = network([*sales, *research], [("ann", other) for other in ("s2", "s3", "r1", "r2", "r3")])
    return made, boundary(made, dict.fromkeys(sales, "Sales") | dict.fromkeys(research, "Research"))


def test_a_star_by_hand(star) -> None:
    # 10 pairs of contacts: 1 in Sales, 3 in Research, 2 * 3 across. D = 9 * 8; coordinator 4 * 3, gate 2 * 4 * 5,
    # consultant 5 * 4, liaison none with two groups.
    found = brokerage(*star)
    assert found.observed[0].tolist() == [1, 6, 3, 0]
    np.testing.assert_allclose(found.expected[0], [120 / 72, 400 / 72, 200 / 72, 0])
    np.testing.assert_allclose(found.ratio[0], [0.6, 1.08, 1.08, np.nan])
    assert found.across[0] == pytest.approx(9 * 72 / 600)


def test_under_ten_open_paths_there_is_no_ratio(star, network, boundary) -> None:
    made, groups = star
    closed = network(made.people, [*[("ann", o) for o in ("s2", "s3", "r1", "r2", "r3")], ("r1", "s2")])
    found = brokerage(closed, groups)
    assert found.observed[0].tolist() == [1, 5, 3, 0]  # the gate between r1 and s2 is needed no more
    assert found.observed[0].sum() == FEWEST_PATHS - 1
    assert np.isnan(found.ratio).all()
    assert np.isnan(found.across).all()


def test_a_tie_closes_a_path_at_each_corner_of_the_triangle(network, boundary) -> None:
    made = network("abcd", [("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")])
    found = brokerage(made, boundary(made, {"a": "X", "b": "X", "c": "Y", "d": "Z"}))
    # a stands between b (its own group) and d, and between c and d (two others); b and c between nobody.
    assert found.observed.tolist() == [[0, 1, 0, 1], [0] * 4, [0] * 4, [0] * 4]


def test_people_without_a_group_are_left_out_with_their_ties(network, boundary) -> None:
    made = network("abcx", [("a", "b"), ("a", "c"), ("a", "x"), ("x", "b"), ("x", "c")])
    found = brokerage(made, boundary(made, {"a": "A", "b": "A", "c": "B"}))
    assert found.observed.tolist() == [[0, 1, 0, 0], [0] * 4, [0] * 4, [0] * 4]
    assert np.isnan(found.expected[3]).all()
    assert np.isnan(found.across[3])


def test_in_one_group_everything_is_coordination(network, boundary) -> None:
    made = network("abcdefg", [("a", other) for other in "bcdefg"])
    found = brokerage(made, boundary(made, dict.fromkeys("abcdefg", "A")))
    assert found.ratio[0, COORDINATOR] == 1
    assert np.isnan(found.ratio[0, GATE:]).all()
    assert np.isnan(found.across[0])  # none is expected


def test_nobody_and_two_people_broker_nothing(network, boundary) -> None:
    for made in (network("", []), network("ab", [("a", "b")])):
        found = brokerage(made, boundary(made, dict.fromkeys(made.people, "A")))
        assert found.observed.sum() == 0
        assert np.isnan(found.expected).all()


@pytest.mark.parametrize("name", ["krackhardt", "lazega", "workfrance"])
def test_real_sets_agree_with_a_look_at_every_two_contacts(shipped, name) -> None:
    network, units = shipped(name)
    found = brokerage(network, units)
    assert found.observed.tolist() == by_looking_at_every_two(network, units).tolist()
    for person in range(0, len(network.people), 10):
        opened = found.observed[person].sum()
        np.testing.assert_allclose(found.expected[person], opened * by_drawing_two_others(units, person), atol=1e-9)


@given(st.integers(3, 14), st.integers(0, 60), st.integers(0, 10**6))
def test_random_organisations_agree_with_a_look_at_every_two_contacts(network, boundary, n, m, seed) -> None:
    draw, drawn = np.random.default_rng(seed), nx.gnm_random_graph(n, m, seed=seed)
    keys = [f"p{i:02d}" for i in range(n)]
    made = network(keys, [(keys[i], keys[j]) for i, j in drawn.edges])
    units = boundary(made, {key: ("A", "B", "C", "D", "")[draw.integers(5)] for key in keys})
    found = brokerage(made, units)
    assert found.observed.tolist() == by_looking_at_every_two(made, units).tolist()
    if units.sizes().sum() > 2:
        for person in np.flatnonzero(units.codes >= 0):
            shares = by_drawing_two_others(units, person)
            np.testing.assert_allclose(found.expected[person], found.observed[person].sum() * shares, atol=1e-9)


def test_work_in_small_pieces_gives_the_same(shipped, monkeypatch) -> None:
    network, units = shipped("lazega")
    whole = brokerage(network, units)
    monkeypatch.setattr("graph.measures.brokerage._STEP", 7)
    assert brokerage(network, units).observed.tolist() == whole.observed.tolist()
    assert whole.observed[:, LIAISON].sum() > 0
