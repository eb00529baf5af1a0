"""What the terminal shows of a run: a sentence first, numbers aligned, hidden cells explained, JSON for programs."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from types import ModuleType
from typing import Any

import pytest

from bothways import trends
from bothways.cli.about_runs import MEASURES, effect_rows
from bothways.cli.about_units import gap_verdict
from bothways.cli.show import Topic
from graph.summary import Summary

DATA = Path(__file__).parents[3] / "bothways" / "data"
Call = Callable[..., tuple[int, str, str]]

DOCUMENTS = (Topic.RUN, Topic.HEALTH)


@pytest.mark.parametrize("topic", list(Topic))
def test_every_topic_begins_with_a_sentence_and_ends_with_the_next_commands(
    call: Call, space: Path, topic: Topic
) -> None:
    code, said, complaint = call("-C", space, "show", topic.value)
    assert (code, complaint) == (0, "")
    lines = said.splitlines()
    assert re.match(r"[A-Z0-9].*\w", lines[0])
    assert "Next:" in lines
    assert lines[-1].startswith(f"  bothways -C {space} ")


@pytest.mark.parametrize("topic", list(Topic))
def test_nothing_colours_what_does_not_go_to_a_terminal(call: Call, space: Path, topic: Topic) -> None:
    assert "\x1b" not in call("-C", space, "show", topic.value)[1]


@pytest.mark.parametrize("topic", [topic for topic in Topic if topic not in DOCUMENTS])
def test_rows_come_as_json_lines_and_nothing_else_does(call: Call, space: Path, topic: Topic) -> None:
    code, said, complaint = call("show", topic.value, "--json", "-C", space)
    assert (code, complaint) == (0, "")
    assert all(isinstance(json.loads(line), dict) for line in said.splitlines())


@pytest.mark.parametrize("topic", DOCUMENTS)
def test_a_run_and_its_health_come_as_one_document(call: Call, space: Path, topic: Topic) -> None:
    document = json.loads(call("show", topic.value, "--json", "-C", space)[1])
    assert document["run"] == "5ma11run"


def test_without_data_the_cure_is_named(call: Call, tmp_path: Path) -> None:
    code, said, complaint = call("-C", tmp_path, "show", "gaps")
    assert (code, said) == (2, "")
    assert "run `bothways ingest FILE...` first" in complaint


def test_gaps_begin_with_the_verdict(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "gaps")[1]
    # small_run plants two pairs that hardly know each other; the figures are those of its tables
    assert said.startswith("3 of 36 pairs of units are closed beyond chance: Sales – Research, Logistics – Design")


def test_hidden_cells_say_so_and_the_page_says_why(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "gaps", "--limit", "0")[1]
    row = next(line for line in said.splitlines() if line.startswith("Archive"))
    assert row.split().count("hidden") >= 5
    assert "pairs hidden: a group has under 5 people, or the number would give such a group away." in said


def test_hidden_groups_say_so(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "units")[1]
    row = next(line for line in said.splitlines() if "Legal" in line)
    assert row.split()[1:] == ["hidden"] * 8


def test_json_holds_null_where_the_terminal_says_hidden(call: Call, space: Path) -> None:
    rows = [json.loads(line) for line in call("-C", space, "show", "gaps", "--json")[1].splitlines()]
    hidden = [row for row in rows if row["suppressed"]]
    assert hidden
    assert {row["observed"] for row in hidden} | {row["z"] for row in hidden} == {None}


def test_what_does_not_stand_in_the_store_is_not_shown_from_it(call: Call, space: Path) -> None:
    code, _, err = call("-C", space, "show", "gaps", "--from-store")
    assert code == 2
    assert "people and links do" in err


@pytest.mark.parametrize("topic", ["people", "skills", "links", "run", "health"])
def test_a_kind_of_line_where_it_would_change_nothing_is_refused(call: Call, space: Path, topic: str) -> None:
    code, said, complaint = call("-C", space, "show", topic, "--boundary", "level")
    assert (code, said) == (2, "")
    assert f"--boundary: `show {topic}` does not go by a kind of line" in complaint


def test_a_list_that_is_shorter_than_its_heading_says_why(call: Call, space: Path) -> None:
    """One of the small run's 70 people opted out."""
    said = call("-C", space, "show", "people", "-n", "1")[1]
    assert said.startswith("70 people,")
    assert "Who opted out is counted and not listed." in said
    assert "68 more rows" in said


def test_numbers_stand_under_each_other(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "links", "--limit", "12")[1]
    rows = [line for line in said.splitlines() if re.match(r"\s*\d+  ", line)]
    assert len(rows) == 12
    assert len({line.rindex(".") for line in rows}) == 1


def test_a_long_table_is_cut_and_says_how_to_see_the_rest(call: Call, space: Path) -> None:
    assert "22 more rows: --limit 0 shows all." in call("-C", space, "show", "links", "-n", "6")[1]
    assert "more rows" not in call("-C", space, "show", "links", "-n", "0")[1]


def test_who_opted_out_is_nowhere(call: Call, space: Path, small_run: ModuleType) -> None:
    for topic in Topic:
        assert small_run.OPTED_OUT not in call("-C", space, "show", topic.value, "--limit", "0")[1]
        assert small_run.OPTED_OUT not in call("-C", space, "show", topic.value, "--json")[1]


def test_a_name_cannot_steer_the_terminal(call: Call, tmp_path: Path, small_run: ModuleType) -> None:
    small_run.write_run(tmp_path / "runs", names=("\x1b[31mRed", "[bold]Bo[/bold]", "Turn\u202eed"))
    said = call("-C", tmp_path, "show", "people", "--limit", "0")[1]
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert "[bold]Bo[/bold]" in said


def test_a_narrow_terminal_loses_columns_not_digits(call: Call, space: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = call("-C", space, "show", "gaps")[1]
    rows = [line for line in said.splitlines() if "  " in line.strip()]
    assert len(rows) > 20
    assert max(map(len, rows)) <= 80
    assert "17.83" in said
    assert "Too narrow for: z, first wants, second wants." in said


@pytest.mark.parametrize("limit", ["-1", "many"])
def test_an_impossible_limit_is_wrong_usage(call: Call, space: Path, limit: str) -> None:
    assert call("-C", space, "show", "gaps", "--limit", limit)[0] == 2


def _row(finding: str, **more: object) -> dict[str, object]:
    usual = {
        "unit_a": "A",
        "unit_b": "B",
        "observed": 4,
        "expected": 9.0,
        "gap": 5.0,
        "suppressed": False,
        "null": "quasi",
    }
    return {**usual, "finding": finding, **more}  # the columns that the verdict reads


def _summary(**more: object) -> Summary:
    counts = {"ties": 9, "people": 30}
    usual: dict[str, Any] = {"counts": counts, "claims": {"unit": {"tested": True}, "level": {"tested": False}}}
    nothing = {"coverage": {}, "closure": {}, "portfolio": {}, "too_little": "", "notes": ()}
    return Summary(**{"run": "r", "as_of": "", "units_from": "roster", **nothing, **usual, **more})


def test_kinds_that_were_not_tested_are_never_said_to_have_no_silo() -> None:
    said = gap_verdict("level", [_row("gap")], _summary())
    assert said.startswith("Levels are not tested for silos; `bothways run --claims all` does so. 1 pair looked at.")
    assert "beyond chance" not in said


def test_a_gap_is_explained_by_chance_only_where_chance_was_asked(call: Call, lawyers: Path) -> None:
    untested = call("-C", lawyers, "show", "gaps", "--boundary", "location")[1]  # a default run tests units alone
    assert "chance alone could do that" not in untested
    assert "beyond chance" not in untested


def test_without_a_pair_the_run_says_why() -> None:
    assert gap_verdict("unit", [], _summary(too_little="no unit is known")) == (
        "No gap between units can be judged: no unit is known."
    )
    assert gap_verdict("unit", [], _summary(counts={"ties": 0})).startswith("There are no ties")
    assert gap_verdict("unit", [_row("none", expected=0.0)], _summary(counts={"ties": 0})).startswith("There are no")


def test_without_units_the_people_are_shown_who_connect_others(
    call: Call, tables: Callable[..., list[Path]], tmp_path: Path
) -> None:
    # a chain of five: by hand, hub is between 4 of the 6 pairs of the others, p1 and p3 between 3 each
    chain = "from,to,at\n" + "".join(f"{a},{b},2026-01-05\n" for a, b in pairwise(("p0", "p1", "hub", "p3", "p4")))
    call("-C", tmp_path / "mail", "ingest", *tables(mail=chain))
    call("-C", tmp_path / "mail", "run")
    said = call("-C", tmp_path / "mail", "show", "bridges")[1]
    assert said.startswith("No two units can be compared. 3 people connect others")
    assert "roster names" not in said
    assert "If one of these 3 people left" in said  # each cuts one or two people off
    rows = [json.loads(line) for line in call("-C", tmp_path / "mail", "show", "bridges", "--json")[1].splitlines()]
    assert [(row["person"], row["betweenness"]) for row in rows] == [("hub", 4.0), ("p1", 3.0), ("p3", 3.0)]


def test_json_holds_the_bridging_people_of_the_terminal_with_their_pairs(call: Call, space: Path) -> None:
    rows = [json.loads(line) for line in call("-C", space, "show", "bridges", "--json")[1].splitlines()]
    said = call("-C", space, "show", "bridges", "--limit", "0")[1]
    assert rows
    bridging = [row["person"] for row in rows if row["bridging_person"]]
    assert bridging == re.findall(r"^.*? (p\d{3}) .*\d\.\d\d", said, re.M)
    assert set(rows[0]["pairs"][0]) == {"unit_a", "unit_b", "ties", "carry"}


def test_bridges_end_with_what_would_be_lost_with_whom(call: Call, space: Path) -> None:
    # single_points of small_run; what hangs on p061 lies in a hidden cell, two people are too few to be counted
    said = call("-C", space, "show", "bridges")[1]
    assert "If one of these 3 people left, what hangs on them alone would come apart" in said
    assert re.search(r"^Eira Ash +2 +0 +–", said, re.M)
    assert re.search(r"^Cleo Fir +– +6 +Knots and Sails", said, re.M)
    assert re.search(r"^Bo Hazel +– +under 5 +–", said, re.M)
    rows = [json.loads(line) for line in call("-C", space, "show", "bridges", "--json")[1].splitlines()]
    assert {row["person"]: (row["pairs_lost"], row["people_separated"], row["skills_lost"]) for row in rows} == {
        "p004": (2, 0, None), "p050": (None, 6, "Knots;Sails"), "p061": (None, None, None),
    }  # fmt: skip


def test_a_bubble_stands_beside_chance_and_says_that_it_is_estimated(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "units")[1]
    assert re.search(r"^group .* bubble +mixed", said, re.M)
    assert re.search(r"^bubble is estimated for \d of \d, where not everybody's skills are known\.$", said, re.M)


def test_a_run_says_how_far_leaders_reach_and_who_is_heard(call: Call, space: Path) -> None:
    said = call("-C", space, "show", "run")[1]
    assert re.search(r"^share of the people that a leader reaches +25.%", said, re.M)
    assert re.search(r"within two answered contacts, from level 1 +12.%", said)
    document = json.loads(call("-C", space, "show", "run", "--json")[1])
    assert {row["measure"] for row in document["reach"]} == {"leader_reach_people", "leader_reach_units", "voice"}


def test_a_weight_of_planning_is_not_called_missing_ties(call: Call, space: Path) -> None:
    links, run = (call("-C", space, "show", topic)[1] for topic in ("links", "run"))
    assert "gap weight" in links
    assert "assumed: a link that takes place halves what is left, one of plausibility p leaves 2^-p" in links
    assert "#: order of choice, not of gaps" in links
    assert re.search(r"share of the gap weight that the links take .* 31.%", run)  # 0.31 in small_run
    assert "gap_closed" not in run


def test_two_people_of_one_name_are_told_apart_by_their_keys(call: Call, tmp_path: Path, small_run: ModuleType) -> None:
    small_run.write_run(tmp_path / "runs", names=("Ada Ash",) * 3)
    assert "Ada Ash (p000)" in call("-C", tmp_path, "show", "links", "--limit", "0")[1]


def test_a_few_people_are_counted_in_words_and_no_difference_gives_them_away(call: Call, space: Path) -> None:
    # small_run has one person without contact
    document = json.loads(call("-C", space, "show", "run", "--json")[1])
    assert document["counts"]["without_contact"] == "under 5"
    assert document["coverage"]["with_contact"] is None
    assert re.search(r"with contact +all but a few", call("-C", space, "show", "health")[1])
    assert "under 5 of them without any tie" in call("-C", space, "show", "people")[1]


def test_people_who_stand_out_are_marked_and_the_word_is_explained(
    call: Call, space: Path, small_run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "190")
    said = call("-C", space, "show", "people", "--limit", "0")[1]
    assert "1 person is marked informal leader: whom others turn to from many sides" in said
    marked = re.findall(r" (p\d{3}) .*  (informal leader|overloaded) *$", said, re.M)
    assert dict(marked) == {small_run.LEADER: "informal leader", small_run.OVERLOADED: "overloaded"}
    assert "balance: knowledge given less taken" in said
    rows = [json.loads(line) for line in call("-C", space, "show", "people", "--json")[1].splitlines()]
    assert {(row["balance"], row["load"]) for row in rows} == {(0.25, 1)}


def test_a_change_beyond_chance_is_told_and_the_placebo_stands_in_the_health(call: Call, space: Path) -> None:
    run, health = (call("-C", space, "show", topic)[1] for topic in ("run", "health"))
    windows = "Between two windows of 12 weeks (66 people in contact in both)"
    assert f"{windows}: share of ties across units from 0.421 to 0.365." in run
    assert re.search(r"ties a person +15\.5 +15\.2 +0\.7 +may be chance", run)
    assert re.search(r"share of ties across units +-0\.00375 +0\.55", health)
    for topic in DOCUMENTS:
        document = json.loads(call("-C", space, "show", topic.value, "--json")[1])
        assert [row["measure"] for row in document["trend"]] == ["across_unit", "ties_a_person"]


def test_without_a_clear_change_chance_has_the_word() -> None:
    rows = [{"measure": "across_unit", "weeks": 10, "active": 1200, "clear": False}]
    assert trends.verdict(rows) == (
        "Between two windows of 10 weeks (1,200 people in contact in both): no change beyond chance."
    )


PEOPLE = "person,unit\n" + "".join(f"p{i:02d},{'AB'[i % 2]}\n" for i in range(40))
SKILLS = "person,skill,strength,as_of\n" + "".join(
    [
        *(f"p{i:02d},Rust,4,2026-0{1 + i % 6}-1{i % 3}\n" for i in range(20)),
        *(f"p{i:02d},Cobol,4,2025-{7 + i % 6:02d}-1{i % 3}\n" for i in range(20, 40)),
        "p07,Latin,5,2020-01-01\n",
    ]
)
MAIL = "from,to,at\n" + "".join(f"p{i:02d},p{(i + 1) % 40:02d},2026-06-30\n" for i in range(40))


def test_skills_tell_what_spreads_and_who_alone_holds_one(
    call: Call, tables: Callable[..., list[Path]], tmp_path: Path
) -> None:
    # Rust: 20 new people in the last 26 weeks, none in the 26 before; Cobol the other way round; Latin is p07's alone.
    space = tmp_path / "space"
    assert call("-C", space, "ingest", *tables(people=PEOPLE, skills=SKILLS, mail=MAIL))[0] == 0
    assert call("-C", space, "run")[0] == 0
    said = call("-C", space, "show", "skills")[1]
    assert "Emerging: Rust spreads faster than all skills together, beyond chance." in said
    assert re.search(r"^Rust +20 +0 +0\.00 +20 +0 *$", said, re.M)
    assert said.split("for that person and for learning and development only:")[1].split()[:4] == [
        "skill", "person", "─" * 13, "Latin",
    ]  # fmt: skip
    rows = {row["skill"]: row for row in map(json.loads, call("-C", space, "show", "skills", "--json")[1].splitlines())}
    assert {name: row["emerging"] for name, row in rows.items()} == {"Rust": True, "Cobol": False, "Latin": None}
    assert {name: row["only_holder"] for name, row in rows.items()} == {"Rust": None, "Cobol": None, "Latin": "p07"}
    explained = call("-C", space, "explain", "p07", "p20")[1]
    assert "A alone holds Latin well enough to teach." in explained


def test_of_introductions_it_is_counted_that_they_are_taken_up() -> None:
    rows = effect_rows([{"measure": "accepted_lessons"}, {"measure": "gap_closed"}], introductions=True)
    assert [MEASURES[row["measure"]][0] for row in rows] == [
        "introductions expected to be taken up",
        "share of the gap weight that the links take",
    ]


def test_short_titles_are_explained_under_the_table(call: Call, space: Path) -> None:
    for topic, titles in (
        ("people", ("constraint", "betweenness")), ("bridges", ("bridging", "participation")), ("gaps", ("z",)),
        ("units", ("insularity", "z")), ("links", ("plausible",)),
    ):  # fmt: skip
        lines = call("-C", space, "show", topic)[1].splitlines()
        assert all(any(line.startswith(f"{title}: ") for line in lines) for title in titles), topic


def test_without_two_groups_the_verdict_claims_nothing() -> None:
    assert "no gap between units can be judged" in gap_verdict("unit", [], _summary())


def test_two_or_three_groups_are_never_called_a_silo() -> None:
    said = gap_verdict("location", [_row("none", null="mixing", gap=0.0)], _summary())
    assert said.startswith("With two or three groups no silo between locations can be told from chance.")


def test_thinner_than_chance_is_not_called_closed() -> None:
    said = gap_verdict("unit", [_row("thinner"), _row("none", gap=0.0, unit_b="C")], _summary())
    assert said.startswith("No silo beyond chance between units: 2 pairs looked at. 1 pair is thinner than chance")
    assert "are closed" not in said


def test_a_hidden_pair_is_counted_and_never_named() -> None:
    hidden = _row("", suppressed=True, gap=None, observed=None, expected=None, unit_b="Tiny")
    said = gap_verdict("unit", [_row("silo"), hidden], _summary())
    assert said.startswith("1 of 2 pairs of units is closed beyond chance: A – B.")
    assert "Tiny" not in said


def test_explain_answers_by_key_and_by_name(call: Call, space: Path) -> None:
    by_key = call("-C", space, "explain", "p000", "p061")
    by_name = call("-C", space, "explain", "ada ash", "Bo Hazel")
    assert by_key[0] == by_name[0] == 0
    assert "is suggested" in by_key[1]
    assert by_key[1].splitlines()[1:] == by_name[1].splitlines()[1:]
    typed = json.loads(call("-C", space, "explain", "p000", "p061", "--json")[1])
    assert typed["verdict"] == "suggested"
    links = [json.loads(line) for line in call("-C", space, "show", "links", "--json")[1].splitlines()]
    shown = next(row for row in links if {row["a"], row["b"]} == {"p000", "p061"})
    assert {name: typed["found"]["link"][name] for name in shown} == shown
    assert {row["direction"] for row in typed["found"]["evidence"]} >= {"a_teaches", "b_teaches"}
    assert [one["person"]["person"] for one in typed["standing"]] == ["p000", "p061"]


def test_explain_says_nothing_of_who_opted_out(call: Call, space: Path, small_run: ModuleType) -> None:
    said = json.loads(call("-C", space, "explain", "p000", small_run.OPTED_OUT, "--json")[1])
    stranger = json.loads(call("-C", space, "explain", "p000", "nobody", "--json")[1])
    assert said["verdict"] == stranger["verdict"] == "unknown"
    assert said["reasons"] == stranger["reasons"]


@pytest.mark.parametrize("module", ["about_links", "about_people", "about_runs", "about_units", "explain", "show"])
def test_what_is_shown_of_a_run_is_read_through_its_view_alone(module: str, root: Path) -> None:
    text = (root / "bothways" / "cli" / f"{module}.py").read_text(encoding="utf-8")
    assert "latest.results" not in text
    assert "graph.results" not in text


def test_who_opts_out_after_a_run_is_shown_nowhere_from_then_on(call: Call, lawyers: Path, tmp_path: Path) -> None:
    space = Path(copytree(lawyers, tmp_path / "copy"))
    link = json.loads(call("-C", space, "show", "links", "--json")[1].splitlines()[0])
    person = link["a"]
    head, *rows = (DATA / "lazega" / "people.csv").read_text(encoding="utf-8").splitlines()
    changed = [f"{head},opt_out", *(f"{row},{'yes' if row.split(',')[0] == person else ''}" for row in rows)]
    (tmp_path / "people.csv").write_text("\n".join(changed) + "\n", encoding="utf-8")
    assert call("-C", space, "ingest", tmp_path / "people.csv")[0] == 0
    links = [json.loads(line) for line in call("-C", space, "show", "links", "--json")[1].splitlines()]
    assert links
    assert person not in {end for row in links for end in (row["a"], row["b"])}
    people = [json.loads(line)["person"] for line in call("-C", space, "show", "people", "--json")[1].splitlines()]
    assert person not in people
    assert "is suggested" not in call("-C", space, "explain", person, link["b"])[1]


def test_bridges_of_another_line_say_that_the_figures_of_people_are_of_units(call: Call, lawyers: Path) -> None:
    said = {line: call("-C", lawyers, "show", "bridges", "--boundary", line)[1] for line in ("unit", "level")}
    assert "are of units all the same." in said["level"]
    assert "two levels run through one person" not in said["level"]  # so nothing follows --boundary
    assert "are of units all the same" not in said["unit"]
