"""What cannot be read or written is said in one sentence with its cure, before any work is done."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path, int], None]:
    """Makes one path look as if it could not be read or written: whoever is root may do everything."""
    ask = os.access

    def forbidden(path: Path, right: int) -> None:
        monkeypatch.setattr(os, "access", lambda p, m: not (Path(p) == path and m & right) and ask(p, m))

    return forbidden


@pytest.mark.parametrize("verb", ["ingest", "run", "demo"])
def test_a_workspace_that_cannot_be_written_is_refused_before_work_is_done(
    call: Call, forbid: Callable[[Path, int], None], tables: Callable[..., list[Path]], tmp_path: Path, verb: str
) -> None:
    space = tmp_path / "space"
    space.mkdir()
    forbid(space, os.W_OK)
    given: dict[str, list[Path]] = {"ingest": tables(mail="from,to\na,b\n")}
    code, said, complaint = call("-C", space, verb, *given.get(verb, []))
    assert (code, said) == (1, "")
    errors = complaint[complaint.index("error: ") :].splitlines()
    assert errors == [
        f"error: {space}: the workspace cannot be written",
        "       give yourself the right to write there, or name another folder with -C",
    ]
    assert list(space.iterdir()) == []


def test_a_file_is_no_workspace(call: Call, tables: Callable[..., list[Path]]) -> None:
    (file,) = tables(mail="from,to\na,b\n")
    code, _, complaint = call("-C", file, "ingest", file)
    assert code == 1
    assert "this is a file" in complaint


@pytest.mark.parametrize("verb", ["ingest", "score"])
def test_an_input_file_that_cannot_be_read_is_refused_like_any_other(
    call: Call, forbid: Callable[[Path, int], None], tables: Callable[..., list[Path]], tmp_path: Path, verb: str
) -> None:
    (file,) = tables(mail="a,b\na,b\n")
    forbid(file, os.R_OK)
    code, _, complaint = call("-C", tmp_path / "space", verb, file)
    assert code == 3
    assert f"{file}: the file cannot be read" in complaint
    assert not (tmp_path / "space").exists()


def test_scores_go_only_to_files_of_known_endings_and_that_is_said_first(call: Call, tmp_path: Path) -> None:
    code, _, complaint = call("-C", tmp_path, "score", "none.csv", "--out", "s.xlsx")
    assert code == 2
    assert "give a file that ends in .csv, .jsonl or .parquet" in complaint


def test_a_port_beyond_the_last_one_is_wrong_usage(call: Call, tmp_path: Path) -> None:
    assert call("-C", tmp_path, "dashboard", "--port", "65536")[0] == 2


def test_rejected_values_are_explained(call: Call, tables: Callable[..., list[Path]], tmp_path: Path) -> None:
    rows = "".join(f"p{n},q{n},2026-01-05\n" for n in range(200))
    (file,) = tables(mail=f"from,to,at\n{rows}x,y,99/99/9999\n")
    said = call("-C", tmp_path / "space", "ingest", file)[1]
    assert "9 stands for any digit, x for any letter" in said
