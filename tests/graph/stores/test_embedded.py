"""What only a store in files can get wrong: killed writers, damaged logs, full disks, two at once."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pytest

from graph.errors import StoreError
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


_WRITER = """
import sys
from pathlib import Path
from graph.stores.embedded import EmbeddedStore
from graph.stores.samples import people, ties

folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
with EmbeddedStore(folder, memory=1 << 27) as store:
    store.ensure_schema()
    for number in range(rounds):
        some = people(*(f"{number}-{i}" for i in range(200)), name="x" * 3000)
        store.write_nodes("Person", some, batch="2")
        print(number, flush=True)
print("closed", flush=True)
"""


@contextmanager
def writer(folder: Path, rounds: int) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes; it says a number after each write and "closed" at the end."""
    command = [sys.executable, "-c", _WRITER, str(folder), str(rounds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("writes", [1, 2, 5])
def test_a_killed_writer_leaves_what_was_published(folder: Path, writes: int) -> None:
    with writer(folder, rounds=10_000) as process:
        for _ in range(writes):
            said(process)
        time.sleep(0.02 * writes)  # somewhere in the middle of the next write
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert keys(folder) == ["a", "b"]
    fill(folder, "a", "c")
    assert keys(folder) == ["a", "c"]
    assert sorted(path.name for path in folder.glob("graph-*")) == [(folder / "current").read_text().strip()]


def test_a_writer_killed_after_closing_has_published(folder: Path) -> None:
    with writer(folder, rounds=1) as process:
        assert [said(process), said(process)] == ["0", "closed"]
        process.send_signal(signal.SIGKILL)
    assert len(keys(folder)) == 202


def test_another_process_reads_one_state_while_this_one_writes(folder: Path) -> None:
    with writer(folder, rounds=5) as process:
        assert said(process) == "0"
        while said(process) != "closed":
            assert len(keys(folder)) in (2, 1002)
    assert len(keys(folder)) == 1002


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
    with writer(folder, rounds=10_000) as process:
        said(process)
        process.send_signal(signal.SIGKILL)
        process.wait()
    for log in folder.glob("*.wal"):
        log.write_bytes(log.read_bytes()[: log.stat().st_size // 2] + b"\0" * 100)
    assert keys(folder) == ["a", "b"]
    fill(folder, "c")
    assert keys(folder) == ["c"]


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "pointer"])
def test_a_damaged_store_says_so_and_starting_over_mends_it(folder: Path, damage: str) -> None:
    database = folder / (folder / "current").read_text().strip()
    if damage == "cut":
        os.truncate(database, database.stat().st_size // 3)
    elif damage == "garbage":
        database.write_bytes(b"no database" * 1000)
    elif damage == "gone":
        database.unlink()
    else:
        (folder / "current").write_text("../../somewhere/else\n")
    with pytest.raises(StoreError, match="bothways rebuild"):
        keys(folder)
    with pytest.raises(StoreError, match="bothways rebuild"), opened(folder) as store:
        store.read_nodes("Person")
    with opened(folder) as store:
        store.start_over()
        store.write_nodes("Person", people("c"), batch="1")
    assert keys(folder) == ["c"]


def test_a_full_disk_leaves_what_was_published(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copyfile", full)
        with pytest.raises(StoreError, match="No space left"), opened(folder) as store:
            store.write_nodes("Person", people("c"), batch="2")
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
