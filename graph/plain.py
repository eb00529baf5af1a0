"""A plain networkx graph as columns and back. What it means is for `Network` and `Converted` to say."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from numbers import Real
from typing import Any

import networkx as nx
import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from graph.errors import InputError, counted


@dataclass(frozen=True, eq=False)
class Plain:
    """Every tie of a graph as arcs, in the graph's own order; an undirected tie is two.

    Attributes:
        nodes: (n,) the graph's nodes.
        tail: (k,) node that each arc starts at, ascending.
        head: (k,) node that it leads to, never its tail.
    """

    nodes: tuple[Hashable, ...]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]


def read(graph: nx.Graph) -> Plain:
    """The nodes and arcs of a graph; of parallel ties one arc each way.

    Raises:
        InputError: A node has a tie to itself.
    """
    nodes = tuple(graph)
    place = {node: i for i, node in enumerate(nodes)}
    rows = _rows(graph)
    lengths = np.fromiter(map(len, rows), np.int64, len(rows))
    head = np.fromiter(map(place.__getitem__, chain.from_iterable(rows)), np.int32, int(lengths.sum()))
    tail = np.repeat(np.arange(len(nodes), dtype=np.int32), lengths)
    if loops := int(np.count_nonzero(tail == head)):
        raise InputError(
            counted(loops, "node has a tie to itself", "nodes have a tie to themselves"),
            cure="leave these out: graph.remove_edges_from(list(nx.selfloop_edges(graph)))",
        )
    return Plain(nodes, tail, head)


def numbers(graph: nx.Graph, name: Hashable, *, missing: float | None) -> NDArray[np.float64]:
    """(k,) what the arcs of `read` weigh; parallel ties are added up.

    Args:
        graph: The graph that was read.
        name: The edge attribute.
        missing: What an edge without it weighs; None refuses such edges.

    Raises:
        InputError: An edge has no such number, or one that is not finite.
    """
    values = list(_weights(graph, name, missing))
    strange = {kind for kind in set(map(type, values)) if not issubclass(kind, Real)}
    if lack := _ties(graph, [type(value) in strange for value in values] if strange else []):
        raise InputError(
            f"{counted(lack, 'tie has', 'ties have')} no number under {name!r}",
            cure="set it on every edge, or give another weight (weight=None counts every tie as 1)",
        )
    found = _numbers(values)
    if endless := _ties(graph, ~np.isfinite(found)):
        weigh = counted(endless, "tie weighs", "ties weigh")
        raise InputError(f"{weigh} NaN or infinitely much", cure="give every tie a finite weight")
    return found


def _numbers(values: Sequence[Any]) -> NDArray[np.float64]:
    """The same as 64-bit numbers; infinite where one is a whole number that these do not reach."""
    try:
        return np.array(values, dtype=np.float64)
    except OverflowError:
        return np.array([_number(value) for value in values])


def _number(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf")


def _ties(graph: nx.Graph, arcs: ArrayLike) -> int:
    """How many ties some arcs are, given as flags: of an undirected tie there are two."""
    return int(np.count_nonzero(arcs)) // (1 if graph.is_directed() else 2)


def _rows(graph: nx.Graph) -> list[Any]:
    return [row for _, row in graph.adjacency()]


def _weights(graph: nx.Graph, name: Hashable, missing: float | None) -> Iterator[Any]:
    cells = chain.from_iterable(row.values() for row in _rows(graph))
    if graph.is_multigraph():
        return (_sum(data.get(name, missing) for data in parallel.values()) for parallel in cells)
    return (data.get(name, missing) for data in cells)


def _sum(weights: Iterable[Any]) -> Any:
    """The sum of numbers; something else where one of them is no number."""
    values = list(weights)
    strange = [value for value in values if not isinstance(value, Real)]
    return strange[0] if strange else sum(values)


def describe(graph: nx.Graph, nodes: Sequence[Hashable], table: pa.Table) -> None:
    """Puts what a table knows of each node on it; of what is null a node has no attribute, as networkx expects."""
    for name in table.column_names:
        values = zip(nodes, table[name].to_pylist(), strict=True)
        nx.set_node_attributes(graph, {node: value for node, value in values if value is not None}, name)


def described(graph: nx.Graph, names: Collection[str]) -> pa.Table:
    """The named attributes of all nodes as columns, in the graph's order; null where a node has none.

    Raises:
        InputError: No node has an attribute, or its values are of several kinds.
    """
    return pa.table({name: _column(graph, name) for name in names})


def known_of(graph: nx.Graph, name: Hashable) -> list[Any]:
    """(n,) an attribute of each node, None without.

    Raises:
        InputError: No node has it.
    """
    values = [value for _, value in graph.nodes(data=name)]
    if values and all(value is None for value in values):
        raise InputError(f"no node has the attribute {name!r}", cure=f"nx.set_node_attributes(graph, values, {name!r})")
    return values


def _column(graph: nx.Graph, name: str) -> pa.Array:
    values = known_of(graph, name)
    try:
        return pa.array(values)
    except (ValueError, TypeError, OverflowError) as error:
        raise InputError(
            f"the attribute {name!r} is of several kinds, or of one that no table holds",
            cure="make all of its values texts, all numbers, all flags or all days",
        ) from error


def make(
    nodes: Sequence[Hashable],
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    weights: Mapping[Hashable, NDArray[np.float64]],
) -> nx.Graph:
    """A plain graph of nodes, of ties between a[i] and b[i], and of what these weigh by name."""
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    columns = (values.tolist() for values in weights.values())
    rows = zip(a.tolist(), b.tolist(), *columns, strict=True)
    graph.add_edges_from((nodes[x], nodes[y], dict(zip(weights, row, strict=True))) for x, y, *row in rows)
    return graph
