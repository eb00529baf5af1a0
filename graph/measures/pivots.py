"""Betweenness from a sample: searches from people drawn by lot, until the answer would come out the same again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.core import Core
from graph.measures.residual import residual

FIRST = 256
"""Pivots to begin with; doubled until there are enough."""

MOST = 4096
"""Pivots at which it ends anyway."""

RELIABLE = 0.95
"""Reliability of the residual at which there are enough."""

NORMAL = 1.959964
"""Standard errors to either side that 95 % lie within."""

RULE_OF_THREE = 3
"""Something that was not seen in k draws happens, at 95 %, in fewer than 3 of k."""

Values = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Estimate:
    """Betweenness as a sample tells it, by node of the network.

    Attributes:
        values: (n,) estimated betweenness.
        low: (n,) lower end of an interval that holds the true value for about 95 % of the people.
        high: (n,) its upper end.
        pivots: People that were searched from.
        reliability: Of the residual, from 0 to 1; NaN where too few people have one.
    """

    values: Values
    low: Values
    high: Values
    pivots: int
    reliability: float


@dataclass(eq=False)
class Half:
    """One half of the sample, which grows.

    Attributes:
        sums: (n,) what the pivots found each person to carry.
        squares: (n,) its square.
        drawn: (n,) 1 for the pivots themselves, who cannot tell anything of themselves.
        pivots: How many there are.
    """

    sums: Values
    squares: Values
    drawn: Values
    pivots: int = 0

    @classmethod
    def empty(cls, n: int) -> Half:
        """Without any pivot."""
        return cls(np.zeros(n), np.zeros(n), np.zeros(n))

    def search(self, core: Core, pivots: NDArray[np.int64]) -> None:
        """Searches from more people, given by node."""
        from graph.kernels import betweenness  # noqa: PLC0415 - who only reads a finished run compiles nothing

        found = betweenness.scaled(core.start, core.head, core.place[pivots], betweenness.INNER)
        self.sums += found.sums[core.place]
        self.squares += found.squares[core.place]
        self.drawn[pivots] = 1
        self.pivots += len(pivots)

    def __add__(self, other: Half) -> Half:
        """Both as one sample."""
        parts = self.sums + other.sums, self.squares + other.squares, self.drawn + other.drawn
        return Half(*parts, self.pivots + other.pivots)

    @property
    def tellers(self) -> Values:
        """(n,) pivots that tell of each person, at least 1."""
        return np.maximum(self.pivots - self.drawn, 1)

    @property
    def values(self) -> Values:
        """(n,) the mean of the pivots times the others there are."""
        return self.sums / self.tellers * (len(self.sums) - 1)

    @property
    def variance(self) -> Values:
        """(n,) of `values` over its square; 0 where nothing was found."""
        n, k = len(self.sums), self.tellers
        mean = self.sums / k
        between = np.maximum(self.squares - self.sums * mean, 0) / np.maximum(k - 1, 1)
        left = 1 - k / max(n - 1, 1)  # a sample of everybody has no error
        return np.divide(between / k * left, mean * mean, out=np.zeros(n), where=mean > 0)


def estimate(
    core: Core,
    degree: NDArray[np.int64],
    lots: np.random.Generator,
    *,
    first: int = FIRST,
    most: int = MOST,
    reliable: float = RELIABLE,
) -> Estimate:
    """Doubles the pivots until the two halves of them agree who stands out.

    B_p = (n - 1) * mean over pivots s of what s finds p to carry, where somebody i steps from s and D - i from t
    carries (i - 1) / (D - 2) of their share of the ways from s to t, and half of it where D = 2 (scaling by inner
    steps, see `graph.kernels.betweenness`). The two halves of the pivots give two residuals; with r their correlation
    the reliability of both together is 2 r / (1 + r).

    Args:
        core: The network's core.
        degree: (n,) contacts by node.
        lots: Draws the pivots, over nodes in order.
        first: Pivots to begin with.
        most: Pivots at which it ends anyway.
        reliable: Reliability of the residual at which there are enough.

    References:
        Geisberger, R., Sanders, P. and Schultes, D. (2008). Better approximation of betweenness centrality. ALENEX
        2008, 90-100 (scaling). Brown, W. (1910) and Spearman, C. (1910). British Journal of Psychology 3 (reliability).
    """
    n = len(degree)
    order = lots.permutation(n)
    halves = Half.empty(n), Half.empty(n)
    pivots, reliability = 0, np.nan
    while pivots < min(most, n) and not reliability >= reliable:
        more = order[pivots : min(max(first, 2 * pivots), most)]
        for half, part in zip(halves, (more[::2], more[1::2]), strict=True):
            half.search(core, part)
        pivots += len(more)
        reliability = _reliability(*(residual(half.values, degree) for half in halves))
    whole = halves[0] + halves[1]
    return Estimate(whole.values, *_interval(whole, degree), pivots, reliability)


def _reliability(one: Values, other: Values) -> float:
    """Of two measurements together, from how they agree (Spearman and Brown); both have mean 0 and deviation 1."""
    products = (one * other)[~np.isnan(one)]
    if not len(products):
        return np.nan
    r = float(products.mean())
    return 2 * r / (1 + r) if r > 0 else 0.0


def _interval(sample: Half, degree: NDArray[np.int64]) -> tuple[Values, Values]:
    """Where the true values lie for about 95 % of the people.

    A few pivots find most of what somebody carries. Whoever missed them by chance shows too little and too small a
    spread at once, so nobody's spread is taken smaller than that of people with as many contacts, and the interval
    reaches further up than down. Of whom nothing was found carries less than three findings of the usual size.
    """
    found = sample.sums > 0
    usual = _by_degree(sample.variance, found, degree)
    width = np.exp(NORMAL * np.sqrt(np.maximum(sample.variance, usual)))
    unseen = RULE_OF_THREE * usual * _by_degree(sample.values, found, degree)
    return sample.values / width, np.where(found, sample.values * width, unseen)


def _by_degree(values: Values, which: NDArray[np.bool_], degree: NDArray[np.int64]) -> Values:
    """(n,) mean over those that count among people with as many contacts; 0 where there is none."""
    size = int(degree.max(initial=0)) + 1
    sums, counts = (np.bincount(degree[which], weights, size) for weights in (values[which], None))
    return (sums / np.maximum(counts, 1))[degree]
