"""How much openness each link of a portfolio adds, in order of choice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import COVERED, Problem


def opens(problem: Problem, chosen: NDArray[np.integer]) -> NDArray[np.float64]:
    """Openness with each link less openness without it, for the links before it.

    Args:
        problem: What there was to choose from.
        chosen: (k,) candidates in order of choice.

    Returns:
        (k,) 0 or more; they add up to the openness of the set.
    """
    stakes, added = problem.stakes(1.0), np.zeros(len(chosen))
    gap, cover, term = stakes.gap.copy(), stakes.cover.copy(), np.append(stakes.term, 0.0)
    keep = np.append(stakes.keep, 1.0)  # the last is no term: nothing to earn, nothing to lose
    cells, steps = problem.cell[chosen], problem.step[chosen]  # -1, no cell, is the last of the stakes too
    for i, (cell, step, terms) in enumerate(zip(cells.tolist(), steps.tolist(), problem.terms.of[chosen], strict=True)):
        added[i] = gap[cell] * step + cover[cell] * COVERED + (term[terms] * (1 - keep[terms])).sum()
        gap[cell] *= 1 - step
        cover[cell] *= 1 - COVERED
        term[terms] *= keep[terms]
    return added
