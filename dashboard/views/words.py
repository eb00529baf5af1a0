"""How things are worded on every page: names of units, counts, shares, dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

LINES = {"unit": "units", "location": "locations", "function": "functions", "level": "levels"}
"""The four boundary kinds, in the order in which pages offer them."""

_TIGHT = "\N{NO-BREAK SPACE}"

HIDDEN = "Hidden: one of the two groups has under {floor} people, or its number would give such a group away."


def short(groups: Iterable[str]) -> dict[str, str]:
    """The last step of each path where that is enough to tell groups apart, else the whole path."""
    names = sorted(set(groups))
    last = Counter(name.rpartition("/")[2] for name in names)
    return {name: name.rpartition("/")[2] if last[name.rpartition("/")[2]] == 1 else name for name in names}


def named(kind: str, groups: Iterable[str]) -> dict[str, str]:
    """How the groups of a boundary kind are called on a page; a bare number says what it is a number of."""
    return {name: f"{one(kind)} {said}" if said.isdigit() else said for name, said in short(groups).items()}


def line(kind: str) -> str:
    """A boundary kind as the name of its groups, to choose from."""
    return LINES[kind].capitalize()


def one(kind: str) -> str:
    """A boundary kind as the name of one of its groups."""
    return kind.capitalize()


def count(number: int, one: str, many: str = "") -> str:
    """`1 link`, `2 links`, `1,200 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(items: Sequence[str], most: int = 3) -> str:
    """`A, B and C`; what is over the limit is counted: `A, B, C and 4 more`."""
    said, rest = list(items[:most]), len(items) - most
    if rest > 0:
        said.append(f"{rest} more")
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}" if said else ""


def percent(share: float) -> str:
    """A share as whole percents; a little is not nothing."""
    return f"under 1{_TIGHT}%" if 0 < share < 0.01 else f"{share:.0%}".replace("%", f"{_TIGHT}%")


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
