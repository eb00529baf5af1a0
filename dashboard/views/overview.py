"""Where the organisation is closed: the verdict, the figures beside it, and what one pair of groups looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.snapshot import Row, Snapshot
from dashboard.views import words
from dashboard.views.matrix import sentence

FINDINGS = {
    "silo": "A silo: fewer ties than chance would give, by a test that allows for the number of pairs, and at most "
    "half of what chance gives.",
    "thinner": "Thinner than chance would give, by the same test, but not closed.",
    "gap": "Fewer ties than expected; that few may still be chance.",
    "none": "About as many ties as chance would give, or more.",
    "insular": "With fewer than four groups this can be ranked, but not tested: no silo is claimed.",
    "too thin": "Too few ties are expected here to say anything.",
    "not fitted": "One group has most of the ties, so chance cannot be worked out for this pair.",
}
"""What each finding means."""

MEANINGS = {
    "Ties by chance": "How many ties two groups would have if everybody who looks outward did so without regard to "
    "where the other one sits. Groups under one roof may know each other better; that is allowed for.",
    "Share of chance": "Ties there are, divided by ties by chance. 100 % is as expected, 25 % is a quarter of it.",
    "Silo": FINDINGS["silo"],
    "Thinner": FINDINGS["thinner"],
    "E-I index": "Ties to others minus ties among themselves, divided by all of them: −1 is entirely closed, +1 "
    "entirely open. Small groups are outward by arithmetic alone, so read it beside what chance would give.",
    "Hidden": "A group of a few people shows no number, and neither does what would let you work that number out.",
}


@dataclass(frozen=True)
class Tile:
    """One figure with what it counts and what it means."""

    label: str
    value: str
    meaning: str
    beside: str = ""


def lines(snapshot: Snapshot) -> list[str]:
    """The boundary kinds that have anything to show."""
    return [kind for kind in words.LINES if snapshot.pairs[kind]]


def verdict(snapshot: Snapshot) -> str:
    """One sentence on where the organisation is closed: the strongest finding that there is."""
    rows = snapshot.pairs["unit"]
    judged = [row for row in rows if not row["suppressed"]]
    if not judged:
        return _nothing_judged(snapshot, rows)
    names = words.short(row[end] for row in rows for end in ("unit_a", "unit_b"))
    for finding, say in _VERDICTS.items():
        found = [row for row in judged if row["finding"] == finding]
        if found:
            return say(_widest(found), names, snapshot.floor)
    if all(row["finding"] in ("too thin", "not fitted") for row in judged):
        return "Too few ties between units to say where the organisation is closed."
    if not _testable(rows):
        return "Fewer than four units cannot be tested for silos; none has clearly fewer ties than chance would give."
    return "No silo: every two units know each other about as well as chance would give."


def tiles(snapshot: Snapshot) -> list[Tile]:
    """Three or four figures that a leader asks for first."""
    findings = Counter(row["finding"] for row in snapshot.pairs["unit"] if not row["suppressed"])
    made = []
    if _testable(snapshot.pairs["unit"]):
        made.append(Tile("Silos", str(findings["silo"]), FINDINGS["silo"]))
        made.append(Tile("Thinner pairs", str(findings["thinner"]), FINDINGS["thinner"]))
    elif snapshot.pairs["unit"]:
        gaps = sum(bool(row["gap"]) for row in snapshot.pairs["unit"])
        made.append(Tile("Pairs with a gap", str(gaps), FINDINGS["insular"], "not tested for silos"))
    closure = snapshot.summary.closure.get("unit")
    if closure and closure.get("ei") is not None:
        made.append(
            Tile(
                "Openness (E-I index)",
                words.signed(closure["ei"] or 0.0),
                MEANINGS["E-I index"],
                f"by chance {words.signed(closure['expected'] or 0.0)}",
            )
        )
    lessons = sum(link["kind"] == "pair" for link in snapshot.links)
    if lessons or not snapshot.links:
        made.append(Tile("Two-way links", str(lessons), "Each side teaches and each side learns."))
    else:
        made.append(Tile("Introductions", str(len(snapshot.links)), "Pairs across a gap; no lesson is claimed."))
    return made


def badges(snapshot: Snapshot) -> list[str]:
    """What the figures rest on: how many people, ties and contacts, up to when, and where units come from."""
    counts = snapshot.summary.counts
    said = []
    if counts.get("people"):
        said.append(words.count(int(counts["people"]), "person", "people"))
    if counts.get("ties") is not None:
        said.append(words.count(int(counts["ties"]), "tie"))
    if counts.get("contacts"):
        said.append("from " + words.count(int(counts["contacts"]), "contact"))
    said.append(f"as of {words.day(snapshot.summary.as_of)}" if snapshot.summary.as_of else "undated")
    if counts.get("in_no_roster"):
        said.append(f"{words.count(int(counts['in_no_roster']), 'account')} in no roster")
    source = {"roster": "units from the roster", "tree": "units from the reporting lines", "none": "no units known"}
    return [*said, source.get(snapshot.summary.units_from, "")]


def pairs_to_look_at(snapshot: Snapshot, kind: str) -> list[Row]:
    """Pairs that are shown, widest gap first: what can be looked at more closely."""
    shown = [row for row in snapshot.pairs[kind] if not row["suppressed"]]
    return sorted(shown, key=lambda row: (-(row["gap"] or 0.0), -(row["z"] or 0.0), row["unit_a"], row["unit_b"]))


def pair_details(snapshot: Snapshot, row: Row) -> list[tuple[str, str]]:
    """What there is to know of one pair, as label and text."""
    names = words.named(row["boundary"], (row["unit_a"], row["unit_b"]))
    a, b = names[row["unit_a"]], names[row["unit_b"]]
    said = [("Finding", FINDINGS.get(row["finding"] or "", ""))]
    if row["gap"]:
        said.append(
            ("Missing ties", f"{row['gap']:.0f} ({words.percent(row['share'] or 0.0)} of all that are missing)")
        )
    people = f"under {snapshot.floor}" if row["bridged_by"] is None else str(row["bridged_by"])
    said.append(("Bridged today by", f"{people} people" if people != "1" else "1 person"))
    said += [
        (f"{who} asks for", row[needs].replace(";", ", "))
        for who, needs in ((a, "needs_a"), (b, "needs_b"))
        if row[needs]
    ]
    return said


def pair_sentence(snapshot: Snapshot, row: Row) -> str:
    """The pair in one sentence."""
    return sentence(row, words.named(row["boundary"], (row["unit_a"], row["unit_b"])), snapshot.floor)


def nothing(snapshot: Snapshot) -> str:
    """Why there is no pair of groups at all, and what would help."""
    why = snapshot.summary.too_little
    said = f"{why[:1].upper()}{why[1:]}." if why else "There are no two groups to compare."
    return f"{said} A roster with units or managers lets Bothways look for silos."


def untested(snapshot: Snapshot, kind: str) -> str:
    """Says so where nobody looked for silos between these groups."""
    rows = snapshot.pairs[kind]
    if not _testable(rows):
        return FINDINGS["insular"]
    tested = snapshot.summary.claims.get(kind, {}).get("tested")
    return "" if tested else "Not tested for silos in this run; `bothways run --claims all` does so."


def _testable(rows: Sequence[Row]) -> bool:
    return any(row["null"] == "quasi" for row in rows)


def _widest(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-(row["gap"] or 0.0), row["unit_a"], row["unit_b"]))


def _nothing_judged(snapshot: Snapshot, rows: Sequence[Row]) -> str:
    if rows:
        return f"Every pair of units is hidden: one of the two has under {snapshot.floor} people."
    if snapshot.summary.units_from == "none":
        return "No units are known, so no silo can be looked for; who bridges between people is still shown."
    return "There are no two units large enough to compare, so no silo can be looked for."


def _silos(rows: Sequence[Row], names: Mapping[str, str], _floor: int) -> str:
    many, has = words.count(len(rows), "silo"), "has" if len(rows) == 1 else "have"
    return f"{many}: {_pairs(rows, names)} {has} at most half of the ties that chance would give."


def _thinner(rows: Sequence[Row], names: Mapping[str, str], _floor: int) -> str:
    many, are = words.count(len(rows), "unit pair"), "is" if len(rows) == 1 else "are"
    return f"No silo beyond chance; {many} {are} thinner than chance would give: {_pairs(rows, names)}."


def _insular(rows: Sequence[Row], names: Mapping[str, str], floor: int) -> str:
    return f"Fewer than four units cannot be tested for silos. {sentence(rows[0], names, floor)}"


def _gaps(rows: Sequence[Row], _names: Mapping[str, str], _floor: int) -> str:
    many, has = words.count(len(rows), "unit pair"), "has" if len(rows) == 1 else "have"
    return f"No silo beyond chance; {many} {has} fewer ties than expected, which may still be chance."


def _pairs(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    return words.listed([words.pair(names, row["unit_a"], row["unit_b"]) for row in rows])


_VERDICTS = {"silo": _silos, "insular": _insular, "thinner": _thinner, "gap": _gaps}
"""What is said of the strongest finding there is."""
