"""What a portfolio that goes on from an earlier one has to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Before:
    """What a finished run hands on, people as the new run numbers them.

    Attributes:
        run: Its id.
        links: How many it had.
        taken_up: How many of them were accepted, met or done since: their places are used.
        pairs: (k, 2) the two of each link of which nothing was said yet and whose people are still there, by rank.
        lot: (k,) whether lots drew it.
        weight: lambda.
        person: (n,) price of a link of each, 0 for people who were not there.
        place: Price of a place.
        cap: Price of each cap by its unit.
        term: What a link earns of each term, by its name.
        exchanges: How many exchanges of three it had beside these links, and how many of them run.
    """

    run: str
    links: int
    taken_up: int
    pairs: NDArray[np.int32]
    lot: NDArray[np.bool_]
    weight: float
    person: NDArray[np.float64]
    place: float
    cap: Mapping[str, float] = field(default_factory=dict)
    term: Mapping[str, float] = field(default_factory=dict)
    exchanges: tuple[int, int] = (0, 0)

    def to_dict(self) -> dict[str, Any]:
        """What a run that goes on from it depends on."""
        of_run = {"run": self.run, "taken_up": self.taken_up, "exchanges": list(self.exchanges)}
        return {**of_run, "pairs": self.pairs.tolist(), "lot": self.lot.tolist()}
