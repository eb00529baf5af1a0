"""An upper bound on what any portfolio could be worth, from prices for everything that there is only so much of.

For any prices y_p of people, r_u of caps and q of places, 0 or more, any slopes s_c of terms, and every set S that
keeps to the capacities c_p, the caps R_u and the budget K,

    F(S) <= sum of c_p y_p + sum of R_u r_u + K q + sum over terms of max over N of f_c(N) - s_c N
            + sum over cells of max over their subsets T of (sum of w + s - y_a - y_b - r_a - r_b - q) + f(T),

because the prices of the links of S add up to no more than capacity, caps and budget cost, and a term of which S has N
links is worth no more than s_c N and the most that it can be worth beyond. Whoever has the prices can work the bound
out again in one pass, without a solver. It speaks of the candidates, not of pairs that were never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem


@dataclass(frozen=True, eq=False)
class Prices:
    """What a link costs, and what it earns of terms.

    Attributes:
        person: (n,) for each of its two people, 0 or more: high for those whom many would like to have.
        place: For its place in the budget, 0 or more.
        cap: (g,) for each of its two people who is under a cap, 0 or more.
        term: (c,) what it earns for counting for a term, 0 or more.
    """

    person: NDArray[np.float64]
    place: float
    cap: NDArray[np.float64]
    term: NDArray[np.float64]

    def cost(self, problem: Problem) -> float:
        """What all room, all caps and all places cost together: the links of no set cost more."""
        caps = float((problem.caps.most * self.cap).sum())
        return float((problem.capacity * self.person).sum() + problem.places * self.place) + caps

    def left(self, problem: Problem) -> NDArray[np.float64]:
        """(m,) what is left of each candidate's own value when its two are paid, and what it earns of terms."""
        own = self.paid(problem)
        return own + problem.terms.tilt(self.term) if len(self.term) else own

    def paid(self, problem: Problem) -> NDArray[np.float64]:
        """(m,) what is left of each candidate's own value when its two people and their caps are paid."""
        a, b = problem.a, problem.b
        own: NDArray[np.float64] = problem.w - self.person[a] - self.person[b]
        if len(self.cap):
            asks = np.append(self.cap, 0.0)[problem.caps.of]
            own = own - asks[a] - asks[b]
        return own

    @classmethod
    def none(cls, problem: Problem, place: float = 0.0) -> Prices:
        """Everything is free, but perhaps a place."""
        people, caps, terms = len(problem.capacity), len(problem.caps.names), len(problem.terms.names)
        return cls(np.zeros(people), place, np.zeros(caps), np.zeros(terms))


def bound(problem: Problem, weight: float, prices: Prices) -> float:
    """What no portfolio is worth more than, at a lambda.

    Args:
        problem: What there is to choose from.
        weight: lambda, at least 0.
        prices: Any; good ones make a low bound.

    Example:
        One link of value 3, budget 1, no gap. Free: 3. At a place of 2: 1 * 2 + (3 - 2) = 3. At 5: 5 + 0 = 5.
    """
    return asked(problem, weight, prices).bound


@dataclass(frozen=True, eq=False)
class Asked:
    """What everybody would ask for at some prices.

    Attributes:
        bound: No portfolio is worth more.
        chosen: Candidates in the best subsets of all cells, whatever room there is.
        counts: (c,) with how many links each term is worth most beyond what they earn.
    """

    bound: float
    chosen: NDArray[np.int64]
    counts: NDArray[np.int64]


def asked(problem: Problem, weight: float, prices: Prices) -> Asked:
    """The bound at some prices, and what reaches it: where that needs more than there is, prices are too low."""
    from graph.kernels.portfolio import at_prices  # noqa: PLC0415 - loaded by who chooses, not by who reads

    order = problem.by_cell
    own = (prices.left(problem) - prices.place)[order]
    inside, picked = at_prices(problem.columns, own, problem.stakes(weight))
    beyond, counts = problem.terms.conjugate(weight, prices.term)
    return Asked(float(inside + prices.cost(problem)) + beyond, order[picked], counts)
