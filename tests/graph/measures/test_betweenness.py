from functools import partial
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels import pool
from graph.measures import betweenness as module
from graph.measures.betweenness import betweenness
from graph.measures.pivots import estimate

# igraph 1.0.0: Graph.betweenness() on the union of the three relations, ties undirected, without weights.
KRACKHARDT = {
    1: 3.191033, 2: 4.845109, 3: 2.601433, 4: 1.563677, 5: 3.872551, 6: 0.721678, 7: 1.556245,
    8: 1.249330, 9: 4.076519, 10: 2.685899, 11: 2.458096, 12: 1.336072, 13: 0.281818, 14: 1.232713,
    15: 5.655041, 16: 0.289423, 17: 3.731394, 18: 3.646823, 19: 1.045892, 20: 3.240047, 21: 1.719207,
}  # fmt: skip


def _by_matrix(network) -> np.ndarray:
    """The textbook formula by another way: shortest ways counted by powers of the adjacency matrix."""
    n = len(network.people)
    ties = (network.adjacency.toarray() > 0).astype(np.int64)
    length, ways, power = np.full((n, n), n), np.eye(n, dtype=np.int64), np.eye(n, dtype=np.int64)
    np.fill_diagonal(length, 0)
    for step in range(1, n):
        power = power @ ties
        new = (power > 0) & (length == n)
        length[new], ways[new] = step, power[new]
        if not new.any():
            break
    found = np.zeros(n)
    for s, t in combinations(range(n), 2):
        on_the_way = length[s] + length[t] == length[s, t]
        on_the_way[[s, t]] = False
        found += np.where(on_the_way & (length[s, t] < n), ways[s] * ways[t] / max(1, ways[s, t]), 0)
    return found


def test_a_chain_and_a_star_by_hand(network) -> None:
    # Chain a-b-c-d: b lies between a and c, a and d. Star: the middle between all three pairs.
    assert betweenness(network("abcd", ["ab", "bc", "cd"]), seed=0).values.tolist() == [0, 2, 2, 0]
    assert betweenness(network("abcd", ["ab", "ac", "ad"]), seed=0).values.tolist() == [3, 0, 0, 0]


def test_two_shortest_ways_count_half_each(network) -> None:
    # Square a-b-c-d-a: each lies on one of the two ways between its neighbours.
    assert betweenness(network("abcd", ["ab", "bc", "cd", "ad"]), seed=0).values.tolist() == [0.5] * 4


def test_krackhardt_agrees_with_a_second_library(shipped) -> None:
    network, _ = shipped("krackhardt")
    found = betweenness(network, seed=0)
    assert (found.basis, found.pivots) == ("measured", 21)
    assert dict(zip(map(int, network.people), found.values, strict=True)) == pytest.approx(KRACKHARDT, abs=5e-7)


@pytest.mark.parametrize("name", ["krackhardt", "lazega"])
def test_real_sets_agree_with_the_formula_done_by_matrices(name: str, shipped) -> None:
    network, _ = shipped(name)
    np.testing.assert_allclose(betweenness(network, seed=0).values, _by_matrix(network))


def test_a_measured_value_leaves_nothing_open(shipped) -> None:
    found = betweenness(shipped("lazega")[0], seed=0)
    for values in (found.low, found.high):
        assert values.tobytes() == found.values.tobytes()
    assert not found.uncertain.any()
    assert np.isnan(found.reliability)


def _estimated(monkeypatch, *, pivots: int) -> None:
    """Samples of so many people from organisations of any size."""
    monkeypatch.setattr(module, "EXACT_PEOPLE", 0)
    monkeypatch.setattr(module, "estimate", partial(estimate, first=pivots, most=pivots))


def test_many_people_are_estimated_from_pivots(shipped, monkeypatch) -> None:
    network, _ = shipped("lazega")
    exact = betweenness(network, seed=0).values
    _estimated(monkeypatch, pivots=40)
    guess = betweenness(network, seed=0)
    assert (guess.basis, guess.pivots) == ("estimated", 40)
    assert 0 < guess.reliability < 1
    assert guess.values.sum() == pytest.approx(exact.sum(), rel=0.05)
    assert np.corrcoef(guess.values, exact)[0, 1] > 0.95
    assert betweenness(network, seed=0).values.tobytes() == guess.values.tobytes()
    assert betweenness(network, seed=1).values.tobytes() != guess.values.tobytes()


def test_who_shares_an_interval_with_a_tenth_of_all_is_uncertain(shipped, monkeypatch) -> None:
    network, _ = shipped("lazega")
    _estimated(monkeypatch, pivots=40)
    guess = betweenness(network, seed=0)
    inside = [
        sum(low < value < high for value in guess.values) for low, high in zip(guess.low, guess.high, strict=True)
    ]
    assert guess.uncertain.tolist() == [ranks > 7.1 for ranks in inside]  # a tenth of 71 people
    assert 0 < guess.uncertain.sum() < 71


def test_people_between_nobody_are_not_uncertain_for_being_many(network, monkeypatch) -> None:
    # A star: 30 points at 0, all of them sure.
    _estimated(monkeypatch, pivots=10)
    points = [f"p{i:02}" for i in range(30)]
    guess = betweenness(network(["hub", *points], [("hub", point) for point in points]), seed=0)
    assert not guess.uncertain.any()
    assert guess.values[0] == pytest.approx(30 * 29 / 2)


@pytest.mark.parametrize("people", ["", "a", "ab"])
def test_nobody_lies_between_two_or_fewer(people: str, network) -> None:
    assert betweenness(network(people, []), seed=0).values.tolist() == [0] * len(people)


@pytest.mark.parametrize("pivots", [None, 40])
def test_threads_change_no_bit(pivots: int | None, shipped, monkeypatch) -> None:
    network, _ = shipped("workfrance")
    if pivots:
        _estimated(monkeypatch, pivots=pivots)
    bits = set()
    for threads in (1, 2, 3):
        with pool.using(threads):
            found = betweenness(network, seed=0)
            bits.add((found.values.tobytes(), found.low.tobytes(), found.uncertain.tobytes(), found.reliability))
    assert len(bits) == 1


@given(edges=st.lists(st.sampled_from(list(combinations("abcdefgh", 2))), unique=True), order=st.randoms())
def test_the_order_of_ties_changes_no_bit(edges, order, network) -> None:
    shuffled = order.sample(edges, len(edges))
    values = betweenness(network("abcdefgh", edges), seed=0).values
    assert betweenness(network("abcdefgh", shuffled), seed=0).values.tobytes() == values.tobytes()


@given(edges=st.lists(st.sampled_from(list(combinations("abcdefgh", 2))), unique=True), order=st.randoms())
def test_other_keys_for_people_change_nothing(edges, order, network) -> None:
    names = dict(zip("abcdefgh", order.sample("abcdefgh", 8), strict=True))
    values = betweenness(network("abcdefgh", edges), seed=0).values
    again = betweenness(network("abcdefgh", [tuple(sorted((names[a], names[b]))) for a, b in edges]), seed=0).values
    np.testing.assert_allclose([again["abcdefgh".index(names[key])] for key in "abcdefgh"], values, atol=1e-9)
