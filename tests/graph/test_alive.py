"""Links that run beside the contacts of their two."""

from datetime import date
from typing import Any

import pyarrow as pa

from graph.alive import running
from graph.exchange import PAIRS, Exchange
from graph.facts import FEEDBACK

KEYS = ("ann", "bo", "cy", "dee")
WEEK = 2800
"""The last week; its Monday is day 7 * 2800 - 3 since 1970."""


def day(ago: int) -> int:
    return 7 * (WEEK - ago) - 3


def answers(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{"link": "l1", "a": "ann", "b": "bo"} | row for row in rows], schema=FEEDBACK)


def exchange(**weeks: int) -> Exchange:
    """Pairs like `ann_bo` with weeks of contact as bits."""
    rows = []
    for pair, bits in sorted(weeks.items()):
        a, b = pair.split("_")
        rows.append(dict.fromkeys(PAIRS.names, 1) | {"a": a, "b": b, "bits": bits})
    return Exchange.from_pairs(KEYS, pa.Table.from_pylist(rows, schema=PAIRS))


def alive(said: pa.Table, contacts: Exchange, *, week: int | None = WEEK, lasts: int = 0) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = running(said, KEYS, contacts, week=week, cadence=4, lasts=lasts).to_pylist()
    return rows


def test_weeks_of_contact_count_from_the_day_of_the_first_answer() -> None:
    # Accepted 10 weeks ago; in contact 2, 5, 9 and 30 weeks ago: the last is older than the link.
    bits = 1 << 2 | 1 << 5 | 1 << 9 | 1 << 30
    (row,) = alive(answers({"event": "accepted", "day": day(10)}), exchange(ann_bo=bits, bo_cy=1))
    assert row == {
        "link": "l1", "a": "ann", "b": "bo", "until": None,
        "weeks": 10, "weeks_met": 3, "weeks_silent": 2, "fading": False,
    }  # fmt: skip


def test_a_time_box_counts_from_the_first_answer() -> None:
    said = answers({"event": "accepted", "day": 100}, {"event": "met", "day": 120})
    (row,) = alive(said, exchange(), lasts=2)
    assert (row["until"] - date(1970, 1, 1)).days == 114
    assert alive(answers({"event": "accepted"}), exchange(), lasts=2)[0]["until"] is None


def test_a_pair_that_met_often_and_fell_silent_fades() -> None:
    bits = sum(1 << ago for ago in range(9, 20))  # eleven weeks in a row, then nine of silence
    (row,) = alive(answers({"event": "accepted", "day": day(20)}), exchange(ann_bo=bits))
    assert (row["weeks_met"], row["weeks_silent"], row["fading"]) == (11, 9, True)


def test_a_meeting_that_the_two_tell_of_counts_like_one_that_the_calendar_knows() -> None:
    said = answers({"event": "accepted", "day": day(20)}, {"event": "met", "day": day(1)})
    (row,) = alive(said, exchange(ann_bo=sum(1 << ago for ago in range(9, 20))))
    assert (row["weeks_met"], row["weeks_silent"], row["fading"]) == (12, 1, False)


def test_what_cannot_be_known_is_null() -> None:
    undated, dated = answers({"event": "accepted"}), answers({"event": "accepted", "day": day(3)})
    for rows in (alive(undated, exchange(ann_bo=1)), alive(dated, exchange(), week=None)):
        assert [row["fading"] for row in rows] == [None]
    later = alive(answers({"event": "accepted", "day": day(-5)}), exchange(ann_bo=1))
    assert [row["weeks"] for row in later] == [None]


def test_links_that_are_over_are_not_told() -> None:
    assert alive(answers({"event": "met", "day": day(9)}, {"event": "done", "day": day(1)}), exchange(ann_bo=1)) == []


def test_two_who_never_met_and_somebody_who_left_are_silent_since_it_began() -> None:
    said = answers(
        {"event": "accepted", "day": day(6)}, {"event": "accepted", "day": day(6), "link": "l2", "b": "gone"}
    )
    assert [row["weeks_silent"] for row in alive(said, exchange(bo_cy=1 << 9))] == [6, 6]


def test_two_who_never_met_fade_after_three_planned_meetings() -> None:
    # Planned every 4 weeks: exp(-11 / 4) = .064, exp(-12 / 4) = .0498.
    for ago, fades in ((11, False), (12, True)):
        (row,) = alive(answers({"event": "accepted", "day": day(ago)}), exchange(bo_cy=1 << 40))
        assert row["fading"] is fades


def test_weeks_before_the_first_contact_of_anybody_are_not_silent() -> None:
    # Accepted 30 weeks ago, met 20 weeks ago as they say; the contacts begin 6 weeks ago.
    said = answers({"event": "accepted", "day": day(30)}, {"event": "met", "day": day(20)})
    (row,) = alive(said, exchange(bo_cy=1 << 6))
    assert (row["weeks"], row["weeks_met"], row["weeks_silent"], row["fading"]) == (20, 1, 6, False)
