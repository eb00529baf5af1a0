"""Who lies on short ways, and who is near to everybody."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.answers.naming import by_node, called
from graph.face import Face
from graph.kernels.betweenness import counted
from graph.kernels.distances import nearness


def betweenness_centrality(
    G: Face,
    k: int | None = None,
    normalized: bool = True,
    weight: None = None,
    endpoints: bool = False,
    seed: Any = None,
) -> dict[Hashable, float]:
    """The share of all pairs of others whose shortest ways lead through a node; with `k` as networkx estimates it."""
    n = G.number_of_nodes()
    sources = _positions(G, None) if k is None or k == n else G.core.place[seed.sample(range(n), k)]
    sums = counted(G.core.start, G.core.head, sources)
    return by_node(G, sums * _scale(n, sources, normalized))


def harmonic_centrality(
    G: Face, nbunch: Any = None, distance: None = None, sources: Any = None
) -> dict[Hashable, float]:
    """The sum of 1 / steps from the sources, which are all nodes where none are named."""
    core, start_from = G.core, _positions(G, sources)
    wanted = None if nbunch is None else _positions(G, nbunch)
    if wanted is None or len(wanted) >= len(start_from):
        found = nearness(core.start, core.head, start_from)
    else:  # the other way round there are fewer searches
        found = np.zeros(len(core.order))
        for place in wanted:
            found[place] = nearness(core.start, core.head, np.array([place]))[start_from].sum()
    return by_node(G, found, None if wanted is None else called(G, wanted))


def _positions(graph: Face, nodes: Any) -> NDArray[np.int32]:
    """Where one node, some, or all of them stand, each once."""
    if nodes is None:
        return np.arange(graph.number_of_nodes(), dtype=np.int32)
    named: Collection[Hashable] = [nodes] if nodes in graph else nodes
    return graph.core.place[sorted({graph.index[node] for node in named})]


def _scale(n: int, sources: NDArray[np.int32], normalized: bool) -> NDArray[np.float64] | float:
    """What networkx multiplies the sums by: a source is no end of its own ways, so it has one source less."""
    others, many = n - 1, len(sources)
    if others < 2:
        return 1.0
    whole = 1 / (others - 1) if normalized else others / 2
    if many == n:
        return whole / others
    scale = np.full(n, whole / many)
    scale[sources] = whole / (many - 1) if many > 1 else nan
    return scale
