"""How well links were chosen beside those that stay: a bound on every portfolio that keeps them.

Where people were asked already, a portfolio is not chosen freely. Its worth beside that of a free choice says what
keeping them costs; beside that of a choice that keeps them too it says how well the free places were filled.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.bound import bound
from graph.suggest.portfolio import Problem
from graph.suggest.prices import Priced
from graph.suggest.rest import rest


@dataclass(frozen=True, eq=False)
class Kept:
    """Links that stay whatever is chosen beside them.

    Attributes:
        links: How many; they are the first of the portfolio.
        priced: lambda, and prices of what they leave.
    """

    links: int
    priced: Priced


def beside(problem: Problem, chosen: NDArray[np.int64], kept: Kept) -> tuple[float, float]:
    """F of a portfolio, and what no portfolio that keeps its first links is worth more than.

    Args:
        problem: What there is to choose from.
        chosen: Candidates that are linked, those that stay first.
        kept: How many stay, lambda, and prices, any: good ones make a low bound.

    Example:
        One link of 3 stays; beside it 2 or 1.5 could be chosen, and 1.5 was. At a place of 2: 4.5 of 3 + 2.
    """
    stay, at = chosen[: kept.links], kept.priced
    left = rest(problem, stay).problem
    return problem.worth(chosen, at.weight), problem.worth(stay, at.weight) + bound(left, at.weight, at.prices)
