"""What a run lacks where it can say nothing: the cause in a sentence, and the cure that fits this cause."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.snapshot import Snapshot

FEWEST = 3
"""Fewer people than this are no organisation."""

_AGAIN = "bothways run"


@dataclass(frozen=True)
class Lack:
    """Why nothing can be said.

    Attributes:
        cause: One sentence.
        cure: What would help, one sentence; "" where nothing would.
        command: What to type; "" where typing does not help.
    """

    cause: str
    cure: str = ""
    command: str = ""


def tieless(snapshot: Snapshot) -> bool:
    """Whether the run is known to hold no tie at all, so that no figure between groups says anything."""
    counts = snapshot.summary.counts
    return bool(counts) and not (counts.get("contacts") and counts.get("ties"))


def lack(snapshot: Snapshot) -> Lack | None:
    """What is missing before closed lines between units can be looked for; None where nothing is."""
    counts, rows = snapshot.summary.counts, snapshot.pairs["unit"]
    if tieless(snapshot) or counts.get("people", FEWEST) < FEWEST:
        return _nobody_or_no_tie(snapshot)
    if any(not row["suppressed"] for row in rows):
        return None
    return _hidden_units(snapshot.floor) if rows else _no_pair(snapshot)


def _nobody_or_no_tie(snapshot: Snapshot) -> Lack:
    """Hardly anybody, or nobody who has a tie: the run's own sentence where it knows more than that."""
    why = snapshot.summary.too_little
    if snapshot.summary.counts.get("people", FEWEST) < FEWEST and (not why or "too few" in why):
        return FEW_PEOPLE
    if not snapshot.summary.counts.get("contacts"):
        return NO_CONTACTS
    cause = f"{why[:1].upper()}{why[1:]}." if why else "There are contacts, but no tie between two people."
    return Lack(cause, *(_ANOTHER_DAY if snapshot.summary.as_of else ()))


def _no_pair(snapshot: Snapshot) -> Lack:
    if snapshot.summary.units_from == "none":
        return NO_UNITS
    return ONE_UNIT if len(snapshot.units["unit"]) == 1 else _small_units(snapshot.floor)


def _hidden_units(floor: int) -> Lack:
    return Lack(f"Every pair of units is hidden: one of the two has under {floor} people.")


def _small_units(floor: int) -> Lack:
    return Lack(
        f"There are no two units of {floor} or more people, so no silo can be looked for.",
        "A roster whose units are larger, or lie in larger ones (`Sales/North`), lets Bothways compare those.",
    )


_ANOTHER_DAY = ("Look back from another day:", "bothways run --as-of DAY")
FEW_PEOPLE = Lack(
    "Under 5 people are too few to say anything about an organisation.",
    "Read the contacts of more people:",
    f"bothways ingest interactions.csv --as interactions\n{_AGAIN}",
)
NO_CONTACTS = Lack(
    "There are no contacts yet, so nobody can say who knows whom.",
    "Read a log of mails, chats or meetings (who, whom, when):",
    f"bothways ingest interactions.csv --as interactions\n{_AGAIN}",
)
NO_UNITS = Lack(
    "No units are known, so no silo can be looked for.",
    "A roster with units or managers lets Bothways look for silos:",
    f"bothways ingest people.csv --as people\n{_AGAIN}",
)
ONE_UNIT = Lack(
    "All people are in one unit, so there is no line between units to look at.",
    "If the roster has a column with teams or departments, read it as the unit:",
    f"bothways ingest people.csv --as people --map unit=Team\n{_AGAIN}",
)
