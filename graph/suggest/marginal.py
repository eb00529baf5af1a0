"""How much openness each link of a portfolio adds, in order of choice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem


def opens(problem: Problem, chosen: NDArray[np.integer]) -> NDArray[np.float64]:
    """Openness with each link less openness without it, for the links before it.

    Args:
        problem: What there was to choose from.
        chosen: (k,) candidates in order of choice.

    Returns:
        (k,) 0 or more; they add up to the openness of the set.
    """
    from graph.kernels.portfolio import in_turn  # noqa: PLC0415 - loaded by who chooses, not by who reads

    rows, cells = np.argsort(problem.by_cell)[chosen], problem.cell[chosen]
    cells = np.where(cells < 0, len(problem.share), cells)
    nothing = np.zeros(len(problem.w))  # lesson values are told beside it
    added: NDArray[np.float64] = in_turn(problem.columns, nothing, problem.stakes(1.0), problem.room, rows, cells)
    return added
