from types import SimpleNamespace

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.holders import holders
from graph.skills import at_least

PEOPLE = [f"p{i}" for i in range(10)]
UNITS = dict.fromkeys(PEOPLE[:6], "A") | dict.fromkeys(PEOPLE[6:], "B")


def _skills(*held: dict[int, float]) -> SimpleNamespace:
    """Strength by person, a skill each."""
    table = np.zeros((10, len(held)))
    for skill, people in enumerate(held):
        for person, strength in people.items():
            table[person, skill] = strength
    offers = sp.csr_array(table)
    return SimpleNamespace(offers=offers, holders=lambda: at_least(offers, 3.0))


def test_unevenness_by_hand(network, boundary) -> None:
    # The example of the docstring: 3 holders among the 6 of A, 1 among the 4 of B.
    units = boundary(network(PEOPLE, []), UNITS)
    found = holders(_skills({0: 3, 1: 4, 2: 5, 6: 3}), units)
    assert found.unevenness.tolist() == pytest.approx([0.15])
    assert found.count.tolist() == [4]


def test_weak_offers_do_not_count(network, boundary) -> None:
    units = boundary(network(PEOPLE, []), UNITS)
    found = holders(_skills({4: 3, 5: 2.9}, {4: 3, 5: 3}, {7: 2}), units)
    assert found.count.tolist() == [1, 2, 0]


def test_without_a_holder_who_has_a_unit_unevenness_has_no_value(network, boundary) -> None:
    placed = boundary(network(PEOPLE, []), {key: unit for key, unit in UNITS.items() if key != "p9"})
    found = holders(_skills({9: 4}, {}), placed)
    assert np.isnan(found.unevenness).all()
    nowhere = boundary(network(PEOPLE, []), {})
    assert np.isnan(holders(_skills({1: 4}), nowhere).unevenness).all()


@given(st.lists(st.integers(0, 3), min_size=10, max_size=10), st.sets(st.integers(0, 9)))
def test_a_count_in_plain_python_agrees(network, boundary, codes: list[int], held: set[int]) -> None:
    group = {key: "ABC"[code] for key, code in zip(PEOPLE, codes, strict=True) if code < 3}
    found = holders(_skills(dict.fromkeys(held, 4.0)), boundary(network(PEOPLE, []), group))
    theirs = [group[PEOPLE[p]] for p in held if PEOPLE[p] in group]
    if theirs:
        apart = [theirs.count(g) / len(theirs) - list(group.values()).count(g) / len(group) for g in "ABC"]
        assert found.unevenness[0] == pytest.approx(sum(map(abs, apart)) / 2)
    assert found.count.tolist() == [len(held)]
