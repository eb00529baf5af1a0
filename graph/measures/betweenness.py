"""Betweenness: on how many shortest ways between others a person lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.pivots import Estimate, estimate
from graph.network import Network

EXACT_PEOPLE = 20_000
"""Up to here everybody is a starting point; the time grows with the square of the people."""

MOST_RANKS = 0.1
"""Of all people: whose interval spans more ranks than that is uncertain."""

_STREAM = 3
"""Second word of the seed: keeps this draw apart from those of other measures."""


@dataclass(frozen=True, eq=False)
class Betweenness:
    """Betweenness and how it was come by.

    Attributes:
        values: (n,) pairs of other people whose shortest way leads through this person, 0 or more.
        low: (n,) lower end of an interval that holds the true value for about 95 % of the people.
        high: (n,) its upper end; the value itself where it is measured.
        uncertain: (n,) whether more than a tenth of all people have their value inside that interval.
        basis: "measured" or "estimated".
        pivots: Starting points used.
        reliability: Of the residual, from 0 to 1; NaN where everybody was a starting point or too few have one.
    """

    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    uncertain: NDArray[np.bool_]
    basis: str
    pivots: int
    reliability: float


def betweenness(network: Network, *, seed: int) -> Betweenness:
    """Counts shortest ways through each person; tie strength plays no part.

    In plain words: if this person were away, how many pairs of others would need another way to each other? Where a
    pair has several shortest ways each counts its part.

    B_p = sum over pairs {s, t} without p of (shortest ways through p) / (shortest ways). Above 20,000 people the sum
    runs over starting points drawn at random, 256 at first and doubled until the residual is reliable (.95) or there
    are 4,096, and is scaled up; then everybody has an interval, and whose rank it leaves open is uncertain.

    Args:
        network: People and ties; ways lead through unresolved accounts too.
        seed: The run's seed.

    Returns:
        Values and intervals, their basis, the number of starting points and the reliability.

    Example:
        A chain of three: the middle lies between the one pair of the others, so 1; the ends 0.

    References:
        Freeman, L. (1977). A set of measures of centrality based on betweenness. Sociometry 40, 35-41.
        Brandes, U. (2001). A faster algorithm for betweenness centrality. J. Mathematical Sociology 25, 163-177.
        Brandes, U. and Pich, C. (2007). Centrality estimation in large networks. IJBC 17, 2303-2318 (pivots).
    """
    if len(network.people) <= EXACT_PEOPLE:
        return _measured(network)
    found = estimate(network.core, network.degrees, np.random.default_rng([seed, _STREAM]))
    return Betweenness(
        found.values, found.low, found.high, uncertain(found), "estimated", found.pivots, found.reliability
    )


def _measured(network: Network) -> Betweenness:
    """From everybody to everybody, each pair seen from both its ends."""
    from graph.kernels.betweenness import counted  # noqa: PLC0415 - who only reads a finished run compiles nothing

    core, n = network.core, len(network.people)
    values = counted(core.start, core.head, np.arange(n, dtype=np.int32))[core.place] / 2
    return Betweenness(values, values, values, np.zeros(n, np.bool_), "measured", n, np.nan)


def uncertain(found: Estimate) -> NDArray[np.bool_]:
    """(n,) whether the interval spans too many ranks: how many people have their value strictly inside it."""
    ordered = np.sort(found.values)
    inside = np.searchsorted(ordered, found.high) - np.searchsorted(ordered, found.low, "right")
    open_: NDArray[np.bool_] = inside > MOST_RANKS * len(ordered)
    return open_
