"""What the terminal says about a run as a whole: its counts, its settings, how far it can be trusted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from bothways.cli import latest, words
from bothways.cli.desk import Desk
from bothways.cli.request import Request
from bothways.cli.tables import Column, figure, grid, text
from graph.privacy import Summary

COUNTS = {
    "contacts": "contacts",
    "to_oneself": "to oneself, left out",
    "repeats": "repeats, counted once",
    "announcements": "messages to more than 50, left out",
    "later": "contacts later than the day looked back from, left out",
    "undated": "contacts without a date",
    "accounts": "accounts",
    "bots": "bots and lists, left out",
    "in_no_roster": "accounts in no roster",
    "people": "people",
    "opted_out": "people who opted out",
    "without_unit": "people without a unit",
    "without_contact": "people without any tie",
    "ties": "ties",
    "skills": "skills",
}
"""What the counts of a run mean, in the order in which they are told."""


def run(desk: Desk, request: Request) -> None:
    """The counts of the latest run, what it was made with, and its effect."""
    view = latest.view(desk)
    summary = view.summary()
    counts = counted(summary)
    effect = view.effect().to_pylist()
    document = asdict(summary) | {"counts": counts, "effect": effect, "settings": latest.run_settings(desk)}
    desk.document(document)
    desk.tell(f"Run {summary.run}, {dated(summary)}; units come from the {summary.units_from}.")
    desk.tell(counts_grid(counts))
    if effect:
        desk.tell("What the links would change, beside as many random two-way links:")
        request.tell(desk, EFFECT_COLUMNS, effect)
    for note in summary.notes:
        desk.tell(f"Note: {note}")
    desk.next("show gaps", "show links", "show health")


def health(desk: Desk, _: Request) -> None:
    """How far the run can be trusted: coverage, notes, the audit, and whether newer facts wait."""
    view = latest.view(desk)
    summary = view.summary()
    audit = latest.results(desk).audit
    document = {"run": summary.run, "coverage": dict(summary.coverage), "notes": list(summary.notes), "audit": audit}
    desk.document(document)
    desk.tell(f"Run {summary.run}, {dated(summary)}.")
    desk.tell(grid((text("what", "coverage"), text("value", "value")), list(_flat(summary.coverage))))
    desk.tell(grid((text("what", "audit"), text("value", "value")), list(_flat(audit))))
    for note in summary.notes:
        desk.tell(f"Note: {note}")
    desk.next("show run", "status")


def counted(summary: Summary) -> dict[str, Any]:
    """The run's counts in the order of `COUNTS`."""
    known = summary.counts
    return {name: known[name] for name in (*COUNTS, *sorted(set(known) - set(COUNTS))) if name in known}


def counts_grid(counts: Mapping[str, Any]) -> Any:
    """The counts as a table of two columns."""
    rows = [{"count": count, "what": COUNTS.get(name, name.replace("_", " "))} for name, count in counts.items()]
    return grid((Column("count", lambda row: _plain(row["count"]), number=True), text("what", "of")), rows)


def dated(summary: Summary) -> str:
    """Which day a run looks back from, in words."""
    return f"looking back from {summary.as_of}" if summary.as_of else "without dates"


def _flat(document: Mapping[str, Any], prefix: str = "") -> Iterator[dict[str, str]]:
    """A nested document as rows of (what, value)."""
    for name, value in document.items():
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            yield from _flat(value, f"{label}: ")
        else:
            yield {"what": label, "value": _plain(value)}


def _plain(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: words.NOTHING}[value]
    if isinstance(value, int):
        return words.whole(value)
    if isinstance(value, float):
        return words.figure(value)
    return words.listed([str(item) for item in value]) if isinstance(value, list) else str(value)


EFFECT_COLUMNS = (
    text("measure", "measure"),
    figure("before", "before"),
    figure("after", "after"),
    figure("random_swap", "random links"),
    figure("low", "from"),
    figure("high", "to"),
    text("basis", "basis"),
)
