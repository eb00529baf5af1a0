"""Who carries knowledge across today, and which pairs of units hang on few people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from dashboard.snapshot import Row, Snapshot
from dashboard.views import lacks, words
from dashboard.views.colours import BLUE, GREY, INK, VERMILION
from dashboard.views.picture import AXIS_TEXT, QUIET_TEXT, TOOLTIP, Picture, clipped
from graph.hanging import hanging

ENOUGH_TIES = 3
"""Pairs with fewer ties are thin whoever holds them; nobody is said to carry them."""

MUCH = 1 / 3
"""A person with this share of a pair's ties is a bridging person."""

HALF = 1 / 2

MOST_PAIRS = 15

NARROW = 500
"""Width of a picture in pixels under which the longest bar leaves no room for what it says."""

MEANING = (
    "A person's share of a pair is how many of the ties between the two units end at this person. "
    "Each tie ends at two people, one on either side, so shares do not add up to 100 %."
)


@dataclass(frozen=True)
class Hold:
    """The person with the largest share of a pair's ties."""

    a: str
    b: str
    person: str
    ties: int
    total: int

    @property
    def share(self) -> float:
        """Of the pair's ties, in (0, 1]."""
        return self.ties / self.total

    def sentence(self, pair: str) -> str:
        """The hold in words."""
        of = f"{self.ties} of the {words.count(self.total, 'tie')}"
        return f"{pair}: {self.person} has {of} ({words.percent(self.share)})."


WHO = (
    "People at whom a third or more of some unit pair's ties end, and the few who bridge most in all. The score is the "
    "sum of a person's shares. A second bridge beside each of them makes the organisation less fragile."
)


COLUMNS = {
    "Score": "The sum of this person's shares over all unit pairs.",
    "Ties": "Ties of this person to people of the other units.",
    "Pairs": "Unit pairs that this person connects.",
    "Brokerage": "How many times more often than chance this person stands between two who do not know each other and "
    "are not both of the person's own unit.",
    "Beyond ties": "How far the ways between others that lead through this person are beyond what is usual with as "
    "many ties, in standard deviations: 2 and more is one person in forty. Empty where a sample leaves the rank open.",
}
"""What the columns about bridging people mean."""


THROUGH = (
    "How many pairs of other people have their shortest way through this person (betweenness; where there are several "
    "such ways, each counts in part). It needs no units, and does not say that somebody bridges between units."
)


def holds(snapshot: Snapshot) -> list[Hold]:
    """The strongest hold on each unit pair with enough ties, the strongest first."""
    totals = {
        (row["unit_a"], row["unit_b"]): row["observed"] for row in snapshot.pairs["unit"] if not row["suppressed"]
    }
    best: dict[tuple[str, str], Row] = {}
    for row in sorted(_unit_rows(snapshot), key=lambda row: (-row["carry"], row["person"])):
        best.setdefault((row["unit_a"], row["unit_b"]), row)
    made = [
        Hold(*pair, snapshot.name(row["person"]), row["ties"], totals[pair])
        for pair, row in best.items()
        if totals.get(pair, 0) >= ENOUGH_TIES
    ]
    return sorted(made, key=lambda hold: (-hold.share, hold.a, hold.b))


def verdict(snapshot: Snapshot) -> str:
    """One sentence on who carries knowledge across, and what hangs on whom."""
    found = holds(snapshot)
    if not found:
        return _without_holds(snapshot)
    much, half = (sum(hold.share >= share for hold in found) for share in (MUCH, HALF))
    if half:
        return (
            f"{words.count(half, 'unit pair')} {'hangs' if half == 1 else 'hang'} on one person for half of "
            f"{'its' if half == 1 else 'their'} ties or more; {found[0].sentence(_pair(found, found[0]))}"
        )
    if much:
        return (
            f"{words.count(much, 'unit pair')} {'hangs' if much == 1 else 'hang'} on one person for a third of "
            f"{'its' if much == 1 else 'their'} ties or more; {found[0].sentence(_pair(found, found[0]))}"
        )
    return f"No unit pair hangs on one person; the strongest hold: {found[0].sentence(_pair(found, found[0]))}"


def _without_holds(snapshot: Snapshot) -> str:
    """What is said where no unit pair has enough ties: through whom most ways between people lead."""
    missing = lacks.lack(snapshot)
    if not snapshot.between or missing in (lacks.FEW_PEOPLE, lacks.NO_CONTACTS):
        return missing.cause if missing else "No two units have enough ties to say who carries them."
    first = [snapshot.name(row["person"]) for row in snapshot.between[:3]]
    units = "No units are known" if missing == lacks.NO_UNITS else "No two units can be compared"
    return f"{units}; most shortest ways between people lead through {words.listed(first)}."


def between(snapshot: Snapshot) -> pa.Table:
    """The people through whom most shortest ways lead; empty where unit pairs say more, or nobody may be named."""
    rows = () if holds(snapshot) or lacks.lack(snapshot) == lacks.FEW_PEOPLE else snapshot.between
    return pa.table(
        {
            "Person": pa.array([snapshot.name(row["person"]) for row in rows], pa.string()),
            "Ways through": pa.array([round(row["betweenness"]) for row in rows], pa.int64()),
            "Ties": pa.array([row["degree"] for row in rows], pa.int64()),
            "Basis": pa.array([row["basis"] for row in rows], pa.string()),
        }
    )


LEAVING = (
    "Without one of these people a pair of units that should talk would have no tie left, or colleagues no way to the "
    "others. A second bridge helps most here; nobody is to blame for being the only one."
)


def points(snapshot: Snapshot) -> pa.Table:
    """The single points of failure and what would be lost with each; empty where there is none or nobody is named."""
    rows = snapshot.points
    pairs = hanging(snapshot.pairs["unit"], _unit_rows(snapshot))
    names = words.short(end for row in snapshot.pairs["unit"] for end in (row["unit_a"], row["unit_b"]))
    columns = {
        "Person": [snapshot.name(row["person"]) for row in rows],
        "Pairs without a tie": [_counted(row["pairs_lost"], "") for row in rows],
        "Between": [
            ", ".join(words.pair(names, *pair) for pair in pairs.get(row["person"], ()) if row["pairs_lost"])
            for row in rows
        ],
        "People cut off": [_counted(row["people_separated"], f"under {snapshot.floor}") for row in rows],
        "Nobody else teaches": [(row["skills_lost"] or "").replace(";", ", ") for row in rows],
    }
    return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})


def _counted(count: int | None, otherwise: str) -> str:
    return otherwise if count is None else f"{count:,d}"


def picture(snapshot: Snapshot) -> Picture | None:
    """The largest share of each pair's ties that ends at one person; None where there is no pair."""
    found = holds(snapshot)
    if not found:
        return None
    first = found[:MOST_PAIRS]
    names = words.short(end for hold in found for end in (hold.a, hold.b))
    pairs = [words.pair(names, hold.a, hold.b) for hold in first]
    alt = "Largest share of a unit pair's ties that ends at one person. " + " ".join(
        hold.sentence(pair) for hold, pair in zip(first[:3], pairs, strict=False)
    )
    return Picture(_spec(first, pairs), alt, _table(found), 70 + 34 * len(first))


def shown(snapshot: Snapshot) -> str:
    """How many of the pairs the picture shows; "" where it shows all."""
    many = len(holds(snapshot))
    return f"The first {MOST_PAIRS} of {many:,d}; the table below has all of them." if many > MOST_PAIRS else ""


def people(snapshot: Snapshot) -> pa.Table:
    """The bridging people, who connect most first: name, unit, what they connect, ties across, largest share."""
    carried: dict[str, list[Row]] = defaultdict(list)
    for row in _unit_rows(snapshot):
        carried[row["person"]].append(row)
    names = words.short(row[end] for row in snapshot.pairs["unit"] for end in ("unit_a", "unit_b"))
    units = words.short(person["unit"] for person in snapshot.bridging if person["unit"])
    ranked = sorted(
        (person for person in snapshot.bridging if carried[person["person"]]),
        key=lambda person: (-(person["bridging"] or 0.0), person["person"]),
    )
    held = [sorted(carried[person["person"]], key=lambda row: (-row["carry"], row["unit_a"])) for person in ranked]
    return pa.table(
        {
            "Person": pa.array([snapshot.name(person["person"]) for person in ranked], pa.string()),
            "Unit": pa.array([units.get(person["unit"], "") for person in ranked], pa.string()),
            "Score": pa.array([round(person["bridging"] or 0.0, 2) for person in ranked], pa.float64()),
            "Largest share": pa.array([round(rows[0]["carry"], 2) for rows in held], pa.float64()),
            "Of the ties between": pa.array(
                [words.pair(names, rows[0]["unit_a"], rows[0]["unit_b"]) for rows in held], pa.string()
            ),
            "Ties": pa.array([sum(row["ties"] for row in rows) for rows in held], pa.int64()),
            "Pairs": pa.array([len(rows) for rows in held], pa.int64()),
            "Brokerage": pa.array([person["brokerage"] for person in ranked], pa.float64()),
            "Beyond ties": pa.array([_residual(person) for person in ranked], pa.float64()),
        }
    )


def _residual(person: Row) -> float | None:
    """Who connects more than their number of ties lets one expect; nothing where a sample leaves the rank open."""
    return None if person["uncertain"] else person["betweenness_residual"]


def _unit_rows(snapshot: Snapshot) -> list[Row]:
    return [row for row in snapshot.carriers if row["boundary"] == "unit"]


def _pair(found: Sequence[Hold], hold: Hold) -> str:
    names = words.short(end for each in found for end in (each.a, each.b))
    return words.pair(names, hold.a, hold.b)


def _spec(shown: Sequence[Hold], pairs: Sequence[str]) -> dict[str, Any]:
    source = pa.table(
        {
            "y": list(range(len(shown))),
            "share": [hold.share for hold in shown],
            "label": [f"{hold.ties} of {hold.total}: {hold.person}" for hold in shown],
            "sentence": [hold.sentence(pair) for hold, pair in zip(shown, pairs, strict=True)],
        }
    )
    bands = [("half or more", VERMILION, HALF, 2.0), ("a third or more", BLUE, MUCH, HALF), ("less", GREY, 0.0, MUCH)]
    parts = [[i for i, hold in enumerate(shown) if low <= hold.share < high] for _, _, low, high in bands]
    percents = [f"{step} %" for step in (0, 25, 50, 75, 100)]
    return {
        "animation": False,
        "media": [{"query": {"maxWidth": NARROW}, "option": {"grid": {"right": 110}}}],  # room for the last label
        "grid": {"top": 30, "left": 8, "right": 16, "bottom": 24, "containLabel": True},
        "legend": {"type": "scroll", "top": 0, "left": 0, "textStyle": AXIS_TEXT, "selectedMode": False, "itemGap": 18},
        "tooltip": {"trigger": "item", **TOOLTIP},
        "xAxis": [
            {"type": "value", "min": 0, "max": 1, "interval": 0.25, "axisLabel": {"show": False}},
            {"type": "category", "data": percents, "boundaryGap": False, "position": "bottom", "axisLabel": QUIET_TEXT,
             "axisLine": {"show": False}, "axisTick": {"show": False}},
        ],
        "yAxis": {
            "type": "category", "data": [clipped(pair, 34) for pair in pairs], "inverse": True,
            "axisLabel": AXIS_TEXT | {"interval": 0}, "axisTick": {"show": False}, "axisLine": {"show": False},
        },
        "dataset": [{"source": source.take(pa.array(part, pa.int64()))} for part in parts],
        "series": [_bars(name, colour, i) for i, (name, colour, _, _) in enumerate(bands) if parts[i]],
    }  # fmt: skip


def _bars(name: str, colour: str, dataset: int) -> dict[str, Any]:
    return {
        "name": name,
        "type": "bar",
        "stack": "one bar a pair",
        "datasetIndex": dataset,
        "encode": {"x": "share", "y": "y"},
        "barWidth": 16,
        "itemStyle": {"color": colour, "borderRadius": 3},
        "label": {"show": True, "position": "right", "formatter": "{@label}", "color": INK, "fontSize": 12},
        "tooltip": {"formatter": "{@sentence}"},
    }


def _table(found: Sequence[Hold]) -> pa.Table:
    return pa.table(
        {
            "Unit": [hold.a for hold in found],
            "Other unit": [hold.b for hold in found],
            "Most ties": [hold.person for hold in found],
            "Their ties": [hold.ties for hold in found],
            "All ties": [hold.total for hold in found],
            "Share": [round(hold.share, 2) for hold in found],
        }
    )
