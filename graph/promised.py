"""Whether links were taken up as often as their plausibility said: the promises of earlier runs, checked.

A link's plausibility stood in its run before anybody answered, so nothing here was fitted on the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph import feedback
from graph.outcome import TAKEN
from graph.past.reliability import Reliability, reliability
from graph.shares import wilson

FEWEST = 10
"""Answers under which nothing is told."""
ANSWERED = (*TAKEN, feedback.DECLINED)
"""States of a link that was answered."""


@dataclass(frozen=True)
class Promised:
    """What was promised of links that were answered, and what came.

    Attributes:
        answers: Links that were taken up or declined.
        expected: Mean of their plausibilities when they were first suggested.
        came: Share that was taken up: accepted, met or done.
        low: Lower end of Wilson's 95 % interval of that share.
        high: Upper end.
        table: The same by plausibility; None under 200 answers.
    """

    answers: int
    expected: float
    came: float
    low: float
    high: float
    table: Reliability | None

    @property
    def verdict(self) -> str:
        """Whether the promises were kept, in words."""
        if self.low <= self.expected <= self.high:
            return "as often as was expected, as far as so many answers can tell"
        return "more often than was expected" if self.expected < self.low else "less often than was expected"


def promised(links: Sequence[pa.Table], answers: pa.Table) -> Promised | None:
    """Compares the plausibilities of links with what became of them.

    Args:
        links: Links of the runs of a programme, the latest first; of a link in several the earliest speaks.
        answers: What was made of links, columns of `facts.FEEDBACK`.

    Returns:
        None for fewer than ten answers.
    """
    first = {row["link"]: row["plausibility"] for table in links for row in _rows(table)}
    new = pa.array([feedback.PROPOSED] * len(first), pa.string())
    every = pa.table({"link": pa.array(first, pa.string()), "state": new})
    states = feedback.told(every, answers)["state"].to_pylist()
    said = [(chance, state in TAKEN) for chance, state in zip(first.values(), states, strict=True) if state in ANSWERED]
    if len(said) < FEWEST:
        return None
    chances, came = np.array([chance for chance, _ in said]), np.array([taken for _, taken in said])
    share = wilson(int(came.sum()), len(came))
    table = reliability(chances, came, seed=0)
    return Promised(len(said), float(chances.mean()), float(came.mean()), *share, table)


def _rows(table: pa.Table) -> list[dict[str, float]]:
    rows: list[dict[str, float]] = table.select(["link", "plausibility"]).to_pylist()
    return rows
