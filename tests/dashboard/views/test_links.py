from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from dashboard.views import links, overview
from graph.results import TABLES


@pytest.fixture
def cards(snapshot):
    return [links.card(snapshot, row) for row in snapshot.links]


def test_a_card_says_both_directions(cards):
    first = cards[0]
    assert [(d.teacher, d.learner, d.skill) for d in first.directions] == [
        (first.a, first.b, "Negotiation"),
        (first.b, first.a, "Experiment design"),
    ]
    assert (first.unit_a, first.unit_b) == ("Sales", "Research")


def test_evidence_comes_with_its_kind_and_date(cards):
    assert cards[0].directions[0].offer == "attested, strength 4 of 5, 14 Mar 2025"
    assert cards[0].directions[1].offer == "declared, strength 4 of 5, undated"


def test_a_card_says_how_many_at_home_could_teach_it(snapshot):
    row = next(row for row in snapshot.links if row["kind"] == "pair")
    home = {"link": row["link"], "direction": "b_home", "skill": row["a_teaches"], "kind": "rare"}
    evidence = snapshot.evidence | {row["link"]: (*snapshot.evidence[row["link"]], home)}
    told = links.card(replace(snapshot, evidence=evidence), row).directions
    assert [way.wish.endswith("; few at home could teach it") for way in told] == [True, False]


def test_only_a_stated_wish_is_called_one(cards):
    said = {card.directions[0].wish for card in cards if card.directions}
    assert said == {
        "wants to learn it (declared, 14 Mar 2025)",
        "could learn it (inferred from skills and contacts, not stated)",
        "could learn it (assumed: it is rare in their unit)",
    }


def test_an_introduction_claims_no_lesson(cards):
    introductions = [card for card in cards if card.kind == "introduction"]
    assert len(introductions) == 2
    assert all(card.directions == () for card in introductions)


def test_a_person_of_a_small_unit_has_no_unit_on_the_card(snapshot):
    row = dict(snapshot.links[0]) | {"unit_b": None, "gap_before": None, "gap_after": None}
    card = links.card(snapshot, row)
    assert (card.unit_b, card.gap) == ("a unit too small to name", "")


def test_common_ground_is_said_or_said_to_be_unknown(cards):
    assert {card.ground for card in cards} == {
        "a common contact", "a common contact, the same location", "none known", "both know Budgeting",
    }  # fmt: skip


def test_the_verdict_counts_links_and_introductions_apart(snapshot):
    assert links.verdict(snapshot) == "26 two-way links and 2 introductions: each side teaches and each side learns."
    only = replace(snapshot, links=snapshot.links[-1:])
    assert links.verdict(only) == "1 introduction across a gap; no skills are known yet, so no lesson is claimed."


def test_nothing_worth_suggesting_is_an_answer_with_a_reason(snapshot):
    bare = replace(snapshot, links=(), left_out=(("other links were worth more", 8), ("no offer", None)))
    assert links.verdict(bare) == "No link is worth suggesting here."
    assert links.nothing(bare).cause.startswith("That is an answer too")
    assert links.left_out(bare).to_pylist() == [
        {"Why": "other links were worth more", "People": "8"},
        {"Why": "no offer", "People": "under 5"},
    ]
    none = replace(bare, pairs=dict.fromkeys(snapshot.pairs, ()), units={**snapshot.units, "unit": ()})
    assert links.nothing(none).cause.startswith("There are no two units of 5 or more people")


def test_the_effect_stands_beside_random_links(snapshot):
    effects = {effect.label: effect for effect in links.effects(snapshot)}
    closed = effects["Gap weight taken"]
    assert closed.value.replace("\u00a0", " ") == "31 %"
    assert closed.beside.replace("\u00a0", " ") == "random links: 8 % (4 % to 12 %)"
    assert closed.meaning.startswith("Assumed: the first accepted link counts for half of a gap")
    assert "(estimated)" in effects["Lessons expected"].meaning


def test_the_effect_says_where_it_lies_if_not_everybody_accepts(snapshot):
    row = snapshot.effect["gap_closed"] | {"accepted_low": 0.25, "accepted_high": 0.36}
    (closed, *_) = links.effects(replace(snapshot, effect=snapshot.effect | {"gap_closed": row}))
    meaning = closed.meaning.replace("\u00a0", " ")
    assert meaning.endswith("(estimated; 90 % of the draws of who accepts lie between 25 % and 36 %)")


@pytest.mark.parametrize(
    ("choice", "holds"),
    [
        (links.Choice(units=["Market/Sales"]), lambda row: "Market/Sales" in (row["unit_a"], row["unit_b"])),
        (links.Choice(kind="introduction"), lambda row: row["kind"] == "introduction"),
        (links.Choice(crossed="location"), lambda row: "location" in row["boundaries"]),
        (links.Choice(), lambda row: True),
    ],
)
def test_filters_keep_exactly_what_fits(snapshot, choice, holds):
    assert links.chosen(snapshot, choice) == [row for row in snapshot.links if holds(row)]


def test_twenty_stand_on_a_page(snapshot):
    rows = links.chosen(snapshot, links.Choice())
    assert links.pages(rows) == 2
    assert [row["rank"] for row in links.page(rows, 2)] == list(range(21, 29))
    assert links.pages([]) == 1


def test_the_file_has_the_columns_of_the_export_and_the_names(snapshot):
    table = links.download(snapshot, snapshot.links[:3])
    assert table.column_names == [*TABLES["links"].names, "name_a", "name_b"]
    assert table["name_a"].to_pylist() == [snapshot.name(key) for key in table["a"].to_pylist()]


def test_a_pair_of_units_finds_the_links_between_them_and_below_them(snapshot):
    pair = overview.pairs_to_look_at(snapshot, "unit")[0]
    cards = links.across(snapshot, pair)
    assert {(card.unit_a, card.unit_b) for card in cards} == {("Sales", "Research")}
    above = pair | {"unit_a": "Market", "unit_b": "Product"}
    assert len(links.across(snapshot, above)) > len(cards)
    assert links.across(snapshot, pair | {"boundary": "location"}) == []
    assert links.line(cards[0]) == f"{cards[0].a} ⇄ {cards[0].b}: Negotiation for Experiment design"
    assert links.crossing(1) == "1 proposed link crosses this line:"


def test_links_that_run_are_listed_by_name(snapshot):
    people = sorted(snapshot.names)[:2]
    row = {"link": "l1", "a": people[0], "b": people[1], "state": "met", "since": date(2026, 3, 3), "until": None}
    row |= {"goal_a": "Negotiation", "goal_b": None, "weeks": 9, "weeks_met": 3, "weeks_silent": 1, "fading": False}
    told = links.running(replace(snapshot, running=(row,))).to_pylist()
    assert told == [
        {"One": snapshot.name(people[0]), "Other": snapshot.name(people[1]), "State": "met", "Since": date(2026, 3, 3)}
        | {"Until": None, "One wants": "Negotiation", "Other wants": "not said yet", "Contact": "in 3 of 10 weeks"}
    ]
    assert links.running(snapshot).num_rows == 0


def test_an_exchange_of_three_says_on_each_card_who_teaches_whom(snapshot):
    three = sorted(snapshot.names)[:3]
    ends = ((0, 1, "Go", None), (1, 2, "Zen", None), (0, 2, None, "Tea"))  # the third teaches the first
    rows = tuple(
        dict(snapshot.links[0])
        | {"link": f"l{i}", "kind": "cycle", "exchange": "e1", "a": three[a], "b": three[b], "hours_per_month": 1.0}
        | {"a_teaches": given, "b_teaches": back}
        for i, (a, b, given, back) in enumerate(ends)
    )
    told = replace(snapshot, links=rows, evidence={})
    way = " → ".join(snapshot.name(three[i]) for i in (0, 1, 2, 0))
    cards = [links.card(told, row) for row in rows]
    assert cards[0].exchange == f"{way}, if all three agree"
    assert [[direction.skill for direction in card.directions] for card in cards] == [["Go"], ["Zen"], ["Tea"]]
    assert cards[2].directions[0].teacher == snapshot.name(three[2])
    assert cards[0].hours == "1 hour a month each"
    assert links.verdict(told) == "1 exchange of three: each side teaches and each side learns."
    assert links.kinds(told) == ["cycle"]
    assert links.card(snapshot, snapshot.links[0]).exchange == ""
