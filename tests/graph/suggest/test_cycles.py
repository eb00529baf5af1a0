"""Exchanges of three where no pair can open a gap."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from graph import records, results
from graph.options import RunOptions
from graph.rules import Rules
from graph.suggest.case import Case
from graph.suggest.certificate import checked, made
from graph.suggest.plan import Plan, plan

MakeCase = Callable[..., Case]

# A can teach B, B can teach C, C can teach A, and nobody can give back: no two of them are a pair.
KNOWS = {"A": "Go", "B": "Rust", "C": "Zig"}
WANTS = {"A": "Zig", "B": "Go", "C": "Rust"}


def skills(units: str = "ABC", people: range = range(3)) -> list[tuple[str, str, str, float]]:
    offers = [(f"{unit}{i}", KNOWS[unit], "offer", 5.0) for unit in units for i in people]
    return offers + [(f"{unit}{i}", WANTS[unit], "wish", 5.0) for unit in units for i in people]


@pytest.fixture
def circle(make_case: MakeCase, split: dict[str, Any]) -> Case:
    """Five units; A and B share no tie, and skills go round from A over B and C."""
    return make_case(**split, skills=skills())


def taught(made: Plan, case: Case) -> list[list[tuple[str, str, str]]]:
    """Teacher, learner and skill of each exchange, in the order of the links."""
    rows = [row for row in records.to_tables(case, made, "run")["links"].to_pylist() if row["kind"] == "cycle"]
    legs = [
        (row["a"], row["b"], row["a_teaches"]) if row["a_teaches"] else (row["b"], row["a"], row["b_teaches"])
        for row in rows
    ]
    return [legs[i : i + 3] for i in range(0, len(legs), 3)]


def test_three_close_a_gap_that_no_pair_can(circle: Case) -> None:
    made_plan = plan(circle)
    assert len(made_plan.choice.found) == 0
    ((first, second, third),) = taught(made_plan, circle)
    assert (first[2], second[2], third[2]) == ("Go", "Rust", "Zig")
    assert (first[1], second[1], third[1]) == (second[0], third[0], first[0])  # round it goes
    assert {first[0][0], first[1][0]} == {"A", "B"}  # over the gap
    assert "Where no pair could open a gap, three can: 1 exchange of three." in made_plan.notes()
    assert made_plan.audit.passed


def test_over_a_gap_that_three_are_opening_no_others_go_round(circle: Case) -> None:
    ((first, second, third),) = taught(plan(circle), circle)
    place = {key: i for i, key in enumerate(circle.people.keys)}
    legs = np.array([sorted((place[a], place[b])) for a, b, _ in (first, second, third)], np.int32)
    assert taught(plan(replace(circle, running=legs)), circle) == []
    elsewhere = legs[1:]  # the two lessons that lead over no gap
    assert len(taught(plan(replace(circle, running=elsewhere)), circle)) == 1


def test_its_lessons_are_told_as_what_they_are(circle: Case) -> None:
    tables = records.to_tables(circle, plan(circle), "run")
    rows = tables["links"].to_pylist()
    assert {row["kind"] for row in rows} == {"cycle"}
    assert len({row["exchange"] for row in rows}) == 1
    assert len({row["link"] for row in rows}) == 3
    for row in rows:
        assert (row["a_teaches"] is None) != (row["b_teaches"] is None)
        assert (row["score_a"] is None) == (row["b_teaches"] is None)
        assert row["hours_per_month"] == 1
        assert row["explanation"].startswith("One of three lessons of an exchange of three")
    evidence = tables["evidence"].to_pylist()
    assert sorted({row["direction"].split("_")[1] for row in evidence}) == ["home", "teaches", "wishes"]
    assert len(evidence) == 9  # of each lesson one offer, one wish, and how it is at home
    linked = {row[end] for row in rows for end in "ab"}
    assert not linked & set(tables["excluded"]["person"].to_pylist())


def test_the_expected_worth_is_that_three_agree_times_their_mean_lesson(circle: Case) -> None:
    rows = records.to_tables(circle, plan(circle), "run")["links"].to_pylist()
    together = np.prod([row["plausibility"] for row in rows])
    values = [row["score_a"] or row["score_b"] for row in rows]
    harmonic = 3 / sum(1 / value for value in values)
    assert [row["score"] for row in rows] == pytest.approx([together * harmonic] * 3, rel=1e-5)


def test_the_gap_that_they_take_is_that_of_a_link_to_which_three_agree(circle: Case) -> None:
    """Nothing else is linked, and one of the three lessons leads over a gap, the only one: 1 - 2^-P of it."""
    made_plan = plan(circle)
    rows = records.to_tables(circle, made_plan, "run")["links"].to_pylist()
    together = np.prod([row["plausibility"] for row in rows])
    assert sum(row["gap_before"] is not None for row in rows) == 1
    assert made_plan.three.gap_closed(made_plan.choice) == pytest.approx(1 - 2**-together, rel=1e-5)
    assert made_plan.three.lessons == pytest.approx(rows[0]["score"], rel=1e-5)
    (said,) = (note for note in made_plan.notes() if "exchanges of three are expected" in note)
    assert f"take {1 - 2**-together:.2%} of the gap weight" in said


def test_where_a_pair_can_open_the_gap_nobody_goes_round(make_case: MakeCase, split: dict[str, Any]) -> None:
    back = [("B0", "Tea", "offer", 5.0), ("A0", "Tea", "wish", 5.0)]
    made_plan = plan(make_case(**split, skills=[*skills(), *back]))
    assert made_plan.exchanges == 0
    assert {made_plan.links.kinds[0]} == {"pair"}


def test_nobody_without_room_for_two_and_no_barred_pair_takes_part(make_case: MakeCase, split: dict[str, Any]) -> None:
    rows = {key: {**row, "max_links": 1} for key, row in split["rows"].items()}
    assert plan(make_case(rows, split["ties"], skills())).exchanges == 0
    never = [(f"A{i}", f"B{j}") for i in range(3) for j in range(3)]
    assert plan(make_case(**split, skills=skills(), never=never)).exchanges == 0


def test_a_programme_with_rules_is_about_pairs(make_case: MakeCase, split: dict[str, Any]) -> None:
    rules = Rules(preset="cross-lines", crosses=("unit",))
    assert plan(make_case(**split, skills=skills(), options=RunOptions(rules=rules))).exchanges == 0


def test_they_are_few_and_one_a_gap(make_case: MakeCase) -> None:
    # Twelve units in a ring, each in contact with its neighbours alone but for ties everywhere to unit C: many gaps.
    keys = [f"{unit}{i}" for unit in "ABCDEFGHIJKL" for i in range(8)]
    rows = {key: {"unit": key[0]} for key in keys}
    near = {frozenset(("ABCDEFGHIJKL"[i], "ABCDEFGHIJKL"[(i + d) % 12])) for i in range(12) for d in (0, 1, 2)}
    ties = [(a, b) for a, b in combinations(keys, 2) if frozenset((a[0], b[0])) in near and (int(a[1]) + int(b[1])) % 3]
    knows = {unit: f"s{i % 3}" for i, unit in enumerate("ABCDEFGHIJKL")}
    wants = {unit: f"s{(i - 1) % 3}" for i, unit in enumerate("ABCDEFGHIJKL")}
    facts = [(key, knows[key[0]], "offer", 5.0) for key in keys] + [(key, wants[key[0]], "wish", 5.0) for key in keys]
    for links, most in ((40, 2), (None, 1)):  # one for each twenty links asked for, at least one
        made_plan = plan(make_case(rows, ties, facts, options=RunOptions(links=links)))
        assert 1 <= made_plan.exchanges <= most
        used = np.bincount(np.concatenate((made_plan.links.pairs.a, made_plan.links.pairs.b)))
        assert used.max() <= 2


def test_the_order_of_facts_changes_nothing(make_case: MakeCase, split: dict[str, Any], circle: Case) -> None:
    turned = make_case(
        dict(reversed(split["rows"].items())), split["ties"][::-1], skills(units="CBA", people=range(2, -1, -1))
    )
    assert taught(plan(turned), turned) == taught(plan(circle), circle)


def test_verify_finds_a_circle_that_was_broken(circle: Case) -> None:
    chosen, gaps = plan(circle), circle.gaps
    empty: dict[str, Any] = {name: [None] * len(gaps.pairs) for name in results.TABLES["gaps"].names}
    names = gaps.boundary.groups
    empty |= {
        "boundary": ["unit"] * len(gaps.pairs),
        "unit_a": [names[i] for i in gaps.pairs[:, 0]],
        "unit_b": [names[j] for j in gaps.pairs[:, 1]],
        "share": gaps.share,
        "z": gaps.z,
    }
    tables = records.to_tables(circle, chosen, "run") | {"gaps": results.table("gaps", empty)}
    document = made(tables, "unit", circle.people.keys, chosen.choice, 0.0)
    assert [finding.name for finding in checked(tables, document, 0) if not finding.holds] == []
    broken = tables | {"links": tables["links"].slice(1)}
    assert [finding.name for finding in checked(broken, document, 0) if not finding.holds] == [
        "every exchange of three is a circle"
    ]


def test_the_audit_finds_who_only_teaches(circle: Case) -> None:
    from graph.suggest.audit import audit  # noqa: PLC0415 - the audit alone is asked here
    from graph.suggest.cycles import find  # noqa: PLC0415

    choice = plan(circle).choice
    legs = find(circle, choice).legs
    broken = replace(legs, a_teaches=np.where(legs.a_teaches >= 0, -1, 0))
    checks = {check.name: check.holds for check in audit(circle, choice, broken.take(np.arange(2))).checks}
    assert not checks["in an exchange of three everybody teaches and learns"]
