"""Files in: what is said of them, what is refused, and that a refusal leaves everything as it was."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]
Tables = Callable[..., list[Path]]

ROSTER = "person,unit,gender\nada,Sales,x\nbo,Sales,x\ncleo,Research,x\n"
MAILS = (
    "from,to,at\n"
    "ada,bo,2026-01-05T10:00:00\n"
    "ada,bo,2026-01-05T10:00:00\n"  # the same to the second: a repeat
    "bo,bo,2026-01-06T10:00:00\n"  # to oneself
    "bo,cleo,2026-01-07T10:00:00\n"
)


@pytest.fixture
def space(tmp_path: Path) -> Path:
    return tmp_path / "space"


def _state(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_says_what_each_file_gave(call: Call, space: Path, tables: Tables) -> None:
    code, said, complaint = call("-C", space, "ingest", *tables(people=ROSTER, mails=MAILS))
    assert code == 0
    assert said.startswith("Read: 7 rows of 2 files.")
    assert "people.csv: refused at the door, never stored: gender." in said
    assert "person = person, unit = unit" in said
    assert "error" not in complaint


def test_the_json_report_is_one_document_with_the_counts(call: Call, space: Path, tables: Tables) -> None:
    report = json.loads(call("-C", space, "ingest", *tables(mails=MAILS), "--json")[1])
    (contacts,) = report["sources"]
    assert (contacts["new"], contacts["repeats"], contacts["to_self"]) == (3, 1, 1)  # by hand, from MAILS


def test_twice_is_once(call: Call, space: Path, tables: Tables) -> None:
    files = tables(people=ROSTER, mails=MAILS)
    call("-C", space, "ingest", *files)
    again = json.loads(call("-C", space, "ingest", *files, "--json")[1])
    assert [source["new"] for source in again["sources"]] == [0, 0]


def test_one_row_that_changed_is_told(call: Call, space: Path, tables: Tables) -> None:
    call("-C", space, "ingest", *tables(people=ROSTER))
    said = call("-C", space, "ingest", *tables(people=ROSTER.replace("bo,Sales", "bo,Research")))[1]
    head, row = (next(line for line in said.splitlines() if line.startswith(word)) for word in ("source", "people "))
    assert (head.split()[1:3], head.split("  ")[-1]) == (["given", "new"], "gone")
    assert row.split() == ["people", "3", "0", "3", "0", "1", "0"]  # given, new, known, repeats, changed, gone
    assert "changed: of the known ones: they say something else now." in said


def test_what_was_given_adds_up(call: Call, space: Path, tables: Tables) -> None:
    report = json.loads(call("-C", space, "ingest", *tables(people=ROSTER, mails=MAILS), "--json")[1])
    assert all(row["rows"] == row["new"] + row["known"] + row["repeats"] for row in report["sources"])


def test_a_column_that_looks_like_a_slip_is_asked_about(call: Call, space: Path, tables: Tables) -> None:
    said = call("-C", space, "ingest", *tables(people="person,unit,locaton\nada,Sales,Here\nbo,Sales,There\n"))[1]
    assert "people.csv: 'locaton' is ignored; if location is meant, call it location, or give --map" in said


def test_a_dry_run_changes_nothing_and_says_so(call: Call, space: Path, tables: Tables) -> None:
    code, said, _ = call("-C", space, "ingest", *tables(people=ROSTER), "--dry-run")
    assert code == 0
    assert said.startswith("Nothing was changed. This would be read: 3 rows of 1 file.")
    assert not space.exists()


@pytest.mark.parametrize(("name", "text"), [("missing", None), ("empty", ""), ("other", "colour,size\nred,1\n")])
def test_a_refused_file_is_exit_code_3_and_leaves_no_trace(
    call: Call, space: Path, tables: Tables, tmp_path: Path, name: str, text: str | None
) -> None:
    path = tmp_path / f"{name}.csv" if text is None else tables(**{name: text})[0]
    code, said, complaint = call("-C", space, "ingest", path)
    assert (code, said) == (3, "")
    assert f"{name}.csv" in complaint
    assert not space.exists()


def test_one_refused_file_refuses_the_call(call: Call, space: Path, tables: Tables) -> None:
    call("-C", space, "ingest", *tables(people=ROSTER))
    before = _state(space)
    assert call("-C", space, "ingest", *tables(mails=MAILS, other="colour,size\nred,1\n"))[0] == 3
    assert _state(space) == before


def test_a_table_that_shrinks_is_guarded(call: Call, space: Path, tables: Tables) -> None:
    call("-C", space, "ingest", *tables(people=ROSTER))
    smaller = tables(people=ROSTER.rsplit("bo", 1)[0])
    code, _, complaint = call("-C", space, "ingest", *smaller)
    assert code == 4
    assert "--allow-shrink" in complaint
    assert call("-C", space, "ingest", *smaller, "--allow-shrink")[0] == 0


def test_columns_can_be_named(call: Call, space: Path, tables: Tables) -> None:
    files = tables(staff="who,where\nada,Sales\n")
    options = ("--as", "people", "--map", "person=who", "--map", "unit=where", "--json")
    report = json.loads(call("-C", space, "ingest", *files, *options)[1])
    assert report["files"][0]["columns"] == {"person": "who", "unit": "where"}


@pytest.mark.parametrize("words", [("--map", "person"), ("--as", "dragons"), ()])
def test_wrong_words_are_wrong_usage(call: Call, space: Path, tables: Tables, words: tuple[str, ...]) -> None:
    files = tables(people=ROSTER) if words else []
    assert call("-C", space, "ingest", *files, *words)[0] == 2
    assert not space.exists()


def test_findings_are_listed(call: Call, space: Path, tables: Tables) -> None:
    said = call("-C", space, "ingest", *tables(people="person,manager\nada,ghost\nbo,ada\n"))[1]
    assert "unknown manager: 1 finding" in said


def test_titles_are_kept_only_where_the_settings_ask(call: Call, tables: Tables, tmp_path: Path) -> None:
    files = tables(people="person,title\nada,Head of X\n")
    kept, plain = tmp_path / "kept", tmp_path / "plain"
    kept.mkdir()
    (kept / "bothways.toml").write_text("keep_titles = true\n", encoding="utf-8")
    used = [
        json.loads(call("-C", space, "ingest", *files, "--json")[1])["files"][0]["columns"] for space in (kept, plain)
    ]
    assert ["title" in columns for columns in used] == [True, False]
