"""Dates of any spelling to UTC; expected values from Python's own datetime."""

from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import decide, parse

EPOCH = date(1970, 1, 1)
SOME = datetime(2026, 3, 1, 9, 5, 7, tzinfo=UTC)


def read(*texts: str | None, day_first: bool | None = None) -> list[tuple[int, int | None] | None]:
    """(day, second) of each text; no second without a time of day, None where there is no date."""

    def order() -> bool:
        assert day_first is not None, "asked although no date needs it"
        return day_first

    moments = parse(pa.array(texts, pa.string()), order)
    days, seconds = moments.to_days().to_pylist(), moments.to_seconds().to_pylist()
    return [None if day is None else (day, second) for day, second in zip(days, seconds, strict=True)]


def moment(when: datetime) -> tuple[int, int]:
    return ((when.astimezone(UTC).date() - EPOCH).days, int(when.timestamp()))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 09:05:07", "2026-03-01T09:05:07", "2026-03-01T09:05:07Z", "2026-03-01T09:05:07.123456",
        "2026-03-01 09:05:07.9", "2026-03-01T10:05:07+01:00", "2026-03-01T10:05:07+0100", "2026-03-01T11:05:07 +02",
        "2026-03-01T04:35:07-04:30", "20260301T090507Z", "2026-03-01 09:05:07 UTC", "1772355907", "1772355907000",
        "1772355907.25", "2026/03/01 09:05:07",
    ],
)  # fmt: skip
def test_one_moment_in_many_spellings(text):
    assert read(text) == [moment(SOME)]


@pytest.mark.parametrize("text", ["2026-03-01", "20260301", "2026/03/01", "2026.03.01"])
def test_a_day_is_no_moment(text):
    assert read(text) == [(20513, None)]  # 56 years of 365 days, 14 leap days, 59 days


def test_a_zone_may_change_the_day():
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert read("2026-03-01T23:30-05:00") == [moment(late)]
    assert read("2026-03-01T23:30-05:00")[0][0] == 20514


def test_the_order_of_day_and_month_is_as_decided():
    assert read("03/01/2026", "1.3.2026", "03-01-2026 09:05", day_first=False) == [
        (20513, None),
        ((date(2026, 1, 3) - EPOCH).days, None),
        moment(datetime(2026, 3, 1, 9, 5, tzinfo=UTC)),
    ]
    assert read("01/03/2026 9:05:07 PM", day_first=True) == [moment(SOME + timedelta(hours=12))]
    assert read("3/1/2026 12:05:07 am", day_first=False) == [moment(SOME - timedelta(hours=9))]


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2026-03-01 24:00:00", "2026-03-01 10:60", "soon",
        "yesterday",
        "2026", "26-03-01", "17723559", "45000", "2026-03-01T10:00+25:00", "0000-01-01", "2026-03-01 10:00:61",
        "-1772355907",
        "2026-03-01x", "NaT", "1e9",
    ],
)  # fmt: skip
def test_what_is_no_date_is_none(text):
    assert read(text) == [None]
    assert read("2026-03-01", text, "2026-03-02") == [(20513, None), None, (20514, None)]


@pytest.mark.parametrize(
    "text", ["31/02/2026", "45/01/2026", "00/01/2026", "01/13/2026", "1/3/2026 13:00 PM", "1/3/2026 0:10 am"]
)
def test_what_is_no_day_of_the_calendar_is_none(text):
    assert read(text, day_first=True) == [None]


def test_an_empty_cell_is_no_date():
    assert read(None, "2026-03-01", None) == [None, (20513, None), None]
    assert read() == []


def test_leap_days_and_far_years():
    assert read("2024-02-29", "2023-02-29", "1965-07-01", "9999-12-31") == [
        ((date(2024, 2, 29) - EPOCH).days, None),
        None,
        ((date(1965, 7, 1) - EPOCH).days, None),
        ((date(9999, 12, 31) - EPOCH).days, None),
    ]


@pytest.mark.parametrize(
    ("columns", "first"),
    [
        ([["01/02/2026", "13/02/2026"]], True),
        ([["01/02/2026", "02/13/2026"]], False),
        ([["01/02/2026"], ["02/25/2026"]], False),
        ([["01/02/2026", "03/04/2026"]], None),
        ([["13/02/2026", "02/13/2026"]], None),
        ([["05/05/2026", "06/06/2026"]], True),
        ([["05/05/2026", None, "soon", "2026-01-25", "99/01/2026"]], None),
        ([[]], True),
    ],
)
def test_day_or_month_is_decided_over_the_whole_file(columns, first):
    assert decide(pa.array(texts, pa.string()) for texts in columns) is first


@given(
    st.lists(st.datetimes(datetime(1902, 1, 1), datetime(2200, 1, 1)), min_size=1, max_size=20),  # noqa: DTZ001 - naive
    st.sampled_from([("%Y-%m-%d %H:%M:%S", None), ("%Y-%m-%dT%H:%M:%SZ", None), ("%d/%m/%Y %H:%M:%S", True),
                     ("%m.%d.%Y %I:%M:%S %p", False)]),
    st.booleans(),
)  # fmt: skip
def test_what_python_writes_is_read_back(moments, spelling, odd_one):
    shape, day_first = spelling
    expected = [moment(when.replace(tzinfo=UTC, microsecond=0)) for when in moments]
    texts = [when.strftime(shape) for when in moments] + ["no date"] * odd_one
    assert read(*texts, day_first=day_first) == expected + [None] * odd_one


@given(st.lists(st.one_of(st.none(), st.text(max_size=30)), max_size=20))
def test_junk_never_raises(texts):
    assert len(read(*texts, day_first=True)) == len(texts)
