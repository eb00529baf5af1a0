"""The demo: from nothing to a finished run, its folder guarded, used again, replaced."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bothways.cli import demo
from bothways.cli.demo import Real
from bothways.demo import shipped

Call = Callable[..., tuple[int, str, str]]


def test_every_shipped_set_can_be_asked_for() -> None:
    assert tuple(real.value for real in Real) == shipped.NAMES


def test_it_ends_with_the_next_commands_for_its_folder(call: Call, lawyers: Path) -> None:
    code, said, _ = call("demo", "--real", "lazega", "--no-serve", "-C", lawyers)
    assert code == 0
    assert said.splitlines()[-1] == f"  bothways -C {lawyers} dashboard"


def test_with_json_it_prints_one_document(call: Call, lawyers: Path) -> None:
    document = json.loads(call("demo", "--real", "lazega", "--no-serve", "-C", lawyers, "--json")[1])
    assert document["demo"] == "lazega"
    assert document["links"] >= 10


def test_the_same_demo_is_used_again(call: Call, lawyers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was made again")

    monkeypatch.setattr(demo, "make", never)
    assert call("demo", "--real", "lazega", "--no-serve", "-C", lawyers)[0] == 0


def test_another_demo_replaces_it(call: Call, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    assert call("demo", "--real", "krackhardt", "--no-serve", "-C", folder)[0] == 0
    assert call("demo", "--people", "150", "--no-serve", "-C", folder)[0] == 0
    status = json.loads(call("-C", folder, "status", "--json")[1])
    assert (status["demo"], status["runs"]) == ("organisation", 1)
    assert {file["name"] for file in status["files"]} == {"people.csv", "skills.csv", "interactions.csv.gz"}
    assert not (folder / "input" / "ORIGIN.md").exists()


def test_a_demo_with_files_of_somebody_else_is_not_replaced(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bothways.toml").write_text('demo = "lazega"\n', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    code, _, complaint = call("demo", "--real", "krackhardt", "--no-serve", "-C", tmp_path)
    assert code == 4
    assert "more than the demo's own files: notes.txt" in complaint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bothways.toml", "notes.txt"]


def test_an_unfinished_demo_is_made_again(call: Call, tmp_path: Path) -> None:
    (tmp_path / "bothways.toml").write_text('demo = "krackhardt"\n', encoding="utf-8")
    assert call("demo", "--real", "krackhardt", "--no-serve", "-C", tmp_path)[0] == 0
    assert (tmp_path / "runs" / "latest").exists()


@pytest.mark.parametrize("content", [{"notes.txt": "mine"}, {"bothways.toml": "seed = 1\n"}])
def test_a_folder_that_is_no_demo_is_left_alone(call: Call, tmp_path: Path, content: dict[str, str]) -> None:
    for name, text in content.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, said, complaint = call("demo", "--real", "krackhardt", "--no-serve", "-C", tmp_path)
    assert (code, said) == (4, "")
    assert "something else than a demo" in complaint
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == content


def test_without_a_folder_it_goes_to_its_own(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("demo", "--real", "krackhardt", "--no-serve")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["bothways-demo"]


@pytest.mark.parametrize("words", [("--real", "lazega", "--people", "50"), ("--real", "atlantis"), ("--people", "20")])
def test_wrong_words_are_wrong_usage(call: Call, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert call("demo", *words, "--no-serve", "-C", tmp_path / "demo")[0] == 2
    assert not (tmp_path / "demo").exists()
