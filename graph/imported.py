"""A plain networkx graph becomes a network, or is refused with the cure.

A directed edge flows its own way; an undirected one flows half each way.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph import incoming, plain
from graph.errors import InputError, counted
from graph.face import Face
from graph.incoming import Columns
from graph.network import TIE_SCALE, Network
from graph.plain import Plain

LEAST = 1e-6
"""A weight below this would lose digits in the whole numbers that a network counts in."""


def network_of(
    graph: nx.Graph, *, weight: Hashable | None, unit: Hashable | None, attributes: Collection[str]
) -> Network:
    """`Network.from_networkx`, where it is explained."""
    if isinstance(graph, Face):
        raise InputError("this is a graph of ours already", cure="use it as it is: it never changes")
    if not isinstance(graph, nx.Graph):
        raise InputError(
            f"this is no networkx graph: {type(graph).__name__}",
            cure="make one of it first: nx.Graph(pairs), or nx.from_pandas_edgelist(table, 'a', 'b')",
        )
    read = plain.read(graph)
    people, place = _people(read)
    a, b, weights = place[read.tail], place[read.head], _weights(graph, read, weight)
    ties = _one_way(a, b, weights) if graph.is_directed() else _half_each_way(a, b, weights)
    units = None if unit is None else _units(graph, unit, place)
    table = plain.described(graph, attributes).take(np.argsort(place)) if attributes else None
    return Network(people, *ties, units, None if _texts(read) else read.nodes, table)


def _texts(read: Plain) -> bool:
    return all(isinstance(node, str) for node in read.nodes)


def _people(read: Plain) -> tuple[tuple[str, ...], NDArray[np.int32]]:
    """Keys in order, and the number of each of the graph's nodes among them; what is no text is numbered as it came."""
    n = len(read.nodes)
    if not _texts(read):
        return tuple(f"{i:0{len(str(n))}d}" for i in range(n)), np.arange(n, dtype=np.int32)
    people = tuple(sorted(map(str, read.nodes)))
    incoming.check_texts(people)
    at = {key: i for i, key in enumerate(people)}
    return people, np.array([at[str(node)] for node in read.nodes], dtype=np.int32)


def _weights(graph: nx.Graph, read: Plain, weight: Hashable | None) -> NDArray[np.float64]:
    """(k,) what each arc weighs."""
    return np.ones(len(read.tail)) if weight is None else plain.numbers(graph, weight, missing=None)


def _one_way(a: NDArray[np.int32], b: NDArray[np.int32], weights: NDArray[np.float64]) -> Columns:
    amount = _amounts(weights)
    return incoming.tidy(a, b, amount, np.zeros_like(amount))


def _half_each_way(a: NDArray[np.int32], b: NDArray[np.int32], weights: NDArray[np.float64]) -> Columns:
    """Of the two arcs of a tie the one that goes up."""
    up = a < b
    amount = _amounts(weights[up])
    return incoming.tidy(a[up], b[up], amount - amount // 2, amount // 2)


def _amounts(weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Weights in units of `TIE_SCALE`."""
    if tiny := int(np.count_nonzero((weights > 0) & (weights < LEAST))):
        raise InputError(
            f"{counted(tiny, 'tie weighs', 'ties weigh')} less than {LEAST:f}",
            cure="multiply all weights by one number: only their proportions count",
        )
    return incoming.amounts(weights, TIE_SCALE)


def _units(graph: nx.Graph, unit: Hashable, place: NDArray[np.int32]) -> NDArray[np.int32]:
    """(n,) number of each person's unit by name, -1 without one."""
    named = [None if name is None else str(name) for name in plain.known_of(graph, unit)]
    groups = {name: i for i, name in enumerate(sorted({name for name in named if name is not None}))}
    found = np.empty(len(named), dtype=np.int32)
    found[place] = [-1 if name is None else groups[name] for name in named]
    return found
