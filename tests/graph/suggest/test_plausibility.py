"""Plausibility and common ground: the three values of definitions, section 4, networkx, and small cases by hand."""

from collections.abc import Callable
from math import log, sqrt

import networkx as nx
import numpy as np
import pytest

from graph.suggest.case import Case
from graph.suggest.ground import ground, shared_skill
from graph.suggest.nearness import HUB, Nearness, nearness
from graph.suggest.plausibility import DOCUMENTED, Weights, plausibility


def near(case: Case, a: str, b: str) -> Nearness:
    place = {key: i for i, key in enumerate(case.people.keys)}
    location = case.people.boundary("location").codes
    return nearness(case.network, case.boundaries["unit"], location, np.array([place[a]]), np.array([place[b]]))


def one(**known: object) -> Nearness:
    """One pair with nothing between the two but what is named."""
    nothing = {"common": 0, "adamic_adar": 0.0, "three_steps": 0.0, "reach": 0.0, "same_place": False, "larger": 0}
    return Nearness(**{name: np.array([value]) for name, value in (nothing | known).items()})


@pytest.mark.parametrize(("adamic_adar", "reach", "expected"), [(0, 0, 0.18), (2, 1, 0.48), (5, 3, 0.72)])
def test_plausibility_has_the_values_of_the_definitions(adamic_adar: float, reach: float, expected: float) -> None:
    found = plausibility(one(adamic_adar=adamic_adar, reach=reach), DOCUMENTED)
    assert round(float(found[0]), 2) == expected


def test_each_kind_counts_as_its_weight_says() -> None:
    # Log odds by hand: -1 + .5 ln 3 + .2 ln 5 + .4 ln 2 + .3 - .1 ln 11.
    weights = Weights(constant=-1, contacts=0.5, steps=0.2, reach=0.4, place=0.3, hub=0.1)
    odds = -1 + 0.5 * log(3) + 0.2 * log(5) + 0.4 * log(2) + 0.3 - 0.1 * log(11)
    near = one(adamic_adar=2, three_steps=4, reach=1, same_place=True, larger=10)
    assert plausibility(near, weights)[0] == pytest.approx(1 / (1 + np.exp(-odds)))


def test_ways_of_three_steps_by_hand(make_case: Callable[..., Case]) -> None:
    # a - c - d - b is one way; a has two contacts (c, e), b has one: 1 / sqrt(2 * 1).
    ties = [("a", "c"), ("c", "d"), ("d", "b"), ("a", "e")]
    case = make_case({key: {"unit": key} for key in "abcde"}, ties)
    found = near(case, "a", "b")
    assert found.three_steps.tolist() == pytest.approx([1 / sqrt(2)])
    assert found.larger.tolist() == [2]
    assert near(case, "b", "a").three_steps.tolist() == found.three_steps.tolist()


def test_adamic_adar_equals_that_of_networkx(make_town: Callable[..., dict], make_case: Callable[..., Case]) -> None:
    case = make_case(**make_town(3))
    a, b = np.array([0, 5, 17, 30]), np.array([1, 40, 60, 79])
    found = nearness(case.network, case.boundaries["unit"], case.people.boundary("location").codes, a, b)
    plain = case.network.to_networkx()
    pairs = [(case.network.people[x], case.network.people[y]) for x, y in zip(a.tolist(), b.tolist(), strict=True)]
    assert found.adamic_adar.tolist() == pytest.approx([value for _, _, value in nx.adamic_adar_index(plain, pairs)])
    assert found.common.tolist() == [len(nx.common_neighbors(plain, *pair)) for pair in pairs]


def test_a_hub_is_no_warm_introduction_but_a_common_contact(make_case: Callable[..., Case]) -> None:
    people = {f"p{i:03d}": {"unit": "A" if i % 2 else "B"} for i in range(HUB + 2)}
    found = near(make_case(people, [("p000", key) for key in people if key != "p000"]), "p001", "p002")
    assert found.adamic_adar.tolist() == [0]
    assert found.common.tolist() == [1]


def test_reach_is_the_mean_over_both_sides(make_case: Callable[..., Case]) -> None:
    people = {"a1": {"unit": "A"}, "a2": {"unit": "A"}, **{f"b{i}": {"unit": "B"} for i in range(3)}}
    case = make_case(people, [("a1", "b1"), ("a1", "b2"), ("b0", "a2")])
    # a1 has 2 ties into B (3 people), b0 has 1 into A (2 people).
    assert near(case, "a1", "b0").reach.tolist() == pytest.approx([(2 / sqrt(3) + 1 / sqrt(2)) / 2])
    assert near(case, "b0", "a1").reach.tolist() == near(case, "a1", "b0").reach.tolist()


def test_an_unknown_location_is_not_the_same_location(make_case: Callable[..., Case]) -> None:
    people = {"a": {"unit": "A"}, "b": {"unit": "B"}, "c": {"unit": "A", "location": "X"}, "d": {"location": "X"}}
    case = make_case(people)
    assert not near(case, "a", "b").same_place[0]
    assert near(case, "c", "d").same_place[0]
    # sigmoid(-1.5 + .3).
    assert plausibility(near(case, "c", "d"), DOCUMENTED)[0] == pytest.approx(1 / (1 + np.exp(1.2)))


def test_one_common_contact_of_two_ties(make_case: Callable[..., Case]) -> None:
    case = make_case({"a": {}, "b": {}, "c": {}}, [("a", "c"), ("b", "c")])
    assert near(case, "a", "b").adamic_adar.tolist() == pytest.approx([1 / log(2)])


def test_common_ground_counts_kinds_up_to_two(make_case: Callable[..., Case]) -> None:
    people = {key: {"unit": key, "location": "X" if key in "abc" else ""} for key in "abcdef"}
    skills = [("a", "go", "offer", 2), ("b", "go", "offer", 5), ("c", "go", "offer", 1.9), ("e", "go", "offer", 2)]
    case = make_case(people, [("a", "f"), ("b", "f")], skills)
    ends = np.array([0, 0, 0, 0]), np.array([1, 2, 4, 3])  # a-b: all three, a-c: place, a-e: skill, a-d: nothing
    measured = nearness(case.network, case.boundaries["unit"], case.people.boundary("location").codes, *ends)
    found = ground(case.skills, measured, case.community, *ends)
    assert found.factor.tolist() == [1, 0.9, 0.9, 0.8]
    assert found.skill.tolist() == [True, False, True, False]
    assert found.circle.tolist() == [True, False, False, False]  # c, d and e have no ties, so they have no circle


def test_a_circle_is_common_ground_beside_others(make_case: Callable[..., Case]) -> None:
    # Two triangles a b c and d e f with one tie c-d between them; a and b are in one circle, a and f in none.
    ties = [("a", "b"), ("a", "c"), ("b", "c"), ("c", "d"), ("d", "e"), ("d", "f"), ("e", "f")]
    case = make_case({key: {"unit": key} for key in "abcdef"}, ties)
    ends = np.array([0, 0]), np.array([1, 5])
    measured = nearness(case.network, case.boundaries["unit"], case.people.boundary("location").codes, *ends)
    found = ground(case.skills, measured, case.community, *ends)
    assert found.circle.tolist() == [True, False]
    assert found.factor.tolist() == [1, 0.8]  # a and b share c as a contact, too


def test_the_shared_skill_is_the_one_the_weaker_of_both_holds_best(make_case: Callable[..., Case]) -> None:
    skills = [("a", "go", "offer", 5), ("b", "go", "offer", 2), ("a", "zen", "offer", 3), ("b", "zen", "offer", 3)]
    case = make_case({"a": {"unit": "A"}, "b": {"unit": "B"}}, (), [*skills, ("a", "solo", "offer", 5)])
    assert shared_skill(case.skills, 0, 1) == "zen"
