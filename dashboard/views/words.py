"""How things are worded on every page: what `bothways.words` says everywhere, and what only pages say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from bothways.words import count, in_touch, linked, listed, one_way, percent, short

__all__ = [
    "HIDDEN", "LINES", "count", "day", "in_touch", "line", "linked", "listed", "named", "one", "one_way", "pair",
    "percent", "short", "signed", "ties",
]  # fmt: skip

LINES = {"unit": "units", "location": "locations", "function": "functions", "level": "levels"}
"""The four boundary kinds, in the order in which pages offer them."""

HIDDEN = "Hidden: one of the two groups has under {floor} people, or its number would give such a group away."


def named(kind: str, groups: Iterable[str]) -> dict[str, str]:
    """How the groups of a boundary kind are called on a page; a bare number says what it is a number of."""
    return {name: f"{one(kind)} {said}" if said.isdigit() else said for name, said in short(groups).items()}


def line(kind: str) -> str:
    """A boundary kind as the name of its groups, to choose from."""
    return LINES[kind].capitalize()


def one(kind: str) -> str:
    """A boundary kind as the name of one of its groups."""
    return kind.capitalize()


def ties(expected: float) -> str:
    """An expected number of ties: whole, or with one digit where that would read as none."""
    return f"{expected:,.0f}" if expected >= 3 else f"{expected:.1f}"


def signed(value: float) -> str:
    """An index between -1 and 1 with its sign (a real minus)."""
    return f"{value:+.2f}".replace("-", "−")


def day(date: dt.date | str | None) -> str:
    """`14 Mar 2025`; nothing for an unknown date."""
    if not date:
        return ""
    known = dt.date.fromisoformat(date) if isinstance(date, str) else date
    return f"{known.day} {known:%b %Y}"


def pair(names: Mapping[str, str], a: str, b: str) -> str:
    """`Sales – Research`."""
    return f"{names.get(a, a)} – {names.get(b, b)}"
