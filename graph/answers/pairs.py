"""How near two nodes are by the contacts that they have in common."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import chain

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph.answers.naming import called
from graph.face import Face
from graph.kernels.triangles import shared_by_pair

Pairs = Iterable[tuple[Hashable, Hashable]] | None
Scored = Iterator[tuple[Hashable, Hashable, float]]
Positions = NDArray[np.int32]
Score = Callable[[Positions, Positions], NDArray[np.float64]]


def jaccard_coefficient(G: Face, ebunch: Pairs = None) -> Scored:
    """The contacts in common as a share of all contacts of the two."""
    degree = np.diff(G.core.start)

    def score(p: Positions, q: Positions) -> NDArray[np.float64]:
        common = _common(G, np.ones(len(degree)), p, q)
        either = degree[p] + degree[q] - common
        return np.divide(common, either, out=np.zeros(len(p)), where=either > 0)

    return _scored(G, ebunch, score)


def adamic_adar_index(G: Face, ebunch: Pairs = None) -> Scored:
    """The contacts in common, each counted 1 / ln(how many contacts it has)."""
    few = np.log(np.maximum(1, np.diff(G.core.start)))
    value = np.divide(1, few, out=np.full(len(few), np.inf), where=few > 0)
    return _scored(G, ebunch, lambda p, q: _common(G, value, p, q))


def resource_allocation_index(G: Face, ebunch: Pairs = None) -> Scored:
    """The contacts in common, each counted 1 / how many contacts it has."""
    value = 1 / np.maximum(1, np.diff(G.core.start))
    return _scored(G, ebunch, lambda p, q: _common(G, value, p, q))


def preferential_attachment(G: Face, ebunch: Pairs = None) -> Scored:
    """The product of how many contacts the two have."""
    degree = np.diff(G.core.start)
    return _scored(G, ebunch, lambda p, q: degree[p] * degree[q])


def _common(graph: Face, value: NDArray[np.float64], p: Positions, q: Positions) -> NDArray[np.float64]:
    return shared_by_pair(graph.core.start, graph.core.head, value, p, q)


def _scored(graph: Face, ebunch: Pairs, score: Score) -> Scored:
    """Scores the pairs asked for, or all that have no tie, one node's at a time."""
    if ebunch is None:
        return chain.from_iterable(_named(graph, p, q, score) for p, q in _strangers(graph))
    us: list[Hashable] = []
    vs: list[Hashable] = []
    for u, v in ebunch:  # no pair is made anew: a million of them would keep Python's collector busy
        us.append(u)
        vs.append(v)
    values = score(_positions(graph, us), _positions(graph, vs))
    return zip(us, vs, values.tolist(), strict=True)


def _positions(graph: Face, nodes: Sequence[Hashable]) -> Positions:
    try:
        index = np.fromiter(map(graph.index.__getitem__, nodes), np.int32, len(nodes))
    except KeyError as error:
        raise nx.NodeNotFound(f"Node {error.args[0]} not in G.") from None
    return graph.core.place[index]


def _named(graph: Face, p: Positions, q: Positions, score: Score) -> Scored:
    return zip(called(graph, p), called(graph, q), score(p, q).tolist(), strict=True)


def _strangers(graph: Face) -> Iterator[tuple[Positions, Positions]]:
    """Every two positions without a tie, once."""
    core = graph.core
    for p in range(len(core.order)):
        unknown = np.ones(len(core.order) - p - 1, np.bool_)
        known = core.head[core.start[p] : core.start[p + 1]]
        unknown[known[known > p] - p - 1] = False
        others = np.flatnonzero(unknown).astype(np.int32) + np.int32(p + 1)
        yield np.full_like(others, p), others
