"""What `explain` and `score` say of people who opted out and of accounts in no roster, on a workspace of four."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]

ROSTER = "person,unit,opt_out\n1,A,\n2,A,\n3,B,\n4,B,yes\n"
CONTACTS = "from,to\n1,10\n1,2\n2,3\n4,1\n"


@pytest.fixture
def four(call: Call, tables: Callable[..., list[Path]], tmp_path: Path) -> Path:
    """A finished run; 4 has opted out, 10 is an account."""
    space = tmp_path / "four"
    call("-C", space, "ingest", *tables(people=ROSTER, contacts=CONTACTS))
    call("-C", space, "run")
    return space


def test_an_account_is_told_as_one_that_is_in_no_roster_with_the_cure(call: Call, four: Path) -> None:
    said = call("-C", four, "explain", "1", "10")[1]
    assert "10 (B) is in no roster: add a row for 10 to the people file" in said


@pytest.mark.parametrize("unknown", ["4", "10", "99", "1"], ids=["opted out", "in no roster", "nobody", "the same"])
def test_who_cannot_be_judged_is_wrong_usage_like_every_unknown_name(call: Call, four: Path, unknown: str) -> None:
    assert call("-C", four, "explain", "1", unknown)[0] == 2
    code, said, _ = call("-C", four, "explain", "1", unknown, "--json")
    assert (code, json.loads(said)["verdict"]) == (2, "unknown")


def test_who_opted_out_is_told_like_a_stranger(call: Call, four: Path) -> None:
    out, stranger = (json.loads(call("-C", four, "explain", "1", key, "--json")[1]) for key in ("4", "99"))
    assert out["reasons"] == stranger["reasons"] == ["B is not among the people of this run."]


def test_a_score_judges_nobody_who_opted_out(call: Call, four: Path, tables: Callable[..., list[Path]]) -> None:
    asked = tables(pairs="a,b\n1,3\n1,4\n4,3\n1,10\n1,99\n")
    rows = [json.loads(line) for line in call("-C", four, "score", *asked, "--json")[1].splitlines()]
    assert [row["score"] is None for row in rows] == [False, True, True, True, True]
    for row in rows[1:]:
        assert {name for name, value in row.items() if value is not None} == {"a", "b", "reason"}
    assert rows[1]["reason"].replace("4", "99") == rows[4]["reason"]
    assert rows[3]["reason"] == "10 is in no roster"


def test_a_row_without_two_people_is_listed_with_the_reason(
    call: Call, four: Path, tables: Callable[..., list[Path]]
) -> None:
    asked = tables(pairs="a,b\n1,\n,3\n1,3\n1\n")
    rows = [json.loads(line) for line in call("-C", four, "score", *asked, "--json")[1].splitlines()]
    assert [(row["a"], row["b"]) for row in rows] == [("1", ""), ("", "3"), ("1", "3"), ("", "")]
    assert [row["reason"] == "the row does not name two people" for row in rows] == [True, True, False, True]
    assert "4 pairs scored, 3 of them could not be judged" in call("-C", four, "score", *asked)[1]


def test_explain_says_that_a_pair_is_barred(call: Call, four: Path, tables: Callable[..., list[Path]]) -> None:
    call("-C", four, "ingest", *tables(never="a,b\n1,3\n"))
    call("-C", four, "run")
    assert (
        "A list says that they must not be paired, or that they were before."
        in call("-C", four, "explain", "3", "1")[1]
    )


def test_what_if_measures_given_pairs_and_makes_no_run(
    call: Call, lawyers: Path, tables: Callable[..., list[Path]]
) -> None:
    runs = sorted((lawyers / "runs").iterdir())
    asked = tables(links="a,b\n1,50\n2,60\n50,1\n1,nobody\n")
    said = call("-C", lawyers, "run", "--what-if", *asked)[1]
    assert "If 2 links of" in said
    assert "1 row says a pair again and is counted once." in said
    assert "Left out: 1 and nobody: nobody is not among the people who may be suggested." in said
    document = json.loads(call("-C", lawyers, "run", "--what-if", *asked, "--json")[1])
    assert (document["pairs"], len(document["left_out"])) == (3, 1)
    bases = {row["measure"]: row["basis"] for row in document["measures"]}
    assert (bases["gap_closed"], bases["introductions_needed"]) == ("assumed", "measured")
    assert sorted((lawyers / "runs").iterdir()) == runs


@pytest.mark.parametrize("option", [("--seed", "0"), ("--replan",), ("--preset", "classic")])
def test_what_if_takes_no_option_of_a_run(call: Call, lawyers: Path, tmp_path: Path, option: tuple[str, ...]) -> None:
    (tmp_path / "pairs.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    code, _, err = call("-C", lawyers, "run", "--what-if", tmp_path / "pairs.csv", *option)
    assert code == 2
    assert f"{option[0]} means nothing there" in err


def test_what_if_says_which_pairs_change_nothing(call: Call, four: Path, tables: Callable[..., list[Path]]) -> None:
    said = call("-C", four, "run", "--what-if", *tables(pairs="a,b\n1,2\n1,3\n"))[1]
    assert "If 2 links of" in said
    assert "1 of them has a tie today and changes nothing." in said


def test_what_if_names_a_file_that_is_not_there(call: Call, lawyers: Path) -> None:
    code, _, err = call("-C", lawyers, "run", "--what-if", lawyers / "none.csv")
    assert code == 3
    assert "none.csv" in err
