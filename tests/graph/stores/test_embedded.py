"""What only a store in files can get wrong: killed writers, damaged logs, two at once. Full disks: `test_ladybug`."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from graph.errors import StoreError
from graph.stores import ladybug
from graph.stores.base import Scope
from graph.stores.embedded import EmbeddedStore
from graph.stores.samples import people, ties

MEMORY = 1 << 27


def opened(folder: Path, *, read_only: bool = False) -> EmbeddedStore:
    return EmbeddedStore(folder, read_only=read_only, memory=MEMORY)


def fill(folder: Path, *keys: str) -> None:
    with opened(folder) as store:
        store.ensure_schema()
        store.write_nodes("Person", people(*keys), batch="1")
        store.tidy(Scope("Person"), "1")


def keys(folder: Path) -> list[str]:
    with opened(folder, read_only=True) as store:
        return store.read_nodes("Person", ["id"])["id"].to_pylist()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store that holds a and b."""
    fill(tmp_path / "store", "a", "b")
    return tmp_path / "store"


SIZE = 200
"""Rows of one write of the writer below."""

_WRITER = """
import os, signal, sys
from pathlib import Path
from graph.stores.embedded import EmbeddedStore
from graph.stores.samples import people, ties

folder, name, rounds, size, end = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]

def die_at(event, words):
    if end and event == end.split()[0] and str(words[0]).endswith(end.split()[1]):
        os.kill(os.getpid(), signal.SIGKILL)

with EmbeddedStore(folder, memory=1 << 27) as store:
    store.ensure_schema()
    for number in range(rounds):
        some = people(*(f"{name}-{number}-{i}" for i in range(size)), name="x" * 3000)
        store.write_nodes("Person", some, batch="2")
        print(number, flush=True)
    sys.addaudithook(die_at)
print("closed", flush=True)
"""


@contextmanager
def writer(folder: Path, *, rounds: int, name: str = "", end: str = "") -> Iterator[subprocess.Popen[str]]:
    """Another process that writes; it says a number after each write and "closed" at the end.

    Args:
        folder: The store.
        rounds: How many writes.
        name: What the keys of its people begin with.
        end: An event of Python, and what it is about, at which it kills itself while it closes.
    """
    command = [sys.executable, "-c", _WRITER, str(folder), name, str(rounds), str(SIZE), end]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def by_writer(folder: Path) -> dict[str, int]:
    """Rows that stand of each writer; a and b are nobody's."""
    found = pa.table({"writer": [key.partition("-")[0] for key in keys(folder) if "-" in key]})
    counts = found.group_by("writer").aggregate([([], "count_all")])
    return dict(zip(counts["writer"].to_pylist(), counts["count_all"].to_pylist(), strict=True))


def test_a_killed_writer_has_published_wholly_or_not_at_all(folder: Path) -> None:
    """Twelve rounds on one folder: every other one killed in a write, the others while closing, later each time."""
    told = set()
    for number in range(12):
        with writer(folder, rounds=(2, 10_000)[number % 2], name=str(number)) as process:
            assert [said(process), said(process)] == ["0", "1"]
            time.sleep(0.004 * number)
            process.send_signal(signal.SIGKILL)
            told |= {str(number)} if said(process) == "closed" else set()
        stands = by_writer(folder)
        assert set(stands.values()) <= {2 * SIZE}
        assert told <= set(stands) <= set(map(str, range(0, 12, 2)))
    with opened(folder) as store:
        store.start_over()
        store.write_nodes("Person", people("a"), batch="3")
    assert keys(folder) == ["a"]
    assert sorted(path.name for path in folder.glob("graph-*")) == [(folder / "current").read_text().strip()]


NOT_YET, DONE = False, True


@pytest.mark.parametrize(
    ("end", "published"),
    [
        ("os.remove .spare", NOT_YET),  # the log is folded in, the database is about to be closed
        ("open .current.new", NOT_YET),  # a new pointer is about to be written
        ("os.rename .current.new", NOT_YET),  # it is written, and about to replace the old one
        ("os.remove .ladybug", DONE),  # the generation before is about to be removed
    ],
)
def test_a_writer_killed_around_the_moment_of_publishing_has_published_or_has_not(
    folder: Path, end: str, published: bool
) -> None:
    with writer(folder, rounds=2, name="x", end=end) as process:
        assert [said(process) for _ in range(3)] == ["0", "1", ""]
    assert by_writer(folder) == ({"x": 2 * SIZE} if published else {})


def test_a_writer_killed_after_closing_has_published(folder: Path) -> None:
    with writer(folder, rounds=1) as process:
        assert [said(process), said(process)] == ["0", "closed"]
        process.send_signal(signal.SIGKILL)
    assert len(keys(folder)) == 2 + SIZE


def test_another_process_reads_one_state_while_this_one_writes(folder: Path) -> None:
    with writer(folder, rounds=5) as process:
        assert said(process) == "0"
        while said(process) != "closed":
            assert len(keys(folder)) in (2, 2 + 5 * SIZE)
    assert len(keys(folder)) == 2 + 5 * SIZE


def test_a_reader_keeps_what_it_opened_when_the_store_is_replaced(folder: Path) -> None:
    with opened(folder, read_only=True) as reader:
        fill(folder, "c")
        assert reader.read_nodes("Person", ["id"])["id"].to_pylist() == ["a", "b"]
        assert keys(folder) == ["c"]


def test_a_reader_that_comes_just_when_a_generation_goes_tries_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.stores import generations  # noqa: PLC0415

    stands = (folder / "current").read_text().strip()
    answers = [folder / "graph-99.ladybug", folder / stands]
    asked = lambda self: answers.pop(0) if len(answers) > 1 else answers[0]  # noqa: E731
    monkeypatch.setattr(generations.Generations, "current", asked)
    assert keys(folder) == ["a", "b"]


def test_only_one_may_write_at_a_time(folder: Path) -> None:
    with opened(folder), pytest.raises(StoreError, match=r"another process is writing.*wait until it is done"):
        opened(folder)
    fill(folder, "c")


def test_leaving_by_an_error_changes_nothing(folder: Path) -> None:
    def interrupted() -> None:
        with opened(folder) as store:
            store.write_nodes("Person", people("c"), batch="2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert keys(folder) == ["a", "b"]


def test_a_write_that_fails_is_taken_back_and_the_rest_of_the_session_stays(folder: Path) -> None:
    with opened(folder) as store:
        store.write_nodes("Person", people("c"), batch="2")
        with pytest.raises(StoreError):
            store.write_rels("TIE", ties("r", "ab", "az"), batch="2")
        store.write_rels("TIE", ties("r", "ab"), batch="2")
    assert keys(folder) == ["a", "b", "c"]


def test_a_write_whose_end_nobody_knows_is_never_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = ladybug.Database._answered

    def unsure(self: ladybug.Database, text: str, params: dict[str, Any]) -> pa.Table:
        table = answered(self, text, params)
        if text == "COMMIT":
            raise RuntimeError("IO exception: nobody knows")
        return table

    def swallowing() -> None:
        with opened(folder) as store:
            monkeypatch.setattr(ladybug.Database, "_answered", unsure)
            with pytest.raises(StoreError, match="IO exception"):
                store.write_nodes("Person", people("c"), batch="2")
            monkeypatch.undo()
            with pytest.raises(StoreError, match="given up"):
                store.read_nodes("Person")

    with pytest.raises(StoreError, match=r"given up.*bothways rebuild"):
        swallowing()
    assert keys(folder) == ["a", "b"]
    fill(folder, "c")
    assert keys(folder) == ["c"]


def test_writing_what_is_there_already_publishes_nothing(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())
    opened(folder).close()
    fill(folder, "a", "b")
    assert sorted(path.name for path in folder.iterdir()) == before


def test_there_is_nothing_to_read_before_the_first_write(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no graph store yet.*bothways rebuild"):
        opened(tmp_path / "store", read_only=True)
    assert not (tmp_path / "store").exists()


def test_a_closed_store_says_so(folder: Path) -> None:
    store = opened(folder)
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.read_nodes("Person")


def test_a_published_database_has_no_log_that_could_be_lost(folder: Path) -> None:
    assert not list(folder.glob("*.wal"))


def test_the_damaged_log_of_a_killed_writer_harms_nobody(folder: Path) -> None:
    """A log holds what was changed and not yet folded into the writer's own generation."""
    change = "store.write_nodes('Person', people('a', 'b', name='y' * 3000), batch='3'); print('changed', flush=True)"
    script = _WRITER.replace("    sys.addaudithook(die_at)", f"    {change}; sys.stdin.read()")
    command = [sys.executable, "-c", script, str(folder), "", "1", str(SIZE), ""]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert [said(process), said(process)] == ["0", "changed"]
        process.send_signal(signal.SIGKILL)
        process.wait()
    (log,) = folder.glob("*.wal")
    assert log.stat().st_size > 6000  # two names of 3,000 letters
    log.write_bytes(log.read_bytes()[:3000] + b"\0" * 100)
    assert keys(folder) == ["a", "b"]
    fill(folder, "c")
    assert keys(folder) == ["c"]


def test_a_strange_log_beside_the_published_database_says_so_and_any_writer_mends_it(folder: Path) -> None:
    database = folder / (folder / "current").read_text().strip()
    database.with_name(database.name + ".wal").write_bytes(b"no log" * 1000)
    with pytest.raises(StoreError, match="bothways rebuild"):
        keys(folder)
    fill(folder, "a", "c")
    assert keys(folder) == ["a", "c"]


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "pointer", "no text"])
def test_a_damaged_store_says_so_and_starting_over_mends_it(folder: Path, damage: str) -> None:
    database = folder / (folder / "current").read_text().strip()
    if damage == "cut":
        os.truncate(database, database.stat().st_size // 3)
    elif damage == "garbage":
        database.write_bytes(b"no database" * 1000)
    elif damage == "gone":
        database.unlink()
    elif damage == "pointer":
        (folder / "current").write_text("../../somewhere/else\n")
    else:
        (folder / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(StoreError, match="bothways rebuild"):
        keys(folder)
    with pytest.raises(StoreError, match="bothways rebuild"), opened(folder) as store:
        store.read_nodes("Person")
    with opened(folder) as store:
        store.start_over()
        store.write_nodes("Person", people("c"), batch="1")
    assert keys(folder) == ["c"]


def test_a_pointer_that_cannot_be_read_costs_no_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(path: Path, **_: object) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", unreadable)
        for read_only in (True, False):
            with pytest.raises(StoreError, match=r"cannot be read \(Input/output error\)"):
                opened(folder, read_only=read_only)
    assert keys(folder) == ["a", "b"]


def test_nothing_that_people_wrote_stands_in_an_error_of_the_engine(folder: Path) -> None:
    with opened(folder) as store, pytest.raises(StoreError) as failed:
        store._reading().run("COPY Person FROM $rows", rows=people("a", name="Jane Roe"))
    assert "Copy exception" in str(failed.value)
    assert "Jane" not in str(failed.value)


def test_many_rows_are_copied_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.stores.ladybug.COPY_ROWS", 7)
    with opened(tmp_path) as store:
        store.ensure_schema()
        many = people(*(f"{i:03d}" for i in range(50)))
        assert store.write_nodes("Person", many, batch="1").created == 50
        chain = pa.table({"a": many["id"][:-1], "b": many["id"][1:], "run": ["r"] * 49})
        chain = chain.append_column("strength", [[1.0] * 49]).append_column("onward", [[1] * 49])
        assert store.write_rels("TIE", chain.append_column("back", [[0] * 49]), batch="1").created == 49
        assert store.query("steps", a="000", b="006", run="r").to_pylist() == [{"steps": 6}]
        assert store.query("steps", a="000", b="007", run="r").num_rows == 0
