"""A plain networkx graph as our kernels read it: its own nodes, and the numbers on its edges that a call names."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from graph import core, plain
from graph.core import Core, sealed
from graph.errors import InputError
from graph.face import Face
from graph.plain import Plain


@dataclass(frozen=True, eq=False, repr=False)
class Converted(Face):
    """What networkx keeps beside a plain graph after `backend="bothways"`.

    Attributes:
        plain: Nodes and arcs as they were read.
        values: (k,) weights of these arcs by name, finite and above 0.
    """

    plain: Plain
    values: Mapping[Hashable, NDArray[np.float64]]

    @property
    def labels(self) -> tuple[Hashable, ...]:
        """(n,) the graph's own nodes, in its order."""
        return self.plain.nodes

    @cached_property
    def core(self) -> Core:
        """The ties as kernels read them, each of strength 1."""
        a, b = self.ends
        return core.build(len(self.labels), a, b, np.ones(len(a)))

    @cached_property
    def ends(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(m,) numbers of the two nodes of each tie, the smaller first."""
        return self.plain.tail[self._once], self.plain.head[self._once]

    def weights(self, name: Hashable | None) -> NDArray[np.float64]:
        """(2m,) what the arcs of the core weigh under a name; 1 where there is none."""
        if name not in self.values:
            return self.core.weight
        return sealed(self.values[name][self._once][self.core.tie])

    def to_networkx(self) -> nx.Graph:
        """A plain graph again, with the numbers that were kept."""
        once = {name: values[self._once] for name, values in self.values.items()}
        return plain.make(self.labels, *self.ends, once)

    @cached_property
    def _once(self) -> NDArray[np.bool_]:
        """(k,) one of the two arcs of each tie."""
        once: NDArray[np.bool_] = self.plain.tail < self.plain.head
        return once


def convert(graph: nx.Graph, weights: Mapping[Hashable, float]) -> Converted:
    """Reads a graph for one call.

    Args:
        graph: Undirected, without parallel edges.
        weights: Edge attributes that the call names, each with what an edge without it weighs.

    Raises:
        NotImplementedError: The graph has ties to themselves, or weights that are no numbers above 0.
    """
    try:
        read = plain.read(graph)
        values = {name: plain.numbers(graph, name, missing=missing) for name, missing in weights.items()}
    except InputError as error:
        raise NotImplementedError(str(error)) from error
    for name, found in values.items():
        if len(found) and found.min() <= 0:
            raise NotImplementedError(f"weights of 0 or less under {name!r}; networkx itself takes them")
    return Converted(read, values)
