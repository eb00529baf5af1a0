"""What can be said of a run as a whole; `privacy` fills it with what a viewer may know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

_CLAIMS = ("tested", "draws", "p_global", "beyond_chance")


@dataclass(frozen=True)
class Summary:
    """What can be said of a run as a whole.

    Attributes:
        run: Id of the run.
        as_of: Day the run looks back from, ISO 8601; "" where nothing is dated.
        units_from: "roster", "tree" or "none".
        counts: Contacts, people, ties and what was left out, by name.
        coverage: People known, and of these how many have a unit and a contact; None where a few are without, whom
            the difference would give away.
        closure: By boundary kind the organisation's E-I index `ei`, `expected` by chance and `z`; a kind is left out
            where the figure would give a hidden cell away.
        claims: By boundary kind what the test against chance said: `tested`, and where `closure` tells of the kind
            also `draws`, `p_global`, `beyond_chance`.
        portfolio: Budget and loss of the suggested links.
        too_little: Why the data cannot carry an answer; "" where they can.
        notes: Sentences that the run wants to be read with its figures.
    """

    run: str
    as_of: str
    units_from: str
    counts: Mapping[str, Any]
    coverage: Mapping[str, int | None]
    closure: Mapping[str, Mapping[str, float | None]]
    claims: Mapping[str, Mapping[str, Any]]
    portfolio: Mapping[str, Any]
    too_little: str
    notes: tuple[str, ...]


def claims(kinds: Mapping[str, Any], told: Collection[str]) -> dict[str, dict[str, Any]]:
    """What was tested, which gives nothing away, and what came out for the kinds that may be told of."""
    names = {kind: _CLAIMS if kind in told else ("tested",) for kind in kinds}
    return {kind: {name: found.get(name) for name in names[kind]} for kind, found in kinds.items()}


def closure(kinds: Mapping[str, Any], told: Collection[str]) -> dict[str, dict[str, float | None]]:
    """How closed the organisation is along the kinds of which that may be told."""
    names = {"ei": "ei_index", "expected": "ei_expected", "z": "ei_z"}
    return {kind: {name: kinds[kind].get(stored) for name, stored in names.items()} for kind in kinds if kind in told}


def coverage(counts: Mapping[str, Any]) -> dict[str, int | None]:
    """How many of the people have what an analysis needs; None where a few lack it."""
    if "people" not in counts:
        return {}
    people = int(counts["people"])
    lacking = {"with_unit": counts.get("without_unit", 0), "with_contact": counts.get("without_contact", 0)}
    having = {name: None if isinstance(lack, str) else people - int(lack) for name, lack in lacking.items()}
    return {"people": people} | having


def certified(certificate: Mapping[str, Any]) -> dict[str, Any]:
    """What may be told of a certificate: nobody's price and nobody's room; nothing of a run without one."""
    told = ("value", "bound", "ratio", "lambda", "curve", "speaks_of")
    standing = ("links", "value", "bound", "ratio", "lambda")
    beside = {"standing": {name: kept[name] for name in standing}} if (kept := certificate.get("standing")) else {}
    return {name: certificate[name] for name in told if name in certificate} | beside
