"""Feedback from the command line: into the ledger, into the store, out with the links; never whose word it was."""

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from graph import schema
from graph.stores import open_store

Call = Callable[..., tuple[int, str, str]]
Tables = Callable[..., list[Path]]


@pytest.fixture
def copied(lawyers: Path, tmp_path: Path) -> Path:
    """The lawyers' workspace, to write in."""
    return Path(copytree(lawyers, tmp_path / "copy"))


def links(call: Call, space: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in call("-C", space, "show", "links", "--json")[1].splitlines()]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def answered(call: Call, copied: Path, tables: Tables) -> Path:
    """Of the first four links one is done, one declined, one accepted; of the rest nothing was said."""
    first, second, third, *_ = (row["link"] for row in links(call, copied))
    text = (
        "link,event,person,reason,at\n"
        f"{first},accepted,whisper,,2026-03-01\n"
        f"{first},taught,whisper,,2026-05-01\n"
        f"{second},accepted,,,\n"
        f"{second},declined,whisper,not a fit,2026-03-02\n"
        f"{third},accepted,,,2026-03-03\n"
    )
    code, said, complaint = call("-C", copied, "feedback", *tables(answers=text))
    assert (code, said.splitlines()[0]) == (0, "Added: 5 answers on links."), complaint
    return copied


def test_links_show_what_became_of_them(call: Call, answered: Path) -> None:
    states = [row["state"] for row in links(call, answered)]
    assert states[:4] == ["done", "declined", "accepted", "proposed"]
    assert set(states[4:]) == {"proposed"}


def test_the_terminal_has_a_column_for_the_state_as_soon_as_there_is_one(
    call: Call, lawyers: Path, answered: Path
) -> None:
    heads = [call("-C", space, "show", "links")[1].splitlines()[2] for space in (lawyers, answered)]
    assert [head.split()[-1] for head in heads] == ["after", "state"]


def test_a_second_time_adds_nothing(call: Call, answered: Path, tmp_path: Path) -> None:
    before = content(answered / "ledger" / "feedback")
    code, said, _ = call("-C", answered, "feedback", tmp_path / "answers.csv")
    assert (code, said.splitlines()[0]) == (0, "Added: 0 answers on links, 5 known before.")
    assert content(answered / "ledger" / "feedback") == before


def test_a_dry_run_changes_nothing(call: Call, copied: Path, tables: Tables) -> None:
    before = content(copied)
    (first, *_) = (row["link"] for row in links(call, copied))
    code, said, _ = call("-C", copied, "feedback", *tables(a=f"link,event\n{first},met\n{first},met\n"), "--dry-run")
    assert (code, said) == (0, "Nothing was changed. This would be added: 1 answer on links, 1 said twice.\n")
    assert content(copied) == before


def test_ingest_does_the_same(call: Call, answered: Path, tables: Tables) -> None:
    report = json.loads(call("-C", answered, "ingest", *tables(again="link,event\nx,met\n"), "--json")[1])
    assert (report["files"][0]["kind"], report["sources"][0]["new"]) == ("feedback", 1)


def test_an_empty_workspace_keeps_feedback_aside_and_says_what_is_missing(
    call: Call, tables: Tables, tmp_path: Path
) -> None:
    code, said, _ = call("-C", tmp_path / "new", "feedback", *tables(answers="link,event\nl1,met\n"))
    assert code == 0
    assert "feedback on an unknown link: 1 finding\n  l1: kept aside until a run suggests it" in said
    assert "No run has suggested a link here yet." in said
    assert json.loads(call("-C", tmp_path / "new", "status", "--json")[1])["sources"] == [
        {"kind": "feedback", "source": "feedback", "rows": 1}
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("person,unit\nann,Sales\n", "feedback lacks the required column `link` and `event`"),
        ("link,event\nl1,liked\nl2,liked\nl3,liked\n", "every one of the 3 rows cannot be used"),
        ("link,event,at\nl1,met,01/02/2026\n", "give --day-first or --month-first"),
    ],
)
def test_a_file_that_is_no_feedback_is_refused_and_leaves_no_trace(
    call: Call, tables: Tables, tmp_path: Path, text: str, why: str
) -> None:
    code, said, complaint = call("-C", tmp_path / "new", "feedback", *tables(answers=text))
    assert (code, said) == (3, "")
    assert why in complaint
    assert not (tmp_path / "new").exists()


def test_the_cures_that_a_refusal_names_are_options_of_this_verb(call: Call, tables: Tables, tmp_path: Path) -> None:
    files = tables(answers="id,event,at\nl1,met,01/02/2026\nl2,met,soon\nl3,met,late\nl4,met,never\n")
    words = ("--map", "link=id", "--day-first", "--max-rejects", "3", "--json")
    report = json.loads(call("-C", tmp_path / "new", "feedback", *files, *words)[1])
    assert (report["sources"][0]["new"], report["files"][0]["rejects"]) == (1, 3)


def test_the_store_holds_it_after_another_run_and_without_the_first(call: Call, answered: Path) -> None:
    (first, second, *_) = links(call, answered)
    old = answered / "runs" / (answered / "runs" / "latest").read_text(encoding="utf-8").strip()
    for again in (("--links", "3"), ("--links", "4", "--seed", "5")):
        assert call("-C", answered, "run", *again)[0] == 0
        rmtree(old, ignore_errors=True)
        with open_store("embedded", str(answered / "store"), read_only=True) as store:
            assert store.query("runs").num_rows > 0
            said = {row["link"]: store.query("feedback", link=row["link"]).to_pylist() for row in (first, second)}
        assert all(row["a"] < row["b"] for row in (first, second))
        ends = {row["link"]: {"a": row["a"], "b": row["b"]} for row in (first, second)}
        assert said == {
            first["link"]: [
                {**ends[first["link"]], "event": "accepted", "day": 20513},  # 2026-03-01, days since 1970
                {**ends[first["link"]], "event": "taught", "day": 20574},
            ],
            second["link"]: [
                {**ends[second["link"]], "event": "accepted", "day": None},
                {**ends[second["link"]], "event": "declined", "day": 20514},
            ],
        }


def test_feedback_changes_no_run_and_a_link_that_runs_is_a_fact_of_the_next(
    call: Call, lawyers: Path, answered: Path
) -> None:
    before = content(lawyers / "runs")
    assert content(answered / "runs") == before
    run = json.loads(call("-C", answered, "run", "--json")[1])["run"]
    assert run != before.pop("latest").decode().strip()  # the accepted link is load for its two people
    assert before.items() <= content(answered / "runs").items()


def test_a_link_that_is_done_declined_or_runs_is_not_suggested_again(call: Call, answered: Path) -> None:
    first, second, third, fourth, *_ = (
        (row["a"], row["b"]) for row in links(call, answered)
    )  # done, declined, accepted, and one of which nothing was said
    assert call("-C", answered, "run")[0] == 0
    again = {(row["a"], row["b"]) for row in links(call, answered)}
    assert not again & {first, second, third}
    assert fourth in again
    why = call("-C", answered, "explain", *second)[1]
    assert "An earlier link of theirs is over, and they are left alone for a while." in why
    assert "whisper" not in why
    assert "declined" not in why
    assert "A learning link of theirs runs." in call("-C", answered, "explain", *third)[1]


def test_links_that_run_are_told_beside_those_of_the_run(call: Call, answered: Path) -> None:
    third = links(call, answered)[2]
    assert call("-C", answered, "run")[0] == 0
    said = call("-C", answered, "show", "links")[1]
    assert "1 learning link runs: it takes room" in said
    assert "2026-03-03" in said.split("learning link runs", 1)[1]
    assert str(third["a"]) in said.split("learning link runs", 1)[1]


def test_of_the_links_that_run_no_more_are_shown_than_asked_for(call: Call, answered: Path, tables: Tables) -> None:
    fourth = links(call, answered)[3]["link"]
    call("-C", answered, "feedback", *tables(more=f"link,event\n{fourth},accepted\n"))  # the third runs already
    said = call("-C", answered, "show", "links", "-n", "1")[1].split("2 learning links run", 1)[1]
    assert said.count(" accepted ") == 1
    assert "1 more row: --limit 0 shows all." in said


@pytest.mark.parametrize("profile", ["named", "pseudonymous", "aggregate"])
def test_an_export_holds_the_states_and_is_the_same_through_the_store(
    call: Call, answered: Path, tmp_path: Path, profile: str
) -> None:
    call("-C", answered, "rebuild")
    for to, more in (("plain", ()), ("stored", ("--from-store",))):
        words = ("--to", tmp_path / to, "--as", "jsonl", "--profile", profile)
        assert call("-C", answered, "export", *words, *more)[0] == 0
    assert content(tmp_path / "plain") == content(tmp_path / "stored")
    rows = [json.loads(line) for line in (tmp_path / "plain" / "links.jsonl").read_text(encoding="utf-8").splitlines()]
    states = [row["state"] for row in rows]
    assert [states.count(state) for state in ("done", "declined", "accepted")] == [1, 1, 1]


def test_nobody_is_told_whose_word_it_was(call: Call, answered: Path, tmp_path: Path) -> None:
    call("-C", answered, "run", "--links", "5")
    call("-C", answered, "export", "--to", tmp_path / "out", "--as", "csv,jsonl")
    verbs = (("show", "links"), ("status", "--json"), ("explain", "16", "31"), ("feedback", tmp_path / "answers.csv"))
    said = [call("-C", answered, *verb)[1:] for verb in verbs]
    with open_store("embedded", str(answered / "store"), read_only=True) as store:
        stored = [store.read_nodes(name).to_pylist() for name in schema.NODES]
        stored += [store.read_ties(name).to_pylist() for name in schema.RELATIONS]
    assert "declined" in str(stored)
    for whole in (said, stored, content(tmp_path / "out")):
        assert "whisper" not in str(whole)
        assert "not_a_fit" not in str(whole)


def test_status_counts_what_was_said(call: Call, answered: Path) -> None:
    sources = json.loads(call("-C", answered, "status", "--json")[1])["sources"]
    assert {"kind": "feedback", "source": "feedback", "rows": 5} in sources
