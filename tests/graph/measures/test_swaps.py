from collections import Counter
from itertools import combinations

import numpy as np
import pytest

from graph.measures import swaps
from graph.measures.gaps import Gaps
from graph.measures.swaps import Mixer, swap_draws

# Five cross ties among seven people in four units of two divisions: small enough to list every arrangement.
UNITS = {"a": "X/1", "b": "X/1", "c": "X/2", "d": "X/2", "e": "Y/3", "f": "Y/3", "g": "Y/4"}
TIES = [("a", "c"), ("a", "e"), ("b", "d"), ("b", "g"), ("d", "f")]


@pytest.fixture
def tiny(network, boundary):
    made = network(UNITS, TIES)
    units = boundary(made, UNITS)
    pairs = np.array(list(combinations(range(4), 2)), dtype=np.int32)
    nothing = np.zeros(len(pairs))
    whole = np.zeros(len(pairs), dtype=np.int64)
    return made, Gaps(units, units, 2, "quasi", pairs, whole, nothing, nothing, nothing, nothing, whole)


def _arrangements() -> set[frozenset[tuple[str, str]]]:
    """All sets of five cross ties with the same cross degrees and as many sibling ties, by trying every set."""
    degree = Counter(person for tie in TIES for person in tie)
    siblings = sum(UNITS[x][0] == UNITS[y][0] for x, y in TIES)
    cross = [(x, y) for x, y in combinations(UNITS, 2) if UNITS[x] != UNITS[y]]
    return {
        frozenset(ties)
        for ties in combinations(cross, len(TIES))
        if Counter(person for tie in ties for person in tie) == degree
        and sum(UNITS[x][0] == UNITS[y][0] for x, y in ties) == siblings
    }


def _now(mixer: Mixer) -> frozenset[tuple[str, str]]:
    names = sorted(UNITS)
    return frozenset((names[tie >> 3], names[tie & 7]) for tie in mixer.ties.tolist())  # seven people: three bits


def test_every_arrangement_is_reached_and_all_are_equally_likely(tiny) -> None:
    mixer = Mixer(*tiny, np.random.default_rng(0))
    seen: Counter[frozenset[tuple[str, str]]] = Counter()
    for _ in range(12_000):
        mixer.sweep()
        seen[_now(mixer)] += 1
    assert set(seen) == _arrangements()
    # 24 arrangements, 500 times each: chance gives a standard deviation of about 22, neighbours in time a little more.
    assert max(abs(count - 500) for count in seen.values()) < 5 * 22


def test_what_a_swap_must_keep_is_kept(one_silo, planted_gaps: Gaps) -> None:
    network, units = one_silo
    mixer = Mixer(network, planted_gaps, np.random.default_rng(1))
    before = np.bincount(np.concatenate((network.a, network.b)))
    mixer.sweep(30)
    low, high = mixer.ties >> 7, mixer.ties & 127  # 72 people: seven bits
    assert (low < high).all()
    assert len(np.unique(mixer.ties)) == len(network.a)
    np.testing.assert_array_equal(np.bincount(np.concatenate((low, high))), before)
    assert (units.codes[low] != units.codes[high]).all()
    assert mixer.counts().sum() == len(network.a)


def test_the_counts_start_as_observed(one_silo, planted_gaps: Gaps) -> None:
    mixer = Mixer(one_silo[0], planted_gaps, np.random.default_rng(0))
    np.testing.assert_array_equal(mixer.counts(), planted_gaps.observed)


def test_many_people_get_the_same_draws_as_few(one_silo, planted_gaps: Gaps, monkeypatch) -> None:
    by_table = swap_draws(one_silo[0], planted_gaps, seed=3, draws=30)
    monkeypatch.setattr(swaps, "DENSE_PEOPLE", 0)
    by_sort = swap_draws(one_silo[0], planted_gaps, seed=3, draws=30)
    np.testing.assert_array_equal(by_table, by_sort)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others(one_silo, planted_gaps: Gaps) -> None:
    one, two, other = (swap_draws(one_silo[0], planted_gaps, seed=seed, draws=20) for seed in (5, 5, 6))
    assert one.tobytes() == two.tobytes()
    assert one.tobytes() != other.tobytes()


@pytest.mark.parametrize(("most_work", "draws"), [(10**8, 150), (562 * 3 * 120, 120), (1, 99)])
def test_many_ties_get_fewer_draws_but_never_under_99(most_work, draws, one_silo, planted_gaps, monkeypatch) -> None:
    monkeypatch.setattr(swaps, "MOST_WORK", most_work)
    assert len(one_silo[0].a) == 562
    assert len(swap_draws(one_silo[0], planted_gaps, seed=0, draws=150)) == draws
