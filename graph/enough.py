"""Whether an organisation's data can carry an answer, and what is missing where they cannot."""

from __future__ import annotations

from collections.abc import Iterable

from graph.days import written
from graph.errors import UsageError
from graph.measures.gaps import Gaps
from graph.organisation import Organisation


def check_reach(facts: Organisation) -> None:
    """Whether any contact is in reach of the day that a run looks back from.

    Raises:
        UsageError: Every one lies after it, or has faded by then.
    """
    counts, day = facts.gathered.counts, written(facts.gathered.as_of)
    if not counts["contacts"] or counts["later"] + facts.gathered.faded < counts["contacts"]:
        return
    where = "after it" if counts["later"] == counts["contacts"] else "so long before it that nothing is left of them"
    raise UsageError(
        f"the run looks back from {day}, and all contacts lie {where}",
        where="as_of",
        cure="give a day within the time of the contacts, or none for that of the last one",
    )


def too_little(facts: Organisation, gaps: Iterable[Gaps], links: int) -> str | None:
    """Why the data cannot carry an answer; None where they can: a link, or a pair that ties can be expected of.

    Args:
        facts: What was read.
        gaps: Of every boundary kind.
        links: How many were found.
    """
    if links or any((found.expected > 0).any() for found in gaps):
        return None
    if why := _too_few(facts):
        return why
    units = len(facts.boundaries["unit"].groups)
    if units == 0:
        return "no unit is known: give a roster with units or managers (`bothways ingest ROSTER`)"
    if units == 1:
        return "all people are in one unit, so there is no line that a link could cross"
    if not len(facts.network.a):
        return _no_tie(facts)
    return "no pair of units could be judged and no link is worth suggesting"


def _too_few(facts: Organisation) -> str:
    """Why there is hardly anybody; "" where there are enough people."""
    people, day = int(facts.people.known.sum()), written(facts.gathered.as_of)
    if not people and facts.roster:
        return (
            f"nobody of the roster is active on {day}"
            if day
            else "nobody of the roster takes part: they have left, or their rows contradict each other"
        )
    return f"{people} people are too few to say anything about an organisation" if people < 3 else ""


def _no_tie(facts: Organisation) -> str:
    """Why nobody has a tie."""
    if facts.gathered.counts["contacts"]:
        return "there are contacts, but no tie between two people"
    skills = "no link follows from skills alone" if facts.skills.names else "no skill is known"
    return f"there are no contacts, and {skills} (`bothways ingest CONTACTS`)"
