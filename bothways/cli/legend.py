"""What the short column titles mean: a line under the table, for the columns that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bothways import words
from bothways.cli.tables import Row

_PLAUSIBLE = "how likely the two take a link up; the run's notes say on what that rests"

MEANINGS = {
    "#": (
        "order of choice, not of gaps: next comes what adds most lesson value and openness to the links before it; "
        "what stood already comes first, links by lot and exchanges of three last"
    ),
    "bridging": "shares of the ties between two groups that run through this person, added up over all pairs of groups",
    "brokerage": (
        "how many times more often than chance a person stands between two who do not know each other and who are not "
        "both of the person's own group"
    ),
    "participation": "0 where all contact goes to one group, near 1 where its strength spreads evenly over many",
    "constraint": "low where a person's contacts do not know each other, so that they hear what is new",
    "effective size": "how many different sides a person hears from: contacts who know each other count about as one",
    "betweenness": "how many shortest ways between two others lead through this person",
    "beyond contacts": (
        "betweenness beyond what the number of ties brings, in standard deviations; none where it says nothing or the "
        "sample leaves it open"
    ),
    "balance": "knowledge given less taken, as a share of both: 1 only gives, -1 only takes",
    "load": "learning links, and people elsewhere whom this person helps; estimated",
    "unevenness": "share of the holders who would have to sit elsewhere to be spread over units as the people are",
    "z": "how far the ties are below what is expected, in standard deviations of chance",
    "E-I": (
        "ends of ties that go outside less those that stay inside (a tie inside has two), as a share of all: -1 all "
        "inside, 1 all outside"
    ),
    "insularity": "share of a group's tie ends that stay inside it",
    "bubble": "share of a group's contact that stays with its own people who have the same skills, 1 is all of it",
    "mixed": "what bubble would be if everybody's contact went to anybody",
    "plausible": _PLAUSIBLE,
    "plausibility": _PLAUSIBLE,
    words.GAP_WEIGHT: (
        "what a gap counts for in planning, before and after this link; assumed: a link that takes place halves what "
        "is left, one of plausibility p leaves 2^-p of it"
    ),
}
"""By column title."""

OF_GROUPS = {**MEANINGS, "z": "how far the E-I index is from chance, in standard deviations; below 0 is more inward"}
"""The same in a table about groups."""

TOO_SMALL = f"{words.NOTHING} instead of a group: no group is known, or it is too small to be named."


def of(shown: Sequence[str], meanings: Mapping[str, str] = MEANINGS) -> tuple[str, ...]:
    """The meanings of the columns that a table shows, by the titles that it gave."""
    lines = [f"{title}: {meanings[title]}." for title in dict.fromkeys(shown) if title in meanings]
    return ("\n".join(lines),) if lines else ()


def unnamed(rows: Sequence[Row], *fields: str) -> tuple[str, ...]:
    """What a dash in a column of groups means, where there is one among names."""
    groups = [row[field] for row in rows for field in fields]
    return (TOO_SMALL,) if None in groups and any(groups) else ()
