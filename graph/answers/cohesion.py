"""What holds a graph together: its parts, the ties and nodes on which a part hangs."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

import numpy as np
from numpy.typing import NDArray

from graph.answers.naming import by_node, called, position
from graph.face import Face
from graph.kernels import linear
from graph.kernels.linear import Cuts


def core_number(G: Face) -> dict[Hashable, int]:
    """The largest k such that a node is among some who all have k contacts among themselves."""
    return by_node(G, linear.core_numbers(G.core.start, G.core.head))


def bridges(G: Face, root: Hashable | None = None) -> Iterator[tuple[Hashable, Hashable]]:
    """The ties without which a part would be two, or those of the part that one node is in."""
    found = _cuts(G)
    parts = found.component[G.core.place]
    near = found.bridge if root is None else found.bridge & (parts[G.ends[0]] == parts[G.index[root]])
    a, b = (side[near].tolist() for side in G.ends)
    return ((G.labels[x], G.labels[y]) for x, y in zip(a, b, strict=True))


def has_bridges(G: Face, root: Hashable | None = None) -> bool:
    """Whether there is such a tie."""
    return next(bridges(G, root), None) is not None


def articulation_points(G: Face) -> Iterator[Hashable]:
    """The nodes without which a part would be several."""
    return iter(called(G, np.flatnonzero(_cuts(G).cut_point)))


def is_biconnected(G: Face) -> bool:
    """Whether everybody can reach everybody, whoever one of the others is away."""
    cuts = _cuts(G)
    return len(cuts.component) > 1 and not cuts.component.any() and not cuts.cut_point.any()


def connected_components(G: Face) -> Iterator[set[Hashable]]:
    """The sets of nodes that can reach each other, by their first node."""
    parts = _parts(G)[G.core.place]  # in the graph's own order
    _, first, codes = np.unique(parts, return_index=True, return_inverse=True)
    members = np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])
    return ({G.labels[i] for i in members[part].tolist()} for part in np.argsort(first).tolist())


def number_connected_components(G: Face) -> int:
    """How many such sets there are."""
    return len(np.unique(_parts(G)))


def is_connected(G: Face) -> bool:
    """Whether everybody can reach everybody."""
    return not _parts(G).any()


def node_connected_component(G: Face, n: Hashable) -> set[Hashable]:
    """Everybody whom one node can reach, and itself."""
    parts = _parts(G)
    return set(called(G, np.flatnonzero(parts == parts[position(G, n)])))


def _cuts(graph: Face) -> Cuts:
    core = graph.core
    return linear.cuts(core.start, core.head, core.tie, np.ones(len(core.order), np.bool_))


def _parts(graph: Face) -> NDArray[np.int32]:
    """(n,) the smallest position of the part that each is in."""
    return _cuts(graph).component
