"""Whole plans: invariants on made-up organisations, order of rows, blindness, and who is left out."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import records
from graph.options import RunOptions
from graph.rules import Rules
from graph.suggest import excluded
from graph.suggest.audit import audit
from graph.suggest.case import Case, Sight, capacity, fields_read, see
from graph.suggest.choice import choose
from graph.suggest.links import link_id
from graph.suggest.plan import plan

MakeCase = Callable[..., Case]
MakeTown = Callable[..., dict[str, Any]]
SWAP = [("ann", "go", "offer", 5), ("ann", "zen", "wish", 5), ("bob", "zen", "offer", 5), ("bob", "go", "wish", 5)]
TWO = {"ann": {"unit": "A"}, "bob": {"unit": "B"}}


def tables(case: Case) -> dict[str, pa.Table]:
    return records.to_tables(case, plan(case), "run")


def linked(case: Case) -> set[tuple[str, str]]:
    links = tables(case)["links"]
    return set(zip(links["a"].to_pylist(), links["b"].to_pylist(), strict=True))


def reason(case: Case, person: str) -> str:
    left_out = tables(case)["excluded"]
    return dict(zip(left_out["person"].to_pylist(), left_out["reason"].to_pylist(), strict=True))[person]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("wishes", [True, False])
def test_every_plan_keeps_its_promises(make_case: MakeCase, make_town: MakeTown, seed: int, wishes: bool) -> None:
    case = make_case(**make_town(seed, wishes=wishes))
    made = plan(case)
    assert made.audit.passed
    pairs = made.links.pairs
    ends = np.concatenate((pairs.a, pairs.b))
    assert len(pairs) > 0
    assert (np.bincount(ends, minlength=len(case.people.keys)) <= capacity(case.people)).all()
    assert not case.people.opted_out[ends].any()
    assert case.people.known[ends].all()
    assert min(pairs.value_a.min(), pairs.value_b.min()) >= 0.1
    # Suggested and listed make the roster exactly, nobody twice (features, F-06).
    suggested = set(ends.tolist())
    assert suggested.isdisjoint(made.left_out.tolist())
    assert suggested | set(made.left_out.tolist()) == set(np.flatnonzero(case.people.known).tolist())
    assert len(made.reasons) == len(made.left_out)


@given(st.integers(0, 50), st.randoms(use_true_random=False))
@settings(max_examples=8)
def test_the_order_of_rows_changes_no_byte(make_case: MakeCase, make_town: MakeTown, seed: int, random: Any) -> None:
    town = make_town(seed, people=50)
    shuffled = {"rows": town["rows"], "ties": list(town["ties"]), "skills": list(town["skills"])}
    random.shuffle(shuffled["ties"])
    random.shuffle(shuffled["skills"])
    first, second = tables(make_case(**town)), tables(make_case(**shuffled))
    assert {name: table.equals(second[name]) for name, table in first.items()} == dict.fromkeys(first, True)


@pytest.mark.parametrize("seed", range(3))
def test_names_functions_and_levels_cannot_change_a_candidate(
    make_case: MakeCase, make_town: MakeTown, seed: int
) -> None:
    case = make_case(**make_town(seed))
    n, draw = len(case.people.keys), np.random.default_rng(seed)
    other = replace(
        case.people,
        names=tuple(f"name {i}" for i in draw.permutation(n)),
        functions=tuple(f"f{i % 3}" for i in draw.permutation(n)),
        level=case.people.level[draw.permutation(n)],
        ranks=tuple(case.people.ranks[i] for i in draw.permutation(n)),
    )
    kinds = {kind: other.boundary(kind) for kind in case.boundaries}
    blind = replace(case, people=other, boundaries=kinds)
    left, right = plan(case), plan(blind)
    assert left.links.ids == right.links.ids
    assert left.links.pairs.w.tolist() == right.links.pairs.w.tolist()


@pytest.mark.parametrize("column", ["unit", "skill"])
def test_units_and_skills_do_change_the_links(make_case: MakeCase, make_town: MakeTown, column: str) -> None:
    town = make_town(1)
    keys = sorted(town["rows"])
    other = dict(zip(keys, np.random.default_rng(0).permutation(keys).tolist(), strict=True))
    if column == "unit":
        rows = {key: row | {"unit": town["rows"][other[key]]["unit"]} for key, row in town["rows"].items()}
        changed = town | {"rows": rows}
    else:
        changed = town | {"skills": [(other[person], *rest) for person, *rest in town["skills"]]}
    assert plan(make_case(**town)).links.ids != plan(make_case(**changed)).links.ids


def test_what_scoring_sees_has_no_protected_field() -> None:
    seen = {part.name for part in fields(Sight)}
    assert seen == {"keys", "may", "capacity", "units", "line", "location", "community", "gate", "barred"}


def test_the_gate_knows_of_nobody_s_level_unless_a_rule_asks(make_case: MakeCase) -> None:
    people = {f"p{i}": {"unit": "A", "level": str(1 + i % 4), "function": "F"} for i in range(8)}
    asked = (Rules(), Rules(level_distance=1))
    blind, seeing = (see(make_case(people, options=RunOptions(rules=rules))).gate for rules in asked)
    assert np.isnan(blind.level).all()
    assert not blind.leads.any()
    assert set(blind.lines) == {"unit"}
    assert seeing.level.tolist() == [1, 2, 3, 4] * 2
    assert seeing.leads.sum() == 4


def test_the_columns_that_scoring_reads_are_declared(make_case: MakeCase) -> None:
    read = fields_read(make_case(TWO, (), SWAP))
    assert {"people.unit", "people.location", "skills.strength", "interactions.to"} <= set(read)
    assert not [name for name in read if "level" in name or "title" in name or "name" in name]
    assert "people.level" in fields_read(make_case(TWO, (), SWAP, options=RunOptions(boundary="level")))


def test_a_link_keeps_its_id_in_every_run(make_case: MakeCase) -> None:
    alone = plan(make_case(TWO, (), SWAP)).links.ids
    crowd = plan(make_case(TWO | {"carl": {"unit": "A"}}, (), [*SWAP, ("carl", "abc", "offer", 3)])).links.ids
    assert alone == crowd == (link_id("ann", "bob", ("go", "zen"), "two-way"),)
    assert link_id("ann", "bob", ("go", "zen"), "other") != alone[0]


def test_hours_and_links_limit_what_somebody_takes_on(make_case: MakeCase) -> None:
    rows = {
        "none": {},
        "zero": {"max_links": 0},
        "many": {"max_links": 7},
        "hours": {"hours": 5.9},
        "both": {"max_links": 3, "hours": 2},
        "idle": {"hours": 0},
    }
    case = make_case(rows)
    # Definitions 5: min(max_links, floor(hours / 2)), 2 where missing, hours only where given; keys are sorted.
    assert dict(zip(case.people.keys, capacity(case.people).tolist(), strict=True)) == {
        "none": 2,
        "zero": 0,
        "many": 7,
        "hours": 2,
        "both": 1,
        "idle": 0,
    }


def test_gaps_before_and_after_follow_the_order_of_choice(make_case: MakeCase, split: dict[str, Any]) -> None:
    case = make_case(**split)
    made = plan(case)
    links, gap = made.links, float(np.nansum(case.gaps.gap))
    left = gap
    for i in range(len(links)):
        assert links.gap_before[i] == pytest.approx(left)
        left *= 2 ** -links.pairs.plausibility[i]
        assert links.gap_after[i] == pytest.approx(left)
    assert 1 - left / gap == pytest.approx(next(f.after for f in made.effect if f.measure == "gap_closed"))


def test_reach_gain_counts_people_new_within_two_steps(make_case: MakeCase) -> None:
    people = TWO | {key: {"unit": "C"} for key in ("c1", "c2", "c3", "far")} | {"bot": {"known": False}}
    ties = [("ann", "c1"), ("bob", "c1"), ("bob", "c2"), ("bob", "bot"), ("c2", "far"), ("ann", "c3")]
    links = plan(make_case(people, ties, SWAP)).links
    # ann reaches c1, c3 and bob (through c1); new are c2, not the unknown account, not far. bob gains c3.
    assert (links.reach_gain_a.tolist(), links.reach_gain_b.tolist()) == ([1], [1])


def test_nobody_is_asked_for_more_links_than_wanted(make_case: MakeCase, make_town: MakeTown) -> None:
    assert len(plan(make_case(**make_town(2), options=RunOptions(links=3))).links) == 3


def test_a_swap_that_nobody_needs_is_no_link(make_case: MakeCase) -> None:
    made = plan(make_case(TWO, (), SWAP[:2]))
    assert len(made.links) == 0
    assert made.choice.search.loss == 0
    assert "No link is worth suggesting here." in made.notes()


def test_without_skills_the_links_are_introductions_across_the_gap(make_case: MakeCase, split: dict[str, Any]) -> None:
    case = make_case(**split)
    found = tables(case)
    assert set(found["links"]["kind"].to_pylist()) == {"introduction"}
    assert found["links"]["a_teaches"].null_count == found["links"].num_rows == 6  # 15 % of 40
    assert {tuple(sorted((a[0], b[0]))) for a, b in linked(case)} == {("A", "B")}
    assert found["evidence"].num_rows == 0
    assert all("no lesson is claimed" in text for text in found["links"]["explanation"].to_pylist())


class TestReasons:
    """Why somebody has no link, one organisation a reason."""

    def test_opted_out(self, make_case: MakeCase) -> None:
        assert reason(make_case(TWO | {"ann": {"unit": "A", "opt_out": True}}, (), SWAP), "ann") == excluded.OPTED_OUT

    def test_no_room(self, make_case: MakeCase) -> None:
        assert reason(make_case(TWO | {"ann": {"unit": "A", "max_links": 0}}, (), SWAP), "ann") == excluded.NO_ROOM

    def test_links_that_run_take_all_room(self, make_case: MakeCase) -> None:
        people = TWO | {"carl": {"unit": "C"}} | {"ann": {"unit": "A", "max_links": 1}}
        assert reason(make_case(people, (), SWAP, running=[("ann", "carl")]), "ann") == excluded.BUSY

    def test_two_links_and_two_people_helped_leave_nothing_of_room_for_three(self, make_case: MakeCase) -> None:
        """Who said three, is in two links and helps two more informally, gets none."""
        people = TWO | {"carl": {"unit": "C"}, "dora": {"unit": "C"}} | {"ann": {"unit": "A", "max_links": 3}}
        running = [("ann", "carl"), ("ann", "dora")]
        assert linked(make_case(people, (), SWAP, running=running)) == {("ann", "bob")}
        busy = make_case(people, (), SWAP, running=running, helped={"ann": 2})
        assert reason(busy, "ann") == excluded.BUSY
        assert reason(busy, "bob") == excluded.TAKEN  # Ann could teach, and has no room

    def test_no_unit(self, make_case: MakeCase) -> None:
        assert reason(make_case(TWO | {"ann": {}}, (), SWAP), "ann") == "no unit is known, so there is no line to cross"

    def test_no_skill(self, make_case: MakeCase) -> None:
        # Wishes are assumed for carl, but he stated nothing.
        assert reason(make_case(TWO | {"carl": {"unit": "C"}}, (), SWAP), "carl") == excluded.NO_SKILL

    def test_no_offer(self, make_case: MakeCase) -> None:
        skills = [*SWAP, ("carl", "go", "offer", 2), ("carl", "zen", "wish", 5)]
        assert reason(make_case(TWO | {"carl": {"unit": "C"}}, (), skills), "carl") == excluded.NO_OFFER

    def test_no_teacher(self, make_case: MakeCase) -> None:
        skills = [*SWAP, ("carl", "zen", "offer", 5), ("carl", "abc", "wish", 5)]
        assert reason(make_case(TWO | {"carl": {"unit": "C"}}, (), skills), "carl") == excluded.NO_TEACHER

    def test_a_teacher_in_the_same_unit_is_no_teacher_across(self, make_case: MakeCase) -> None:
        skills = [*SWAP, ("carl", "zen", "offer", 5), ("carl", "abc", "wish", 5), ("c2", "abc", "offer", 5)]
        people = TWO | {"carl": {"unit": "C"}, "c2": {"unit": "C"}}
        assert reason(make_case(people, (), skills), "carl") == excluded.NO_TEACHER

    def test_no_learner(self, make_case: MakeCase) -> None:
        skills = [*SWAP, ("carl", "abc", "offer", 5), ("carl", "go", "wish", 5)]
        assert reason(make_case(TWO | {"carl": {"unit": "C"}}, (), skills), "carl") == excluded.NO_LEARNER

    def test_no_partner(self, make_case: MakeCase) -> None:
        # carl could teach zen to ann and learn go from ann only with another tie-free partner: they are tied.
        skills = [*SWAP, ("carl", "zen", "offer", 5), ("carl", "go", "wish", 5)]
        case = make_case(TWO | {"carl": {"unit": "C"}}, [("ann", "carl")], skills)
        assert reason(case, "carl") == excluded.NO_PARTNER

    def test_partners_taken(self, make_case: MakeCase) -> None:
        people = {"ann": {"unit": "A", "max_links": 1}, "bob": {"unit": "B"}, "carl": {"unit": "C"}}
        skills = [*SWAP, ("carl", "zen", "offer", 3), ("carl", "go", "wish", 5)]
        assert reason(make_case(people, (), skills), "carl") == excluded.TAKEN

    def test_others_were_worth_more(self, make_case: MakeCase) -> None:
        skills = [*SWAP, ("carl", "zen", "offer", 3), ("carl", "go", "wish", 5)]
        case = make_case(TWO | {"carl": {"unit": "C"}}, (), skills, options=RunOptions(links=1))
        assert reason(case, "carl") == excluded.LESS

    def test_no_gap_to_open(self, make_case: MakeCase, split: dict[str, Any]) -> None:
        assert reason(make_case(**split), "C0") == excluded.NO_GAP


def test_the_audit_shows_levels_in_groups_of_five_and_hides_a_second_one(make_case: MakeCase) -> None:
    levels = {"1": 6, "2": 5, "3": 4}
    people = {f"p{level}{i}": {"unit": "AB"[i % 2], "level": level} for level, n in levels.items() for i in range(n)}
    shown = plan(make_case(people)).audit.exposure
    # Level 3 has 4 people; alone it could be told from the total, so the next smallest, level 2, goes too.
    assert [(group.level, group.people) for group in shown] == [("1", 6)]


def test_the_audit_finds_what_is_broken(make_case: MakeCase, make_town: MakeTown) -> None:
    case = make_case(**make_town(0))
    made = choose(case)
    overloaded = replace(case, people=replace(case.people, max_links=np.zeros_like(case.people.max_links)))
    report = audit(overloaded, made, made.links.take(np.arange(0)))
    assert not report.passed
    assert [check.name for check in report.checks if not check.holds] == ["nobody has more links than they take on"]
    everybody_out = replace(case, people=replace(case.people, opted_out=np.ones_like(case.people.opted_out)))
    assert not audit(everybody_out, made, made.links.take(np.arange(0))).passed


def test_the_tables_say_all_that_the_contract_names(make_case: MakeCase) -> None:
    skills = [("ann", "go", "offer", 5, "attested", 20000, "badge"), *SWAP[1:]]
    people = {"ann": {"unit": "A", "level": "1", "location": "X"}, "bob": {"unit": "B", "level": "3", "location": "X"}}
    found = tables(make_case(people, (), skills))
    link = found["links"].to_pylist()[0]
    assert {name: link[name] for name in ("a", "b", "a_teaches", "b_teaches", "unit_a", "unit_b", "rank", "kind")} == {
        "a": "ann",
        "b": "bob",
        "a_teaches": "go",
        "b_teaches": "zen",
        "unit_a": "A",
        "unit_b": "B",
        "rank": 1,
        "kind": "pair",
    }
    assert link["boundaries"] == "unit;level"
    assert link["hours_per_month"] == 2
    assert link["common_ground"] == "the same location"
    assert link["state"] == "proposed"
    assert link["gap_before"] is None
    assert "ann" not in link["explanation"]
    assert "A teaches go (attested, strength 5, as of 2024-10-04), which B wants to learn; few" in link["explanation"]
    assert link["opens"] == 0  # there is no gap
    rows = found["evidence"].to_pylist()
    assert {row["direction"] for row in rows} == {
        f"{side}_{what}" for side in "ab" for what in ("teaches", "wishes", "home")
    }
    assert {row["kind"] for row in rows if row["direction"].endswith("home")} == {"rare"}  # each alone in the unit
    offer = next(row for row in rows if row["direction"] == "a_teaches")
    assert (offer["kind"], offer["source"], str(offer["as_of"])) == ("attested", "badge", "2024-10-04")


def test_an_inferred_lesson_is_worded_could_learn_and_marked_in_the_evidence(make_case: MakeCase) -> None:
    people = TWO | {"b2": {"unit": "B"}}
    skills = [("ann", "go", "offer", 5), ("bob", "zen", "offer", 5)]
    case = make_case(people, [("ann", "b2"), ("bob", "b2")], skills)
    found, made = tables(case), plan(case)
    assert made.share_inferred == 1
    text = found["links"]["explanation"][0].as_py()
    assert "could learn" in text
    assert "wants to learn" not in text
    kinds = {row["direction"]: row["kind"] for row in found["evidence"].to_pylist()}
    assert kinds["a_wishes"] in {"inferred", "assumed"}


def test_a_common_contact_is_never_named(make_case: MakeCase) -> None:
    case = make_case(TWO | {"gossip": {"unit": "G"}}, [("ann", "gossip"), ("bob", "gossip")], SWAP)
    text = tables(case)["links"]["explanation"][0].as_py()
    assert "a common contact" in text
    assert "gossip" not in text
