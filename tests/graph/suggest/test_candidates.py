"""Which pairs become candidates, against all pairs of people tried one by one, and small cases by hand."""

from collections.abc import Callable
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest

from graph.arrays import pair_keys
from graph.options import RunOptions
from graph.rules import Rules
from graph.suggest.candidates import PER_PERSON, Candidates, find
from graph.suggest.case import Case, see
from graph.suggest.lessons import WORTHWHILE, prepare
from graph.suggest.search import PER_KEY, PER_UNIT, allowed, swaps, two_steps

MakeCase = Callable[..., Case]
SWAP = [("ann", "go", "offer", 5), ("ann", "zen", "wish", 5), ("bob", "zen", "offer", 5), ("bob", "go", "wish", 5)]
TWO = {"ann": {"unit": "A"}, "bob": {"unit": "B"}}


def pairs(case: Case) -> set[tuple[str, str]]:
    found, keys = find(case, see(case)), case.people.keys
    return {(keys[a], keys[b]) for a, b in zip(found.a.tolist(), found.b.tolist(), strict=True)}


def all_pairs(case: Case) -> set[tuple[int, int]]:
    """Every pair with two lessons worth giving that may be suggested, found one by one."""
    sight, lessons = see(case), prepare(case.skills, case.boundaries["unit"])
    n = len(sight.keys)
    good = set()
    for a, b in combinations(range(n), 2):
        ends = np.array([a]), np.array([b])
        worth = min(lessons.best(*ends)[0][0], lessons.best(*ends[::-1])[0][0])
        across = sight.line.across(ends[0].astype(np.int32), ends[1].astype(np.int32))[0]
        if sight.may[a] and sight.may[b] and across and a * n + b not in sight.barred and worth >= WORTHWHILE:
            good.add((a, b))
    return good


def test_two_people_who_can_swap_a_skill_are_a_candidate(make_case: MakeCase) -> None:
    case = make_case(TWO, (), SWAP)
    found = find(case, see(case))
    assert len(found) == 1
    # W 1, step 3, r = 1 - .5/2: v = .875 both ways, so B = .875; A = sigmoid(-1.5); nothing in common, C = .8.
    assert found.value_a[0] == found.value_b[0] == 0.875
    assert found.w[0] == pytest.approx(0.875 / (1 + np.exp(1.5)) * 0.8)
    assert [case.skills.names[found.a_teaches[0]], case.skills.names[found.b_teaches[0]]] == ["go", "zen"]


@pytest.mark.parametrize(
    ("people", "ties", "never"),
    [
        ({"bob": {"unit": "A"}}, [], []),
        ({"bob": {"unit": "B", "opt_out": True}}, [], []),
        ({"bob": {"unit": "B", "known": False}}, [], []),
        ({"bob": {"unit": "B", "max_links": 0}}, [], []),
        ({"bob": {"unit": "B", "hours": 1.9}}, [], []),
        ({"bob": {"unit": "B", "manager": "ann"}}, [], []),
        ({"bob": {"unit": ""}}, [], []),
        ({"bob": {"units": ("B", "A")}}, [], []),
        ({}, [("ann", "bob")], []),
        ({}, [], [("bob", "ann")]),
    ],
    ids=["same", "opted-out", "unknown", "no-links", "no-hours", "manager", "no-unit", "share-one", "tied", "never"],
)
def test_a_pair_that_must_not_be_is_none(
    make_case: MakeCase, people: dict[str, Any], ties: list[tuple[str, str]], never: list[tuple[str, str]]
) -> None:
    assert pairs(make_case(TWO | people, ties, SWAP, never=never)) == set()


def test_a_former_manager_may_be_paired(make_case: MakeCase) -> None:
    assert pairs(make_case(TWO | {"ann": {"unit": "A", "manager": "carl"}}, (), SWAP)) == {("ann", "bob")}


def test_one_weak_direction_is_no_pair(make_case: MakeCase) -> None:
    weak = [*SWAP[:3], ("bob", "go", "wish", 0.5)]  # v = .1 * .875, under a tenth
    assert pairs(make_case(TWO, (), weak)) == set()


def test_the_line_may_be_another_boundary(make_case: MakeCase) -> None:
    people = {"ann": {"unit": "A", "location": "X"}, "bob": {"unit": "A", "location": "Y"}}
    assert pairs(make_case(people, (), SWAP)) == set()
    assert pairs(make_case(people, (), SWAP, options=RunOptions(boundary="location"))) == {("ann", "bob")}


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("wishes", [True, False])
def test_in_a_small_organisation_nearly_every_good_pair_is_found_and_no_other(
    make_case: MakeCase, make_town: Callable[..., dict[str, Any]], seed: int, wishes: bool
) -> None:
    case = make_case(**make_town(seed, wishes=wishes))
    found = find(case, see(case))
    got = set(zip(found.a.tolist(), found.b.tolist(), strict=True))
    wanted = all_pairs(case)
    assert got <= wanted
    assert len(got) >= 0.9 * len(wanted) > 0  # the caps of a key leave some out


def test_every_pair_with_two_lessons_and_a_common_contact_is_found(
    make_case: MakeCase, make_town: Callable[..., dict[str, Any]]
) -> None:
    case = make_case(**make_town(5))
    a, b = np.array(sorted(all_pairs(case))).T
    common = np.asarray((case.network.adjacency[a].multiply(case.network.adjacency[b])).sum(axis=1)).ravel() > 0
    wanted = pair_keys(a[common], b[common], len(case.people.keys))
    assert len(wanted)
    assert set(wanted) <= set(two_steps(see(case), case.network, case.skills))


def test_a_key_holds_few_people_of_a_unit_and_few_in_all(make_case: MakeCase) -> None:
    people = {f"{u}{i:02d}": {"unit": u} for u in "ABCDEFGHIJ" for i in range(10)} | {"zed": {"unit": "Z"}}
    skills = [(key, "go", "offer", 4) for key in people if key != "zed"]
    skills += [(key, "zen", "wish", 4) for key in people if key != "zed"]
    skills += [("zed", "zen", "offer", 5), ("zed", "go", "wish", 5)]
    case = make_case(people, (), skills)
    keys = swaps(see(case), case.skills)
    partners = [case.people.keys[key // len(people)] for key in keys.tolist()]
    assert len(partners) == PER_KEY
    assert max(sum(name.startswith(u) for name in partners) for u in "ABCDEFGHIJ") == PER_UNIT


def test_inside_a_unit_its_own_people_stand_under_a_key_and_no_others(make_case: MakeCase) -> None:
    """Ten units of five who offer to the sixth, on another floor: looked at together, 24 of 50 people would be left."""
    people = {f"{u}{i}": {"unit": u, "location": f"floor {i // 5}"} for u in "ABCDEFGHIJ" for i in range(6)}
    skills = [(key, skill, kind, 4) for key in people for skill, kind in (("go", "offer"), ("zen", "wish"))]
    turned = {"offer": "wish", "wish": "offer"}
    skills = [(key, skill, turned[kind] if key[1] == "5" else kind, level) for key, skill, kind, level in skills]
    case = make_case(people, (), skills, options=RunOptions(boundary="location", rules=Rules(inside="unit")))
    pairs = [divmod(key, len(people)) for key in swaps(see(case), case.skills).tolist()]
    found = [(case.people.keys[a], case.people.keys[b]) for a, b in pairs]
    assert all(a[0] == b[0] and b[1] == "5" for a, b in found)
    assert len(found) == 10 * PER_UNIT


def test_two_steps_are_pairs_with_a_common_contact(make_case: MakeCase) -> None:
    people = {"a": {"unit": "A"}, "b": {"unit": "B"}, "c": {"unit": "C"}, "d": {"unit": "D"}}
    case = make_case(people, [("a", "b"), ("b", "c"), ("c", "d")])
    assert two_steps(see(case), case.network).tolist() == [0 * 4 + 2, 1 * 4 + 3]


def test_one_way_lessons_go_down_the_levels_and_nearly_every_good_one_is_found(
    make_case: MakeCase, make_town: Callable[..., Any]
) -> None:
    case = make_case(**make_town(5, people=40), options=RunOptions(rules=Rules(one_way=True, level_distance=1)))
    sight, level = see(case), case.people.level
    found, lessons = find(case, sight), prepare(case.skills, case.boundaries["unit"])
    good = set()
    for a, b in permutations(range(40), 2):
        teacher, learner = np.array([a]), np.array([b])
        if level[a] > level[b] and len(allowed(sight, teacher, learner)):
            good |= {(a, b)} if lessons.best(teacher, learner)[0][0] >= WORTHWHILE else set()
    a_teaches = found.a_teaches >= 0
    assert (a_teaches != (found.b_teaches >= 0)).all()
    taught = set(zip(np.where(a_teaches, found.a, found.b), np.where(a_teaches, found.b, found.a), strict=True))
    assert taught <= good
    assert len(taught) > 0.9 * len(good) > 20


def test_nobody_keeps_more_than_the_best_pairs_unless_the_partner_does(make_case: MakeCase) -> None:
    crowd = {f"p{i:03d}": {"unit": f"U{i % 40}"} for i in range(230)}
    people = crowd | {"zed": {"unit": "Z"}, "hub": {"unit": "H"}}
    ties = [("hub", key) for key in [*list(crowd)[:140], "zed"]]
    skills = [(key, "go", "offer", 4) for key in crowd] + [("zed", "zen", "offer", 5), ("zed", "go", "wish", 5)]
    skills += [(key, "zen", "wish", 4) for key in crowd]
    case = make_case(people, ties, skills)
    assert len(find(case, see(case))) <= PER_PERSON + len(crowd)


def test_introductions_lie_across_a_gap_and_claim_no_lesson(make_case: MakeCase, split: dict[str, Any]) -> None:
    case = make_case(**split)
    found: Candidates = find(case, see(case))
    assert {"".join(sorted(a[0] + b[0])) for a, b in pairs(case)} == {"AB"}
    assert (case.gaps.gap[found.cell] > 0).all()
    assert np.isnan(found.value_a).all()
    assert (found.a_teaches == -1).all()
    # w = A C: a contact and a circle in common are all that they can share here.
    factor = np.array([0.8, 0.9, 1.0])[found.contact.astype(int) + found.circle]
    assert found.w.tolist() == pytest.approx((found.plausibility * factor).tolist())


def test_without_a_gap_there_is_no_introduction(make_case: MakeCase) -> None:
    case = make_case({f"p{i}": {"unit": "AB"[i % 2]} for i in range(12)}, [("p0", "p1"), ("p1", "p2")])
    assert not (np.nan_to_num(case.gaps.gap) > 0).any()
    assert len(find(case, see(case))) == 0


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_anybody_is_no_reason_to_crash(make_case: MakeCase, count: int) -> None:
    people = {f"p{i}": {"unit": "A"} for i in range(count)}
    case = make_case(people)
    assert len(find(case, see(case))) == 0
