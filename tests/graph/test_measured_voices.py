"""What a run measures of voices: read from a ledger, wired to the tables, blind to level and title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from graph import measured, organisation
from graph.exchange import Exchange
from graph.facts import FEEDBACK, MESSAGES, SNAPSHOTS
from graph.ledger import Ledger
from graph.measures.trend import TOO_SHORT
from graph.meetings import Meetings
from graph.options import RunOptions
from graph.organisation import Organisation
from graph.roster import People

KEYS = [f"p{i:02d}" for i in range(60)]
DAY = 20_000
ARRAYS = ("source", "target", "given", "lately", "turned", "asking", "weeks")
SECOND = (("p00", "p01"), ("p01", "p02"))
"""A tie of A and B and one of B and C beside those of p07."""
VOICES = ("balance", "informal", "informal_leader", "load", "overloaded")


def roster() -> list[dict[str, Any]]:
    """Sixty people of three units in a reporting tree of four levels."""
    return [
        {"person": key, "units": ["ABC"[i % 3]], "manager": KEYS[(i - 1) // 4] if i else None, "level": str(1 + i % 4)}
        for i, key in enumerate(KEYS)
    ]


def mails(weeks: int) -> list[dict[str, Any]]:
    """Mails within the units, three of each writing to all of theirs; all units ask p07 every week, who answers."""
    rng = np.random.default_rng(5)
    sent = [
        (a, (a + 3 * step) % 60, week)
        for a in range(60)
        for step, week in rng.integers(1, [20, weeks], (3, 2)).tolist()
    ]
    sent += [(a, (a + 3 * step) % 60, step % weeks) for a in range(50, 59) for step in range(1, 20)]
    sent += [arc for week in range(weeks) for a in range(20, 40) for arc in ((a, 7, week), (7, a, week))]
    usual = {"channel": "mail", "amount": 1.0}
    return [
        {"id": str(i), "sender": KEYS[a], "recipients": [KEYS[b]], "day": DAY - 7 * week, **usual}
        for i, (a, b, week) in enumerate(sent)
    ]


def read(
    folder: Path, *, weeks: int = 24, running: bool = False, beside: Sequence[tuple[str, str]] = ()
) -> tuple[Organisation, Exchange]:
    """What is read of these mails, and of one more between each two that stand `beside`."""
    ledger = Ledger(folder)
    skills = [
        {"person": "p03", "skill": "Latin", "kind": "offer", "strength": 5.0, "evidence": "declared"},
        {"person": "p04", "skill": "Latin", "kind": "offer", "strength": 2.0, "evidence": "declared"},
    ]
    links = [{"link": other, "event": "accepted", "a": "p07", "b": other} for other in ("p11", "p12") if running]
    more = [
        {"id": a + b, "sender": a, "recipients": [b], "day": DAY, "channel": "mail", "amount": 1.0} for a, b in beside
    ]
    with ledger.stage() as staging:
        staging.replace("people", "people", pa.Table.from_pylist(roster(), schema=SNAPSHOTS["people"]))
        staging.replace("skills", "skills", pa.Table.from_pylist(skills, schema=SNAPSHOTS["skills"]))
        staging.add("feedback", "feedback", pa.Table.from_pylist(links, schema=FEEDBACK))
        staging.add_messages("mail", pa.Table.from_pylist([*mails(weeks), *more], schema=MESSAGES))
        staging.commit()
    options = RunOptions()
    found = organisation.read(ledger, options)
    return found, organisation.exchange(ledger, found, options)


def tables(found: Organisation, exchange: Exchange) -> dict[str, pa.Table]:
    return measured.to_tables(found, measured.measure(found, exchange, RunOptions()), "r1")


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Organisation, Exchange]:
    return read(tmp_path_factory.mktemp("voices"))


def _rows(table: pa.Table) -> dict[str, dict[str, Any]]:
    return {row["person"]: row for row in table.to_pylist()}


def test_whom_everybody_asks_is_an_informal_leader(read_once) -> None:
    people = _rows(tables(*read_once)["people"])
    assert people["p07"]["informal_leader"]
    assert sum(row["informal_leader"] for row in people.values()) <= 3  # 5 % of 60
    assert people["p07"]["load"] == 0  # who asks writes as much as is answered
    assert None not in {row["load"] for row in people.values()}


def test_permuting_levels_and_managers_changes_no_informal_leader(read_once) -> None:
    """Blind by construction: level, title and span are not read."""
    found, exchange = read_once
    before = tables(found, exchange)["people"].select(["person", "balance", "informal", "informal_leader"])
    for seed in range(3):
        luck = np.random.default_rng(seed)
        order = luck.permutation(60)
        changed: People = replace(
            found.people,
            level=found.people.level[order],
            ranks=tuple(found.people.ranks[i] for i in order),
            manager=luck.permutation(found.people.manager),
        )
        kinds = {**found.boundaries, "level": changed.boundary("level")}
        after = tables(replace(found, people=changed, boundaries=kinds), exchange)["people"]
        assert after.select(before.column_names).equals(before)


def test_links_that_run_are_load_for_both_and_too_much_for_whom_everybody_asks(tmp_path: Path) -> None:
    idle, busy = (read(tmp_path / name, running=name == "busy", beside=SECOND) for name in ("idle", "busy"))
    before, after = (_rows(tables(*facts)["people"]) for facts in (idle, busy))
    more = {key: after[key]["load"] - before[key]["load"] for key in KEYS}
    assert {key: load for key, load in more.items() if load} == {"p07": 2, "p11": 1, "p12": 1}
    # Asked by twenty people a week, two thirds of them elsewhere; two links are all that p07 takes on.
    assert [key for key, row in after.items() if row["overloaded"]] == ["p07"]
    assert not any(row["overloaded"] for row in before.values())
    names = [organisation.run_id(*facts, Meetings.none(), RunOptions()) for facts in (idle, busy)]
    assert names[0] != names[1]  # what a run used names it


def test_who_alone_holds_two_units_together_and_is_asked_by_all_carries_too_much(tmp_path: Path, read_once) -> None:
    # Units A and C hear of B through p07 alone; with a second tie for either pair there is somebody to share it.
    told = (_rows(tables(*facts)["people"]) for facts in (read_once, read(tmp_path, beside=SECOND)))
    assert [[key for key, row in rows.items() if row["overloaded"]] for rows in told] == [["p07"], []]


def test_the_table_of_skills_names_the_one_holder(read_once) -> None:
    assert tables(*read_once)["skills"].to_pylist() == [
        {"run": "r1", "skill": "Latin", "holders": 1, "only_holder": "p03",
         "unevenness": pytest.approx(2 / 3, rel=1e-5),  # one of three equal units has it all
         "new_before": None, "new_lately": None, "growth": None, "p": None, "emerging": None}
    ]  # fmt: skip


def test_twenty_weeks_are_a_trend_and_fewer_say_why_not(tmp_path: Path, read_once) -> None:
    long = measured.measure(*read_once, RunOptions())
    assert (long.trend.weeks, long.notes()) == (12, [])
    assert [row["measure"] for row in tables(*read_once)["trend"].to_pylist()] == [
        "across_level", "across_unit", "ties_a_person",
    ]  # fmt: skip
    short = measured.measure(*read(tmp_path, weeks=8), RunOptions())
    assert short.notes() == [TOO_SHORT]


def test_without_a_channel_of_one_direction_the_cure_is_named(read_once) -> None:
    found, exchange = read_once
    meetings = replace(exchange, turned=np.zeros_like(exchange.turned))
    made = measured.measure(found, meetings, RunOptions())
    assert made.notes() == [measured.NO_DIRECTION]
    people = measured.to_tables(found, made, "r1")["people"]
    assert {value for name in VOICES for value in people[name].to_pylist()} == {None}
    nobody = replace(exchange, **{name: getattr(exchange, name)[:0] for name in ARRAYS})
    assert measured.NO_DIRECTION not in measured.measure(found, nobody, RunOptions()).notes()


def test_what_is_asked_of_few_is_the_same_in_another_order(tmp_path: Path) -> None:
    """The chain of everybody's next is read twice, its rows turned round: the same bytes."""

    def chain(folder: Path, step: int) -> Exchange:
        ledger = Ledger(folder)
        rows = [
            {"id": a, "sender": a, "recipients": [b], "channel": "mail", "day": DAY, "amount": 1.0}
            for a, b in pairwise(KEYS)
        ]
        with ledger.stage() as staging:
            staging.replace("people", "people", pa.Table.from_pylist(roster()[::step], schema=SNAPSHOTS["people"]))
            staging.add_messages("mail", pa.Table.from_pylist(rows[::step], schema=MESSAGES))
            staging.commit()
        found = organisation.read(ledger, RunOptions())
        return organisation.exchange(ledger, found, RunOptions())

    assert chain(tmp_path / "one", 1).digest == chain(tmp_path / "other", -1).digest
