"""The network: people and ties as one immutable columnar value, and the same as a networkx graph.

Node i of every array is `people[i]`; people stand in key order, ties in (a, b) order with a < b.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import NDArray

from graph import core, incoming
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

    def __post_init__(self) -> None:
        for name in ("a", "b", "onward", "back", "units"):
            values = getattr(self, name)
            object.__setattr__(self, name, None if values is None else core.sealed(values))

    @classmethod
    def from_ties(cls, people: tuple[str, ...], ties: pa.Table, *, units: NDArray[np.int32] | None = None) -> Network:
        """Builds the network of `people` (sorted, isolated ones too) from a table of schema `TIES`.

        Left out are ties with an end outside `people`, of somebody with themself, and of strength 0. A pair that comes
        twice, or the other way round, is one tie, its flows added up.

        Raises:
            InputError: The table has other columns, an amount below 0, or more ties or larger ones than can be counted.
        """
        core.check_numbers(len(people), ties.num_rows)
        incoming.check_columns(ties, TIES)
        keys = pa.array(people, pa.string())
        a, b = (pa.compute.index_in(ties[end], keys).fill_null(-1).to_numpy() for end in ("a", "b"))
        return cls(people, *incoming.tidy(a, b, ties["onward"].to_numpy(), ties["back"].to_numpy()), units)

    @classmethod
    def from_strengths(
        cls,
        people: tuple[str, ...],
        a: NDArray[np.integer],
        b: NDArray[np.integer],
        strength: NDArray[np.floating],
        *,
        units: NDArray[np.int32] | None = None,
    ) -> Network:
        """Builds a network from ties by number whose direction is not known: half of the strength goes either way.

        Strengths are kept in steps of 1 / `TIE_SCALE`. What is left out or added up is as in `from_ties`.

        Args:
            people: (n,) keys, sorted.
            a: (m,) node of one end; below 0 outside `people`.
            b: (m,) node of the other.
            strength: (m,) 0 or more.
            units: (n,) number of each person's unit.

        Raises:
            InputError: A strength is below 0, infinite, NaN or too large, or there are too many ties.
        """
        core.check_numbers(len(people), len(a))
        amount = incoming.amounts(strength, TIE_SCALE)
        return cls(people, *incoming.tidy(a, b, amount - amount // 2, amount // 2), units)

    @classmethod
    def open(cls, folder: Path) -> Network:
        """Maps a saved network into memory, its core too: nothing is read before it is used, nothing is built.

        Raises:
            BrokenError: There is none, or one that is damaged or of another version.
        """
        from graph import saved  # noqa: PLC0415 - it knows this class

        return saved.read(folder)

    def save(self, folder: Path) -> None:
        """Writes the network and its core into a folder, as Arrow files; one that was saved there is replaced.

        Raises:
            GuardError: Something else is there.
        """
        from graph import saved  # noqa: PLC0415 - it knows this class

        saved.save(self, folder)

    def to_ties(self) -> pa.Table:
        """The ties by person key, schema `TIES`."""
        keys = pa.array(self.people, pa.string())
        columns = [keys.take(pa.array(self.a)), keys.take(pa.array(self.b)), self.onward, self.back]
        return pa.table(columns, schema=TIES)

    @cached_property
    def strength(self) -> NDArray[np.float64]:
        """(m,) strength of each tie in contacts of this week, greater than 0."""
        return self._strength()

    def _strength(self) -> NDArray[np.float64]:
        return (self.onward + self.back) / TIE_SCALE

    @cached_property
    def core(self) -> Core:
        """The same ties in the order that kernels read them."""
        return core.build(
            len(self.people), self.a, self.b, self._strength(), self.units
        )  # a large one keeps none beside

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

    def to_scipy(self) -> sp.csr_array:
        """`adjacency` as a matrix of the caller's own."""
        return self.adjacency.copy()

    def to_networkx(self) -> nx.Graph:
        """A plain networkx graph with node numbers as nodes and `strength` on the edges."""
        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.people)))
        graph.add_weighted_edges_from(
            zip(self.a.tolist(), self.b.tolist(), self.strength.tolist(), strict=True), weight="strength"
        )
        return graph
