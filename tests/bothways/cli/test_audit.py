"""The audit by level and by what people declared: told in groups, kept nowhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]
Tables = Callable[..., list[Path]]


@pytest.fixture
def declared(tables: Tables) -> Path:
    """Every other lawyer declared x, the others y; one file of a column that no roster may hold."""
    rows = "".join(f"{i},{'xy'[i % 2]}\n" for i in range(1, 72))
    return tables(declared=f"person,ethnicity\n{rows}99,z\n")[0]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_groups_are_compared_and_nobody_is_named(call: Call, lawyers: Path, declared: Path) -> None:
    before = content(lawyers)
    code, said, err = call("-C", lawyers, "audit", declared)
    assert code == 0
    assert said.startswith("Run ")
    assert "by declared group" in said
    assert "no proof that there is none" in said
    assert "ethnicity" not in said + err
    assert content(lawyers) == before  # neither the ledger nor the run learned anything
    document = json.loads(call("-C", lawyers, "audit", declared, "--json")[1])
    links = {share["group"]: share for share in document["measures"]["links"]}
    assert sorted(links) == ["x", "y"]
    assert sum(share["people"] for share in links.values()) == 71
    assert document["measures"]["accepted"] == []  # nobody answered yet


def test_levels_are_compared_without_a_file(call: Call, lawyers: Path) -> None:
    code, said, _ = call("-C", lawyers, "audit")
    assert code == 0
    assert "by level" in said
    assert "people of one unit" in said


def test_answers_count_once_there_are_some(call: Call, moved: Path, declared: Path, tables: Tables) -> None:
    rows = [json.loads(line) for line in call("-C", moved, "show", "links", "--json")[1].splitlines()]
    text = "".join(f"{row['link']},{'accepted' if i % 2 else 'declined'}\n" for i, row in enumerate(rows))
    call("-C", moved, "feedback", *tables(answers=f"link,event\n{text}"))
    document = json.loads(call("-C", moved, "audit", declared, "--json")[1])
    assert document["measures"]["accepted"] == []  # 22 ends of links are answers of fewer than 30 people a group
    assert document["measures"]["links"]


def test_figures_can_be_written(call: Call, lawyers: Path, declared: Path, tmp_path: Path) -> None:
    assert call("-C", lawyers, "audit", declared, "--out", tmp_path / "audit.json")[0] == 0
    assert json.loads((tmp_path / "audit.json").read_text(encoding="utf-8"))["by"] == "declared group"
    assert call("-C", lawyers, "audit", "--out", tmp_path / "none" / "audit.json")[0] == 4


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("person,gender\n1,x\n2,y\n", 5, "two groups of 30 people or more"),
        ("who,gender\n1,x\n", 3, "call the column with the key person"),
        ("person,gender,carer\n1,x,y\n", 3, "--column"),
    ],
)
def test_what_cannot_be_compared_says_why(
    call: Call, lawyers: Path, tables: Tables, text: str, code: int, said: str
) -> None:
    found, _, complaint = call("-C", lawyers, "audit", *tables(declared=text))
    assert (found, said in complaint) == (code, True)


def test_who_accepted_counts_also_when_their_room_is_full_and_each_link_once(
    call: Call, moved: Path, declared: Path, tables: Tables
) -> None:
    rows = [json.loads(line) for line in call("-C", moved, "show", "links", "--json")[1].splitlines()]
    said = [f"{row['link']},{'accepted' if i % 2 else 'declined'}" for i, row in enumerate(rows)]
    call("-C", moved, "feedback", *tables(answers="\n".join(["link,event", *said])))

    def load() -> int:
        document = json.loads(call("-C", moved, "audit", declared, "--json")[1])
        return sum(round(share["mean"] * share["people"]) for share in document["measures"]["load"])

    accepted = len(rows) // 2
    assert load() == 2 * accepted  # declined links are nobody's load, accepted ones are in two tables and count once
    assert call("-C", moved, "run", "--replan")[0] == 0
    now = [json.loads(line) for line in call("-C", moved, "show", "links", "--json")[1].splitlines()]
    assert load() == 2 * (accepted + len(now))


def test_the_smallest_group_is_the_larger_of_ours_and_the_settings(call: Call, moved: Path, declared: Path) -> None:
    settings = moved / "bothways.toml"
    settings.write_text(f"min_group = 40\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
    code, said, complaint = call("-C", moved, "audit", declared, "--json")
    assert (code, json.loads(said)["smallest_group"]) == (5, 40)
    assert "two groups of 40 people or more" in complaint


def test_strangers_in_the_file_are_told_and_few_are_not_counted(call: Call, lawyers: Path, tables: Tables) -> None:
    known = "".join(f"{i},{'xy'[i % 2]}\n" for i in range(1, 72))
    for strangers, said in ((2, "A few in the file"), (7, "7 in the file")):
        more = "".join(f"nobody{i},x\n" for i in range(strangers))
        assert said in call("-C", lawyers, "audit", *tables(declared=f"person,club\n{known}{more}"))[1]


def test_an_audit_writes_over_nothing_that_it_reads(call: Call, moved: Path, declared: Path) -> None:
    before = declared.read_bytes()
    run = next((moved / "runs").glob("*/audit.json"))
    for out in (declared, run):
        code, _, complaint = call("-C", moved, "audit", declared, "--out", out)
        assert (code, "give another --out" in complaint) == (4, True)
    assert declared.read_bytes() == before
