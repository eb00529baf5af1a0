"""What a picture is: a chart specification, the same in one sentence, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dashboard.views.colours import GREY, INK

TOOLTIP = {
    "confine": True,
    "extraCssText": "max-width: 22rem; white-space: normal; line-height: 1.45;",
    "textStyle": {"color": INK, "fontSize": 13},
}
"""Words come from the column `sentence`; Streamlit escapes what it puts in."""

AXIS_TEXT = {"color": INK, "fontSize": 12}
QUIET_TEXT = {"color": GREY, "fontSize": 11}


@dataclass(frozen=True)
class Picture:
    """One picture, for eyes, for screen readers and for spreadsheets.

    Attributes:
        spec: An ECharts option object; data stand in `dataset` as Arrow tables.
        alt: What the picture shows, in a sentence or two.
        table: The same figures, columns named for people.
        height: Pixels.
        long: Columns of the table whose texts are long, and may be cut so that the others can be seen.
    """

    spec: Mapping[str, Any]
    alt: str
    table: pa.Table
    height: int
    long: tuple[str, ...] = ()


def clipped(label: str, most: int = 22) -> str:
    """A label that fits beside an axis."""
    return label if len(label) <= most else f"{label[: most - 1].rstrip()}…"
