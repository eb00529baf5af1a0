"""Whatever leaves a run leaves through `View`: no small group, nobody who opted out, nothing out of scope."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import UsageError
from graph.facts import FEEDBACK
from graph.ledger import Ledger
from graph.privacy import NOBODY, View
from graph.results import TABLES, Results, table
from graph.viewer import Viewer

SHOWABLE = (
    "gaps", "units", "people", "bridges", "links", "evidence", "candidates", "excluded", "effect",
    "single_points", "reach", "skills", "trend",
)  # fmt: skip


def results(tables, manifest=None):
    """A run in memory."""
    read = {name: tables.get(name, schema.empty_table()) for name, schema in TABLES.items()}
    made = Results(Path("runs/r1"), read)
    made.__dict__["manifest"] = manifest or {}
    return made


def rows(name, *records):
    """A run table from dicts; columns that are not given are null."""
    return table(name, {column: [r.get(column) for r in records] for column in TABLES[name].names})


def person(key, unit, **more):
    return {"run": "r1", "person": key, "name": key.title(), "unit": unit, "opted_out": False, "degree": 3, **more}


def gap(a, b, people_a, people_b, observed, **more):
    numbers = {"expected": 10.5, "gap": 4.5, "share": 0.25, "z": 1.75, "p": 0.5, "null": "quasi", "finding": "gap"}
    counts = {"bridged_by": 7, "level_used": 1, "suppressed": False, "people_a": people_a, "people_b": people_b}
    return {
        "run": "r1",
        "boundary": "unit",
        "unit_a": a,
        "unit_b": b,
        "observed": observed,
        **numbers,
        **counts,
        **more,
    }


SIZES = {"Design": 6, "Ops": 8, "Sales/North": 7, "Sales/South": 9, "Solo": 1}
"""Five units; one person sits alone in Solo, and one of Ops has opted out."""


@pytest.fixture
def run():
    people = [person(f"{unit[-5:].lower()}{i}", unit) for unit, size in SIZES.items() for i in range(size)]
    people[6]["opted_out"] = True  # ops0
    pairs = [gap(a, b, SIZES[a], SIZES[b], 11 + i) for i, (a, b) in enumerate(combinations(SIZES, 2))]
    units = [
        {"run": "r1", "boundary": "unit", "unit": unit, "people": size, "ties": 40 + size, "ei_index": 0.5,
         "ei_expected": 0.25, "z": 1.25, "insularity": 0.75, "bubble_index": 0.5, "bubble_expected": 0.125,
         "basis": "measured"}
        for unit, size in SIZES.items()
    ]  # fmt: skip
    bridges = [
        {"run": "r1", "boundary": "unit", "unit_a": "Design", "unit_b": "Solo", "person": "esign0", "ties": 1,
         "carry": 0.125},
        {"run": "r1", "boundary": "unit", "unit_a": "Ops", "unit_b": "Sales/South", "person": "ops1", "ties": 2,
         "carry": 0.5},
        {"run": "r1", "boundary": "unit", "unit_a": "Ops", "unit_b": "Sales/South", "person": "ops0", "ties": 2,
         "carry": 0.5},
    ]  # fmt: skip
    links = [link("l1", "ops1", "south1", 1), link("l2", "design1", "solo0", 2), link("l3", "ops0", "south2", 3)]
    links[1] |= {"a": "esign1", "unit_a": "Design", "unit_b": "Solo", "explanation": "Design and Solo share 11 ties"}
    evidence = [
        {"link": f"l{i}", "direction": "a_teaches", "skill": f"skill{i}", "kind": "declared"} for i in (1, 2, 3)
    ]
    excluded = [{"run": "r1", "person": "ops0", "reason": "opted out"}, {"run": "r1", "person": "ops2", "reason": "x"}]
    candidates = [{"a": "ops1", "b": "south1", "cell": "c1"}, {"a": "esign1", "b": "solo0", "cell": "c2"},
                  {"a": "ops0", "b": "south2", "cell": "c3"}]  # fmt: skip
    effect = [{"run": "r1", "measure": "gap", "before": 40.5, "after": 30.5}]
    points = [lost("ops0", 1, 9), lost("ops1", 2, 0), lost("ops2", 0, 4), lost("south1", 1, 5), lost("esign0", 1, 0)]
    skills = [
        skill("Law", holders=1, only_holder="ops1"), skill("zen", holders=1, only_holder="ops0"),
        skill("Go", holders=9, new_before=3, new_lately=9, growth=3.0, p=0.02, emerging=True),
    ]  # fmt: skip
    made = {"people": people, "gaps": pairs, "units": units, "bridges": bridges, "links": links, "evidence": evidence,
            "excluded": excluded, "candidates": candidates, "effect": effect, "single_points": points,
            "skills": skills,
            "trend": [{"run": "r1", "measure": "across_unit", "earlier": 0.5, "active": 31}]}  # fmt: skip
    return results(
        {name: rows(name, *records) for name, records in made.items()}, {"boundaries": {"unit": {"ei_index": 0.1}}}
    )


def lost(key, pairs, people):
    return {"run": "r1", "person": key, "pairs_lost": pairs, "people_separated": people, "skills_lost": "knots"}


def link(key, a, b, rank):
    return {"run": "r1", "link": key, "kind": "pair", "a": a, "b": b, "unit_a": "Ops", "unit_b": "Sales/South",
            "rank": rank, "gap_before": 4.5, "gap_after": 2.25, "explanation": "because"}  # fmt: skip


def skill(name, **more):
    usual = {"unevenness": 0.4, "new_before": 0, "new_lately": 0}
    return {"run": "r1", "skill": name, **usual, **more}


def texts(view):
    """Everything a viewer can get hold of, as text."""
    return {name: str(view.table(name).to_pylist()) for name in SHOWABLE}


def test_who_opted_out_is_named_in_no_table(run):
    view = View(run)
    for name, text in texts(view).items():
        assert "ops0" not in text.lower(), name
    assert view.name("ops0") == NOBODY
    assert view.name("ops1") == "Ops1"
    assert view.name("nobody at all") == NOBODY


def test_who_opted_out_still_counts(run):
    units = {row["unit"]: row["people"] for row in View(run).units().to_pylist()}
    assert units["Ops"] == 8


def test_a_link_or_its_evidence_with_somebody_who_opted_out_is_gone(run):
    view = View(run)
    assert view.links()["link"].to_pylist() == ["l1", "l2"]
    assert view.evidence()["link"].to_pylist() == ["l1", "l2"]


def test_a_unit_of_one_person_shows_no_number_anywhere(run):
    view = View(run)
    cells = [row for row in view.gaps().to_pylist() if "Solo" in (row["unit_a"], row["unit_b"])]
    assert len(cells) == 4
    for row in cells:
        assert row["suppressed"]
        for column in ("observed", "expected", "gap", "share", "z", "p", "finding", "bridged_by", "needs_a", "needs_b"):
            assert row[column] is None, column
    solo = next(row for row in view.units().to_pylist() if row["unit"] == "Solo")
    assert set(solo.values()) == {None, "r1", "unit", "Solo"}
    for name in ("people", "bridges", "links", "evidence", "candidates", "excluded"):
        assert "Solo'" not in str(view.table(name).to_pylist()), name
    hidden = next(row for row in view.links().to_pylist() if row["link"] == "l2")
    assert (hidden["unit_b"], hidden["gap_before"], hidden["gap_after"], hidden["explanation"]) == (None,) * 4
    assert hidden["unit_a"] == "Design"
    assert view.candidates()["cell"].to_pylist() == [None, "c1"]


def test_every_other_row_hides_one_more_cell_and_the_column_of_units_one_more_unit(run):
    view = View(run)
    hidden = [(r["unit_a"], r["unit_b"]) for r in view.gaps().to_pylist() if r["suppressed"]]
    # By hand: Solo's four cells, then Design takes its smallest other one (11, Ops), which serves Ops too; Sales/North
    # takes the smaller of Design 12, Ops 15, Sales/South 18: Design; Sales/South that of 13, 16, 18: Design.
    assert hidden == [
        ("Design", "Ops"), ("Design", "Sales/North"), ("Design", "Sales/South"), ("Design", "Solo"), ("Ops", "Solo"),
        ("Sales/North", "Solo"), ("Sales/South", "Solo"),
    ]  # fmt: skip
    gone = [r["unit"] for r in view.units().to_pylist() if r["people"] is None]
    assert gone == ["Design", "Solo"]  # 6 people, the smallest of the others


def test_a_bridging_score_over_a_hidden_cell_is_hidden(run):
    people = run.table("people").to_pylist()
    for row in people:
        row |= {"bridging": 0.5, "bridging_person": True}
    shown = View(results({**{n: run.table(n) for n in TABLES}, "people": rows("people", *people)}))
    scores = {row["person"]: row["bridging"] for row in shown.people().to_pylist()}
    assert scores["esign0"] is None
    assert scores["ops1"] == 0.5
    assert shown.bridges()["person"].to_pylist() == ["ops1"]


def test_a_single_point_shows_no_few_people_and_nothing_of_a_hidden_cell(run):
    # ops0 has opted out; esign0 holds the only tie of Design and Solo, a hidden cell, and loses nothing else.
    told = View(run).single_points().select(["person", "pairs_lost", "people_separated"]).to_pylist()
    assert [tuple(row.values()) for row in told] == [("ops1", 2, 0), ("ops2", 0, None), ("south1", 1, 5)]
    higher = View(run, Viewer(min_group=6)).single_points().to_pylist()
    assert {row["person"]: row["people_separated"] for row in higher} == {"ops1": 0, "ops2": None, "south1": None}


def test_what_counts_people_of_the_whole_organisation_is_for_who_sees_all_of_it(run):
    made = leading(run, [("voice", "1", 30, 9)])
    for view in (View(made, Viewer(scope=("Ops",))), View(made, Viewer(role="leader"))):
        assert view.single_points().num_rows == 0
    assert View(made, Viewer(scope=("Ops",))).reach().num_rows == 0
    assert View(made, Viewer(role="leader")).reach()["median"].to_pylist() == [0.5]


def leading(run, told, levels=()):
    """The run with rows of reach (measure, level, people, others), and with levels of so many people."""
    reach = [
        {"run": "r1", "measure": measure, "level": level, "people": people, "others": others, "median": 0.5}
        for measure, level, people, others in told
    ]
    people = [person(f"l{level}{i}", None, level=level) for level, size in levels for i in range(size)]
    units = [{"run": "r1", "boundary": "level", "unit": level, "people": size, "ties": 9} for level, size in levels]
    tables = {name: run.table(name) for name in TABLES}
    more = {"people": people, "units": units}
    tables |= {name: rows(name, *tables[name].to_pylist(), *added) for name, added in more.items()}
    return results({**tables, "reach": rows("reach", *reach)})


def test_reach_is_the_middle_of_enough_people_counted_among_enough(run):
    told = [("leader_reach_people", None, 4, 40), ("leader_reach_units", None, 5, 40), ("voice", "1", 30, 4),
            ("voice", "2", 5, 5)]  # fmt: skip
    seen = View(leading(run, told)).reach()
    assert seen["median"].to_pylist() == [None, 0.5, None, 0.5]
    assert seen["people"].to_pylist() == [None, 5, None, 5]
    assert seen["others"].to_pylist() == [None, 40, None, 5]


def test_where_a_level_is_hidden_reach_counts_nobody(run):
    # Level 3 has two people; 2, the smallest of the others, is hidden with it. Leaders are levels 2 and 3.
    told = [("leader_reach_people", None, 9, 40), ("voice", "1", 30, 9), ("voice", "2", 7, 9)]
    seen = View(leading(run, told, (("1", 30), ("2", 7), ("3", 2)))).reach()
    assert seen["median"].to_pylist() == [0.5, 0.5, None]
    assert set(seen["people"].to_pylist()) == set(seen["others"].to_pylist()) == {None}


def test_a_bubble_index_goes_with_the_insularity_that_it_may_equal():
    # The ties of Tiny, in no cell, are the one unknown of every row: no unit shows anything that holds its ties.
    people = [person(f"{u}{i}", u) for u, n in (("A", 9), ("B", 8), ("Tiny", 2)) for i in range(n)]
    bubbles = {"insularity": 0.5, "bubble_index": 0.5, "bubble_expected": 0.25, "basis": "measured"}
    units = [{"boundary": "unit", "unit": u, "people": 9, "ties": 5, **bubbles} for u in ("A", "B", "Tiny")]
    made = {"people": people, "gaps": [gap("A", "B", 9, 8, 5)], "units": units}
    for row in View(results({name: rows(name, *told) for name, told in made.items()})).units().to_pylist():
        assert {row[name] for name in bubbles} == {None}


def test_a_higher_floor_hides_more_and_shows_nothing_new(run):
    for low, high in ((5, 7), (7, 9)):
        before, after = (View(run, Viewer(min_group=floor)).gaps().to_pylist() for floor in (low, high))
        for a, b in zip(before, after, strict=True):
            assert not (a["suppressed"] and not b["suppressed"]) or low == 5  # complementary cells may move once
    everything = View(run, Viewer(min_group=10)).gaps()
    assert all(everything["suppressed"].to_pylist())


def test_a_count_of_a_few_people_is_worded_not_shown(run):
    few = rows(
        "gaps", *[gap(a, b, 9, 9, 5, bridged_by=n) for (a, b), n in zip(combinations("ABC", 2), (0, 4, 5), strict=True)]
    )
    people = rows("people", *[person(f"{u}{i}", u) for u in "ABC" for i in range(9)])
    view = View(results({"gaps": few, "people": people}))
    counts = view.gaps()["bridged_by"].to_pylist()
    assert counts == [0, None, 5]
    assert [view.counted(count) for count in counts] == ["0", "under 5", "5"]


def test_scope_leaves_nothing_of_the_rest(run):
    view = View(run, Viewer(scope=("Sales",)))
    assert {row["unit"] for row in view.people().to_pylist()} == {"Sales/North", "Sales/South"}
    assert {(r["unit_a"], r["unit_b"]) for r in view.gaps().to_pylist()} == {("Sales/North", "Sales/South")}
    assert {row["unit"] for row in view.units().to_pylist()} == {"Sales/North", "Sales/South"}
    for name, text in texts(view).items():
        assert "Ops" not in text, name
        assert "Design" not in text, name
    assert view.links().num_rows == view.effect().num_rows == 0
    assert view.summary().closure == {}
    assert view.name("ops1") == NOBODY


def test_a_leader_sees_groups_and_no_person(run):
    view = View(run, Viewer(role="leader"))
    assert view.gaps().equals(View(run).gaps())
    for name, column in (
        ("people", "person"),
        ("people", "name"),
        ("links", "a"),
        ("bridges", "person"),
        ("excluded", "person"),
    ):
        assert column not in view.table(name).column_names
        assert view.table(name).num_rows == 0
    assert view.evidence().num_rows == 0
    assert view.name("ops1") == NOBODY


def test_the_column_that_marks_who_opted_out_never_leaves(run):
    assert "opted_out" not in View(run).people().column_names


def test_the_network_itself_is_not_to_be_had(run):
    with pytest.raises(UsageError, match="no table 'network'"):
        View(run).table("network")


@pytest.mark.parametrize(("role", "floor"), [("boss", 5), ("analyst", 4)])
def test_an_unknown_role_or_a_lower_floor_is_refused(role, floor):
    with pytest.raises(UsageError):
        Viewer(role=role, min_group=floor)


def test_the_only_cell_of_two_groups_takes_its_totals_with_it():
    people = [person(f"a{i}", "A") for i in range(9)] + [person(f"b{i}", "B") for i in range(7)]
    units = [
        {"boundary": "unit", "unit": u, "people": n, "ties": 5, "ei_index": 0.5, "ei_expected": 0.5}
        for u, n in (("A", 9), ("B", 7))
    ]
    effect = rows("effect", {"measure": "gap", "before": 4.5})
    made = {
        "people": rows("people", *people),
        "gaps": rows("gaps", gap("A", "B", 9, 7, 5)),
        "units": rows("units", *units),
        "effect": effect,
    }
    run = results(made, {"boundaries": {"unit": {"ei_index": 0.5, "ei_expected": 0.25}}})
    assert View(run).summary().closure == {"unit": {"ei": 0.5, "expected": 0.25, "z": None}}
    view = View(run, Viewer(min_group=8))
    assert view.units()["ties"].to_pylist() == [None, None]
    assert view.summary().closure == {}
    assert view.effect().num_rows == 0


@st.composite
def organisations(draw):
    """Units of any size with a tie table among them; every unit is judged as given, small ones too."""
    names = [f"u{i}" for i in range(draw(st.integers(3, 6)))]
    sizes = {name: draw(st.integers(1, 11)) for name in names}
    ties = {pair: draw(st.integers(0, 25)) for pair in combinations(names, 2)}
    inside = {name: draw(st.integers(0, 25)) for name in names}
    return sizes, ties, inside


@settings(deadline=None, max_examples=60)
@given(organisations(), st.integers(5, 9))
def test_no_hidden_cell_can_be_worked_out_from_the_totals_of_units(organisation, floor):
    sizes, ties, inside = organisation
    outside = {unit: sum(m for pair, m in ties.items() if unit in pair) for unit in sizes}
    people = [person(f"{unit}{i}", unit) for unit, size in sizes.items() for i in range(size)]
    units = [
        {"boundary": "unit", "unit": u, "people": sizes[u], "ties": outside[u] + inside[u],
         "ei_index": (outside[u] - 2 * inside[u]) / max(1, outside[u] + 2 * inside[u])}
        for u in sizes
    ]  # fmt: skip
    pairs = [gap(a, b, sizes[a], sizes[b], m) for (a, b), m in ties.items()]
    made = {"people": rows("people", *people), "gaps": rows("gaps", *pairs), "units": rows("units", *units)}
    view = View(results(made), Viewer(min_group=floor))
    cells = {(r["unit_a"], r["unit_b"]): r for r in view.gaps().to_pylist()}
    for pair, row in cells.items():
        small = min(sizes[unit] for unit in pair) < floor
        assert row["suppressed"] or not small
        assert (row["observed"] is None) == (row["z"] is None) == (row["share"] is None) == row["suppressed"]
    totals = {row["unit"]: row["ties"] for row in view.units().to_pylist() if row["ties"] is not None}
    for unit in totals:  # whose total is shown: at least two of its cells are unknown, or none
        unknown = [pair for pair, row in cells.items() if unit in pair and row["observed"] is None]
        assert len(unknown) != 1
    shown = [row["people"] for row in view.units().to_pylist()]
    assert shown.count(None) != 1


def test_a_planted_person_is_found_by_nobody_in_any_boundary_kind():
    """One person alone in a unit, a function, a location and on a level; everybody else in groups of twelve."""
    alone = {kind: f"planted {kind}" for kind in ("unit", "function", "location", "level")}
    crowd = [
        person(f"p{i:02}", f"u{i % 3}", function=f"f{i % 3}", location=f"l{i % 3}", level=f"{i % 3}") for i in range(36)
    ]
    people = [*crowd, person("solo", alone["unit"], **{k: v for k, v in alone.items() if k != "unit"})]
    pairs, units = [], []
    for kind, name in alone.items():
        groups = sorted({row[kind] for row in crowd} | {name})
        pairs += [
            gap(a, b, 1 if a == name else 12, 1 if b == name else 12, 987654, boundary=kind)
            for a, b in combinations(groups, 2)
            if name in (a, b)
        ]
        pairs += [gap(a, b, 12, 12, 20, boundary=kind) for a, b in combinations(groups, 2) if name not in (a, b)]
        units += [
            {"boundary": kind, "unit": g, "people": 1 if g == name else 12, "ties": 987654 if g == name else 60}
            for g in groups
        ]
    view = View(
        results({"people": rows("people", *people), "gaps": rows("gaps", *pairs), "units": rows("units", *units)})
    )
    assert "987654" not in str(texts(view))
    for name, text in texts(view).items():
        if name not in ("gaps", "units"):  # there the group stands by name, with nothing beside it
            assert "planted" not in text, name
    for row in view.units().to_pylist():
        if row["unit"].startswith("planted"):
            assert [v for v in row.values() if v is not None] == [row["boundary"], row["unit"]]


def held(*records, viewer=None, opted_out=()):
    """What a viewer gets of a table of skills; p0 to p9 are the people."""
    people = [{**person(f"p{i}", "A"), "opted_out": f"p{i}" in opted_out} for i in range(10)]
    view = View(results({"skills": rows("skills", *records), "people": rows("people", *people)}), viewer)
    return {row["skill"]: row for row in view.held().to_pylist()}


def test_the_one_who_holds_a_skill_alone_is_named_to_who_sees_people_and_never_who_opted_out():
    records = [skill("Go", holders=1, only_holder="p1"), skill("zen", holders=1, only_holder="p2")]
    named = held(*records, opted_out=("p2",))
    assert {name: row["only_holder"] for name, row in named.items()} == {"Go": "p1", "zen": None}
    assert {(row["holders"], row["unevenness"]) for row in named.values()} == {(None, None)}
    assert held(*records, viewer=Viewer(scope=("A",))) == {}


def test_who_sees_groups_is_told_of_no_skill_that_few_hold():
    told = held(skill("few", holders=4), skill("none", holders=0), skill("many", holders=5), viewer=Viewer("leader"))
    assert sorted(told) == ["many"]  # a skill of no holder may be one person's wish
    assert all("only_holder" not in row for row in told.values())
    assert held(skill("many", holders=5), viewer=Viewer("leader", min_group=6)) == {}


def test_a_few_new_people_are_not_counted_and_no_figure_gives_them_away():
    growing = {"growth": 3.0, "p": 0.01, "emerging": True}
    shown = held(
        skill("fast", holders=9, new_before=3, new_lately=9, **growing),
        skill("slow", holders=9, new_before=9, new_lately=3, growth=1 / 3, p=0.9, emerging=False),
        skill("new", holders=9, new_before=0, new_lately=9, p=0.01, emerging=True),
        skill("known", holders=9, new_before=6, new_lately=9, growth=1.5, p=0.2, emerging=False),
        skill("untested", holders=9, new_before=1, new_lately=6, growth=6.0),
    )
    columns = ("new_before", "new_lately", "growth", "p", "emerging")
    assert {name: tuple(row[c] for c in columns) for name, row in shown.items()} == {
        "fast": (None, 9, None, None, True),
        "slow": (9, None, None, None, None),
        "new": (0, 9, None, 0.01, True),
        "known": (6, 9, 1.5, 0.2, False),
        "untested": (None, 6, None, None, None),  # as it would read if it were tested: so it may be 1 to 4
    }


@given(st.integers(0, 30), st.integers(0, 30), st.integers(5, 9))
def test_a_hidden_count_of_new_people_could_be_any_under_the_floor(before, lately, floor):
    """Whatever the hidden count was, the row reads alike as long as the verdict is."""
    verdict = before > 0 and lately >= 1.5 * before and before + lately >= 8
    made = skill(
        "s", holders=30, new_before=before, new_lately=lately, emerging=verdict if before + lately >= 8 else None
    )
    row = held(made, viewer=Viewer(min_group=floor))["s"]
    if 0 < before < floor and not verdict:
        for other in range(1, floor):
            if not (lately >= 1.5 * other and other + lately >= 8):
                like = made | {"new_before": other, "emerging": False if other + lately >= 8 else None}
                assert held(like, viewer=Viewer(min_group=floor))["s"] == row


def trend(*records, viewer=None, **tables):
    people = [person(f"a{i}", "A") for i in range(9)] + [person(f"b{i}", "B") for i in range(7)]
    made = {"people": rows("people", *people), "trend": rows("trend", *records), **tables}
    return View(results(made), viewer).trend()["measure"].to_pylist()


def test_a_trend_is_for_who_sees_the_whole_and_gives_no_hidden_cell_away():
    told = [{"measure": f"across_{kind}", "active": 16} for kind in ("unit", "level")]
    assert trend(*told) == ["across_level", "across_unit"]
    assert trend(*told, viewer=Viewer("leader")) == ["across_level", "across_unit"]
    assert trend(*told, viewer=Viewer(scope=("A",))) == []
    pair = rows("gaps", gap("A", "B", 9, 7, 5))
    assert trend(*told, gaps=pair, viewer=Viewer(min_group=8)) == ["across_level"]


def test_a_trend_among_a_few_people_is_not_shown():
    few = {"measure": "ties_a_person", "active": 4}
    assert trend(few) == []
    assert trend(few | {"active": 5}) == ["ties_a_person"]


def test_masks_keep_the_columns_and_their_types(run):
    for name in (name for name in SHOWABLE if name != "people"):
        assert View(run).table(name).schema.remove_metadata() == TABLES[name].remove_metadata(), name
    assert isinstance(View(run).gaps(), pa.Table)
    assert np.all(np.array(View(run).gaps("location")["run"]) == "r1")


def test_a_summary_counts_a_few_people_in_words_and_hides_what_the_difference_would_give_away():
    counts = {"people": 60, "without_unit": 4, "without_contact": 1, "opted_out": 2, "ties": 300}
    summary = View(results({}, {"counts": counts, "too_little": None})).summary()
    assert summary.coverage == {"people": 60, "with_unit": None, "with_contact": None}
    assert {summary.counts[name] for name in ("opted_out", "without_unit", "without_contact")} == {"under 5"}
    assert summary.counts["people"] == 60
    assert summary.too_little == ""
    assert View(results({}, {"counts": counts | {"opted_out": 7}})).summary().counts["opted_out"] == 7


def test_what_was_tested_is_told_of_every_kind_and_what_came_out_only_where_nothing_is_given_away(run):
    found = {"tested": True, "draws": 999, "p_global": 0.4, "beyond_chance": False}
    manifest = {"boundaries": {"unit": found, "level": found | {"tested": False}}}
    seen = View(results(run._read, manifest), Viewer(scope=("Sales",))).summary().claims
    assert seen == {"unit": {"tested": True}, "level": {"tested": False}}


def test_a_link_of_a_small_unit_keeps_the_gap_of_the_merged_group_that_is_shown():
    people = [person(f"{u}{i}", u) for u, n in (("A", 9), ("B", 3), ("C", 4), ("D", 8)) for i in range(n)]
    merged = "other units of the organisation"  # B and C
    sizes = {"A": 9, "D": 8, merged: 7}
    pairs = [gap(a, b, sizes[a], sizes[b], 9) for a, b in combinations(sorted(sizes), 2)]
    links = rows("links", link("l1", "A0", "B0", 1) | {"unit_a": "A", "unit_b": "B"})
    view = View(results({"people": rows("people", *people), "gaps": rows("gaps", *pairs), "links": links}))
    shown = view.links().to_pylist()[0]
    assert (shown["unit_a"], shown["unit_b"], shown["gap_before"], shown["explanation"]) == ("A", None, 4.5, "because")
    higher = View(view._results, Viewer(min_group=8)).links().to_pylist()[0]
    assert (higher["gap_before"], higher["explanation"]) == (None, None)


def with_feedback(run, folder, **became):
    """The same run in a folder whose ledger holds feedback: link to event."""
    with Ledger(folder / "ledger").stage() as staging:
        said = [{"link": link, "event": event, "person": "ops1"} for link, event in became.items()]
        staging.add("feedback", "feedback", pa.Table.from_pylist(said, schema=FEEDBACK))
        staging.commit()
    made = Results(folder / "runs" / "r1", {name: run.table(name) for name in TABLES})
    made.__dict__["manifest"] = run.manifest
    return made


def test_a_link_leaves_with_what_became_of_it_and_the_run_stays_as_it_was(run, tmp_path):
    made = with_feedback(run, tmp_path, l2="declined", l9="met")
    assert View(made).links().select(["link", "state"]).to_pylist() == [
        {"link": "l1", "state": None}, {"link": "l2", "state": "declined"},
    ]  # fmt: skip
    assert made.table("links").equals(run.table("links"))


def test_feedback_shows_no_link_that_is_hidden(run, tmp_path):
    made = with_feedback(run, tmp_path, l3="accepted")  # l3 is with ops0, who has opted out
    assert View(made).links()["link"].to_pylist() == ["l1", "l2"]
    assert View(made, Viewer(role="leader")).links().num_rows == 0


def test_links_that_run_are_told_with_goals_and_contact_but_not_of_who_is_hidden(run, tmp_path):
    alive = {"weeks": 20, "weeks_met": 11, "weeks_silent": 9, "fading": True}
    ends = {row["link"]: (row["a"], row["b"]) for row in run.table("links").to_pylist()}
    made = with_feedback(run, tmp_path)
    made._read["running"] = rows("running", {"link": "l2", "a": ends["l2"][0], "b": ends["l2"][1], **alive})
    with Ledger(tmp_path / "ledger").stage() as staging:
        said = [
            {"link": name, "event": "accepted", "a": a, "b": b, "person": a, "goal": "tea"}
            for name, (a, b) in ends.items()
        ]
        staging.add("feedback", "feedback", pa.Table.from_pylist(said, schema=FEEDBACK))
        staging.commit()
    told = {row["link"]: row for row in View(made).running().to_pylist()}
    assert sorted(told) == ["l1", "l2"]  # l3 is with ops0, who has opted out
    assert {name: told["l2"][name] for name in alive} == alive
    assert (told["l1"]["fading"], told["l1"]["goal_a"], told["l1"]["goal_b"]) == (None, "tea", None)
    assert View(made, Viewer(role="leader")).running().num_rows == 0


def with_ties(run, *pairs):
    ties = rows("network", *[{"a": a, "b": b, "onward": 1, "back": 1} for a, b in pairs])
    return results({**{name: run.table(name) for name in TABLES}, "network": ties})


def test_a_tie_is_told_only_of_two_who_may_be_named(run):
    made = with_ties(run, ("esign0", "ops1"), ("esign0", "ops0"), ("esign0", "robot"))
    view = View(made)
    assert view.tie("ops1", "esign0").to_pylist() == [{"a": "esign0", "b": "ops1", "onward": 1, "back": 1}]
    assert view.tie("esign0", "ops0").num_rows == 0  # ops0 has opted out
    assert view.tie("esign0", "robot").num_rows == 0
    assert View(made, Viewer(scope=("Ops",))).tie("ops1", "esign0").num_rows == 0
    assert View(made, Viewer(role="leader")).tie("ops1", "esign0").num_rows == 0


def test_an_account_in_no_roster_is_known_as_one_and_who_opted_out_is_not(run):
    made = with_ties(run, ("esign0", "ops0"), ("esign0", "robot"))
    assert [View(made).in_no_roster(key) for key in ("robot", "ops0", "esign0", "ghost")] == [True, False, False, False]
    assert not View(made, Viewer(scope=("Ops",))).in_no_roster("robot")
    assert not View(made, Viewer(role="leader")).in_no_roster("robot")


def test_a_score_says_nothing_of_who_opted_out_since_and_shows_no_hidden_gap(run):
    pairs = [("ops1", "south1"), ("ops0", "south1"), ("esign1", "solo0"), ("ops1", "ops1")]
    parts = {
        "kind": ["pair"] * 3 + [None],
        "score": [0.5, 0.5, 0.5, None],
        "gap": [4.5, 4.5, 4.5, None],
        "a_teaches": ["knots"] * 3 + [None],
    }
    reasons = [None, None, "they have a tie already", "a person cannot be paired with themself"]
    given = pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs], **parts, "reason": reasons})
    said = View(run).scored(given).to_pylist()
    assert said[0] == given.to_pylist()[0]  # Ops and Sales/South are shown
    assert {name: value for name, value in said[1].items() if value is not None} == {
        "a": "ops0", "b": "south1", "reason": "ops0 is not among the people who may be suggested",
    }  # fmt: skip
    assert (said[2]["gap"], said[2]["score"], said[2]["reason"]) == (
        None,
        0.5,
        "they have a tie already",
    )  # Solo is one
    assert said[3] == given.to_pylist()[3]


def test_a_part_of_the_organisation_is_not_told_how_levels_fare():
    made = results({})
    made.__dict__["audit"] = {"passed": True, "exposure_by_level": [{"level": "1", "people": 9, "links": 0.5}]}
    assert View(made).audit() == made.audit
    assert View(made, Viewer(scope=("Ops",))).audit() == {"passed": True, "exposure_by_level": []}


def test_skills_are_counted_of_people_in_sight(run):
    held = [("knots", f"ops{i}") for i in range(8)] + [("knots", "ghost"), *(("sails", f"south{i}") for i in range(5))]
    facts = pa.Table.from_pylist([{"skill": skill, "kind": "offer", "person": person} for skill, person in held])
    told = {row["skill"]: row["can_teach"] for row in View(run).skills(facts)}
    assert told == {"knots": 7, "sails": 5}  # eight of Ops, one of whom has opted out
    assert [row["skill"] for row in View(run, Viewer(scope=("Ops",))).skills(facts)] == ["knots"]
    assert View(run, Viewer(min_group=9)).skills(facts)[0]["can_teach"] is None
