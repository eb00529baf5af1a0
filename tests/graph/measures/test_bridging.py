import numpy as np
import pytest

from graph.measures.bridging import bridging
from graph.measures.gaps import judge


@pytest.fixture
def sales_and_research(network, boundary):
    # Ann has three of the four ties between Sales and Research, Ben one; Cara and Dan have two each.
    sales, research = ["ann", "ben", "s3", "s4", "s5"], ["cara", "dan", "r3", "r4", "r5"]
    units = dict.fromkeys(sales, "Sales") | dict.fromkeys(research, "Research")
    ties = [("ann", "cara"), ("ann", "dan"), ("ann", "r3"), ("ben", "cara"), ("ben", "s3"), ("r4", "dan")]
    made = network(units, ties)
    return made, judge(made, boundary(made, units))


def test_the_shares_of_a_pair_by_hand(sales_and_research) -> None:
    network, gaps = sales_and_research
    found = bridging(network, gaps)
    names = [network.people[p] for p in found.people]
    assert names == ["ann", "ben", "cara", "dan", "r3"]
    assert found.ties.tolist() == [3, 1, 2, 1, 1]
    assert found.carry.tolist() == [0.75, 0.25, 0.5, 0.25, 0.25]
    assert found.pairs.tolist() == [0] * 5


def test_who_carries_a_third_is_a_bridging_person(sales_and_research) -> None:
    network, gaps = sales_and_research
    found = bridging(network, gaps)
    assert [person for person, flag in zip(network.people, found.person, strict=True) if flag] == ["ann", "cara"]


def test_pairs_with_two_ties_make_nobody_a_bridging_person(network, boundary) -> None:
    units = {f"{g}{i}": g for g in "AB" for i in range(5)}
    made = network(units, [("A0", "B0"), ("A1", "B1"), ("A2", "A3")])
    found = bridging(made, judge(made, boundary(made, units)))
    assert found.carry.tolist() == [0.5] * 4
    assert not found.score.any()
    assert not found.person.any()


def test_the_top_five_percent_bridge_too_and_equals_stand_together(blocks) -> None:
    # Six units of 12, 15 pairs of 24 ties: everybody has two ties into each other unit, but for three more of A-00's.
    counts = {(x, y): 24 for x in "ABCDEF" for y in "ABCDEF" if x < y}
    network, units = blocks(counts, dict.fromkeys("ABCDEF", 12))
    found = bridging(network, judge(network, units))
    np.testing.assert_allclose(found.score, 5 * 2 / 24)
    assert found.person.all()  # nobody exceeds anybody


def test_scores_sum_what_both_sides_carry(one_silo, planted_gaps) -> None:
    # Every pair with three ties or more hands out 1 on each side; A-B has two ties.
    found = bridging(one_silo[0], planted_gaps)
    assert found.score.sum() == pytest.approx(2 * 14)
    assert found.ties.sum() == 2 * len(one_silo[0].a)


def test_people_of_no_judged_group_have_no_score(network, boundary) -> None:
    units = {f"{g}{i}": g for g in "AB" for i in range(5)} | {"C0": "C"}
    made = network([*units, "x"], [("A0", "B0"), ("A0", "C0"), ("x", "A0")])
    found = bridging(made, judge(made, boundary(made, units)))
    assert [p for p, s in zip(made.people, np.isnan(found.score), strict=True) if s] == ["C0", "x"]


def test_nothing_across_gives_empty_rows(blocks) -> None:
    network, units = blocks({}, {"A": 9, "B": 9})
    found = bridging(network, judge(network, units))
    assert (len(found.pairs), found.person.any(), found.score.sum()) == (0, False, 0)
