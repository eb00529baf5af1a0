"""The matrix of groups: ties as a share of those expected, on a diverging scale, without the diagonal.

A cell is orange where there are fewer ties than expected, blue where there are more, hatched where it is hidden.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from dashboard.snapshot import Row, Snapshot
from dashboard.views import words
from dashboard.views.colours import DIVERGING, FAINT, GREY, HATCH, INK, PAPER
from dashboard.views.picture import AXIS_TEXT, TOOLTIP, Picture, clipped

WIDEST = 40
"""Groups beyond this many cannot be read side by side; those with the widest gaps are kept."""

ASKS = ("First asks for", "Other asks for")

ROOMY = 14
"""Up to this many groups a cell has room for its number."""

FARTHEST = 2.0
"""The scale ends at a quarter and at four times the expected ties (powers of two)."""


def groups(rows: Sequence[Row]) -> list[str]:
    """The groups of a matrix in name order, siblings of a tree beside each other; at most `WIDEST`."""
    weight: dict[str, float] = {}
    for row in rows:
        for end in ("unit_a", "unit_b"):
            weight[row[end]] = weight.get(row[end], 0.0) + (row["gap"] or 0.0)
    return sorted(sorted(weight, key=lambda group: (-weight[group], group))[:WIDEST])


def matrix(snapshot: Snapshot, kind: str) -> Picture:
    """The picture of one boundary kind.

    Args:
        snapshot: A run.
        kind: unit, location, function or level.
    """
    rows = snapshot.pairs[kind]
    order = groups(rows)
    names = words.named(kind, order)
    shown = [row for row in rows if row["unit_a"] in names and row["unit_b"] in names]
    labels = [clipped(names[group]) for group in order]
    place = {group: i for i, group in enumerate(order)}
    datasets = [
        {"source": _cells([row for row in shown if belongs(row)], place, names, snapshot.floor)}
        for belongs in _SERIES.values()
    ]
    spec = {
        "animation": False,
        "grid": {"top": 4, "left": 4, "right": 26, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "item", **TOOLTIP},
        "xAxis": _axis(labels, turned=38 if len(order) <= ROOMY else 90) | {"position": "top"},
        "yAxis": _axis(labels, turned=0) | {"inverse": True},
        "visualMap": {
            "show": False, "min": -FARTHEST, "max": FARTHEST, "dimension": "value", "seriesIndex": [0, 1],
            "inRange": {"color": list(DIVERGING)},
        },
        "dataset": datasets,
        "series": [_series(name, i, cells=len(order)) for i, name in enumerate(_SERIES)],
    }  # fmt: skip
    return Picture(spec, _alt(snapshot, kind, shown, names), _table(rows, snapshot.floor), _height(len(order)), ASKS)


def wide(snapshot: Snapshot, kind: str) -> bool:
    """Whether a matrix has too many groups to be read beside something else."""
    return len(groups(snapshot.pairs[kind])) > ROOMY


def _height(groups: int) -> int:
    """Cells about as high as wide: many groups share the width of the page."""
    return 110 + groups * (44 if groups <= ROOMY else 28 if groups <= 2 * ROOMY else 20)


def title(snapshot: Snapshot, kind: str) -> str:
    """What the matrix shows, in numbers."""
    judged = [row for row in snapshot.pairs[kind] if not _hidden(row)]
    if not judged:
        return f"No pair of {words.LINES[kind]} can be compared"
    fewer = sum(bool(row["gap"]) for row in judged)
    has = "has" if fewer == 1 else "have"
    return f"{fewer} of {words.count(len(judged), f'{kind} pair')} {has} a gap{_claims(judged)}"


def _claims(judged: Sequence[Row]) -> str:
    """How many of the pairs with fewer ties are more than a gap: `: 15 silos, 2 thinner`; nothing where none is."""
    found = Counter(row["finding"] for row in judged)
    silos = words.count(found["silo"], "silo") if found["silo"] else ""
    thinner = f"{found['thinner']} thinner" if found["thinner"] else ""
    said = ", ".join(filter(None, (silos, thinner)))
    return f": {said}" if said else ""


def sentence(row: Row, names: Mapping[str, str], floor: int) -> str:
    """What a cell says, as in `Sales – Research: 6 ties where 24 are expected (25 %)`."""
    pair = words.pair(names, row["unit_a"], row["unit_b"])
    if row["suppressed"]:
        return f"{pair}. {words.HIDDEN.format(floor=floor)}"
    if row["expected"] is None:
        return f"{pair}: {words.count(row['observed'], 'tie')}; how many to expect cannot be said here."
    share = f" ({words.percent(row['observed'] / row['expected'])})" if row["expected"] else ""
    return (
        f"{pair}: {words.count(row['observed'], 'tie')} where {words.ties(row['expected'])} "
        f"{'is' if words.ties(row['expected']) == '1.0' else 'are'} expected{share}."
    )


def pair_at(snapshot: Snapshot, kind: str, layer: str, cell: int) -> Row | None:
    """The pair that a click on a cell means.

    Args:
        snapshot: The run that is drawn.
        kind: The boundary kind that is drawn.
        layer: Id of the series that was hit.
        cell: Index in that series.
    """
    rows = snapshot.pairs[kind]
    order = set(groups(rows))
    shown = [row for row in rows if row["unit_a"] in order and row["unit_b"] in order]
    both = _both([row for row in shown if _SERIES[layer](row)]) if layer in _SERIES else []
    return both[cell][0] if 0 <= cell < len(both) else None


def _plain(row: Row) -> bool:
    return not row["suppressed"] and row["expected"] is not None and row["finding"] != "silo"


def _claimed(row: Row) -> bool:
    return not row["suppressed"] and row["expected"] is not None and row["finding"] == "silo"


def _hidden(row: Row) -> bool:
    return bool(row["suppressed"]) or row["expected"] is None


_SERIES = {"plain": _plain, "claimed": _claimed, "hidden": _hidden}
"""The layers of the picture and which pairs they hold."""


def _both(rows: Sequence[Row]) -> list[tuple[Row, str, str]]:
    """Every pair twice: it stands in the row of either group."""
    return [(row, end, other) for row in rows for end, other in (("unit_a", "unit_b"), ("unit_b", "unit_a"))]


def _cells(rows: Sequence[Row], place: Mapping[str, int], names: Mapping[str, str], floor: int) -> pa.Table:
    """One layer, as the chart wants it."""
    both = _both(rows)
    return pa.table(
        {
            "x": pa.array([place[row[end]] for row, end, _ in both], pa.int32()),
            "y": pa.array([place[row[other]] for row, _, other in both], pa.int32()),
            "key": pa.array([f"{row[end]}\n{row[other]}" for row, end, other in both], pa.string()),
            "value": pa.array([_value(row) for row, _, _ in both], pa.float64()),
            "label": pa.array([_label(row) for row, _, _ in both], pa.string()),
            "sentence": pa.array([sentence(row, names, floor) for row, _, _ in both], pa.string()),
        }
    )


def _value(row: Row) -> float:
    """Twofold steps away from what is expected, within the scale."""
    if row["suppressed"] or not row["expected"]:
        return 0.0
    ratio = max(row["observed"] / row["expected"], 2**-FARTHEST)
    return min(FARTHEST, math.log2(ratio))


def _label(row: Row) -> str:
    if row["suppressed"] or not row["expected"]:
        return ""
    return f"{row['observed'] / row['expected']:.0%}"


def _axis(labels: list[str], turned: int) -> dict[str, Any]:
    bare = {"show": False}
    return {
        "type": "category",
        "data": labels,
        "axisLabel": AXIS_TEXT | {"rotate": turned, "interval": 0, "fontSize": 13},
        "axisLine": bare,
        "axisTick": bare,
        "splitLine": bare,
        "splitArea": bare,
    }


def _series(name: str, dataset: int, cells: int) -> dict[str, Any]:
    claimed, hidden = name == "claimed", name == "hidden"
    border = {"borderColor": INK, "borderWidth": 2.5} if claimed else {"borderColor": PAPER, "borderWidth": 2}
    fill = {"color": FAINT, "decal": HATCH} if hidden else {}
    return {
        "id": name,
        "type": "heatmap",
        "datasetIndex": dataset,
        "encode": {"x": "x", "y": "y", "value": "value", "itemName": "key"},  # else a click selects a whole column
        "progressive": 0,
        "z": 3 if claimed else 2,
        "label": {"show": cells <= ROOMY and not hidden, "formatter": "{@label}", "color": INK, "fontSize": 12},
        "itemStyle": border | fill,
        "selectedMode": "single",
        "select": {"itemStyle": {"borderColor": GREY, "borderWidth": 4}},
        "emphasis": {"itemStyle": {"borderColor": GREY, "borderWidth": 3}},
        "tooltip": {"formatter": "{@sentence}"},
    }


def _alt(snapshot: Snapshot, kind: str, rows: Sequence[Row], names: Mapping[str, str]) -> str:
    judged = [row for row in rows if not _hidden(row)]
    hidden = sum(bool(row["suppressed"]) for row in rows)
    fewer = sorted((row for row in judged if row["gap"]), key=lambda row: -row["gap"])
    said = [f"Matrix of {words.count(len(names), kind)} by ties as a share of those expected."]
    if fewer:
        said.append("Widest gaps: " + " ".join(sentence(row, names, snapshot.floor) for row in fewer[:3]))
    if hidden:
        said.append(f"{words.count(hidden, 'pair')} hidden.")
    return " ".join(said)


def _table(rows: Sequence[Row], floor: int) -> pa.Table:
    """The same figures in words that need no legend, widest gap first, hidden pairs last."""
    ranked = sorted(rows, key=lambda row: (row["suppressed"], -(row["gap"] or 0.0), row["unit_a"], row["unit_b"]))
    few = f"under {floor}"
    return pa.table(
        {
            "Group": [row["unit_a"] for row in ranked],
            "Other group": [row["unit_b"] for row in ranked],
            "Ties": pa.array([row["observed"] for row in ranked], pa.int64()),
            "Expected": pa.array([_tenth(row["expected"]) for row in ranked], pa.float64()),
            "Missing": pa.array([_tenth(row["gap"]) for row in ranked], pa.float64()),
            "Finding": ["hidden" if row["suppressed"] else row["finding"] for row in ranked],
            "Bridged by": [
                "hidden" if row["suppressed"] else few if row["bridged_by"] is None else str(row["bridged_by"])
                for row in ranked
            ],
        }
        | _asks(ranked)
    )


def _asks(ranked: Sequence[Row]) -> dict[str, pa.Array]:
    """What either side asks for; no column where nobody asks for anything."""
    if not any(row["needs_a"] or row["needs_b"] for row in ranked):
        return {}
    ends = zip(ASKS, ("needs_a", "needs_b"), strict=True)
    return {name: pa.array([(row[end] or "").replace(";", ", ") for row in ranked], pa.string()) for name, end in ends}


def _tenth(ties: float | None) -> float | None:
    return None if ties is None else round(ties, 1)
