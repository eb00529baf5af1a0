"""Triangles, and the ties that are in none."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.answers.holes import ego
from graph.answers.naming import by_node
from graph.face import Face
from graph.kernels import spans


def triangles(G: Face, nodes: Any = None) -> Any:
    """How many triangles each node is in; for one node its number alone."""
    return _of(G, ego(G, None).triangles, nodes)


def clustering(G: Face, nodes: Any = None, weight: None = None) -> Any:
    """The share of pairs of contacts that know each other; for one node its share alone."""
    closed, possible = _shares(G)
    return _of(G, np.divide(closed, possible, out=np.zeros(len(closed)), where=possible > 0), nodes)


def average_clustering(G: Face, nodes: Any = None, weight: None = None, count_zeros: bool = True) -> float:
    """The mean of `clustering` over some nodes, those with 0 left out where that is asked."""
    values = [value for value in clustering(G, nodes).values() if count_zeros or value]
    return float(sum(values) / len(values))


def transitivity(G: Face) -> float:
    """The share of all two-step ways that are closed."""
    closed, possible = _shares(G)
    return float(closed.sum() / possible.sum()) if closed.any() else 0


def local_bridges(G: Face, with_span: bool = True, weight: None = None) -> Iterator[tuple[Any, ...]]:
    """The ties whose ends have no contact in common, and how far apart the ends would be without the tie."""
    a, b = G.ends
    found = np.flatnonzero(ego(G, None).common == 0)
    pairs = [(G.labels[x], G.labels[y]) for x, y in zip(a[found].tolist(), b[found].tolist(), strict=True)]
    if with_span is not True:
        return iter(pairs)
    around = spans.without(G.core.start, G.core.head, G.core.place[a[found]], G.core.place[b[found]])
    return ((*pair, steps or inf) for pair, steps in zip(pairs, around.tolist(), strict=True))


def _of(graph: Face, values: NDArray[Any], nodes: Any) -> Any:
    return by_node(graph, values, [nodes])[nodes] if nodes in graph else by_node(graph, values, nodes)


def _shares(graph: Face) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(n,) ordered pairs of contacts that know each other, and how many there are."""
    degree = np.diff(graph.core.start)
    return 2 * ego(graph, None).triangles, degree * (degree - 1)
