"""Who is here, read from rows as people write them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from graph import roster
from graph.facts import PAIRS, PEOPLE, SKILLS
from graph.options import LevelOptions

NO_PAIRS = PAIRS.empty_table()
NO_SKILLS = SKILLS.append(pa.field("source", pa.string())).empty_table()


def facts(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=PEOPLE.append(pa.field("source", pa.string())))


def read(*rows: dict[str, Any], as_of: int | None = None, **levels: Any) -> roster.People:
    return roster.read(facts(*rows), as_of=as_of, levels=LevelOptions(**levels))


def test_people_stand_in_key_order() -> None:
    assert read({"person": "b"}, {"person": "a"}).keys == ("a", "b")


def test_units_come_from_the_roster_where_it_names_any() -> None:
    people = read({"person": "a", "units": ["Sales/North", "IT"], "manager": "b"}, {"person": "b"})
    assert (people.units, people.units_from) == ((("Sales/North", "IT"), ()), "roster")


def test_units_are_the_branches_under_the_root_where_the_roster_names_none() -> None:
    rows = [{"person": "root", "manager": "root"}, {"person": "x", "manager": "root"}, {"person": "y", "manager": "x"}]
    people = read(*rows)
    assert people.units_from == "tree"
    assert dict(zip(people.keys, people.units, strict=True)) == {"root": (), "x": ("Branch x",), "y": ("Branch x",)}


def test_without_units_and_managers_there_is_no_unit() -> None:
    people = read({"person": "a"}, {"person": "b"})
    assert (people.units, people.units_from) == (((), ()), "none")
    assert people.boundary("unit").groups == ()


def test_a_number_level_counts_from_the_front_line_unless_turned_round() -> None:
    rows = [{"person": "a", "level": "1"}, {"person": "b", "level": "3"}]
    assert read(*rows).level.tolist() == [1, 3]
    assert read(*rows, top="1").level.tolist() == [3, 1]
    assert read(*rows, top="1").ranks == ("3", "1")


def test_a_layer_counts_from_the_top_and_is_turned_round() -> None:
    assert read({"person": "a", "layer": "1"}, {"person": "b", "layer": "4"}).level.tolist() == [4, 1]


def test_ranks_in_words_follow_the_order_and_others_are_groups_without_order() -> None:
    rows = [
        {"person": "a", "level": "partner"},
        {"person": "b", "level": "associate"},
        {"person": "c", "level": "of counsel"},
    ]
    people = read(*rows, order=("associate", "partner"))
    np.testing.assert_array_equal(people.level, [2, 1, np.nan])
    assert people.boundary("level").groups == ("associate", "of counsel", "partner")


def test_a_missing_level_is_one_more_than_the_longest_chain_below() -> None:
    people = read({"person": "a"}, {"person": "b", "manager": "a"}, {"person": "c", "manager": "b"})
    assert people.level.tolist() == [3, 2, 1]


def test_people_who_left_or_have_not_come_are_not_active() -> None:
    rows = [
        {"person": "here", "active_from": 10, "active_to": 100},
        {"person": "left", "active_to": 49},
        {"person": "coming", "active_from": 51},
    ]
    assert read(*rows, as_of=50).keys == ("here",)


def test_where_nothing_is_dated_who_has_no_end_is_active() -> None:
    assert read({"person": "a", "active_from": 999}, {"person": "b", "active_to": 1}).keys == ("a",)


def test_the_manager_of_somebody_whose_manager_left_is_nobody() -> None:
    people = read({"person": "a", "active_to": 1}, {"person": "b", "manager": "a"}, as_of=5)
    assert people.manager.tolist() == [-1]


def test_rows_of_two_sources_complete_each_other() -> None:
    people = read(
        {"person": "a", "units": ["IT"], "emails": ["a@x"]}, {"person": "a", "location": "Oslo", "emails": ["b@x"]}
    )
    assert (people.units, people.locations) == ((("IT",),), ("Oslo",))


def test_contradicting_rows_are_all_set_aside_and_found() -> None:
    table = facts({"person": "a", "location": "Oslo"}, {"person": "a", "location": "Rome"}, {"person": "b"})
    assert roster.read(table, as_of=None, levels=LevelOptions()).keys == ("b",)
    assert [(f.kind, f.subject) for f in roster.check(table, NO_SKILLS, NO_PAIRS)] == [("contradicting rows", "a")]


def test_an_unknown_manager_is_found_and_the_person_stays() -> None:
    table = facts({"person": "a", "manager": "ghost"})
    assert roster.read(table, as_of=None, levels=LevelOptions()).keys == ("a",)
    assert [f.kind for f in roster.check(table, NO_SKILLS, NO_PAIRS)] == ["unknown manager"]


def test_the_members_of_a_cycle_keep_their_place_and_lose_the_manager() -> None:
    table = facts({"person": "a", "manager": "b"}, {"person": "b", "manager": "a"}, {"person": "c", "manager": "a"})
    people = roster.read(table, as_of=None, levels=LevelOptions())
    assert people.manager.tolist() == [-1, -1, 0]
    assert [f.subject for f in roster.check(table, NO_SKILLS, NO_PAIRS)] == ["a", "b"]


def test_a_skill_of_an_unknown_person_is_found() -> None:
    row = {"person": "x", "skill": "Go", "kind": "offer", "strength": 3.0, "evidence": "declared", "source": "s"}
    skills = pa.Table.from_pylist([row], schema=NO_SKILLS.schema)
    assert [f.kind for f in roster.check(facts({"person": "a"}), skills, NO_PAIRS)] == ["skill of an unknown person"]


def test_accounts_are_the_key_and_every_address_that_is_one_persons_alone() -> None:
    table = facts({"person": "a", "emails": ["a@x", "both@x"]}, {"person": "b", "emails": ["both@x"]})
    assert roster.accounts(table) == {"a": "a", "b": "b", "a@x": "a"}


def test_unresolved_accounts_join_in_key_order_and_managers_follow() -> None:
    people = read({"person": "b", "manager": "d", "units": ["U"]}, {"person": "d"}).with_accounts(["c", "a", "b"])
    assert people.keys == ("a", "b", "c", "d")
    assert people.known.tolist() == [False, True, False, True]
    assert people.manager.tolist() == [-1, 3, -1, -1]
    assert people.units == ((), ("U",), (), ())


def skills(*people: str) -> pa.Table:
    row = {"skill": "Go", "kind": "offer", "strength": 3.0, "evidence": "declared", "source": "s"}
    return pa.Table.from_pylist([row | {"person": person} for person in people], schema=NO_SKILLS.schema)


def test_a_manager_may_be_named_by_an_address() -> None:
    rows = [{"person": "a", "manager": "b@x"}, {"person": "b", "emails": ["b@x"]}]
    assert read(*rows).manager.tolist() == [1, -1]
    assert roster.check(facts(*rows), NO_SKILLS, NO_PAIRS) == []


def test_a_skill_by_an_address_of_the_roster_is_no_strangers() -> None:
    table = facts({"person": "a", "emails": ["a@x", "both@x"]}, {"person": "b", "emails": ["both@x"]})
    # An address that two people share belongs to neither.
    assert [f.subject for f in roster.check(table, skills("a", "a@x", "A@x", "both@x", "c@x"), NO_PAIRS)] == [
        "both@x",
        "c@x",
    ]


def test_no_finding_names_somebody_who_opted_out() -> None:
    rows = [
        {"person": "out", "manager": "ghost", "opt_out": True, "emails": ["both@x"]},
        {"person": "c1", "manager": "c2", "opt_out": True},
        {"person": "c2", "manager": "c1"},
        {"person": "twice", "location": "Oslo", "opt_out": True},
        {"person": "twice", "location": "Rome"},
        {"person": "in", "emails": ["both@x"], "manager": "twice"},
    ]
    found = roster.check(facts(*rows), skills("both@x"), NO_PAIRS)
    assert [(f.kind, f.subject) for f in found] == [
        ("contradicting rows", roster.UNNAMED),
        ("reporting cycle", "c2"),
        ("reporting cycle", roster.UNNAMED),
        ("skill of an unknown person", roster.UNNAMED),
        ("unknown manager", "in"),
        ("unknown manager", roster.UNNAMED),
    ]
    assert found[4].detail == "the manager is in no roster; the person stays"


def test_a_pair_that_bars_nobody_is_found() -> None:
    pairs = pa.Table.from_pylist([{"a": "a", "b": "ghost", "kind": "never"}], schema=PAIRS)
    found = roster.check(facts({"person": "a"}), NO_SKILLS, pairs)
    assert [(f.kind, f.subject) for f in found] == [("pair with an unknown person", "ghost")]
