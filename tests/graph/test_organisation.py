"""Who is whom in the ledger's facts, and what belongs to nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from graph import organisation, projection
from graph.facts import SNAPSHOTS
from graph.ledger import Ledger
from graph.options import RunOptions
from graph.organisation import Organisation

PEOPLE = [
    {"person": "p1", "emails": ["ann@x"], "units": ["A"], "manager": "bo@x"},
    {"person": "p2", "emails": ["bo@x"], "units": ["B"]},
    {"person": "p3", "units": ["B"], "active_to": 10},
]


def skill(person: str, name: str) -> dict[str, Any]:
    return {"person": person, "skill": name, "kind": "offer", "strength": 4.0, "evidence": "declared"}


def ledger(folder: Path, **rows: list[dict[str, Any]]) -> Ledger:
    made = Ledger(folder)
    with made.stage() as staging:
        for kind, given in rows.items():
            staging.replace(kind, kind, pa.Table.from_pylist(given, schema=SNAPSHOTS[kind]))
        staging.commit()
    return made


def read(folder: Path, **rows: list[dict[str, Any]]) -> Organisation:
    return organisation.read(ledger(folder, **rows), RunOptions())


@pytest.fixture
def by_address(tmp_path: Path) -> Organisation:
    skills = [skill("ann@x", "Go"), skill("p2", "zen")]
    return read(tmp_path / "address", people=PEOPLE, skills=skills, pairs=[{"a": "ann@x", "b": "p2", "kind": "never"}])


def test_skills_managers_and_pairs_may_be_named_by_an_address(by_address: Organisation) -> None:
    assert by_address.people.keys == ("p1", "p2")
    assert by_address.people.manager.tolist() == [1, -1]
    assert by_address.skills.offers.toarray().tolist() == [[4, 0], [0, 4]]
    assert by_address.never.tolist() == [[0, 1]]
    assert by_address.skills_aside == 0


def test_facts_are_the_same_whatever_a_person_is_called(by_address: Organisation, tmp_path: Path) -> None:
    people = [PEOPLE[0] | {"manager": "p2"}, *PEOPLE[1:]]
    skills = [skill("p1", "Go"), skill("p2", "zen")]
    by_key = read(tmp_path / "key", people=people, skills=skills, pairs=[{"a": "p1", "b": "p2", "kind": "never"}])
    assert by_key.facts == by_address.facts


def test_a_skill_that_comes_to_belong_to_somebody_is_another_fact(by_address: Organisation, tmp_path: Path) -> None:
    people = [PEOPLE[0] | {"emails": ["other@x"]}, *PEOPLE[1:]]
    skills = [skill("ann@x", "Go"), skill("p2", "zen")]
    other = read(tmp_path / "o", people=people, skills=skills, pairs=[{"a": "ann@x", "b": "p2", "kind": "never"}])
    assert other.facts != by_address.facts
    assert other.skills_aside == 1


def test_rows_on_strangers_are_counted_and_those_on_who_left_are_not(tmp_path: Path) -> None:
    found = read(tmp_path / "l", people=PEOPLE, skills=[skill("p3", "Go"), skill("zoe", "Go"), skill("zoe", "zen")])
    assert (found.roster, found.skills_aside) == (3, 2)


def test_the_store_knows_a_skill_by_the_key_of_its_person(tmp_path: Path) -> None:
    made = ledger(tmp_path / "l", people=PEOPLE, skills=[skill("ann@x", "Go")])
    tables = projection.people(organisation.read(made, RunOptions()), made)
    assert tables["HAS_SKILL"].select(["a", "b"]).to_pylist() == [{"a": "p1", "b": "Go"}]


@pytest.mark.parametrize(
    ("kind", "until", "as_of", "held"),
    [
        ("never", None, 500, True),
        ("never", 100, 100, True),
        ("never", 100, 101, False),
        ("never", 100, None, True),
        ("past", None, 500, True),
        ("past", 100, 464, True),
        ("past", 100, 465, False),
    ],
)
def test_a_pair_is_barred_up_to_a_day_and_two_of_before_rest_from_it_on(
    kind: str, until: int | None, as_of: int | None, held: bool
) -> None:
    """Cooling off for 364 days: who were paired up to day 100 may be again from day 465 on."""
    pairs = pa.table({"a": ["ann"], "b": ["bob"], "kind": [kind], "until": pa.array([until], pa.int32())})
    assert organisation.barred(pairs, as_of, 364) == ([("ann", "bob")] if held else [])
