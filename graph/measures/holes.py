"""Structural holes: how far a person's contacts know each other already."""

from __future__ import annotations

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.network import Network


def constraint(network: Network) -> NDArray[np.float64]:
    """Burt's constraint, weighted by strength.

    In plain words: low constraint means that somebody's contacts do not know each other, so news reaches them from many
    sides and they can pass it on. High constraint means everybody they talk to talks to the others as well.

    c_p = sum over contacts q of (s_pq / S_p + sum over r of (s_pr / S_p) (s_rq / S_r))^2, r the other contacts.

    Args:
        network: People and ties; unresolved accounts count as contacts.

    Returns:
        (n,) values above 0, about 1 for one contact only (it can pass 1 with two or three); NaN for isolates.

    Example:
        The middle of a star of three: (1/3)^2 * 3 = 0.333. A person in a triangle: ((1/2) + (1/2)(1/2))^2 * 2 = 1.125.

    References:
        Burt, R. S. (1992). Structural Holes. Harvard University Press; as networkx defines it node by node.
    """
    if not len(network.a):
        return np.full(len(network.people), np.nan)
    graph = network.to_networkx()
    graph.remove_nodes_from(list(nx.isolates(graph)))
    values = np.full(len(network.people), np.nan)
    for person, value in nx.constraint(graph, weight="strength").items():
        values[person] = value
    return values
