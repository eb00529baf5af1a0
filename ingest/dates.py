"""Dates as people write them to UTC: ISO 8601, Unix time, and day/month/year in either order.

Which of day and month comes first is a property of a file, not of a row: it is decided over all rows, and a file that
does not tell is refused. A time without a zone is taken as UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

DAY = 86_400
_FIRST = -62_135_596_800  # 0001-01-01: there is no year 0

_ISO = (
    r"^(?P<year>\d{4})[-/.]?(?P<month>\d{2})[-/.]?(?P<day>\d{2})"
    r"(?:[T ](?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?"
    r" ?(?:[Zz]|UTC|GMT|(?P<sign>[+-])(?P<zone_hour>\d{2}):?(?P<zone_minute>\d{2})?)?)?$"
)
_SLASHED = (
    r"^(?P<first>\d{1,2})(?:[/.-])(?P<other>\d{1,2})(?:[/.-])(?P<year>\d{4})"
    r"(?:,? +(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)? ?(?P<half>[AaPp][Mm])?)?$"
)
_UNIX = r"^(?P<whole>\d{9,10}|\d{12,13})(?:\.\d+)?$"


@dataclass(frozen=True, eq=False)
class Moments:
    """A column of dates.

    Attributes:
        seconds: (n,) seconds since 1970, UTC; only where `timed`.
        days: (n,) days since 1970, UTC; only where `valid`.
        valid: (n,) there is a date.
        timed: (n,) it holds a time of day.
    """

    seconds: NDArray[np.int64]
    days: NDArray[np.int64]
    valid: NDArray[np.bool_]
    timed: NDArray[np.bool_]

    def to_days(self) -> pa.Array:
        """Days since 1970 as int32, null where there is no date."""
        return pa.array(self.days, pa.int32(), mask=~self.valid)

    def to_seconds(self) -> pa.Array:
        """Seconds since 1970 as int64, null where there is no time of day."""
        return pa.array(self.seconds, pa.int64(), mask=~(self.valid & self.timed))


def parse(text: pa.Array, day_first: Callable[[], bool]) -> Moments:
    """Reads a column of dates.

    Args:
        text: Trimmed text; null where there is none.
        day_first: Asked once, and only if a date needs it: True for day/month/year, False for month/day/year.

    Returns:
        Not `valid` where the text is null, unreadable or no day of the calendar.
    """
    return _one_shape(text) or _any_shape(text, day_first)


def decide(columns: Iterable[pa.Array]) -> bool | None:
    """Whether day/month/year dates have the day first, over all columns and batches of a file.

    Returns:
        True, False, or None where the dates do not tell: no number is over 12, or both places have one. Dates whose two
        numbers are the same need no decision; a file of only such gives True.
    """
    first_over = other_over = differ = False
    for text in columns:
        parts = pc.extract_regex(text.drop_null(), _SLASHED).drop_null()
        first, other = _number(parts, "first"), _number(parts, "other")
        first_over |= bool(((first > 12) & (first <= 31)).any())
        other_over |= bool(((other > 12) & (other <= 31)).any())
        differ |= bool((first != other).any())
    if first_over != other_over:
        return first_over
    return None if differ else True


def _one_shape(text: pa.Array) -> Moments | None:
    """The quick way for what most logs hold: every row `YYYY-MM-DD` or every row `YYYY-MM-DD HH:MM:SS`."""
    lengths = pc.min_max(pc.utf8_length(text)).as_py()
    if text.null_count or lengths["min"] != lengths["max"] or lengths["min"] not in (10, 19):
        return None
    try:
        seconds = text.cast(pa.timestamp("s")).to_numpy(zero_copy_only=False).astype(np.int64)
    except pa.ArrowInvalid:
        return None
    yes = np.ones(len(text), dtype=np.bool_)
    return Moments(seconds, seconds // DAY, seconds >= _FIRST, yes & (lengths["min"] == 19))


def _any_shape(text: pa.Array, day_first: Callable[[], bool]) -> Moments:
    n = len(text)
    found = Moments(np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.bool_), np.zeros(n, np.bool_))
    _put(found, pc.extract_regex(text, _ISO), _read_iso)
    _put(found, pc.extract_regex(text, _UNIX), _read_unix)
    _put(found, pc.extract_regex(text, _SLASHED), lambda parts: _read_slashed(parts, day_first=day_first()))
    return found


def _put(found: Moments, parts: pa.StructArray, read: Callable[[pa.StructArray], Moments]) -> None:
    """Reads the rows that a pattern matched into their places."""
    rows = np.flatnonzero(parts.is_valid().to_numpy(zero_copy_only=False))
    if not len(rows):
        return
    read_rows = read(parts.take(pa.array(rows)))
    for name in ("seconds", "days", "valid", "timed"):
        getattr(found, name)[rows] = getattr(read_rows, name)


def _read_iso(parts: pa.StructArray) -> Moments:
    offset = _number(parts, "zone_hour") * 3600 + _number(parts, "zone_minute") * 60
    offset = np.where(_texts(parts, "sign") == "-", -offset, offset)
    return _moments(parts, _number(parts, "month"), _number(parts, "day"), _number(parts, "hour"), offset)


def _read_slashed(parts: pa.StructArray, *, day_first: bool) -> Moments:
    first, other = _number(parts, "first"), _number(parts, "other")
    day, month = (first, other) if day_first else (other, first)
    hour, half = _number(parts, "hour"), np.char.lower(_texts(parts, "half"))
    impossible = (half != "") & ((hour < 1) | (hour > 12))
    hour = np.where(half == "", hour, np.where(impossible, 99, hour % 12 + 12 * (half == "pm")))
    return _moments(parts, month, day, hour, np.zeros(len(parts), np.int64))


def _read_unix(parts: pa.StructArray) -> Moments:
    whole = _number(parts, "whole")
    seconds = np.where(whole >= 10**11, whole // 1000, whole)
    yes = np.ones(len(parts), np.bool_)
    return Moments(seconds, seconds // DAY, yes, yes)


def _moments(
    parts: pa.StructArray,
    month: NDArray[np.int64],
    day: NDArray[np.int64],
    hour: NDArray[np.int64],
    offset: NDArray[np.int64],
) -> Moments:
    """Calendar to seconds; valid where the calendar has such a day and the clock such a time."""
    year, minute, second = (_number(parts, name) for name in ("year", "minute", "second"))
    start = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    date = start.astype("datetime64[D]") + (day - 1)
    valid = (month >= 1) & (month <= 12) & (day >= 1) & (date.astype("datetime64[M]") == start)
    valid &= (year > 0) & (hour < 24) & (minute < 60) & (second < 60) & (abs(offset) < DAY)
    seconds = date.astype(np.int64) * DAY + hour * 3600 + minute * 60 + second - offset
    timed = _texts(parts, "hour") != ""
    return Moments(seconds, seconds // DAY, valid, timed)


def _number(parts: pa.StructArray, name: str) -> NDArray[np.int64]:
    """A group of a pattern as a number, 0 where it is not there."""
    digits = parts.field(name)
    number = pc.if_else(pc.equal(digits, ""), "0", digits).cast(pa.int64())
    return np.asarray(number.to_numpy(zero_copy_only=False), dtype=np.int64)


def _texts(parts: pa.StructArray, name: str) -> NDArray[np.str_]:
    return np.asarray(parts.field(name).to_numpy(zero_copy_only=False), dtype=np.str_)
