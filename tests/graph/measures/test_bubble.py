from math import sqrt

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.bubble import bubble


def topics(network, known) -> sp.csr_array:
    """Topics by person key, each with how much."""
    names = sorted({name for held in known.values() for name in held})
    dense = [[known.get(key, {}).get(name, 0) for name in names] for key in network.people]
    return sp.csr_array(np.array(dense, dtype=float).reshape(len(network.people), len(names)))


def pair_by_pair(network, boundary, held):
    """The index and its expectation with every pair of people written out."""
    dense, codes = held.toarray(), boundary.codes
    n = len(codes)
    sigma, strength = np.zeros((n, n)), network.adjacency.toarray()
    for p in range(n):
        for q in range(n):
            if codes[p] < 0 or codes[q] < 0:
                strength[p, q] = 0
            elif codes[p] == codes[q]:
                lengths = sqrt((dense[p] ** 2).sum()), sqrt((dense[q] ** 2).sum())
                sigma[p, q] = (dense[p] * dense[q]).sum() / (lengths[0] * lengths[1]) if all(lengths) else 1
    contact = strength.sum(axis=1)
    index, chance = np.full(n, np.nan), np.full(n, np.nan)
    for p in np.flatnonzero(contact):
        others = [q for q in range(n) if q != p]
        index[p] = sum(strength[p, q] * sigma[p, q] for q in others) / contact[p]
        chance[p] = sum(contact[q] * sigma[p, q] for q in others) / sum(contact[q] for q in others)
    members = [[p for p in range(n) if codes[p] == g and contact[p]] for g in range(len(boundary.groups))]
    unit, expected = (
        [sum(contact[p] * value[p] for p in m) / sum(contact[p] for p in m) if m else np.nan for m in members]
        for value in (index, chance)
    )
    return index, unit, expected


@pytest.fixture
def ann(network, boundary):
    # Half of Ann's contact is with Ben, a quarter with Cara of the same unit, a quarter with Dan of another.
    made = network(["ann", "ben", "cara", "dan"], {("ann", "ben"): 2, ("ann", "cara"): 1, ("ann", "dan"): 1})
    return made, boundary(made, {"ann": "A", "ben": "A", "cara": "A", "dan": "B"})


def test_skills_and_strength_by_hand(ann) -> None:
    held = topics(ann[0], {"ann": {"x": 3}, "ben": {"x": 5}, "cara": {"y": 4}, "dan": {"x": 3}})
    found = bubble(*ann, held)
    assert found.person.tolist() == [0.5, 1, 0, 0]
    # A: contact 4, 2, 1 of index .5, 1, 0: (2 + 2 + 0) / 7.
    np.testing.assert_allclose(found.unit, [4 / 7, 0])
    # All contact 8. Ann: Ben's 2 of the others' 4. Ben: Ann's 4 of 6. Cara: 0. Weighted by 4, 2, 1.
    np.testing.assert_allclose(found.expected, [(4 * 2 / 4 + 2 * 4 / 6) / 7, 0])
    assert found.estimated.tolist() == [False, False]


def test_half_of_the_same_skills_counts_by_the_angle(ann) -> None:
    # (1, 1) and (1, 0): cos 45 degrees.
    held = topics(ann[0], {"ann": {"x": 1, "y": 1}, "ben": {"x": 2}, "cara": {"z": 1}, "dan": {"z": 1}})
    assert bubble(*ann, held).person[0] == pytest.approx(0.5 / sqrt(2))


def test_more_contact_at_home_with_people_who_know_other_things_lowers_the_index(network, boundary, ann) -> None:
    held = topics(ann[0], {"ann": {"x": 3}, "ben": {"x": 5}, "cara": {"y": 4}})
    index = [
        bubble(network(ann[0].people, {("ann", "ben"): 2, ("ann", "cara"): more}), ann[1], held).person[0]
        for more in (1, 2, 6)
    ]
    np.testing.assert_allclose(index, [2 / 3, 2 / 4, 2 / 8])


def test_without_skills_the_group_alone_speaks_and_that_is_an_estimate(ann) -> None:
    found = bubble(*ann, topics(ann[0], {}))
    assert found.person.tolist() == [0.75, 1, 1, 0]
    assert found.estimated.tolist() == [True, True]
    some = bubble(*ann, topics(ann[0], {"ann": {"x": 1}, "ben": {"y": 1}, "dan": {"x": 1}}))  # nothing of Cara
    assert some.person.tolist() == [0.25, 0, 1, 0]
    assert some.estimated.tolist() == [True, False]


def test_people_without_a_group_do_not_count_and_without_contact_there_is_no_value(network, boundary) -> None:
    made = network("abcx", {("a", "b"): 1, ("a", "x"): 9})
    found = bubble(made, boundary(made, {"a": "A", "b": "B", "c": "C"}), topics(made, {}))
    np.testing.assert_array_equal(found.person, [0, 0, np.nan, np.nan])
    np.testing.assert_array_equal(found.unit, [0, 0, np.nan])
    np.testing.assert_array_equal(found.expected, [0, 0, np.nan])


def test_nobody_and_nothing(network, boundary) -> None:
    for made in (network("", []), network("ab", [("a", "b")])):
        found = bubble(made, boundary(made, {}), topics(made, {}))
        assert np.isnan(found.person).all()
        assert not len(found.unit)


organisations = st.tuples(st.integers(3, 12), st.integers(0, 10**6))


@pytest.fixture(scope="module")
def drawn(network, boundary):
    """Some people with ties, groups (some without) and topics (some without), and more ties where asked."""

    def draw(n, seed, more=(), topics_of=None):
        lot = np.random.default_rng(seed)
        keys = [f"p{i:02d}" for i in range(n)]
        ties = {
            (keys[i], keys[j]): float(lot.integers(1, 9))
            for i in range(n) for j in range(i + 1, n) if lot.random() < 0.4
        }  # fmt: skip
        units = {key: ("A", "B", "C", "")[lot.integers(4)] for key in keys}
        known = {key: {t: int(lot.integers(1, 6)) for t in "xyz" if lot.random() < 0.5} for key in keys}
        for key, like in (topics_of or {}).items():
            units[key], known[key] = units[like], known[like]
        made = network([*keys, *(topics_of or {})], ties | dict(more))
        return made, boundary(made, units), topics(made, known)

    return draw


@given(organisations)
def test_random_organisations_agree_with_every_pair_written_out(drawn, size_and_seed) -> None:
    given_ = drawn(*size_and_seed)
    found = bubble(*given_)
    index, unit, expected = pair_by_pair(*given_)
    np.testing.assert_allclose(found.person, index, atol=1e-9)
    np.testing.assert_allclose(found.unit, unit, atol=1e-9)
    np.testing.assert_allclose(found.expected, expected, atol=1e-9)
    assert ((found.person[~np.isnan(index)] >= 0) & (found.person[~np.isnan(index)] <= 1)).all()


@given(organisations, st.integers(1, 20))
def test_a_tie_with_a_clone_never_lowers_the_index(drawn, size_and_seed, strength) -> None:
    n, seed = size_and_seed
    before = bubble(*drawn(n, seed, topics_of={"q": "p00"}))
    after = bubble(*drawn(n, seed, {("p00", "q"): strength}, {"q": "p00"}))
    if not np.isnan(before.person[0]):
        assert after.person[0] >= before.person[0] - 1e-12


@given(organisations, st.integers(1, 20))
def test_a_tie_out_of_the_group_never_raises_the_index(drawn, size_and_seed, strength) -> None:
    n, seed = size_and_seed
    made, units, _ = drawn(n, seed)
    far = next((q for q in range(1, n) if units.codes[q] >= 0 and units.codes[q] != units.codes[0]), None)
    if far is None or made.adjacency[0, far]:
        return
    before, after = bubble(*drawn(n, seed)), bubble(*drawn(n, seed, {("p00", made.people[far]): strength}))
    for i in (0, far):
        if not np.isnan(before.person[i]):
            assert after.person[i] <= before.person[i] + 1e-12


def test_a_unit_that_keeps_to_itself_stands_above_chance_and_mixing_at_random_meets_it(network, boundary) -> None:
    # Two units of 20; 200 ties drawn inside A and B alone, then among all alike.
    keys = [f"{g}{i:02d}" for g in "AB" for i in range(20)]
    draw = np.random.default_rng(5)
    pairs = [(x, y) for i, x in enumerate(keys) for y in keys[i + 1 :]]
    inside = [pair for pair in pairs if pair[0][0] == pair[1][0]]
    apart, mixed = (
        network(keys, [choice[k] for k in draw.choice(len(choice), 200, replace=False)]) for choice in (inside, pairs)
    )
    closed, even = (bubble(made, boundary(made, {k: k[0] for k in keys}), topics(made, {})) for made in (apart, mixed))
    assert closed.unit.tolist() == [1, 1]
    assert (closed.expected < 0.6).all()
    assert np.abs(even.unit - even.expected).max() < 0.08
