"""The rule that hides cells, on tables small enough to check by eye, and as a property on any table."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.boundaries import Boundary
from graph.measures.merging import merge_small
from graph.results import TABLES
from graph.suppression import (
    Cells,
    count_holders,
    mask_audit,
    mask_effect,
    mask_gaps,
    mask_sizes,
    spread,
    spread_column,
    tells_of_few,
)

FOUR = list(combinations("ABCD", 2))  # AB AC AD BC BD CD


def cells_named(cells):
    return {a + b for a, b in (FOUR[cell] for cell in cells)}


def test_nothing_hidden_hides_nothing():
    assert spread(FOUR, [1] * 6, set()) == (frozenset(), frozenset())


def test_one_hidden_cell_takes_the_smallest_other_cell_of_its_row_and_of_its_column():
    # By hand: AB hidden. Row A hides the smaller of AC (9), AD (2): AD. Row B the smaller of BC (1), BD (5): BC.
    # Then row C holds one hidden cell (BC) and hides the smaller of AC (9), CD (3): CD. Row D holds AD, CD: stable.
    gone, bare = spread(FOUR, [4, 9, 2, 1, 5, 3], {0})
    assert cells_named(gone) == {"AB", "AD", "BC", "CD"}
    assert bare == frozenset()


def test_a_draw_is_decided_by_the_name_of_the_other_group():
    gone, _ = spread(FOUR, [7] * 6, {0})  # by hand: A takes AC (C before D); B has AB and takes BC; C has two: stable
    assert cells_named(gone) == {"AB", "AC", "BC"}


def test_a_whole_hidden_row_leaves_no_other_row_with_one_hidden_cell():
    gone, bare = spread(FOUR, [0, 1, 2, 3, 4, 5], {0, 1, 2})  # group A is small
    hidden_in = Counter(group for cell in gone for group in FOUR[cell])
    assert min(hidden_in.values()) >= 2
    assert bare == frozenset()


def test_the_only_cell_of_two_groups_cannot_be_helped_so_their_totals_must_go():
    assert spread([("A", "B")], [3], {0}) == (frozenset({0}), frozenset({"A", "B"}))


def test_a_column_with_one_hidden_group_hides_the_smallest_other_one():
    assert spread_column({"A": 3, "B": 20, "C": 9}, {"A"}, tree=False) == {"A", "C"}


def test_every_branch_of_a_tree_has_a_total_of_its_own():
    # By hand: S/x is small. Within S its sibling S/y goes with it; within T nothing is hidden; the whole has two.
    sizes = {"S/x": 2, "S/y": 30, "T/x": 5, "T/y": 6}
    assert spread_column(sizes, {"S/x"}, tree=True) == {"S/x", "S/y"}
    assert spread_column(sizes, {"S/x"}, tree=False) == {"S/x", "T/x"}


@st.composite
def tables(draw):
    """A symmetric table: group sizes, and ties in each cell."""
    groups = [f"g{i}" for i in range(draw(st.integers(3, 7)))]
    people = {group: draw(st.integers(1, 12)) for group in groups}
    ends = list(combinations(groups, 2))
    return people, ends, draw(st.lists(st.integers(0, 30), min_size=len(ends), max_size=len(ends)))


@settings(deadline=None, max_examples=150)
@given(tables())
def test_no_hidden_cell_is_the_single_unknown_of_its_row(table):
    people, ends, observed = table
    small = {i for i, (a, b) in enumerate(ends) if min(people[a], people[b]) < 5}
    gone, bare = spread(ends, observed, small)
    assert small <= gone
    assert not bare  # with three groups or more there is always another cell to hide
    known = dict(zip(ends, observed, strict=True))
    totals = {g: sum(m for pair, m in known.items() if g in pair) for g in people}
    assert solved_by_single_unknowns(ends, observed, gone, totals) == {}


def solved_by_single_unknowns(ends, observed, gone, totals):
    """The attack: as long as a row has one unknown cell, its total less the known cells is that cell."""
    known = {ends[i]: observed[i] for i in range(len(ends)) if i not in gone}
    solved: dict[tuple[str, str], int] = {}
    progress = True
    while progress:
        progress = False
        for group, total in totals.items():
            unknown = [pair for pair in ends if group in pair and pair not in known]
            if len(unknown) == 1:
                known[unknown[0]] = solved[unknown[0]] = total - sum(m for p, m in known.items() if group in p)
                progress = True
    return solved


def test_the_attack_used_above_does_find_a_lone_hidden_cell():
    totals = {"A": 15, "B": 10, "C": 13, "D": 10}  # of AB 4, AC 9, AD 2, BC 1, BD 5, CD 3
    assert solved_by_single_unknowns(FOUR, [4, 9, 2, 1, 5, 3], {0}, totals) == {("A", "B"): 4}


@settings(deadline=None, max_examples=150)
@given(st.dictionaries(st.sampled_from(["S/a", "S/b", "S/c", "T/a", "T/b", "U", "U/a"]), st.integers(1, 12)))
def test_no_hidden_group_is_the_single_unknown_of_a_branch(sizes):
    small = {group for group, people in sizes.items() if people < 5}
    gone = spread_column(sizes, small, tree=True)
    for branch in ("", "S", "T", "U"):
        members = [g for g in sizes if not branch or g == branch or g.startswith(branch + "/")]
        hidden = [g for g in members if g in gone]
        assert len(hidden) != 1 or len(members) == 1


@pytest.mark.parametrize("kind", ["unit", "location"])
def test_a_small_group_is_found_under_the_name_it_was_merged_into(kind):
    names = ("North/A", "North/B", "South/A", "South/B", "West") if kind == "unit" else ("A", "B", "C", "D", "E")
    codes = np.repeat(np.arange(5, dtype=np.int32), [3, 4, 9, 8, 7])  # the first two are small siblings
    merged = merge_small(Boundary(kind, names, codes, tree=kind == "unit"))
    cells = Cells(kind, gap_rows(list(combinations(merged.groups, 2))), frozenset())
    assert cells.judged(names[0]) == cells.judged(names[1]) == next(g for g in merged.groups if "other" in g)
    assert cells.judged(names[2]) == names[2]
    assert cells.judged(None) is None


def test_a_unit_is_found_in_the_branch_it_was_rolled_up_into():
    cells = Cells("unit", gap_rows([("Ops", "Sales")]), frozenset())
    assert cells.judged("Sales/North/Key accounts") == "Sales"
    assert cells.judged("Legal") is None
    assert cells.state("Sales/North", "Ops/East") is True
    assert cells.state("Sales/North", "Legal") is None


def gap_rows(ends):
    a, b = zip(*ends, strict=True)
    return pa.table({"unit_a": a, "unit_b": b, "suppressed": [False] * len(ends)})


def test_mask_hides_sizes_and_counts_of_people_under_the_floor():
    schema = TABLES["gaps"]
    row = {
        "run": "r", "boundary": "unit", "level_used": 1, "people_a": 9, "people_b": 8, "observed": 3, "expected": 4.0,
        "gap": 0.0, "share": 0.0, "z": 0.5, "p": 0.4, "null": "quasi", "finding": "none", "bridged_by": 4,
        "needs_a": "SQL", "needs_b": None, "suppressed": False,
    }  # fmt: skip
    rows = pa.Table.from_pylist([row | {"unit_a": a, "unit_b": b} for a, b in FOUR], schema=schema)
    size = np.full(6, 9)
    shown = mask_gaps("unit", rows, size, size, 5).table.to_pylist()[0]
    assert (shown["observed"], shown["bridged_by"], shown["needs_a"]) == (3, None, "SQL")  # four people: "under 5"
    higher = mask_gaps("unit", rows, size, size, 8).table.to_pylist()[0]
    assert (higher["observed"], higher["needs_a"]) == (3, None)  # holders were only counted against 5


def test_holders_are_counted_once_and_a_few_never():
    held = [("knots", "offer", f"p{i}") for i in range(8)] + [("knots", "offer", "p1"), ("knots", "offer", "ghost")]
    held += [("knots", "wish", f"p{i}") for i in range(4)] + [("sails", "wish", f"p{i}") for i in range(5)]
    facts = pa.Table.from_pylist([dict(zip(("skill", "kind", "person"), row, strict=True)) for row in held])
    assert count_holders(facts, {f"p{i}" for i in range(9)}, 5) == [
        {"skill": "knots", "can_teach": 8, "want_to_learn": None},
        {"skill": "sails", "can_teach": 0, "want_to_learn": 5},
    ]


def test_an_audit_counts_no_few_people():
    exposure = [{"level": str(i), "people": n, "links": 0.5} for i, n in enumerate((9, 7, 3, 20))]
    audit = {"passed": True, "exposure_by_level": exposure, "less_lesson_value_than_without_openness": 2}
    said = mask_audit(audit, [], {}, 5)
    assert said["passed"]
    assert said["less_lesson_value_than_without_openness"] is None
    # level 2 has three people; level 1, the smallest of the others, would give it away
    assert [row["people"] for row in said["exposure_by_level"]] == [9, None, None, 20]
    assert [row["links"] for row in said["exposure_by_level"]] == [0.5, None, None, 0.5]
    assert [row["people"] for row in mask_audit(audit, ["3"], {}, 5)["exposure_by_level"]] == [9, 7, None, None]
    assert audit["exposure_by_level"] == exposure  # what the run holds is as it was


def test_a_level_of_which_few_may_get_no_link_is_not_counted():
    # Elsewhere 11, 12 and 20 people are told: 2, 5 and 0 of them may get none.
    exposure = [{"level": str(i), "people": n, "links": 0.5} for i, n in enumerate((9, 7, 20))]
    said = mask_audit({"exposure_by_level": exposure}, [], {"0": 11, "1": 12, "2": 20}, 5)["exposure_by_level"]
    assert [(row["people"], row["links"]) for row in said] == [(None, None), (7, 0.5), (20, 0.5)]


def test_two_hidden_groups_of_one_person_each_take_a_third_with_them() -> None:
    """By hand: 34 in all and 27 + 5 shown leave 2 for two groups, so each would be known to be 1."""
    assert spread_column({"1": 27, "2": 5, "3": 1, "4": 1}, {"3", "4"}, tree=False) == {"2", "3", "4"}


def test_a_size_that_the_groups_hide_is_hidden_beside_the_gaps_too() -> None:
    gaps = pa.table({"unit_a": ["IT", "Lab"], "unit_b": ["Lab", "North"], "people_a": [6, 7], "people_b": [7, 9]})
    assert mask_sizes(gaps, ["IT"]).to_pylist() == [
        {"unit_a": "IT", "unit_b": "Lab", "people_a": None, "people_b": 7},
        {"unit_a": "Lab", "unit_b": "North", "people_a": 7, "people_b": 9},
    ]


def _cells(*pairs: tuple[str, str, bool]) -> Cells:
    columns = [[pair[i] for pair in pairs] for i in range(3)]
    return Cells("unit", pa.table(columns, names=["unit_a", "unit_b", "suppressed"]), frozenset())


def test_what_is_left_of_all_ties_must_not_be_about_few() -> None:
    shown = _cells(("A", "B", False))
    # Offices of 48, 19 and 4: all ties across less the one cell leave those of the four.
    assert tells_of_few(shown, {"A": 48, "B": 19, "C": 4}, 5)
    assert not tells_of_few(shown, {"A": 48, "B": 19, "C": 4, "D": 3}, 5)  # seven people, and nobody can part them
    assert not tells_of_few(shown, {"A": 48, "B": 19}, 5)
    assert tells_of_few(_cells(), {"A": 2, "B": 2}, 5)


def test_hidden_cells_of_a_few_people_are_left_over_too() -> None:
    cells = _cells(("A", "B", False), ("A", "C", True), ("B", "C", True))
    assert tells_of_few(cells, {"A": 48, "B": 19, "C": 4}, 5)
    more = _cells(("A", "B", True), ("A", "C", True), ("B", "C", True))
    assert not tells_of_few(more, {"A": 48, "B": 19, "C": 4}, 5)  # the ties of A and B blur it


def test_an_effect_on_few_leaders_or_speakers_is_not_told():
    effect = pa.table({"measure": ["gap_closed", "leader_reach", "voice", "bubble_index"]})
    reach = [("leader_reach_people", None, 0.5), ("voice", "1", 0.1), ("voice", "2", 0.2)]

    def told(*hidden):
        columns = [list(column) for column in zip(*reach, strict=True)]
        columns[2] = [None if i in hidden else value for i, value in enumerate(columns[2])]
        shown = pa.table(columns, names=["measure", "level", "median"])
        return mask_effect(effect, shown)["measure"].to_pylist()

    assert told() == effect["measure"].to_pylist()
    assert told(0) == ["gap_closed", "voice", "bubble_index"]
    assert told(2) == ["gap_closed", "leader_reach", "bubble_index"]
