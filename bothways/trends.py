"""What a trend says, in the terminal and on the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bothways import words
from graph.facts import ACROSS

TRENDS = {"ties_a_person": "ties a person"} | {
    f"{ACROSS}{kind}": f"share of ties across {groups}" for kind, groups in words.PLURAL.items()
}
"""The measures of a trend in words."""


def verdict(trend: Sequence[Mapping[str, Any]]) -> str:
    """What changed between the two windows, in words; that nothing did where chance may explain it.

    Args:
        trend: Rows of the table of that name, one or more.
    """
    windows = f"two windows of {trend[0]['weeks']} weeks ({trend[0]['active']:,d} people in contact in both)"
    changes = [
        f"{TRENDS[row['measure']]} from {words.figure(row['earlier'])} to {words.figure(row['later'])}"
        for row in trend
        if row["clear"]
    ]
    return f"Between {windows}: {'; '.join(changes) or 'no change beyond chance'}."
