"""Scores of given pairs: never an error, symmetric, and the same as the plan's own."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.suggest.case import Case
from graph.suggest.objection import exchanged
from graph.suggest.plan import plan
from graph.suggest.score import Scored, score

MakeCase = Callable[..., Case]
SWAP = [("ann", "go", "offer", 5), ("ann", "zen", "wish", 5), ("bob", "zen", "offer", 4), ("bob", "go", "wish", 5)]
PEOPLE: dict[str, dict[str, Any]] = {
    "ann": {"unit": "A"},
    "bob": {"unit": "B"},
    "carl": {"unit": "A"},
    "dora": {"unit": "B", "manager": "ann"},
    "out": {"unit": "B", "opt_out": True},
    "account": {"known": False},
    "busy": {"unit": "C", "max_links": 0},
    "lone": {},
}


def one(case: Case, a: str, b: str) -> Scored:
    return score(case, [(a, b)])[0]


@given(st.integers(0, 30))
@settings(max_examples=6)
def test_a_pair_scores_the_same_from_both_sides(
    make_case: MakeCase, make_town: Callable[..., dict[str, Any]], seed: int
) -> None:
    case = make_case(**make_town(seed, people=30))
    pairs = [(a, b) for a in case.people.keys[:12] for b in case.people.keys[-12:]]
    assert [exchanged(row) for row in score(case, pairs)] == score(case, [(b, a) for a, b in pairs])


def test_chosen_links_score_as_in_the_plan_and_nothing_speaks_against_them(
    make_case: MakeCase, make_town: Callable[..., dict[str, Any]]
) -> None:
    case = make_case(**make_town(2))
    pairs, keys = plan(case).links.pairs, case.people.keys
    rows = score(case, [(keys[b], keys[a]) for a, b in zip(pairs.a, pairs.b, strict=True)])
    assert [row.score for row in rows] == pairs.w.tolist()
    assert [row.score_b for row in rows] == pairs.value_a.tolist()
    assert {row.reason for row in rows} == {""}


@pytest.mark.parametrize(("a", "b"), [("", "ann"), ("ann", ""), ("", "")])
def test_a_row_that_does_not_name_two_people_says_so(make_case: MakeCase, a: str, b: str) -> None:
    assert one(make_case(PEOPLE, (), SWAP), a, b) == Scored(a, b, reason="the row does not name two people")


def test_the_parts_multiply_to_the_score(make_case: MakeCase) -> None:
    row = one(make_case(PEOPLE, (), SWAP), "ann", "bob")
    assert row.both_ways is not None
    assert row.plausibility is not None
    assert row.ground is not None
    assert row.score == pytest.approx(row.both_ways * row.plausibility * row.ground)
    assert (row.a_teaches, row.b_teaches, row.a_wishes) == ("go", "zen", "stated")


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("ann", "ann", "a person cannot be paired with themself"),
        ("ann", "nobody", "nobody is not among the people who may be suggested"),
        ("out", "ann", "out is not among the people who may be suggested"),
        ("ann", "account", "account is in no roster"),
    ],
)
def test_a_pair_it_cannot_judge_says_why(make_case: MakeCase, a: str, b: str, reason: str) -> None:
    row = one(make_case(PEOPLE, (), SWAP), a, b)
    assert (row.score, row.reason) == (None, reason)


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("ann", "dora", "one of them reports to the other"),
        ("ann", "carl", "they share a unit"),
        ("ann", "busy", "one of them has no room for another link"),
        ("ann", "lone", "of one of them no unit is known"),
        ("bob", "carl", "they have a tie already"),
        ("carl", "dora", "a list says that they must not be paired, or that they were before"),
        ("ann", "bob", "a learning link of theirs runs"),
    ],
)
def test_a_pair_that_would_not_be_suggested_is_scored_and_says_why(
    make_case: MakeCase, a: str, b: str, reason: str
) -> None:
    row = one(make_case(PEOPLE, [("bob", "carl")], SWAP, never=[("carl", "dora")], running=[("ann", "bob")]), a, b)
    assert row.reason == reason
    assert row.score is not None


def test_a_one_way_pair_scores_nothing_and_says_so(make_case: MakeCase) -> None:
    row = one(make_case(PEOPLE, (), [*SWAP[:2], ("bob", "go", "wish", 5)]), "ann", "bob")
    assert row.score == 0
    assert row.reason == "a direction is worth less than 0.1 of a full lesson"


def test_without_skills_plausibility_and_ground_are_the_score(make_case: MakeCase) -> None:
    row = one(make_case(PEOPLE), "ann", "bob")
    assert row.kind == "introduction"
    assert (row.score_a, row.both_ways, row.a_teaches) == (None, None, "")
    assert row.score == pytest.approx(0.8 * 0.182426, abs=1e-6)  # C 0.8, sigmoid(-1.5)


def test_nothing_to_score_is_no_error(make_case: MakeCase) -> None:
    assert score(make_case(PEOPLE), []) == []
