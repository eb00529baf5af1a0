"""First meetings: shares of contacts, days and weeks by hand."""

import numpy as np
import pyarrow as pa

from graph.meetings import PAIRS, Meetings

PEOPLE = ("a", "b", "c")
ROWS = [{"a": "a", "b": "b", "first": 5}, {"a": "a", "b": "x", "first": 6}, {"a": "b", "b": "c", "first": 30}]
WEEKS = {1: 6, 4: 2, 5: 2}


def made(rows: list[dict[str, object]] = ROWS, weeks: dict[int, int] = WEEKS) -> Meetings:
    return Meetings.from_pairs(PEOPLE, pa.Table.from_pylist(rows, schema=PAIRS), weeks)


def test_pairs_with_somebody_else_are_left_out() -> None:
    found = made()
    assert (found.a.tolist(), found.b.tolist(), found.first.tolist()) == ([0, 1], [1, 2], [5, 30])


def test_a_share_of_all_contacts_lies_before_a_day() -> None:
    # Week 1 begins on day 4, week 4 on 25, week 5 on 32. 6 of 10 contacts lie before 25, 8 before 32.
    assert [made().day_at(share) for share in (0.1, 0.59, 0.6, 0.79, 0.8, 1.0)] == [4, 4, 25, 25, 32, 32]
    assert made(weeks={}).day_at(0.5) is None


def test_until_a_day_the_later_is_unknown() -> None:
    found = made().until(26)
    assert (found.first.tolist(), found.weeks) == ([5], {1: 6, 4: 2})
    assert made().span == (4, 38)


def test_another_day_or_week_is_another_past() -> None:
    digests = {made().digest, made([*ROWS[:2], ROWS[2] | {"first": 31}]).digest, made(weeks=WEEKS | {5: 3}).digest}
    assert len(digests) == 3
    assert made(weeks=dict(reversed(WEEKS.items()))).digest == made().digest
    assert np.array_equal(made().first, made().first)
