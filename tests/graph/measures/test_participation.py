import numpy as np
import pytest

from graph.measures.participation import participation


def test_spread_over_groups_by_hand(network, boundary) -> None:
    # p: strength 2 at home, 1 into B, 1 into C: 1 - (1/4 + 1/16 + 1/16); q: all at home.
    made = network("pqrst", {("p", "q"): 2, ("p", "r"): 1, ("p", "s"): 1})
    found = participation(made, boundary(made, {"p": "A", "q": "A", "r": "B", "s": "C", "t": "C"}))
    assert found[:4].tolist() == [0.625, 0, 0, 0]
    assert np.isnan(found[4])


def test_contacts_without_a_group_do_not_count(network, boundary) -> None:
    made = network("pqrx", {("p", "q"): 1, ("p", "r"): 1, ("p", "x"): 5, ("r", "x"): 1})
    found = participation(made, boundary(made, {"p": "A", "q": "A", "r": "B"}))
    assert found[0] == 0.5
    assert np.isnan(found[3])


def test_krackhardt_agrees_with_the_formula_person_by_person(shipped) -> None:
    network, departments = shipped("krackhardt")
    found = participation(network, departments)
    for person in range(len(network.people)):
        into: dict[int, float] = {}
        for x, y, strength in zip(network.a, network.b, network.strength, strict=True):
            if person in (x, y):
                group = int(departments.codes[y if person == x else x])
                into[group] = into.get(group, 0.0) + strength
        total = sum(into.values())
        assert found[person] == pytest.approx(1 - sum((part / total) ** 2 for part in into.values()))
