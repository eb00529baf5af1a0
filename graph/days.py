"""Days as facts keep them, whole numbers since 1970, and as people write them."""

from __future__ import annotations

from datetime import date, timedelta

_FIRST = date(1970, 1, 1)


def date_of(day: int) -> date:
    """The date of a day since 1970."""
    return _FIRST + timedelta(days=day)


def written(day: int | None) -> str | None:
    """A day since 1970 as text, like 2026-06-30; None for none."""
    return None if day is None else date_of(day).isoformat()


def day_of(written: date) -> int:
    """The day since 1970 of a date."""
    return (written - _FIRST).days
