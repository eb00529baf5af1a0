"""What else the contacts show: a figure each, with what it means and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator

from bothways import trends
from dashboard.snapshot import Row, Snapshot
from dashboard.views import lacks, words
from dashboard.views.tile import Tile

MOST_NAMED = 2
"""Skills that are named beside their number."""

TITLE = "What else the contacts show"


def signals(snapshot: Snapshot) -> list[Tile]:
    """The figures that this run has; none where it knows too little."""
    parts = (_reached, _heard, _bubble, _hanging, _overloaded, _spreading, _alone)
    return [tile for part in parts for tile in part(snapshot)]


def trend(snapshot: Snapshot) -> str:
    """Whether the organisation opens or closes, in a sentence; "" where nothing is dated well enough."""
    return trends.verdict(snapshot.trend) if snapshot.trend else ""


def _reached(snapshot: Snapshot) -> Iterator[Tile]:
    for row in [] if lacks.tieless(snapshot) else snapshot.reach:
        if row["measure"] == "leader_reach_people":
            yield Tile(
                "A leader reaches",
                words.percent(row["median"]),
                "Measured: half of the leaders reach at least this share of the people within two steps, reporting "
                "lines left out. Low: leaders hear through their line only; a listening partner in another unit helps.",
                "of the people",
            )


def _heard(snapshot: Snapshot) -> Iterator[Tile]:
    """Of the level with most people: the front line, whatever it is called."""
    heard = [row for row in snapshot.reach if row["measure"] == "voice"]
    if heard:
        most = max(heard, key=lambda row: (row["people"] or 0, row["level"]))
        yield Tile(
            "Front line heard by",
            words.percent(most["median"]),
            f"Measured: half of the people of level {most['level']} come within two answered contacts of at least "
            "this share of those two levels up. Low: what they know does not get there; links that cross levels help.",
            "of two levels up",
        )


def _bubble(snapshot: Snapshot) -> Iterator[Tile]:
    """The unit that keeps most of its contact to people who are alike, beyond what mixing would give."""
    known = [row for row in snapshot.units["unit"] if row["bubble_index"] is not None]
    if known:
        row = max(known, key=lambda row: (row["bubble_index"] - (row["bubble_expected"] or 0.0), row["unit"]))
        yield Tile(
            "Strongest bubble",
            words.percent(row["bubble_index"]),
            f"Share of the contact of {row['unit']} that stays with its own people who have the same skills; "
            f"{words.percent(row['bubble_expected'] or 0.0)} if contact went to anybody ({row['basis']}). A link to "
            "somebody who knows other things opens it.",
            words.short([row["unit"]])[row["unit"]],
        )


def _hanging(snapshot: Snapshot) -> Iterator[Tile]:
    if snapshot.points:
        yield Tile(
            "Single points of failure",
            str(len(snapshot.points)),
            "Measured: people without whom a pair of units would have no tie left, or colleagues no way to the others. "
            "The Bridges page says who; a second bridge beside each of them helps.",
            "people",
        )


def _overloaded(snapshot: Snapshot) -> Iterator[Tile]:
    if snapshot.overloaded is not None:
        yield Tile(
            "Asked by too many",
            str(snapshot.overloaded),
            "Estimated: people whom more colleagues elsewhere turn to than is usual or than they have time for. "
            "Others who know the same could take some of theirs.",
            "people",
        )


def _spreading(snapshot: Snapshot) -> Iterator[Tile]:
    spreading = [row for row in snapshot.skills if row["emerging"]]
    if spreading:
        named = sorted(spreading, key=lambda row: (-(row["growth"] or 0.0), row["skill"]))
        yield Tile(
            "Skills that spread",
            str(len(spreading)),
            "Measured: skills that more people took up lately than before, beyond chance. Links can carry them on.",
            _some(named),
        )


def _alone(snapshot: Snapshot) -> Iterator[Tile]:
    alone = [row for row in snapshot.skills if row.get("only_holder")]
    if alone:
        yield Tile(
            "Skills one person has",
            str(len(alone)),
            "Measured, as far as skills were given: nobody else could teach them. A learner for each makes them safe.",
            _some(alone),
        )


def _some(skills: list[Row]) -> str:
    """The first few by name, and that there are more."""
    names = [row["skill"] for row in skills[:MOST_NAMED]]
    return ", ".join(names) + (", ..." if len(skills) > MOST_NAMED else "")
