"""One analysis from the command line: its counts, its flags, its exit codes, and what reads it afterwards."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from jsonschema import Draft202012Validator

from bothways import schemas

Call = Callable[..., tuple[int, str, str]]
Tables = Callable[..., list[Path]]


@pytest.fixture
def copied(lawyers: Path, tmp_path: Path) -> Path:
    """The lawyers' workspace, to write in."""
    return Path(copytree(lawyers, tmp_path / "copy"))


def test_a_run_says_its_counts_and_its_verdicts(call: Call, copied: Path) -> None:
    code, said, complaint = call("-C", copied, "run")
    assert code == 0
    assert "2,571  contacts given" in said  # rows of the shipped interactions table
    assert "1,008  ties" in said  # union of the three relations, definitions.md
    assert "two-way links" in said
    assert "measuring who reaches whom" in complaint


def test_accounts_and_contacts_add_up(call: Call, tables: Tables, tmp_path: Path) -> None:
    # By hand: ada writes from two addresses, bo to an unknown one, a robot to ada; one mail stands twice.
    people = "person,email,unit\nada,ada@x.org;ada@y.org,A\nbo,bo@x.org,B\n"
    mails = "from,to,at\n" + "".join(
        f"{one},{other},2026-01-0{day}\n"
        for one, other, day in (
            ("ada@x.org", "bo@x.org", 5), ("ada@y.org", "bo@x.org", 5), ("bo@x.org", "cleo@z.org", 6),
            ("noreply@x.org", "ada@x.org", 7), ("noreply@x.org", "ada@x.org", 7),
        )
    )  # fmt: skip
    call("-C", tmp_path / "space", "ingest", *tables(people=people, mails=mails))
    counts = json.loads(call("-C", tmp_path / "space", "run", "--json")[1])["counts"]
    assert counts["given"] == counts["contacts"] + counts["repeats"]
    found = [counts[name] for name in ("accounts", "bots", "in_no_roster", "of_people", "people")]
    assert found == [5, 1, 1, 3, 2]


def test_the_same_run_has_the_same_id_and_bytes(call: Call, copied: Path) -> None:
    document = json.loads(call("-C", copied, "run", "--json")[1])
    run = copied / "runs" / document["run"]
    before = {path.name: path.read_bytes() for path in run.iterdir()}
    assert json.loads(call("-C", copied, "run", "--json")[1])["run"] == document["run"]
    assert {path.name: path.read_bytes() for path in run.iterdir()} == before


def test_flags_reach_the_run_and_win_over_the_file(call: Call, copied: Path) -> None:
    flags = ("--links", "5", "--give-up", "10", "--seed", "7", "--claims", "all", "--as-of", "2026-06-30")
    assert call("-C", copied, "run", *flags)[0] == 0
    settings = json.loads(call("-C", copied, "show", "run", "--json")[1])["settings"]
    chosen = {name: settings[name] for name in ("links", "give_up", "seed", "claims")}
    assert chosen == {"links": 5, "give_up": 0.1, "seed": 7, "claims": "all"}


@pytest.mark.parametrize(
    "words", [("--links", "0"), ("--give-up", "60"), ("--claims", "some"), ("--as-of", "soon"), ("--seed", "-1")]
)
def test_an_impossible_flag_is_wrong_usage(call: Call, lawyers: Path, words: tuple[str, str]) -> None:
    code, said, complaint = call("-C", lawyers, "run", *words)
    assert (code, said) == (2, "")
    assert words[0] in complaint


def test_without_any_data_the_cure_is_to_ingest(call: Call, tmp_path: Path) -> None:
    code, said, complaint = call("-C", tmp_path, "run")
    assert (code, said) == (2, "")
    assert "bothways ingest" in complaint
    assert list(tmp_path.iterdir()) == []


def test_after_a_run_without_links_nobody_is_sent_to_look_at_them(call: Call, tables: Tables, tmp_path: Path) -> None:
    # twelve people of two units, everybody in contact with everybody: no pair is left
    keys = [f"p{i:02d}" for i in range(12)]
    people = "person,unit\n" + "".join(f"{key},{'AB'[i % 2]}\n" for i, key in enumerate(keys))
    mails = "from,to,at\n" + "".join(f"{a},{b},2026-01-05\n" for a in keys for b in keys if a != b)
    call("-C", tmp_path / "space", "ingest", *tables(people=people, mails=mails))
    code, said, _ = call("-C", tmp_path / "space", "run")
    assert code == 0
    assert "No link is worth suggesting here." in said
    assert "show links" not in said
    assert "show health" in said
    assert "\n\n\n" not in said


@pytest.mark.parametrize(
    "people",
    ["", "person,unit\na,Sales\nb,Sales\nc,Sales\n", "person\na\nb\nc\n", "person,unit\na,Sales\nb,Research\n"],
    ids=["no roster", "one unit", "no units", "two people"],
)
def test_too_little_to_say_is_exit_code_5_and_the_run_is_written(
    call: Call, tables: Tables, tmp_path: Path, people: str
) -> None:
    mails = "from,to,at\na,b,2026-01-05T10:00:00\n"
    files = tables(people=people, mails=mails) if people else tables(mails=mails)
    space = tmp_path / "space"
    call("-C", space, "ingest", *files)
    code, said, complaint = call("-C", space, "run", "--json")
    assert code == 5
    document = json.loads(said)
    assert document["too_little"]
    assert document["too_little"] in complaint
    assert (space / "runs" / document["run"] / "manifest.json").exists()


def test_a_run_brings_the_store_up_to_date_and_rebuild_makes_it_again(call: Call, copied: Path) -> None:
    assert (copied / "store").exists()
    first = json.loads(call("-C", copied, "rebuild", "--json")[1])
    assert first["store"] == "embedded"
    assert first["created"] + first["updated"] + first["unchanged"] > 0
    code, said, _ = call("-C", copied, "rebuild")
    assert code == 0
    assert said.startswith("The store embedded holds ")


def test_an_unknown_store_is_wrong_usage(call: Call, lawyers: Path) -> None:
    code, _, complaint = call("-C", lawyers, "rebuild", "--store", "neo5j")
    assert code == 2
    assert "embedded" in complaint


def test_score_judges_each_pair_or_says_why_not(call: Call, lawyers: Path, tables: Tables, tmp_path: Path) -> None:
    (pairs,) = tables(pairs="a,b\n1,2\n16,31\n1,nobody\n5,5\n6,6\n7,7\n")
    rows = [json.loads(line) for line in call("-C", lawyers, "score", pairs, "--json")[1].splitlines()]
    assert [(row["a"], row["b"]) for row in rows][:3] == [("1", "2"), ("16", "31"), ("1", "nobody")]
    assert [(row["score"], bool(row["reason"])) for row in rows[2:]] == [(None, True)] * 4
    code, said, _ = call("-C", lawyers, "score", pairs)
    assert code == 0
    assert said.startswith("6 pairs scored, 4 of them could not be judged.")


def test_scores_can_be_written_as_a_file(call: Call, lawyers: Path, tables: Tables, tmp_path: Path) -> None:
    (pairs,) = tables(pairs="a,b\n16,31\n")
    out = tmp_path / "scores.csv"
    assert call("-C", lawyers, "score", pairs, "--out", out)[0] == 0
    (row,) = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert (row["a"], row["b"]) == ("16", "31")
    assert call("-C", lawyers, "score", pairs, "--out", tmp_path / "scores.doc")[0] == 2


def test_a_suggested_link_scores_as_it_was_suggested(call: Call, lawyers: Path, tables: Tables) -> None:
    links = [json.loads(line) for line in call("-C", lawyers, "show", "links", "--json")[1].splitlines()]
    (pairs,) = tables(pairs="a,b\n" + "".join(f"{link['a']},{link['b']}\n" for link in links))
    rows = [json.loads(line) for line in call("-C", lawyers, "score", pairs, "--json")[1].splitlines()]
    assert [row["score"] for row in rows] == [link["score"] for link in links]
    assert [(row["a_teaches"], row["b_teaches"]) for row in rows] == [(k["a_teaches"], k["b_teaches"]) for k in links]


def test_exports_of_a_real_run_tell_what_changed(call: Call, copied: Path, tmp_path: Path) -> None:
    first = json.loads(call("-C", copied, "export", "--to", tmp_path / "out", "--as", "csv,jsonl", "--json")[1])
    assert first["changes"]["new"] >= 10  # at least ten links on this set, the promise
    call("-C", copied, "run", "--links", "6")
    second = json.loads(call("-C", copied, "export", "--to", tmp_path / "out", "--as", "csv", "--json")[1])
    assert second["changes"]["new"] + second["changes"]["kept"] <= 6
    assert not (tmp_path / "out" / "links.jsonl").exists()


@pytest.mark.parametrize("profile", ["named", "pseudonymous", "aggregate"])
def test_the_documents_of_an_export_are_valid_against_their_schemas(
    call: Call, copied: Path, tmp_path: Path, profile: str
) -> None:
    assert call("-C", copied, "export", "--to", tmp_path / "out", "--profile", profile)[0] == 0
    for name in ("manifest", "audit"):
        schema = json.loads((Path(schemas.__file__).parent / f"{name}.schema.json").read_text(encoding="utf-8"))
        document = json.loads((tmp_path / "out" / f"{name}.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(document)


def test_status_says_what_is_there(call: Call, lawyers: Path, tmp_path: Path) -> None:
    found = json.loads(call("-C", lawyers, "status", "--json")[1])
    assert found["demo"] == "lazega"
    assert found["runs"] == 1
    assert found["store"] is True
    assert {source["kind"] for source in found["sources"]} == {"people", "skills", "contacts"}
    said = call("-C", tmp_path, "status")[1]
    assert "holds no data yet" in said


def test_ctrl_c_stops_with_a_plain_word_and_leaves_the_last_run(lawyers: Path, tmp_path: Path) -> None:
    """A real Ctrl-C, while a step sleeps that a large organisation would spend in measuring."""
    space = Path(copytree(lawyers, tmp_path / "copy"))
    before = {path: path.read_bytes() for path in space.rglob("*") if path.is_file()}
    code = (
        # A shell starts what runs in its background deaf to Ctrl-C, and so would a test run be that was started there.
        "import signal, time; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from graph import measured; measured.measure = lambda *_: time.sleep(60)\n"
        "from bothways.cli import main; main()"
    )
    words = [sys.executable, "-c", code, "-C", str(space), "run", "--seed", "9"]
    unbuffered = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=unbuffered) as process:
        assert process.stderr is not None
        while "measuring" not in process.stderr.readline():
            assert process.poll() is None
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        said, complaint = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said == ""
    assert complaint.splitlines()[-1] == "Stopped. What was committed before stands."
    assert {path: path.read_bytes() for path in space.rglob("*") if path.is_file()} == before
