"""Participation: over how many groups a person's contacts spread."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.boundaries import Boundary
from graph.network import Network


def participation(network: Network, boundary: Boundary) -> NDArray[np.float64]:
    """1 minus the sum of squared shares of a person's strength over the groups of the contacts, own group included.

    In plain words: 0 means that all of somebody's contact is with one group; near 1 means it spreads over many. It says
    nothing about how much contact there is.

    P_p = 1 - sum over groups g of (S_pg / S_p)^2, with S_pg the strength of p's ties into g, and S_p their sum.
    Contacts without a group do not count.

    Args:
        network: People and ties.
        boundary: The groups as they were given, over the network's people.

    Returns:
        (n,) values in [0, 1 - 1/K]; NaN for people without a group, or without a contact that has one.

    Example:
        Half of somebody's strength goes into their own unit, a quarter into each of two others:
        1 - (1/4 + 1/16 + 1/16) = 0.625.

    References:
        Guimerà, R. and Amaral, L. (2005). Functional cartography of complex metabolic networks. Nature 433, 895-900.
    """
    n, grouped = len(network.people), np.flatnonzero(boundary.codes >= 0)
    groups = (np.ones(len(grouped)), (grouped, boundary.codes[grouped]))
    into = network.adjacency @ sp.csr_array(groups, shape=(n, len(boundary.groups)))
    total = into.sum(axis=1)
    squares = into.power(2).sum(axis=1)
    measured = (total > 0) & (boundary.codes >= 0)
    concentration = np.divide(squares, total**2, out=np.full(n, np.nan), where=measured)
    spread: NDArray[np.float64] = np.maximum(0.0, 1 - concentration)  # all in one group may round to just below 0
    return spread
