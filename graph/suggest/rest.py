"""What is left to choose beside links that stand already, as a problem of the same kind.

A cell with links that add up to X has 2^-X of its gap left, and f(X + x) - f(X) = 2^-X f(x); coverage likewise. So
whoever chooses beside standing links needs no other methods and no other proof.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import COVERED, Problem


@dataclass(frozen=True, eq=False)
class Rest:
    """A problem that is part of another.

    Attributes:
        problem: What is left: other candidates, and the room, places, gaps and coverage that standing links leave.
        rows: (m,) which candidate of the whole problem each of its candidates is, ascending.
    """

    problem: Problem
    rows: NDArray[np.int64]


def rest(whole: Problem, standing: NDArray[np.integer]) -> Rest:
    """What is left of a problem.

    Args:
        whole: All that there is to choose from.
        standing: Indices of candidates that are linked whatever is chosen; within room and budget.
    """
    if not len(standing):
        return Rest(whole, np.arange(len(whole.w)))  # millions of candidates are not held twice
    free = np.ones(len(whole.w), dtype=np.bool_)
    free[standing] = False
    cells = whole.cell[standing]
    inside, count = standing[cells >= 0], len(whole.share)
    likely = np.bincount(whole.cell[inside], whole.plausibility[inside], count)
    links = np.bincount(whole.cell[inside], minlength=count)
    people, used = len(whole.capacity), whole.used(standing)
    rows = np.flatnonzero(free)
    left = replace(
        whole.take(rows),
        share=whole.share * np.exp2(-likely),
        cover=whole.cover * (1 - COVERED) ** links,
        capacity=whole.capacity - used[:people],
        budget=whole.budget - len(standing),
        caps=replace(whole.caps, most=whole.caps.most - used[people:-1]),
        terms=whole.terms.beside(standing).take(rows),
    )
    return Rest(left, rows)
