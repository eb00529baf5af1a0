"""How far somebody's contacts know each other already: Burt's measures."""

from __future__ import annotations

from collections.abc import Collection, Hashable

import numpy as np

from graph.answers.naming import by_node, position
from graph.face import Face
from graph.kernels import attributes, triangles
from graph.kernels.triangles import Ego


def constraint(
    G: Face, nodes: Collection[Hashable] | None = None, weight: Hashable | None = None
) -> dict[Hashable, float]:
    """Burt's constraint; NaN for isolates."""
    return by_node(G, ego(G, weight).constraint, nodes)


def effective_size(
    G: Face, nodes: Collection[Hashable] | None = None, weight: Hashable | None = None
) -> dict[Hashable, float]:
    """Burt's effective size as networkx defines it node by node; NaN for isolates."""
    return by_node(G, ego(G, weight).effective_size, nodes)


def local_constraint(G: Face, u: Hashable, v: Hashable, weight: Hashable | None = None) -> float:
    """What v adds to the constraint on u, directly and by way of the contacts of u."""
    p, q = position(G, u), position(G, v)
    total, _ = attributes.strengths(G.core.start, G.weights(weight))
    to, back = (_weights_from(G, place, weight) for place in (p, q))
    direct, around = to[q], np.divide(to * back, total, out=np.zeros_like(to), where=total > 0)
    return float(((direct + around.sum()) / total[p]) ** 2) if total[p] else 0.0


def ego(graph: Face, weight: Hashable | None) -> Ego:
    """The pass over all triangles, with one of the graph's weights."""
    return triangles.ego(graph.core.start, graph.core.head, graph.core.tie, graph.weights(weight))


def _weights_from(graph: Face, place: int, weight: Hashable | None) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """(n,) weight from one position to each other."""
    arcs = slice(graph.core.start[place], graph.core.start[place + 1])
    found = np.zeros(graph.number_of_nodes())
    found[graph.core.head[arcs]] = graph.weights(weight)[arcs]
    return found
