"""The ledger: facts as sets, one rename, nothing half."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import GuardError, LedgerError, UsageError
from graph.facts import CONTACTS, FEEDBACK, MESSAGES, PEOPLE, SNAPSHOTS
from graph.ledger import Ledger, week_of
from graph.manifest import FileNote, SourceCount

DAY = 20_000  # 2024-10-04, a Friday


def messages(*rows: dict[str, object]) -> pa.Table:
    usual = {"id": None, "sender": "a", "recipients": ["b"], "channel": "mail", "at": None, "day": None, "amount": 1.0}
    return pa.Table.from_pylist([usual | row for row in rows], schema=MESSAGES)


def people(*keys: str, **columns: object) -> pa.Table:
    return pa.Table.from_pylist([{"person": key, **columns} for key in keys], schema=PEOPLE)


def load(ledger: Ledger, table: pa.Table, source: str = "interactions") -> SourceCount:
    with ledger.stage() as staging:
        staging.add_messages(source, table)
        return staging.commit()[0]


def contacts(ledger: Ledger) -> list[dict[str, object]]:
    tables = [pq.read_table(file, partitioning=None) for file in ledger.contact_files()]
    return pa.concat_tables(tables).to_pylist() if tables else []


def at(second: int) -> dict[str, object]:
    return {"at": DAY * 86_400 + second, "day": DAY}


def test_identical_rows_count_once_and_are_reported(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    count = load(ledger, messages(at(1), at(1), at(2)))
    assert (count.rows, count.new, count.repeats) == (3, 2, 1)
    assert len(contacts(ledger)) == 2


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    rows = messages(at(1), at(2), {"day": DAY}, {"day": DAY}, {})
    load(ledger, rows)
    before = contacts(ledger)
    count = load(ledger, rows)
    assert (count.new, count.known) == (0, 5)
    assert contacts(ledger) == before


def test_dates_without_a_time_of_day_are_numbered(tmp_path: Path) -> None:
    """Two equal rows of one day are two contacts; loading them again adds none."""
    ledger = Ledger(tmp_path / "ledger")
    assert load(ledger, messages({"day": DAY}, {"day": DAY})).new == 2
    assert load(ledger, messages({"day": DAY}, {"day": DAY}, {"day": DAY})).new == 1


def test_undated_rows_are_one_snapshot_without_numbers(tmp_path: Path) -> None:
    assert load(Ledger(tmp_path / "ledger"), messages({}, {})).new == 1


def test_rows_that_share_an_id_are_one_message(tmp_path: Path) -> None:
    """Audience by hand: b, c, d are three recipients other than the sender a; (id, b) counts once."""
    ledger = Ledger(tmp_path / "ledger")
    rows = [{"id": "m1", "recipients": [to], **at(1)} for to in ("b", "c", "b", "a", "d")]
    count = load(ledger, messages(*rows))
    assert {row["audience"] for row in contacts(ledger)} == {3}
    assert (count.new, count.repeats, count.to_self) == (4, 1, 1)


def test_a_message_grows_when_a_later_call_brings_more_of_it(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    load(ledger, messages({"id": "m1", **at(1)}))
    later = {"id": "m1", "recipients": ["c"], "at": (DAY + 30) * 86_400, "day": DAY + 30}
    load(ledger, messages(later))
    assert sorted((row["recipient"], row["audience"]) for row in contacts(ledger)) == [("b", 2), ("c", 2)]
    assert len(ledger.contact_files()) == 1


def test_a_message_to_many_is_divided_by_its_distinct_recipients(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    load(ledger, messages({"recipients": ["b", "c", "b", "a"], **at(1)}))
    assert {row["recipient"]: row["audience"] for row in contacts(ledger)} == {"a": 2, "b": 2, "c": 2}


def test_announcements_to_more_than_fifty_are_counted(tmp_path: Path) -> None:
    crowd = [f"p{i}" for i in range(51)]
    count = load(Ledger(tmp_path / "ledger"), messages({"recipients": crowd, **at(1)}, {"recipients": crowd[:50]}))
    assert count.announcements == 1


def test_sources_do_not_touch_each_other(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    load(ledger, messages(at(1)), "mail")
    load(ledger, messages(at(1)), "chat")
    assert len(contacts(ledger)) == 2
    assert ledger.manifest.sources == (("contacts", "chat"), ("contacts", "mail"))


def test_parts_hold_one_week_each(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    load(ledger, messages({"day": DAY}, {"day": DAY + 2}, {"day": DAY + 3}, {}))
    weeks = {part.week for part in ledger.manifest.of("contacts")}
    assert weeks == {None, week_of(DAY), week_of(DAY) + 1}  # Friday and Sunday share a week, Monday is the next


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(8)), st.integers(0, 8))
def test_neither_order_nor_split_matters(tmp_path_factory: pytest.TempPathFactory, order: list[int], cut: int) -> None:
    rows: list[dict[str, object]] = [at(1), at(1), at(5), {"day": DAY}, {"day": DAY}, {}, {"id": "x"}, {"id": "x"}]
    folders = [tmp_path_factory.mktemp("ledger") for _ in range(2)]
    load(Ledger(folders[0] / "l"), messages(*rows))
    shuffled = [rows[i] for i in order]
    with Ledger(folders[1] / "l").stage() as staging:
        staging.add_messages("interactions", messages(*shuffled[:cut]))
        staging.add_messages("interactions", messages(*shuffled[cut:]))
        staging.commit()
    assert contacts(Ledger(folders[0] / "l")) == contacts(Ledger(folders[1] / "l"))


def test_a_later_snapshot_replaces_the_earlier(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    for keys in ("abcdef", "bcdefg"):
        with ledger.stage() as staging:
            staging.replace("people", "people", people(*keys))
            count = staging.commit()[0]
    assert (count.new, count.gone, count.known) == (1, 1, 5)
    assert count.changed == 0
    assert ledger.snapshot("people")["person"].to_pylist() == list("bcdefg")


def test_of_known_rows_those_that_say_something_else_are_counted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    rows = [{"person": key, "units": ["A"]} for key in "abc"]
    counts = []
    for changed in (rows, [*rows[:2], {"person": "c", "units": ["A", "B"]}, {"person": "d", "units": None}]):
        with ledger.stage() as staging:
            staging.replace("people", "people", pa.Table.from_pylist(changed, schema=SNAPSHOTS["people"]))
            counts.append(staging.commit()[0])
    assert [(count.new, count.known, count.changed) for count in counts] == [(3, 0, 0), (1, 3, 1)]


def feedback(*rows: dict[str, object]) -> pa.Table:
    return pa.Table.from_pylist([{"link": "l1", "event": "met"} | row for row in rows], schema=FEEDBACK)


def add(ledger: Ledger, *tables: pa.Table, source: str = "feedback") -> SourceCount:
    with ledger.stage() as staging:
        for table in tables:
            staging.add("feedback", source, table)
        return staging.commit()[0]


def test_facts_that_are_added_replace_nothing_and_count_once(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    first = add(ledger, feedback({"day": 1}, {"day": 2}, {"day": 2}))
    assert (first.rows, first.new, first.known, first.repeats, first.gone) == (3, 2, 0, 1, 0)
    second = add(ledger, feedback({"day": 2}), feedback({"day": 3}, {}))
    assert (second.rows, second.new, second.known, second.repeats, second.gone) == (3, 2, 1, 0, 0)
    assert ledger.snapshot("feedback")["day"].to_pylist() == [1, 2, 3, None]
    assert [part.rows for part in ledger.manifest.of("feedback")] == [4]


def test_of_two_that_say_the_same_what_either_knows_stands(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    add(ledger, feedback({"day": 1}))
    assert add(ledger, feedback({"day": 1, "a": "ann", "b": "bob"})).new == 0
    assert add(ledger, feedback({"day": 1})).new == 0
    assert ledger.snapshot("feedback").select(["a", "b"]).to_pylist() == [{"a": "ann", "b": "bob"}]


def test_the_order_and_the_split_of_what_is_added_leave_the_same_part(tmp_path: Path) -> None:
    rows = [{"day": 3}, {"event": "done"}, {"link": "l0"}, {"person": "ann"}, {"reason": "other", "day": 3}]
    ledgers = [Ledger(tmp_path / name) for name in ("one", "two")]
    add(ledgers[0], feedback(*rows))
    for row in reversed(rows):
        add(ledgers[1], feedback(row))
    parts = [ledger.manifest.of("feedback")[0].file for ledger in ledgers]
    assert parts[0] == parts[1]  # a part is named by its bytes


def test_a_preview_of_what_is_added_holds_what_stands(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    add(ledger, feedback({"day": 1}))
    add(ledger, feedback({"day": 1}), source="app")
    with ledger.stage() as staging:
        staging.add("feedback", "feedback", feedback({"day": 2}, {"day": 1}))
        seen = staging.preview("feedback").select(["source", "day"]).to_pylist()
    assert [tuple(row.values()) for row in seen] == [("app", 1), ("feedback", 1), ("feedback", 2)]
    assert ledger.snapshot("feedback").num_rows == 2


def test_the_shrink_guard_stops_a_truncated_roster_and_keeps_the_old(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with ledger.stage() as staging:
        staging.replace("people", "people", people(*"abcde"))
        staging.commit()
    with ledger.stage() as staging:
        staging.replace("people", "people", people(*"abc"))
        with pytest.raises(GuardError, match="2 of 5 people would disappear"):
            staging.commit()
    assert len(ledger.snapshot("people")) == 5
    with ledger.stage() as staging:
        staging.replace("people", "people", people(*"abc"))
        staging.commit(allow_shrink=True)
    assert len(ledger.snapshot("people")) == 3


def test_leaving_without_a_commit_leaves_no_trace(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with ledger.stage() as staging:
        staging.add_messages("interactions", messages(at(1)))
        assert staging.prepare()[0].new == 1
    assert not ledger.folder.exists()


def test_preview_shows_what_will_stand(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with ledger.stage() as staging:
        staging.replace("people", "hr", people("a"))
        staging.commit()
    with ledger.stage() as staging:
        staging.replace("people", "extra", people("b"))
        assert staging.preview("people")["person"].to_pylist() == ["b", "a"]
        assert ledger.snapshot("people")["person"].to_pylist() == ["a"]


def test_only_one_writes_at_a_time(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with ledger.stage(), pytest.raises(LedgerError, match="another process is writing"), ledger.stage():
        pass


def test_a_source_needs_a_plain_name(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger").stage() as staging, pytest.raises(UsageError, match="cannot name a source"):
        staging.add_messages("../x", messages(at(1)))


def test_a_damaged_manifest_says_what_to_do(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(LedgerError, match="ingest the files again"):
        _ = ledger.manifest


def test_a_damaged_part_says_what_to_do(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with ledger.stage() as staging:
        staging.replace("people", "people", people("a"))
        staging.commit()
    (ledger.folder / ledger.manifest.parts[0].file).write_bytes(b"PAR1 but not really")
    with pytest.raises(LedgerError, match="restore it from a backup"):
        ledger.snapshot("people")


def test_files_and_times_stand_in_the_manifest_only(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with ledger.stage() as staging:
        staging.replace("people", "people", people("a"))
        staging.commit(files=[FileNote("people.csv", 9, "d1", 1)], refused=["age"])
    assert ledger.manifest.files[0].name == "people.csv"
    assert ledger.manifest.files[0].loaded_at
    assert ledger.manifest.refused == ("age",)
    part = pq.read_schema(ledger.folder / ledger.manifest.parts[0].file)
    assert part.names == PEOPLE.names


def test_contacts_have_no_place_for_text() -> None:
    assert set(CONTACTS.names) == {"message", "sender", "recipient", "channel", "at", "day", "amount", "audience"}


WRITER = """
import sys
from pathlib import Path
import pyarrow as pa
from graph.facts import MESSAGES, SNAPSHOTS
from graph.ledger import Ledger
ledger, first = Ledger(Path(sys.argv[1])), int(sys.argv[2])
for number in range(first, first + 10_000):
    row = {"id": f"m{number}", "sender": "a", "recipients": ["b", "c"], "channel": "mail", "at": number * 9000,
           "day": number * 9000 // 86400, "amount": 1.0}
    with ledger.stage() as staging:
        staging.add_messages("mail", pa.Table.from_pylist([row], schema=MESSAGES))
        staging.commit()
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_last_committed_state(tmp_path: Path) -> None:
    """Ten writers are killed while they commit; every acknowledged message is there, whole, and nothing half is."""
    folder, acknowledged = tmp_path / "ledger", 0
    for round_ in range(10):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), str(acknowledged)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.02 + 0.037 * round_)
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.read().split()
        writer.wait()
        writer.stdout.close()
        acknowledged = max([acknowledged, *(int(number) + 1 for number in rest if number.isdigit())])
        rows = contacts(Ledger(folder))
        by_message = {row["message"]: 0 for row in rows}
        for row in rows:
            by_message[row["message"]] += 1
        assert set(by_message.values()) == {2}
        assert len(by_message) >= acknowledged
        json.loads((folder / "manifest.json").read_text())


def test_repeats_add_up_over_calls_that_brought_something_new(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    load(ledger, messages(at(1), at(1)))
    load(ledger, messages(at(1), at(1)))
    assert ledger.manifest.repeats == 1
    load(ledger, messages(at(2), at(2), at(2)))
    assert ledger.manifest.repeats == 3
