"""A plain networkx graph becomes a network, or is refused with the cure.

A directed edge flows its own way; an undirected one flows half each way.
"""

from __future__ import annotations

from collections.abc import Hashable

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph import plain
from graph.errors import InputError
from graph.network import TIE_SCALE, Network
from graph.plain import Plain

LEAST = 1e-6
"""Below this a weight would lose digits in the whole numbers that a network counts in."""

MOST = 4e6
"""Above this two directions of a tie could pass what these numbers hold."""


def network_of(graph: nx.Graph, *, weight: Hashable | None, unit: Hashable | None) -> Network:
    """`Network.from_networkx`, where it is explained."""
    read = plain.read(graph)
    people, place = _people(read)
    flow = _flow(graph, read, weight)
    a, b, onward, back = _ties(place[read.tail], place[read.head], flow)
    units = None if unit is None else _units(graph, unit, place)
    return Network(people, a, b, onward, back, units, None if _texts(read) else read.nodes)


def _texts(read: Plain) -> bool:
    return all(isinstance(node, str) for node in read.nodes)


def _people(read: Plain) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Keys in order, and the number of each of the graph's nodes among them; what is no text is numbered as it came."""
    n = len(read.nodes)
    if not _texts(read):
        return tuple(f"{i:0{len(str(n))}d}" for i in range(n)), np.arange(n, dtype=np.int32)
    people = tuple(sorted(map(str, read.nodes)))
    at = {key: i for i, key in enumerate(people)}
    return people, np.array([at[str(node)] for node in read.nodes], dtype=np.int32)


def _flow(graph: nx.Graph, read: Plain, weight: Hashable | None) -> NDArray[np.int64]:
    """(k,) what flows along each arc, in units of `TIE_SCALE`."""
    weights = np.ones(len(read.tail)) if weight is None else plain.numbers(graph, weight, missing=None)
    _check(graph, weights)
    whole = np.rint(weights * TIE_SCALE).astype(np.int64)
    return whole if graph.is_directed() else np.where(read.tail < read.head, whole - whole // 2, whole // 2)


def _check(graph: nx.Graph, weights: NDArray[np.float64]) -> None:
    """Refuses what cannot be a flow; 0 is none, and no error."""
    if below := plain.count(graph, weights < 0):
        raise InputError(f"{below:,d} ties weigh less than 0", cure="leave them out, or weigh closeness from 0 upwards")
    if outside := plain.count(graph, (weights > MOST) | ((weights > 0) & (weights < LEAST))):
        raise InputError(
            f"{outside:,d} ties weigh less than {LEAST:g} or more than {MOST:,.0f}",
            cure="scale all weights by one factor: only their proportions count",
        )


def _ties(
    tail: NDArray[np.int32], head: NDArray[np.int32], flow: NDArray[np.int64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
    """Ties as `Network` has them: a, b, onward, back; pairs between which nothing flows are left out."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((high, low))
    low, high, up, flow = low[order], high[order], (tail < head)[order], flow[order]
    first = np.flatnonzero(np.diff(low, prepend=-1) | np.diff(high, prepend=-1))
    onward, back = (np.add.reduceat(np.where(side, flow, 0), first) if len(first) else flow for side in (up, ~up))
    some = onward + back > 0
    return low[first][some], high[first][some], onward[some], back[some]


def _units(graph: nx.Graph, unit: Hashable, place: NDArray[np.int32]) -> NDArray[np.int32]:
    """(n,) number of each person's unit by name, -1 without one."""
    named = [None if name is None else str(name) for _, name in graph.nodes(data=unit)]
    groups = {name: i for i, name in enumerate(sorted({name for name in named if name is not None}))}
    if named and not groups:
        raise InputError(f"no node has a {unit!r}", cure=f"nx.set_node_attributes(graph, units, {unit!r})")
    found = np.empty(len(named), dtype=np.int32)
    found[place] = [-1 if name is None else groups[name] for name in named]
    return found
