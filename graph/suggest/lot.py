"""The control group: links that lots draw, so that one can see afterwards what choosing was worth.

Whoever is in a link by lot is asked like anybody else and could have been in a chosen one: what comes of the two kinds
differs by the choice and by chance alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem, fill

CHOSEN, LOT = "chosen", "lot"
"""How a link came about."""

_STREAM = 13  # keeps this draw apart from every other use of the run's seed


def draw(problem: Problem, share: float, seed: int) -> NDArray[np.int64]:
    """Candidates that are linked by lot, within everybody's room; in the order in which they were drawn.

    Args:
        problem: All that there is to choose from, candidates in order of key.
        share: Of the places, 0 to 1.
        seed: Of the run.
    """
    size = round(share * problem.places)
    if not size:
        return np.zeros(0, dtype=np.int64)
    return fill(problem, np.random.default_rng([seed, _STREAM]).permutation(len(problem.w)), size)
