"""From positions in a core back to the nodes that were asked about."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.face import Face


def in_order(graph: Face, values: NDArray[Any]) -> list[Any]:
    """Values by position as plain numbers in the order of the graph's nodes."""
    listed: list[Any] = values[graph.core.place].tolist()
    return listed


def by_node(graph: Face, values: NDArray[Any], nodes: Collection[Hashable] | None = None) -> dict[Hashable, Any]:
    """Values by position, for all nodes in their order or for some in the order asked."""
    listed = in_order(graph, values)
    if nodes is None:
        return dict(zip(graph.labels, listed, strict=True))
    return {node: listed[graph.index[node]] for node in nodes}


def position(graph: Face, node: Hashable) -> int:
    """Where a node stands in the core."""
    return int(graph.core.place[graph.index[node]])


def called(graph: Face, positions: NDArray[np.integer]) -> list[Hashable]:
    """The nodes at some positions."""
    return [graph.labels[i] for i in graph.core.order[positions].tolist()]
