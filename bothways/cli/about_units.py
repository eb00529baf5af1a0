"""What the terminal says about groups: gaps between them, and how far each keeps to itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bothways import words
from bothways.cli import latest, legend
from bothways.cli.desk import Desk
from bothways.cli.request import Request
from bothways.cli.tables import Column, Row, best, group, listed, text
from graph.privacy import View
from graph.summary import Summary

HIDDEN = "hidden"

MEDIUM, WIDE, FULL = 90, 130, 190
"""Columns that a terminal needs to have before less important columns and the longest texts are shown."""


def gaps(desk: Desk, request: Request) -> None:
    """Pairs of groups, the widest gap first."""
    view = latest.view(desk)
    rows = view.gaps(request.boundary).to_pylist()
    desk.lines(rows)
    desk.tell(gap_verdict(request.boundary, rows, view.summary()))
    desk.tell(*_closure(view, request.boundary), *_notes(view, rows))
    ordered = best(rows, "gap")
    shown = request.tell(desk, _gap_columns(view, names_of(rows)), ordered)
    desk.tell(*_explained(request.boundary, request.first(ordered), view), *legend.of(shown), *_hidden(rows, view))
    desk.next(latest.onward(view), "show bridges", "dashboard")


def units(desk: Desk, request: Request) -> None:
    """Groups, the most closed first."""
    view = latest.view(desk)
    rows = view.units(request.boundary).to_pylist()
    desk.lines(rows)
    desk.tell(_unit_verdict(request.boundary, rows))
    desk.tell(*_closure(view, request.boundary))
    shown = request.tell(desk, UNIT_COLUMNS, best(rows, "insularity"))
    desk.tell(*legend.of(shown, legend.OF_GROUPS), *_bubbles(rows, shown))
    if any(row["people"] is None for row in rows):
        desk.tell(f"hidden: {_why_hidden(view)}")
    desk.next("show gaps", "show people")


def _bubbles(rows: Sequence[Row], shown: Sequence[str]) -> tuple[str, ...]:
    """Of how many groups the bubble index is estimated."""
    known = [row for row in rows if row["bubble_index"] is not None]
    guessed = sum(row["basis"] == "estimated" for row in known)
    if not guessed or "bubble" not in shown:
        return ()
    return (f"bubble is estimated for {guessed:,d} of {len(known):,d}, where not everybody's skills are known.",)


def gap_verdict(kind: str, rows: Sequence[Row], summary: Summary) -> str:
    """The answer in words: what is closed, what is thin, what was not tested and what could not be judged."""
    shown = [row for row in rows if not row["suppressed"]]
    if not rows or (shown and not any(row["expected"] for row in shown) and not summary.counts.get("ties")):
        return _no_pair(kind, summary)
    found = {word: [row for row in shown if row["finding"] == word] for word in FINDINGS}
    wide = best([row for row in shown if row["gap"]], "gap")
    if found["silo"]:
        return f"{_silos(found['silo'], rows, words.PLURAL[kind])}{_also(rows, wide, found)}"
    return f"{_no_silo(kind, rows, summary)}{_also(rows, wide, found)}"


def _no_pair(kind: str, summary: Summary) -> str:
    """Why there is no pair of groups at all: the run's own reason where it has one."""
    name = words.PLURAL[kind]
    if summary.counts.get("ties") == 0:
        return f"There are no ties, so no gap between {name} can be judged."
    if kind == "unit" and summary.too_little:
        return f"No gap between units can be judged: {summary.too_little}."
    return f"There are no two {name} of 5 or more people, so no gap between {name} can be judged."


def _no_silo(kind: str, rows: Sequence[Row], summary: Summary) -> str:
    """That no silo was found, or why nobody looked for one."""
    name, pairs = words.PLURAL[kind], words.count(len(rows), "pair")
    nulls = {row["null"] for row in rows if not row["suppressed"]}
    if not nulls:
        return f"{pairs} of {name}, all of them hidden: nothing can be said."
    if "mixing" in nulls:
        return f"With two or three groups no silo between {name} can be told from chance."
    if nulls == {"not fitted"}:
        return f"No silo between {name} can be told from chance: {FINDINGS['not fitted']}."
    if not is_tested(kind, summary):
        return f"{name.capitalize()} are not tested for silos; `bothways run --claims all` does so. {pairs} looked at."
    return f"No silo beyond chance between {name}: {pairs} looked at."


def is_tested(kind: str, summary: Summary) -> bool:
    """Whether the run compared this kind with random arrangements."""
    return bool(summary.claims.get(kind, {}).get("tested"))


FINDINGS = {
    "silo": "closed: at most half the ties that chance would give, and that is no accident",
    "thinner": "fewer ties than chance would give, but not closed",
    "gap": "fewer ties than expected; not so few that chance is ruled out",
    "none": "no gap: about as many ties as expected, or more",
    "insular": "too few groups to test a pair; how far each keeps to itself says more",
    "too thin": "too few ties are expected to say anything",
    "not fitted": "one group has as many ties as all others together, so nothing can be expected of it",
}

UNTESTED = {**FINDINGS, "gap": "fewer ties than expected; not tested against chance"}
"""The same where no random arrangement was drawn."""


def _silos(silos: Sequence[Row], rows: Sequence[Row], name: str) -> str:
    names = names_of(rows)
    pairs = [f"{names[row['unit_a']]} – {names[row['unit_b']]}" for row in best(silos, "gap")]
    verb = "is" if len(silos) == 1 else "are"
    return f"{len(silos):,d} of {len(rows):,d} pairs of {name} {verb} closed beyond chance: {words.listed(pairs, 3)}."


def _also(rows: Sequence[Row], wide: Sequence[Row], found: Mapping[str, Sequence[Row]]) -> str:
    said = ""
    if thinner := len(found["thinner"]):
        said += f" {words.count(thinner, 'pair is', 'pairs are')} thinner than chance, not closed."
    if wide:
        first, names = wide[0], names_of(rows)
        pair = f"{names[first['unit_a']]} – {names[first['unit_b']]}"
        said += (
            f" {words.count(len(wide), 'pair has', 'pairs have')} a gap; the widest is {pair}:"
            f" {words.count(first['observed'], 'tie')} where {first['expected']:,.0f} are expected."
        )
    return said


def _closure(view: View, kind: str) -> tuple[str, ...]:
    found = view.summary().closure.get(kind, {})
    index, expected, z = (found.get(name) for name in ("ei", "expected", "z"))
    if index is None or expected is None or z is None:  # without a z there is nothing to compare: one group, two people
        return ()
    way = "about as inward as"
    if words.is_beyond_chance(z):
        way = "more inward than" if z < 0 else "more outward than"
    return (f"As a whole the organisation is {way} chance: E-I index {index:.2f}, chance {expected:.2f}.",)


def _notes(view: View, rows: Sequence[Row]) -> tuple[str, ...]:
    """Where nothing could be judged, the reasons that the run gives."""
    return () if any(row["expected"] is not None for row in rows) else view.summary().notes


def _explained(kind: str, rows: Sequence[Row], view: View) -> Iterator[str]:
    """What the words in the column `finding` of the rows shown mean."""
    used = {row["finding"] for row in rows}
    meanings = FINDINGS if is_tested(kind, view.summary()) else UNTESTED
    yield from (f"{word}: {meaning}." for word, meaning in meanings.items() if word in used)


def _hidden(rows: Sequence[Row], view: View) -> Iterator[str]:
    """How many pairs are hidden, and why."""
    if hidden := sum(bool(row["suppressed"]) for row in rows):
        yield f"{words.count(hidden, 'pair')} hidden: {_why_hidden(view)}"


def _why_hidden(view: View) -> str:
    floor = view.viewer.min_group
    return f"a group has under {floor} people, or the number would give such a group away."


def _shown(field: str, title: str, read: Callable[[Any], str]) -> Column:
    return Column(title, lambda row: HIDDEN if row["suppressed"] else read(row[field]), number=True)


def names_of(rows: Sequence[Row]) -> dict[str, str]:
    """How the groups of rows with two ends are called."""
    return words.short(row[end] for row in rows for end in ("unit_a", "unit_b"))


def _gap_columns(view: View, names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        group("unit_a", "between", names),
        group("unit_b", "and", names),
        _shown("observed", "ties", words.whole),
        _shown("expected", "expected", words.real),
        _shown("gap", "gap", words.real),
        _shown("z", "z", words.real).widely(MEDIUM),
        Column("finding", lambda row: HIDDEN if row["suppressed"] else words.text(row["finding"])),
        _shown("bridged_by", "bridged by", view.counted),
        listed("needs_a", "first wants").widely(WIDE),
        listed("needs_b", "second wants").widely(WIDE),
    )


def _known(field: str, title: str, read: Callable[[Any], str]) -> Column:
    return Column(title, lambda row: HIDDEN if row["people"] is None else read(row[field]), number=True)


UNIT_COLUMNS = (
    text("unit", "group"),
    _known("people", "people", words.whole),
    _known("ties", "ties", words.whole),
    _known("ei_index", "E-I", words.real),
    _known("ei_expected", "by chance", words.real),
    _known("z", "z", words.real).widely(MEDIUM),
    _known("insularity", "insularity", words.real),
    _known("bubble_index", "bubble", words.real),
    _known("bubble_expected", "mixed", words.real).widely(MEDIUM),
)


def _unit_verdict(kind: str, rows: Sequence[Row]) -> str:
    if not rows:
        return f"There are no {words.PLURAL[kind]} to show."
    known = best([row for row in rows if row["insularity"] is not None], "insularity")
    if not known and not any(row["ties"] for row in rows) and all(row["ties"] is not None for row in rows):
        return f"{words.count(len(rows), kind)}. Nobody in them has a tie."
    if not known:
        return f"{words.count(len(rows), kind)}. Their ties are hidden: a small one could be worked out from the rest."
    first = known[0]
    name = f"{'Level ' if kind == 'level' else ''}{words.clean(first['unit'])}"
    return (
        f"{words.count(len(rows), kind)}. {name} keeps most to itself:"
        f" {words.percent(first['insularity'])} of its tie ends stay inside."
    )
