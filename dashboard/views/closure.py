"""How closed each group is: its E-I index beside what is expected for its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from bothways.words import is_beyond_chance
from dashboard.snapshot import Snapshot
from dashboard.views import words
from dashboard.views.colours import BLUE, GREY, PAPER, VERMILION
from dashboard.views.picture import AXIS_TEXT, QUIET_TEXT, TOOLTIP, Picture, clipped

MOST = 40
"""Groups beyond this many are left out of the picture: the most closed ones stay."""

MEANING = (
    "Small groups look outward by arithmetic alone. What counts is how far the dot lies from the diamond, "
    "which is where the group would be if its ties took no notice of the line."
)

WHOLE = "Whole organisation"

CLOSED, OPEN, LIKE = "more closed than expected", "more open than expected", "no different from chance"
"""How a group stands beside what chance gives for its size."""


COLOURS = {CLOSED: VERMILION, OPEN: BLUE, LIKE: GREY}


@dataclass(frozen=True)
class Mark:
    """One group on the scale from -1 (entirely closed) to +1 (entirely open)."""

    name: str
    index: float
    chance: float
    z: float | None

    @property
    def way(self) -> str:
        """How the group stands beside chance."""
        if not is_beyond_chance(self.z):
            return LIKE
        return CLOSED if (self.z or 0) < 0 else OPEN

    @property
    def sentence(self) -> str:
        """The mark in words."""
        way = f"{self.way[0].upper()}{self.way[1:]}."
        return f"{self.name}: {words.signed(self.index)}, expected {words.signed(self.chance)}. {way}"


def closure(snapshot: Snapshot, kind: str) -> Picture | None:
    """The picture of one boundary kind; None where nothing may be shown."""
    marks = _marks(snapshot, kind)
    if not marks:
        return None
    return Picture(_spec(marks), alt(snapshot, kind), _table(marks), 90 + (30 if len(marks) <= 14 else 22) * len(marks))


def title(snapshot: Snapshot, kind: str) -> str:
    """What the picture shows, in numbers."""
    marks = [mark for mark in _marks(snapshot, kind) if mark.name != WHOLE]
    if not marks:
        return "The organisation as a whole"
    closed = sum(mark.way == CLOSED for mark in marks)
    keeps = "keeps" if closed == 1 else "keep"
    return f"{closed} of {words.count(len(marks), kind)} {keeps} more to themselves than expected"


def alt(snapshot: Snapshot, kind: str) -> str:
    """The picture in words: the organisation, the most closed group, and how many are hidden."""
    hidden = sum(row["ei_index"] is None for row in snapshot.units[kind])
    said = [f"E-I index: {title(snapshot, kind)}.", *(mark.sentence for mark in _marks(snapshot, kind)[:2])]
    return " ".join([*said, f"{words.count(hidden, kind)} hidden."] if hidden else said)


def _marks(snapshot: Snapshot, kind: str) -> list[Mark]:
    """The organisation first, then groups, the most closed beside chance on top."""
    rows = [row for row in snapshot.units[kind] if row["ei_index"] is not None and row["ei_expected"] is not None]
    names = words.named(kind, (row["unit"] for row in snapshot.units[kind]))
    marks = [Mark(names[row["unit"]], row["ei_index"], row["ei_expected"], row["z"]) for row in rows]
    marks = sorted(marks, key=lambda mark: (mark.index - mark.chance, mark.name))[:MOST]
    whole = snapshot.summary.closure.get(kind, {})
    index, chance = whole.get("ei"), whole.get("expected")
    if index is None or chance is None:
        return marks
    return [Mark(WHOLE, index, chance, whole.get("z")), *marks]


def _spec(marks: Sequence[Mark]) -> dict[str, Any]:
    source = pa.table(
        {
            "y": list(range(len(marks))),
            "index": [mark.index for mark in marks],
            "chance": [mark.chance for mark in marks],
            "sentence": [mark.sentence for mark in marks],
        }
    )
    ways = {way: pa.array([i for i, mark in enumerate(marks) if mark.way == way], pa.int64()) for way in COLOURS}
    return {
        "animation": False,
        "grid": {"top": 34, "left": 8, "right": 28, "bottom": 34, "containLabel": True},
        "legend": {"type": "scroll", "top": 0, "left": 0, "textStyle": AXIS_TEXT, "selectedMode": False, "itemGap": 18},
        "tooltip": {"trigger": "item", **TOOLTIP},
        "xAxis": {
            "type": "value", "min": -1, "max": 1, "interval": 0.5, "axisLabel": QUIET_TEXT,
            "name": "entirely closed  ←   E-I index   →  entirely open", "nameLocation": "middle", "nameGap": 28,
            "nameTextStyle": QUIET_TEXT,
        },
        "yAxis": {
            "type": "category", "data": [clipped(mark.name, 28) for mark in marks], "inverse": True,
            "axisLabel": AXIS_TEXT | {"interval": 0}, "axisTick": {"show": False}, "axisLine": {"show": False},
            "splitLine": {"show": True, "lineStyle": {"color": "#EEF1F4"}},
        },
        "dataset": [{"source": source}, *({"source": source.take(rows)} for rows in ways.values())],
        "series": [
            _dots("expected", 0, "chance", "diamond", {"color": PAPER, "borderColor": GREY, "borderWidth": 2}),
            *(_dots(way, i, "index", "circle", {"color": COLOURS[way]}) for i, way in enumerate(ways, start=1)),
        ],
    }  # fmt: skip


def _dots(name: str, dataset: int, column: str, symbol: str, style: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "type": "scatter",
        "datasetIndex": dataset,
        "encode": {"x": column, "y": "y"},
        "symbol": symbol,
        "symbolSize": 13,
        "itemStyle": style,
        "tooltip": {"formatter": "{@sentence}"},
    }


def _table(marks: Sequence[Mark]) -> pa.Table:
    return pa.table(
        {
            "Group": [mark.name for mark in marks],
            "E-I index": [mark.index for mark in marks],
            "Expected": [mark.chance for mark in marks],
        }
    )
