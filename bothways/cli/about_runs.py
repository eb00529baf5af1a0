"""What the terminal says about a run as a whole: its counts, its effect, how far it can be trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from rich.text import Text

from bothways import trends, words
from bothways.cli import latest, legend
from bothways.cli.about_links import is_introduced
from bothways.cli.desk import Desk
from bothways.cli.request import Request
from bothways.cli.tables import Column, Row, figure, percent, real, text, whole
from graph.promised import Promised
from graph.summary import Summary

COUNTS = {
    "given": "contacts given (mails, meetings, ...)",
    "repeats": "of these given again, counted once",
    "contacts": "of these kept",
    "to_oneself": "of the kept: to oneself, in no tie",
    "announcements": "messages to more than 50, their contacts are kept and in no tie",
    "later": "of the kept: later than the day looked back from, in no tie",
    "undated": "of the kept: without a date",
    "accounts": "accounts seen in contacts",
    "bots": "of these bots and lists, in no tie",
    "in_no_roster": "of these in no roster",
    "of_people": "of these of people; a second address is an account of its own",
    "people": "people",
    "opted_out": "of the people: opted out",
    "without_unit": "of the people: without a unit",
    "without_contact": "of the people: without any tie",
    "ties": "ties",
    "skills": "skills",
}
"""What the counts of a run mean, in the order in which they are told."""

UNITS_FROM = {
    "roster": "units come from the roster",
    "tree": "units are the branches of the reporting tree",
    "none": "no unit is known",
}

ACCEPTED = (
    "from, to: beside ours where 90 % of the draws of who accepts lie, beside random links where 90 % of the random "
    "sets lie. A figure of gaps may lie above its own: it counts each link as taken up a little, and some taken up and "
    "others not opens less."
)

OPENNESS = (
    "openness: what the links open, 0 to 1: three fifths are gap weight taken, two fifths wide gaps that get a link "
    "at all. at most: more than that no choice among the candidates could have had for the same lesson value."
)

OTHER_ACCOUNTS = ("accounts", "bots", "in_no_roster")
"""All accounts, and those that are nobody's; the rest are of people."""

ALWAYS = ("given", "to_oneself", "repeats", "accounts", "in_no_roster", "people", "ties")
"""Counts that are told even where they are 0."""


def run(desk: Desk, request: Request) -> None:
    """The counts of the latest run, what it was made with, and its effect."""
    view = latest.view(desk)
    summary = view.summary()
    counts = counted(summary, latest.ledger(desk).manifest.repeats)
    certificate = view.certificate()
    effect, reach, trend = view.effect().to_pylist(), view.reach().to_pylist(), view.trend().to_pylist()
    told = {"counts": counts, "effect": effect, "certificate": certificate, "reach": reach, "trend": trend}
    desk.document(asdict(summary) | told | {"settings": latest.run_settings(desk)})
    desk.tell(f"Run {summary.run}, {dated(summary)}; {UNITS_FROM.get(summary.units_from, '')}.")
    tell_alarm(desk, view.audit())
    tell_counts(desk, counts)
    if effect:
        introductions = is_introduced(view.links().to_pylist())
        beside = "introductions" if introductions else "two-way links"
        desk.tell(f"What the links would change, beside as many random {beside}:")
        shown = request.tell(desk, EFFECT_COLUMNS, effect_rows(effect, introductions=introductions))
        desk.tell(*legend.of((words.GAP_WEIGHT,)))
        if "from" in shown:
            desk.tell(ACCEPTED)
    if certificate:
        desk.tell(worth(certificate))
        _tell_curve(desk, certificate["curve"])
    if any(row["median"] is not None for row in reach):
        desk.tell("How far leaders reach within two steps beside reporting lines, and who is heard two levels up:")
        request.tell(desk, REACH_COLUMNS, [row for row in reach if row["median"] is not None])
    if trend:
        desk.tell(trends.verdict(trend))
        desk.table(TREND_COLUMNS, trend)
    _tell_notes(desk, summary)
    desk.next(*dict.fromkeys(("show gaps", latest.onward(view), "show health")))


def _tell_curve(desk: Desk, curve: Sequence[Mapping[str, Any]]) -> None:
    """What other shares of the lesson value would buy; a run that goes on keeps lambda and asks it of none."""
    if curve:
        desk.table(CURVE_COLUMNS, curve)
        desk.tell(OPENNESS)


def tell_alarm(desk: Desk, audit: Mapping[str, Any]) -> None:
    """A red line where a check of the audit failed; nothing else, so that it is seen."""
    if said := words.alarm(audit):
        desk.tell(Text(said, style="bold red"))


def worth(certificate: Mapping[str, Any]) -> str:
    """What a certificate says, in a sentence."""
    of = f"Certificate: the links are worth at least {_floored(certificate['ratio'])} of what any choice among the"
    again = "`bothways verify` works it out again."
    if not (standing := certificate.get("standing")):
        return f"{of} candidates could be; {again}"
    beside = f"{_floored(standing['ratio'])} of what any choice could be that keeps what stands"
    return f"{of} candidates could be, and {beside}; {again}"


def _floored(ratio: float) -> str:
    """Never rounded up."""
    return f"{math.floor(10_000 * ratio) / 100:.2f} %"


def health(desk: Desk, _: Request) -> None:
    """How far the run can be trusted: its audit, its coverage, what its notes say."""
    view = latest.view(desk)
    summary, audit, trend = view.summary(), view.audit(), view.trend().to_pylist()
    coverage = summary.coverage
    came = [asdict(row) for row in view.outcomes()]
    kept = view.promised()
    told = {"coverage": coverage, "notes": summary.notes, "audit": audit, "trend": trend, "outcomes": came}
    told |= {"promised": asdict(kept) if kept else None}
    desk.document({"run": summary.run, **told})
    desk.tell(f"Run {summary.run}, {dated(summary)}. {_audit_verdict(audit)}")
    desk.table(COVERAGE_COLUMNS, _covered(summary))
    if checks := audit.get("checks"):
        desk.tell("What must hold of the links:")
        desk.table((text("name", "check"), text("holds", "outcome")), [_checked(check) for check in checks])
    if permuted := _permuted(audit):
        desk.tell("What was dealt out anew among the people, to see whether a choice reads it:")
        desk.table(PERMUTED_COLUMNS, permuted)
    if exposure := audit.get("exposure_by_level"):
        desk.tell("Links a person gets, by level, of those who take part (not opted out, and taking on links):")
        desk.table((text("level", "level"), whole("people", "people"), real("links", "links each")), exposure)
    if came:
        desk.tell("What came of links that were chosen, beside links that lots drew:")
        desk.table(OUTCOME_COLUMNS, came)
        desk.tell("Every suggested link counts, answered or not. A difference whose interval holds 0 may be chance.")
    if kept:
        _tell_promised(desk, kept)
    if trend:
        desk.tell("What a trend finds where there is none, between odd and even fortnights:")
        desk.table(PLACEBO_COLUMNS, trend)
    desk.tell(f"Fields that were read: {words.listed(audit.get('fields_read', []), 50) or 'none'}.")
    desk.tell(f"Fields refused at the door: {words.listed(audit.get('fields_refused', []), 50) or 'none'}.")
    _tell_notes(desk, summary)
    desk.next("show run", "status")


def _tell_promised(desk: Desk, kept: Promised) -> None:
    """What plausibility promised of links that were answered, and what came of it."""
    came, low, high, expected = map(words.percent, (kept.came, kept.low, kept.high, kept.expected))
    desk.tell(
        f"Of {words.count(kept.answers, 'answered link')} {came} were taken up ({low} to {high}): "
        f"{kept.verdict}, {expected}."
    )
    if kept.table:
        desk.table(PROMISE_COLUMNS, [asdict(part) for part in kept.table.bins])


def counted(summary: Summary, repeats: int) -> dict[str, Any]:
    """The run's counts in the order of `COUNTS`; `given` is what came in before repeats were set aside.

    Every account is of one kind: of a person, a bot or list, or in no roster.

    Repeats are no facts, so no run knows them: they are the ledger's.
    """
    known = {**summary.counts, "repeats": repeats}
    if "contacts" in known:
        known["given"] = known["contacts"] + repeats
    if all(isinstance(known.get(name), int) for name in OTHER_ACCOUNTS):
        known["of_people"] = known["accounts"] - known["bots"] - known["in_no_roster"]
    return {name: known[name] for name in (*COUNTS, *sorted(set(known) - set(COUNTS))) if name in known}


def tell_counts(desk: Desk, counts: Mapping[str, Any]) -> None:
    """Prints the counts, a line each; most of those that are 0 are not told."""
    told = {name: count for name, count in counts.items() if count or name in ALWAYS}
    rows = [{"count": count, "what": COUNTS.get(name, name.replace("_", " "))} for name, count in told.items()]
    desk.table((Column("count", lambda row: _counted(row["count"]), number=True), text("what", "of")), rows)


def _counted(count: int | str) -> str:
    """A count; few people are a word already ("under 5")."""
    return count if isinstance(count, str) else words.whole(count)


def dated(summary: Summary) -> str:
    """Which day a run looks back from, in words."""
    return f"looking back from {summary.as_of}" if summary.as_of else "without dates"


def _tell_notes(desk: Desk, summary: Summary) -> None:
    for note in summary.notes:
        desk.tell(f"Note: {note}")


def _audit_verdict(audit: Mapping[str, Any]) -> str:
    if "passed" not in audit:
        return "It was not audited."
    scope = audit.get("scope", "says no more than that")
    return f"The audit passed; it {scope}." if audit["passed"] else words.alarm(audit)


def _covered(summary: Summary) -> list[Row]:
    """Coverage as counts and as shares of the people; None where a few people would be given away."""
    people = summary.coverage.get("people") or 0
    return [
        {"what": name.replace("_", " "), "count": count, "share": count / people if people and count else None}
        for name, count in summary.coverage.items()
    ]


def _checked(check: Mapping[str, Any]) -> Row:
    return {"name": check["name"], "holds": "holds" if check["holds"] else f"broken by {check['broken_by']}"}


def _permuted(audit: Mapping[str, Any]) -> list[Row]:
    """What was dealt out anew among the people, and whether the links stayed the same: a line a set of columns."""
    rows: dict[str, dict[str, Any]] = {}
    for tried in audit.get("permutations", []):
        name = words.listed(tried["columns"], 10)
        row = rows.setdefault(name, {"columns": name, "draws": 0, "changed": 0, "expected": tried["expected"]})
        row["draws"] += 1
        row["changed"] += not tried["same"]
    return list(rows.values())


OUTCOMES = {"taken_up": "accepted, met or done", "in_contact": "in contact in this run"}

OUTCOME_COLUMNS = (
    Column("what", lambda row: OUTCOMES[row["measure"]]),
    text("arm", "links by"),
    whole("links", "links"),
    percent("share", "share"),
    percent("low", "from"),
    percent("high", "to"),
)

PROMISE_COLUMNS = (
    percent("expected", "expected of"),
    whole("pairs", "links"),
    percent("came", "taken up"),
    percent("low", "from"),
    percent("high", "to"),
)

PERMUTED_COLUMNS = (
    text("columns", "columns"),
    whole("draws", "draws"),
    whole("changed", "changed the links"),
    Column("must", lambda row: "never may" if row["expected"] else "should, as the control"),
)

COVERAGE_COLUMNS = (
    text("what", "coverage"),
    Column("count", lambda row: "all but a few" if row["count"] is None else words.whole(row["count"]), number=True),
    percent("share", "share"),
)

MEASURES = {
    "accepted_lessons": ("lessons expected to be taken up", words.figure),
    "introductions": ("introductions expected to be taken up", words.figure),
    "gap_closed": (f"share of the {words.GAP_WEIGHT} that the links take", words.percent),
    "gap_pairs_reached": ("pairs with a gap that get a link (from, to: an accepted one)", words.figure),
    "introductions_needed": ("introductions it takes across a gap", words.figure),
    "leader_reach": ("share of the people that a leader reaches", words.tenths),
    "voice": ("share of those two levels up within the front line's voice", words.tenths),
    "bubble_index": ("contact that stays among people of one unit with the same skills", words.tenths),
}
"""The measures of the effect in words, and how their figures read."""


TREND_COLUMNS = (
    Column("trend", lambda row: trends.TRENDS[row["measure"]]),
    figure("earlier", "earlier"),
    figure("later", "later"),
    figure("p", "p"),
    Column("change", lambda row: "beyond chance" if row["clear"] else "may be chance"),
)

CURVE_COLUMNS = (
    Column("lesson value given up", lambda row: words.percent(row["give_up"]), number=True),
    percent("gap_closed", f"{words.GAP_WEIGHT} taken"),
    Column("openness", lambda row: words.tenths(row["openness"]), number=True),
    Column("at most", lambda row: words.tenths(row["openness_at_most"]), number=True),
)
"""What each share of the lesson value would buy."""

PLACEBO_COLUMNS = (
    Column("placebo", lambda row: trends.TRENDS[row["measure"]]),
    figure("placebo", "odd less even"),
    figure("placebo_p", "p"),
)


def _effect(field: str, title: str) -> Column:
    return Column(title, lambda row: MEASURES.get(row["measure"], ("", words.figure))[1](row[field]), number=True)


def effect_rows(effect: Sequence[Row], *, introductions: bool) -> list[Row]:
    """What is counted of introductions is that they are taken up; they claim no lesson."""
    counted = "introductions" if introductions else "accepted_lessons"
    return [{**row, "measure": counted} if row["measure"] == "accepted_lessons" else row for row in effect]


REACHES = {
    "leader_reach_people": "share of the people that a leader reaches",
    "leader_reach_units": "share of the units that a leader reaches",
    "leader_reach_levels": "share of the levels that a leader reaches",
    "voice": "share of those two levels up who are within two answered contacts, from level",
}
"""The measures of reach in words."""

REACH_COLUMNS = (
    Column("what", lambda row: words.clean(f"{REACHES.get(row['measure'], '')} {row['level'] or ''}").strip()),
    percent("median", "in the middle"),
    whole("people", "people"),
)

EFFECT_COLUMNS = (
    Column("what", lambda row: MEASURES.get(row["measure"], (row["measure"],))[0]),
    _effect("before", "before"),
    _effect("after", "after"),
    _effect("accepted_low", "from"),
    _effect("accepted_high", "to"),
    _effect("random_swap", "random links"),
    _effect("low", "from"),
    _effect("high", "to"),
    _effect("popular", "popular links"),
    text("basis", "basis"),
)
