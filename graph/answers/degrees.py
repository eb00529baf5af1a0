"""How many contacts a node has."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np

from graph.answers.naming import by_node, in_order, position
from graph.face import Face


def degree_centrality(G: Face) -> dict[Hashable, float]:
    """The share of the other nodes that each has a tie to."""
    others = G.number_of_nodes() - 1
    if not others:
        return dict.fromkeys(G.labels, 1)
    return by_node(G, np.diff(G.core.start) * (1.0 / others))


def isolates(G: Face) -> Iterator[Hashable]:
    """The nodes without any tie."""
    return (node for node, many in zip(G.labels, in_order(G, np.diff(G.core.start)), strict=True) if not many)


def is_isolate(G: Face, n: Hashable) -> bool:
    """Whether a node has no tie."""
    place = position(G, n)
    return bool(G.core.start[place] == G.core.start[place + 1])


def number_of_isolates(G: Face) -> int:
    """How many nodes have no tie."""
    return int(np.count_nonzero(np.diff(G.core.start) == 0))
