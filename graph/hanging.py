"""Which pairs of groups hang on one person alone, read from the tables of a run as a viewer sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pyarrow as pa

from graph.measures.failure import ENOUGH

Pair = tuple[str, str]


def hanging(gaps: pa.Table, bridges: pa.Table) -> Mapping[str, list[Pair]]:
    """The pairs of groups all of whose ties touch one person, by person; as `failure` counts them.

    Args:
        gaps: Pairs of groups of one boundary kind.
        bridges: Who carries which share of their ties.
    """
    judged = {(row["unit_a"], row["unit_b"]) for row in gaps.to_pylist() if (row["expected"] or 0) >= ENOUGH}
    found = defaultdict[str, list[Pair]](list)
    for row in bridges.to_pylist():
        pair = row["unit_a"], row["unit_b"]
        if row["carry"] == 1 and pair in judged:
            found[row["person"]].append(pair)
    return found
