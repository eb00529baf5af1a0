"""A network under numbers of its own, as every library of the comparison is given it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import network_data
from benchmarks.questions import BY_UNIT
from graph.network import TIE_SCALE

Values = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Graph:
    """People and ties by number.

    Attributes:
        a: (m,) one end of each tie, below `b`; sorted.
        b: (m,) the other.
        onward: (m,) flow from a to b, whole numbers from 1, as sums of decayed contacts are: hardly one comes twice.
        back: (m,) flow from b to a.
        unit: (n,) unit of each node.
        node: (n,) number that each node has in the file.
        row: (m,) number of each tie in the file.
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    onward: NDArray[np.int64]
    back: NDArray[np.int64]
    unit: NDArray[np.int32]
    node: NDArray[np.int64]
    row: NDArray[np.int64]

    @property
    def people(self) -> int:
        return len(self.unit)

    @property
    def weight(self) -> NDArray[np.float64]:
        """(m,) strengths, as `Network` has them."""
        return (self.onward + self.back) / TIE_SCALE

    def by_node(self, values: Values) -> Values:
        """(n,) values of nodes in the order of the file."""
        return _put(values, self.node)

    def by_tie(self, values: Values) -> Values:
        """(m,) values of ties in the order of the file."""
        return _put(values, self.row)

    def flags(self, nodes: Iterable[int]) -> Values:
        """(n,) 1 for nodes that are named, else 0."""
        found = np.zeros(self.people)
        found[list(nodes)] = 1
        return found

    def tie_flags(self, ties: Iterable[tuple[int, int]]) -> Values:
        """(m,) 1 for ties that are named, whichever end comes first, else 0."""
        ends = np.sort(np.array(list(ties), dtype=np.int64).reshape(-1, 2), axis=1)
        found = np.zeros(len(self.a))
        found[self.tie_at(ends[:, 0], ends[:, 1])] = 1
        return found

    def tie_at(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.int64]:
        """Which ties these pairs are, a < b."""
        keys = self.a.astype(np.int64) * self.people + self.b
        place: NDArray[np.int64] = np.searchsorted(keys, a.astype(np.int64) * self.people + b)
        return place


def _put(values: Values, place: NDArray[np.int64]) -> Values:
    found = np.empty_like(values)
    found[place] = values
    return found


def read(file: Path, order: str) -> Graph:
    """A network of `network_data`, with flows drawn for it, in one of the two orders."""
    ties = network_data.read(file)
    n, m = len(ties.unit), len(ties.a)
    flows = 1 + (np.random.default_rng(5).exponential(5, (2, m)) * TIE_SCALE).astype(np.int64)
    node = np.arange(n)
    if order == BY_UNIT:
        degree = np.bincount(ties.a, minlength=n) + np.bincount(ties.b, minlength=n)
        node = np.lexsort((-degree, ties.unit))
    number = np.empty(n, np.int32)
    number[node] = np.arange(n, dtype=np.int32)
    ends = number[np.stack((ties.a, ties.b))]
    flows = np.where(ends[0] < ends[1], flows, flows[::-1])
    a, b = np.sort(ends, axis=0)
    row = np.lexsort((b, a))
    return Graph(a[row], b[row], flows[0, row], flows[1, row], ties.unit[node], node, row)
