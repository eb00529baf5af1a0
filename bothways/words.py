"""How numbers, names and lists read, in the terminal and on the pages."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

NOTHING = "–"
"""What stands in a cell without a value."""

GAP_WEIGHT = "gap weight"
"""What is left of a gap in planning, so no count of ties: a link that takes place is assumed to halve it."""

PLURAL = {"unit": "units", "function": "functions", "location": "locations", "level": "levels"}
"""The boundary kinds as the name of their groups."""

_TIGHT = "\N{NO-BREAK SPACE}"

_TURNS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, and so could make one name look like another."""


def clean(text: Any) -> str:
    """Text from a file, fit for a terminal: control characters (they could steer it) become spaces."""
    return "".join(" " if unicodedata.category(sign) == "Cc" or sign in _TURNS_TEXT else sign for sign in str(text))


def text(value: Any) -> str:
    """A text cell."""
    return NOTHING if value is None or value == "" else clean(value)


def whole(value: int | None) -> str:
    """A count with thousands separated: 82,927."""
    return NOTHING if value is None else f"{value:,d}"


def real(value: float | None) -> str:
    """A figure with two decimals; what rounds to 0 has no sign."""
    return NOTHING if value is None else f"{value:z,.2f}"


def figure(value: float | None) -> str:
    """A figure of three significant digits, from 1,000 on a whole number, for columns that span many sizes."""
    if value is None:
        return NOTHING
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:z.3g}"


def percent(value: float | None) -> str:
    """A share as whole percents; a little is not nothing."""
    if value is None:
        return NOTHING
    return f"under 1{_TIGHT}%" if 0 < value < 0.01 else f"{100 * value:z.0f}{_TIGHT}%"


def tenths(value: float | None) -> str:
    """A share in percents with one decimal, where what changes is small."""
    return NOTHING if value is None else f"{100 * value:z.1f}{_TIGHT}%"


def short(groups: Iterable[str | None]) -> dict[str, str]:
    """The last step of each path where that is enough to tell groups apart, else the whole path."""
    paths = sorted({group for group in groups if group})
    steps = Counter(path.rpartition("/")[2] for path in paths)
    return {path: clean(last if steps[last := path.rpartition("/")[2]] == 1 else path) for path in paths}


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 link", "2 links", "1,200 people"."""
    return f"{number:,d} {one if number == 1 else many or one + 's'}"


def listed(items: Sequence[str], most: int = 3) -> str:
    """Some items in a row: "a, b and 3 more"."""
    shown = [clean(item) for item in items[:most]]
    more = len(items) - len(shown)
    if more > 0:
        return f"{', '.join(shown)} and {more:,d} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)


def alarm(audit: Mapping[str, Any]) -> str:
    """What does not hold of a run's links, where its audit failed; else nothing."""
    if audit.get("passed", True):
        return ""
    broken = [check["name"] for check in audit.get("checks", []) if not check["holds"]]
    seen = [tried for tried in audit.get("permutations", []) if tried["expected"] and not tried["same"]]
    broken += [f"no choice depends on {listed(tried['columns'], 10)}" for tried in seen[:1]]
    return f"The audit FAILED, do not use these links. It does not hold that {'; that '.join(broken)}."


def one_way(links: int) -> str:
    """What links are in which one only teaches."""
    return f"{count(links, 'one-way link')}, for comparison only: who teaches learns nothing."


def linked(pairs: int, exchanges: int) -> str:
    """How many links in which everybody teaches and learns there are."""
    said = [count(pairs, "two-way link")] if pairs or not exchanges else []
    return " and ".join(said + ([count(exchanges, "exchange") + " of three"] if exchanges else []))


def in_touch(weeks: int | None, met: int | None, silent: int | None, *, fading: bool | None) -> str:
    """Whether the two of a link that runs still meet, in words."""
    if weeks is None or met is None or silent is None:
        return "not known yet: run again, or ask them"
    if fading:
        return f"fades: silent for {count(silent, 'week')}, ask them"
    if not met:
        return f"none yet in {count(weeks, 'week')}" if weeks else "began this week"
    return f"in {met} of {count(weeks + 1, 'week')}"


SURE = 1.96
"""Standard deviations from chance that chance alone passes one time in twenty."""


def is_beyond_chance(z: float | None) -> bool:
    """Whether something lies further from what chance gives than chance often goes; not where nobody can tell."""
    return z is not None and abs(z) >= SURE
