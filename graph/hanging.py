"""Which pairs of groups hang on one person alone, read from the rows of a run as a viewer sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from graph.measures.failure import ENOUGH

Pair = tuple[str, str]
Row = Mapping[str, Any]


def hanging(gaps: Iterable[Row], bridges: Iterable[Row]) -> Mapping[str, list[Pair]]:
    """The pairs of groups all of whose ties touch one person, by person; as `failure` counts them.

    Args:
        gaps: Pairs of groups of one boundary kind.
        bridges: Who carries which share of their ties.
    """
    judged = {(row["unit_a"], row["unit_b"]) for row in gaps if (row["expected"] or 0) >= ENOUGH}
    found = defaultdict[str, list[Pair]](list)
    for row in bridges:
        pair = row["unit_a"], row["unit_b"]
        if row["carry"] == 1 and pair in judged:
            found[row["person"]].append(pair)
    return found
