"""Participation: over how many groups a person's contacts spread."""

from __future__ import annotations

import numpy as np
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
    from graph.kernels import attributes  # noqa: PLC0415 - compiled code is loaded by who measures, not by who reads

    core, groups = network.core, len(boundary.groups)
    found = attributes.spread(core.start, core.head, core.weight, boundary.codes[core.order], groups)
    return found.participation[core.place]
