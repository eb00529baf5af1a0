"""The network: people and ties as one immutable columnar value, and the same as a networkx graph.

Node i of every array is `people[i]`; people stand in key order, ties in (a, b) order with a < b.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import NDArray

from graph import core
from graph.core import Core

TIE_SCALE = 10**6 * 2**20
"""One contact of this week to one person, in the integer units of `onward` and `back`."""

TIES = pa.schema(
    [
        pa.field("a", pa.string(), nullable=False),
        pa.field("b", pa.string(), nullable=False),
        pa.field("onward", pa.int64(), nullable=False),  # a to b
        pa.field("back", pa.int64(), nullable=False),  # b to a
    ]
)
"""Ties by person key, a < b, sorted; what `ties.aggregate` gives and a run's `network` table holds."""


@dataclass(frozen=True, eq=False)
class Network:
    """An undirected weighted network that keeps both directions.

    Attributes:
        people: (n,) person keys, sorted.
        a: (m,) node of the first end of each tie, the smaller.
        b: (m,) node of the other end.
        onward: (m,) flow from a to b, integer units of `TIE_SCALE`.
        back: (m,) flow from b to a.
        units: (n,) number of each person's unit, -1 without one; None where it is not known. It orders the core in
            memory and decides nothing else.
    """

    people: tuple[str, ...]
    a: NDArray[np.int32]
    b: NDArray[np.int32]
    onward: NDArray[np.int64]
    back: NDArray[np.int64]
    units: NDArray[np.int32] | None = None

    @classmethod
    def from_ties(cls, people: tuple[str, ...], ties: pa.Table, *, units: NDArray[np.int32] | None = None) -> Network:
        """Builds the network of `people` (sorted, isolated ones too) from a table of schema `TIES`.

        Ties with an end outside `people`, and ties of strength 0, are left out.
        """
        keys = pa.array(people, pa.string())
        a = pa.compute.index_in(ties["a"], keys).to_numpy().astype(np.float64)
        b = pa.compute.index_in(ties["b"], keys).to_numpy().astype(np.float64)
        onward, back = ties["onward"].to_numpy(), ties["back"].to_numpy()
        inside = ~np.isnan(a) & ~np.isnan(b) & (onward + back > 0)
        ends = a[inside].astype(np.int32), b[inside].astype(np.int32)
        order = np.lexsort((ends[1], ends[0]))
        return cls(people, ends[0][order], ends[1][order], onward[inside][order], back[inside][order], units)

    def to_ties(self) -> pa.Table:
        """The ties by person key, schema `TIES`."""
        keys = pa.array(self.people, pa.string())
        columns = [keys.take(pa.array(self.a)), keys.take(pa.array(self.b)), self.onward, self.back]
        return pa.table(columns, schema=TIES)

    @cached_property
    def strength(self) -> NDArray[np.float64]:
        """(m,) strength of each tie in contacts of this week, greater than 0."""
        return (self.onward + self.back) / TIE_SCALE

    @cached_property
    def core(self) -> Core:
        """The same ties in the order that kernels read them."""
        return core.build(len(self.people), self.a, self.b, self.strength, self.units)

    @cached_property
    def degree(self) -> NDArray[np.int64]:
        """(n,) number of contacts of each person."""
        return np.bincount(np.concatenate((self.a, self.b)), minlength=len(self.people))

    @cached_property
    def adjacency(self) -> sp.csr_array:
        """(n, n) symmetric matrix of strengths, sorted indices."""
        n = len(self.people)
        ends = (np.concatenate((self.a, self.b)), np.concatenate((self.b, self.a)))
        matrix = sp.csr_array((np.tile(self.strength, 2), ends), shape=(n, n))
        matrix.sort_indices()
        return matrix

    def to_networkx(self) -> nx.Graph:
        """A plain networkx graph with node numbers as nodes and `strength` on the edges."""
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.people)))
        graph.add_weighted_edges_from(
            zip(self.a.tolist(), self.b.tolist(), self.strength.tolist(), strict=True), weight="strength"
        )
        return graph
