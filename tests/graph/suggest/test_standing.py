"""What is said of how two people stand: from rows as a run writes them, and from none that are hidden."""

from typing import Any

import pytest

from graph import results
from graph.suggest import standing

GAP = {"boundary": "unit", "unit_a": "Sales", "unit_b": "Works/North", "observed": 3, "expected": 13.85}
PERSON: dict[str, Any] = {
    "overloaded": False,
    "degree": 11,
    "effective_size": 9.48,
    "bridging": 0.094,
    "bridging_person": False,
}


def _between(units: tuple[str | None, str | None], **other: Any) -> list[str]:
    row = dict.fromkeys(results.TABLES["gaps"].names) | GAP | other
    found = standing.between(results.table("gaps", {name: [value] for name, value in row.items()}), *units)
    return [standing.said_of(found)] if found else []


def _said(side: str, person: dict[str, Any]) -> list[str]:
    return list(standing.Standing(person, None, ()).sentences(side))


@pytest.mark.parametrize(
    "units", [("Sales", "Works/North"), ("Works/North/Paint", "Sales"), ("Sales/A", "Works/North")]
)
def test_a_gap_is_told_to_whoever_sits_in_or_under_its_two_units(units: tuple[str, str]) -> None:
    assert _between(units) == ["Between Sales and Works/North 3 ties run where chance would give 13.8."]


@pytest.mark.parametrize(
    "units", [("Sales", "Sales"), ("Sales", None), (None, None), ("Sales", "Works"), ("Salesmen", "Works/North")]
)
def test_a_gap_of_other_units_is_not_told(units: tuple[str | None, str | None]) -> None:
    assert _between(units) == []


@pytest.mark.parametrize("other", [{"observed": None, "expected": None}, {"boundary": "level"}])
def test_a_hidden_gap_and_one_of_another_kind_say_nothing(other: dict[str, Any]) -> None:
    assert _between(("Sales", "Works/North"), **other) == []


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"observed": 1}, "1 tie runs where chance would give 13.8."),
        ({"observed": 0, "finding": "silo"}, "no tie runs where chance would give 13.8: a silo."),
        ({"finding": "thinner"}, "3 ties run where chance would give 13.8: fewer than chance leaves, and no silo."),
        ({"expected": None, "finding": "not fitted"}, "3 ties run."),
    ],
)
def test_what_runs_is_said_with_what_was_found(other: dict[str, Any], said: str) -> None:
    assert _between(("Sales", "Works/North"), **other) == [f"Between Sales and Works/North {said}"]


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, ", who speak for 9.48 different sides, and carries a little of what crosses (bridging 0.094)."),
        (
            {"bridging_person": True, "bridging": 2.251},
            ", who speak for 9.48 different sides, and is one of the people who bridge units (bridging 2.3).",
        ),
        ({"bridging": 0.0}, ", who speak for 9.48 different sides."),
        ({"effective_size": None, "bridging": None, "bridging_person": None}, "."),
    ],
)
def test_a_person_is_told_as_far_as_it_may_be_seen(other: dict[str, Any], said: str) -> None:
    assert _said("A", PERSON | other) == [f"A has 11 contacts{said}"]


def test_one_contact_is_one_side_and_not_told_twice() -> None:
    assert _said("B", PERSON | {"degree": 1, "effective_size": 1.0, "bridging": 0.0}) == ["B has 1 contact."]


@pytest.mark.parametrize("degree", [0, None])
def test_of_somebody_without_a_tie_nothing_is_said(degree: int | None) -> None:
    assert _said("A", PERSON | {"degree": degree}) == []
