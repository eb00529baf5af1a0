"""Where the organisation is closed: the verdict, the figures beside it, and what one pair of groups looks like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.snapshot import Row, Snapshot
from dashboard.views import lacks, links, words
from dashboard.views.lacks import Lack
from dashboard.views.matrix import sentence
from dashboard.views.tile import Tile

FINDINGS = {
    "silo": "A silo: fewer ties than expected by more than chance, by a test that allows for the number of pairs, and "
    "at most half of those expected.",
    "thinner": "Thinner than expected by more than chance, by the same test, but not closed.",
    "gap": "Fewer ties than expected; that few may still be chance.",
    "none": "About as many ties as expected, or more.",
    "insular": "With fewer than four groups this can be ranked, but not tested: no silo is claimed.",
    "too thin": "Too few ties are expected here to say anything.",
    "not fitted": "One group has most of the ties, so how many to expect cannot be worked out for this pair.",
}
"""What each finding means."""

MEANINGS = {
    "Expected ties": "How many ties two groups would have if everybody who looks outward did so without regard to "
    "where the other one sits. Groups under one roof may know each other better; that is allowed for.",
    "Share": "Ties there are, divided by expected ties. 100 % is as expected, 25 % is a quarter of it.",
    "Silo": FINDINGS["silo"],
    "Thinner": FINDINGS["thinner"],
    "E-I index": "Ties to others minus ties among themselves, divided by all of them: −1 is entirely closed, +1 "
    "entirely open. Of a single group the ends of ties are counted, so that a tie inside it counts twice. Small groups "
    "are outward by arithmetic alone, so read it beside what is expected for the size of the group.",
    "Gap weight": links.GAP_WEIGHT,
    "Hidden": "A group of a few people shows no number, and neither does what would let you work that number out.",
}


NOT_TESTED = "Not tested for silos; run with `--claims all`."


def lines(snapshot: Snapshot) -> list[str]:
    """The boundary kinds that have anything to show."""
    if lacks.tieless(snapshot):
        return []
    return [kind for kind in words.LINES if snapshot.pairs[kind]]


def verdict(snapshot: Snapshot) -> str:
    """One sentence on where the organisation is closed: the strongest finding that there is."""
    rows = snapshot.pairs["unit"]
    judged = [row for row in rows if not row["suppressed"]]
    lack = lacks.lack(snapshot)
    if lack:
        return lack.cause
    names = words.short(row[end] for row in rows for end in ("unit_a", "unit_b"))
    for finding, say in _VERDICTS.items():
        found = [row for row in judged if row["finding"] == finding]
        if found:
            return say(_widest(found), names, snapshot.floor)
    if all(row["finding"] in ("too thin", "not fitted") for row in judged):
        return "Too few ties between units to say where the organisation is closed."
    if not _testable(rows):
        return "Fewer than four units cannot be tested for silos; none has a gap."
    return "No silo: no two units have a gap."


def tiles(snapshot: Snapshot) -> list[Tile]:
    """Three or four figures that a leader asks for first."""
    findings = Counter(row["finding"] for row in snapshot.pairs["unit"] if not row["suppressed"])
    made = []
    if lacks.tieless(snapshot):
        pass
    elif _testable(snapshot.pairs["unit"]):
        made.append(Tile("Silos", str(findings["silo"]), FINDINGS["silo"]))
        made.append(Tile("Thinner pairs", str(findings["thinner"]), FINDINGS["thinner"]))
    elif snapshot.pairs["unit"]:
        gaps = sum(bool(row["gap"]) for row in snapshot.pairs["unit"])
        made.append(Tile("Pairs with a gap", str(gaps), FINDINGS["insular"], "not tested for silos"))
    closure = snapshot.summary.closure.get("unit") if lacks.lack(snapshot) is None else None
    if closure and closure.get("ei") is not None:
        made.append(
            Tile(
                "Openness (E-I index)",
                words.signed(closure["ei"] or 0.0),
                MEANINGS["E-I index"],
                f"expected {words.signed(closure['expected'] or 0.0)}",
            )
        )
    kinds = Counter(link["kind"] for link in snapshot.links)
    if kinds["one-way"]:
        made.append(Tile("One-way links", str(kinds["one-way"]), "For comparison only: who teaches learns nothing."))
    elif kinds["introduction"] < len(snapshot.links) or not snapshot.links:
        made.append(Tile("Two-way links", str(kinds["pair"]), "Each side teaches and each side learns."))
    else:
        made.append(Tile("Introductions", str(len(snapshot.links)), "Pairs across a gap; no lesson is claimed."))
    return made


def badges(snapshot: Snapshot) -> list[str]:
    """What the figures rest on: how many people, ties and contacts, up to when, and where units come from."""
    counts = snapshot.summary.counts
    said = []
    if counts.get("people"):
        said.append(_people(int(counts["people"]), snapshot.floor))
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
    said = [("Finding", _finding(snapshot, row))]
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


def notes(snapshot: Snapshot) -> list[str]:
    """Sentences to be read with the figures, less what a page says anyway."""
    repeats = (links.NO_LINK, *_REPEATS.get(lacks.lack(snapshot), ()))
    return [note for note in snapshot.summary.notes if not note.startswith(repeats)]


def untested(snapshot: Snapshot, kind: str) -> str:
    """Says so where nobody looked for silos between these groups."""
    rows = snapshot.pairs[kind]
    if not _testable(rows):
        return FINDINGS["insular"]
    tested = snapshot.summary.claims.get(kind, {}).get("tested")
    return "" if tested else NOT_TESTED


def _people(count: int, floor: int) -> str:
    return f"under {floor} people" if 0 < count < floor else words.count(count, "person", "people")


def _finding(snapshot: Snapshot, row: Row) -> str:
    """What a pair's finding means; a gap that nobody tested says nothing about chance."""
    if row["finding"] == "gap" and not snapshot.summary.claims.get(row["boundary"], {}).get("tested"):
        return f"Fewer ties than expected. {NOT_TESTED}"
    return FINDINGS.get(row["finding"] or "", "")


def _testable(rows: Sequence[Row]) -> bool:
    return any(row["null"] == "quasi" for row in rows)


def _widest(rows: Sequence[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-(row["gap"] or 0.0), row["unit_a"], row["unit_b"]))


def _silos(rows: Sequence[Row], names: Mapping[str, str], _floor: int) -> str:
    many, has = words.count(len(rows), "silo"), "has" if len(rows) == 1 else "have"
    return f"{many}: {_pairs(rows, names)} {has} at most half of the expected ties."


def _thinner(rows: Sequence[Row], names: Mapping[str, str], _floor: int) -> str:
    many, are = words.count(len(rows), "unit pair"), "is" if len(rows) == 1 else "are"
    return f"No silo beyond chance; {many} {are} thinner than expected: {_pairs(rows, names)}."


def _insular(rows: Sequence[Row], names: Mapping[str, str], floor: int) -> str:
    return f"Fewer than four units cannot be tested for silos. {sentence(rows[0], names, floor)}"


def _gaps(rows: Sequence[Row], _names: Mapping[str, str], _floor: int) -> str:
    many, has = words.count(len(rows), "unit pair"), "has" if len(rows) == 1 else "have"
    return f"No silo beyond chance; {many} {has} a gap, which may still be chance."


def _pairs(rows: Sequence[Row], names: Mapping[str, str]) -> str:
    return words.listed([words.pair(names, row["unit_a"], row["unit_b"]) for row in rows])


_REPEATS: Mapping[Lack | None, tuple[str, ...]] = {
    lacks.NO_CONTACTS: ("There are no contacts",),
    lacks.NO_UNITS: ("Neither units nor managers", "The roster names neither"),
}
"""How a note begins that tells once more what a page's sentence tells."""

_VERDICTS = {"silo": _silos, "insular": _insular, "thinner": _thinner, "gap": _gaps}
"""What is said of the strongest finding there is."""
