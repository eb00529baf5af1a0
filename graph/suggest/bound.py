"""An upper bound on what any portfolio could be worth, from a price for everybody and one for a place.

For any prices y_p, q >= 0 and every set S that keeps to the capacities c_p and the budget K,

    F(S) <= sum of c_p y_p + K q + sum over cells of max over their subsets T of (sum of w - y_a - y_b - q) + f(T),

because the prices of the links of S add up to no more than capacity and budget cost. Whoever has the prices can work
the bound out again in one pass, without a solver. It speaks of the candidates, not of pairs that were never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem


@dataclass(frozen=True, eq=False)
class Prices:
    """What a link costs.

    Attributes:
        person: (n,) for each of its two people, 0 or more: high for those whom many would like to have.
        place: For its place in the budget, 0 or more.
    """

    person: NDArray[np.float64]
    place: float

    def cost(self, problem: Problem) -> float:
        """What all room and all places cost together: the links of no set cost more."""
        return float((problem.capacity * self.person).sum() + problem.places * self.place)

    @classmethod
    def none(cls, people: int) -> Prices:
        """Everything is free."""
        return cls(np.zeros(people), 0.0)


def bound(problem: Problem, weight: float, prices: Prices) -> float:
    """What no portfolio is worth more than, at a lambda.

    Args:
        problem: What there is to choose from.
        weight: lambda, at least 0.
        prices: Any; good ones make a low bound.

    Example:
        One link of value 3, budget 1, no gap. Free: 3. At a place of 2: 1 * 2 + (3 - 2) = 3. At 5: 5 + 0 = 5.
    """
    from graph.kernels.portfolio import at_prices  # noqa: PLC0415 - loaded by who chooses, not by who reads

    gap, cover = (weight * part for part in problem.stakes)
    inside, _, _ = at_prices(problem.columns, gap, cover, prices.person, prices.place)
    return float(inside + prices.cost(problem))
