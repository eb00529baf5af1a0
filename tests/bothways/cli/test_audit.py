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
