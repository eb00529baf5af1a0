"""The network: people and ties as one immutable columnar value, and the same as a networkx graph.

Node i of every array is `people[i]`; people stand in key order, ties in (a, b) order with a < b.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import networkx as nx
import numpy as np
import pyarrow as pa
import scipy.sparse as sp
from numpy.typing import NDArray

from graph import core, incoming, plain
from graph.core import Core, sealed
from graph.errors import InputError
from graph.face import Face

nx.config.fallback_to_nx = True  # what our kernels do not answer, networkx does on a plain copy

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


STRENGTH = "strength"
"""What networkx calls the weight of a tie."""


@dataclass(frozen=True, eq=False, repr=False)
class Network(Face):
    """An undirected weighted network that keeps both directions; networkx's functions take it as a graph.

    Attributes:
        people: (n,) person keys, sorted.
        a: (m,) node of the first end of each tie, the smaller.
        b: (m,) node of the other end.
        onward: (m,) flow from a to b, integer units of `TIE_SCALE`.
        back: (m,) flow from b to a.
        units: (n,) number of each person's unit, -1 without one; None where it is not known. It orders the core in
            memory and decides nothing else.
        names: (n,) nodes of the networkx graph that it came from, where these are no texts.
        attributes: The person table: one row for each person in their order, a column for each thing that is known of
            them (unit, level, location ...), null where it is not; None without any. networkx finds them on the nodes.
    """

    people: tuple[str, ...]
    a: NDArray[np.int32]
    b: NDArray[np.int32]
    onward: NDArray[np.int64]
    back: NDArray[np.int64]
    units: NDArray[np.int32] | None = None
    names: tuple[Hashable, ...] | None = None
    attributes: pa.Table | None = None

    def __post_init__(self) -> None:
        for name in ("a", "b", "onward", "back", "units"):
            values = getattr(self, name)
            object.__setattr__(self, name, None if values is None else sealed(values))

    @classmethod
    def from_ties(
        cls,
        people: tuple[str, ...],
        ties: pa.Table,
        *,
        units: NDArray[np.int32] | None = None,
        attributes: pa.Table | None = None,
    ) -> Network:
        """Builds the network of `people` (sorted, isolated ones too) from a table of schema `TIES`.

        Left out are ties with an end outside `people`, of somebody with themself, and of strength 0. A pair that comes
        twice, or the other way round, is one tie, its flows added up.

        Raises:
            InputError: The table has other columns, an amount below 0, or more ties or larger ones than can be counted;
                people are not in order, or the person table has another number of rows.
        """
        core.check_numbers(len(people), ties.num_rows)
        incoming.check_people(people)
        incoming.check_columns(ties, TIES)
        incoming.check_attributes(len(people), attributes)
        keys = pa.array(people, pa.string())
        a, b = (pa.compute.index_in(ties[end], keys).fill_null(-1).to_numpy() for end in ("a", "b"))
        columns = incoming.tidy(a, b, ties["onward"].to_numpy(), ties["back"].to_numpy())
        return cls(people, *columns, units, attributes=attributes)

    @classmethod
    def from_strengths(
        cls,
        people: tuple[str, ...],
        a: NDArray[np.integer],
        b: NDArray[np.integer],
        strength: NDArray[np.floating],
        *,
        units: NDArray[np.int32] | None = None,
        attributes: pa.Table | None = None,
    ) -> Network:
        """Builds a network from ties by number whose direction is not known: half of the strength goes either way.

        Strengths are kept in steps of 1 / `TIE_SCALE`. What is left out or added up is as in `from_ties`.

        Args:
            people: (n,) keys, sorted.
            a: (m,) node of one end; below 0 outside `people`.
            b: (m,) node of the other.
            strength: (m,) 0 or more.
            units: (n,) number of each person's unit.
            attributes: The person table.

        Raises:
            InputError: A strength is below 0, infinite, NaN or too large, an end is the number of nobody, columns
                differ in length, people are not in order, or there are too many ties.
        """
        core.check_numbers(len(people), len(a))
        incoming.check_people(people)
        incoming.check_ends(len(people), a, b, strength)
        incoming.check_attributes(len(people), attributes)
        amount = incoming.amounts(strength, TIE_SCALE)
        columns = incoming.tidy(a, b, amount - amount // 2, amount // 2)
        return cls(people, *columns, units, attributes=attributes)

    @classmethod
    def open(cls, folder: Path | str) -> Network:
        """Maps a saved network into memory, its core too: nothing is read before it is used, nothing is built.

        Raises:
            BrokenError: There is none, or one that is damaged or of another version.
        """
        from graph import saved  # noqa: PLC0415 - it knows this class

        return saved.read(Path(folder))

    def save(self, folder: Path | str) -> None:
        """Writes the network and its core into a folder, as Arrow files; one that was saved there is replaced.

        Raises:
            GuardError: Something else is there.
            InputError: The people are nodes of a graph that are no texts.
        """
        if self.names is not None:
            raise InputError(
                "nodes that are no texts cannot be saved",
                cure="take in the graph with texts for nodes: nx.relabel_nodes(graph, str)",
            )
        from graph import saved  # noqa: PLC0415 - it knows this class

        saved.save(self, Path(folder))

    def to_ties(self) -> pa.Table:
        """The ties by person key, schema `TIES`."""
        keys = pa.array(self.people, pa.string())
        columns = [keys.take(pa.array(self.a)), keys.take(pa.array(self.b)), self.onward, self.back]
        return pa.table(columns, schema=TIES)

    @cached_property
    def strength(self) -> NDArray[np.float64]:
        """(m,) strength of each tie in contacts of this week, greater than 0."""
        return sealed(self._strength())

    def _strength(self) -> NDArray[np.float64]:
        return (self.onward + self.back) / TIE_SCALE

    @cached_property
    def core(self) -> Core:
        """The same ties in the order that kernels read them."""
        return core.build(
            len(self.people), self.a, self.b, self._strength(), self.units
        )  # a large one keeps none beside

    @cached_property
    def degrees(self) -> NDArray[np.int64]:
        """(n,) number of contacts of each person."""
        return sealed(np.bincount(np.concatenate((self.a, self.b)), minlength=len(self.people)))

    @property
    def adjacency(self) -> sp.csr_array:
        """(n, n) symmetric matrix of strengths, sorted indices; its numbers cannot be written."""
        shape = self._matrix.shape  # a matrix of one's own each time: who puts in other numbers changes that one alone
        return sp.csr_array((self._matrix.data, self._matrix.indices, self._matrix.indptr), shape=shape, copy=False)

    @cached_property
    def _matrix(self) -> sp.csr_array:
        n = len(self.people)
        ends = (np.concatenate((self.a, self.b)), np.concatenate((self.b, self.a)))
        matrix = sp.csr_array((np.tile(self.strength, 2), ends), shape=(n, n))
        matrix.sort_indices()
        for values in (matrix.data, matrix.indices, matrix.indptr):
            values.flags.writeable = False
        return matrix

    def to_scipy(self) -> sp.csr_array:
        """`adjacency` as a matrix of the caller's own."""
        return self.adjacency.copy()

    @classmethod
    def from_networkx(
        cls,
        graph: nx.Graph,
        *,
        weight: Hashable | None = None,
        unit: Hashable | None = None,
        attributes: Collection[str] = (),
    ) -> Network:
        """Takes a plain graph in, whatever its nodes are.

        Directed edges keep their direction, undirected ones flow half each way, parallel ones are added up, weights of
        0 are no tie. Nodes that are texts become the people's keys; other nodes are numbered in the graph's order and
        come back in every answer as they were.

        Args:
            graph: Any networkx graph; it may change afterwards, the network does not.
            weight: Edge attribute that says how strong a tie is; None counts each as 1.
            unit: Node attribute that says where somebody belongs. It makes kernels faster and changes no result.
            attributes: Node attributes to keep as the person table; each holds texts, numbers, flags or days.

        Raises:
            InputError: This is no networkx graph, a node has a tie to itself, or a weight is missing, no number, below
                0, infinite or NaN, or too small or large to be counted in whole numbers; nobody has an attribute, or
                it is of several kinds.
        """
        from graph.imported import network_of  # noqa: PLC0415 - it makes networks, so it stands above them

        return network_of(graph, weight=weight, unit=unit, attributes=attributes)

    def to_networkx(self) -> nx.Graph:
        """A plain graph of the same nodes, with `strength` on the edges whatever the attribute was called before.

        What the person table knows is on the nodes. It is a copy: change it as you like.
        """
        graph = plain.make(self.labels, self.a, self.b, {STRENGTH: self.strength})
        if self.attributes is not None:
            plain.describe(graph, self.labels, self.attributes)
        return graph

    @property
    def labels(self) -> tuple[Hashable, ...]:
        """(n,) what networkx calls the people: their keys, or the nodes of the graph that they came from."""
        return self.people if self.names is None else self.names

    @property
    def ends(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(m,) `a` and `b`."""
        return self.a, self.b

    def weights(self, name: Hashable | None) -> NDArray[np.float64]:
        """(2m,) what the arcs of the core weigh: their strength under that name, else 1."""
        return self.core.weight if name == STRENGTH else sealed(np.ones(len(self.core.head)))
