"""Betweenness: on how many shortest ways between others a person lies."""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.network import Network

EXACT_PEOPLE = 500
"""Up to here every person is a starting point; networkx needs about a hundredth of a second for each."""

PIVOTS = 128
"""Starting points above that."""

_STREAM = 3
"""Second word of the seed: keeps this draw apart from those of other measures."""


@dataclass(frozen=True, eq=False)
class Betweenness:
    """Betweenness and how it was come by.

    Attributes:
        values: (n,) pairs of other people whose shortest way leads through this person, 0 or more.
        basis: "measured" or "estimated".
        pivots: Starting points used.
    """

    values: NDArray[np.float64]
    basis: str
    pivots: int


def betweenness(network: Network, *, seed: int) -> Betweenness:
    """Counts shortest ways through each person; tie strength plays no part.

    In plain words: if this person were away, how many pairs of others would need another way to each other? Where a
    pair has several shortest ways each counts its part.

    B_p = sum over pairs {s, t} without p of (shortest ways through p) / (shortest ways). Above 500 people the sum runs
    over 128 starting points drawn at random and is scaled up: the order of the first few is sound, that of the rest is
    an estimate.

    Args:
        network: People and ties; ways lead through unresolved accounts too.
        seed: The run's seed.

    Returns:
        Values, their basis, and the number of starting points.

    Example:
        A chain of three: the middle lies between the one pair of the others, so 1; the ends 0.

    References:
        Freeman, L. (1977). A set of measures of centrality based on betweenness. Sociometry 40, 35-41.
        Brandes, U. and Pich, C. (2007). Centrality estimation in large networks. IJBC 17, 2303-2318 (pivots).
    """
    people = len(network.people)
    exact = people <= EXACT_PEOPLE
    lot = int(np.random.default_rng([seed, _STREAM]).integers(2**32))
    pivots = people if exact else PIVOTS
    found = nx.betweenness_centrality(network.to_networkx(), k=None if exact else pivots, normalized=False, seed=lot)
    values = np.array([found[person] for person in range(people)], dtype=np.float64)
    return Betweenness(values, "measured" if exact else "estimated", pivots)
