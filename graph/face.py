"""What a graph of ours shows to networkx, and to the functions in `graph.answers` that answer for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from graph.backend import NAME
from graph.core import Core
from graph.errors import counted

if TYPE_CHECKING:
    import networkx as nx


class Face(ABC):
    """An undirected graph without parallel ties, without ties of a node to itself, that nobody can change."""

    __networkx_backend__ = NAME

    @property
    @abstractmethod
    def labels(self) -> tuple[Hashable, ...]:
        """(n,) the nodes as their owner calls them."""

    @property
    @abstractmethod
    def core(self) -> Core:
        """The ties as kernels read them."""

    @property
    @abstractmethod
    def ends(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(m,) numbers of the two nodes of each tie of the core, the smaller first."""

    @abstractmethod
    def weights(self, name: Hashable | None) -> NDArray[np.float64]:
        """(2m,) what the arcs of the core weigh under a name; 1 where there is none, as in networkx.

        Sealed as the core is: numba would compile its kernels once more for arrays that can be written.
        """

    @abstractmethod
    def to_networkx(self) -> nx.Graph:
        """The same as a plain graph."""

    @cached_property
    def index(self) -> Mapping[Hashable, int]:
        """Number of each node."""
        return MappingProxyType({node: i for i, node in enumerate(self.labels)})

    def __iter__(self) -> Iterator[Hashable]:
        """The nodes, as of a plain graph."""
        return iter(self.labels)

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.labels)

    def __getitem__(self, node: object) -> NoReturn:
        """A plain graph has neighbours here."""
        raise TypeError(f"a {type(self).__name__} keeps no neighbours one by one; graph.to_networkx() has them")

    def __repr__(self) -> str:
        """In a few words and without names: networkx writes its arguments to its log."""
        nodes, ties = self.number_of_nodes(), self.number_of_edges()
        return f"<{type(self).__name__} of {counted(nodes, 'node', 'nodes')} and {counted(ties, 'tie', 'ties')}>"

    def __getattr__(self, name: str) -> Any:
        """What is asked of us that only a plain graph has: neighbours one by one, views, changes."""
        cure = "graph.to_networkx() is a plain copy that has"
        raise AttributeError(f"a {type(self).__name__} that networkx's kernels read has no {name!r}; {cure}")

    def __contains__(self, node: object) -> bool:
        try:
            return node in self.index
        except TypeError:  # what cannot be hashed is no node
            return False

    def number_of_nodes(self) -> int:
        """How many nodes there are."""
        return len(self)

    def number_of_edges(self) -> int:
        """How many ties there are."""
        return len(self.ends[0])

    def is_directed(self) -> bool:
        """Never."""
        return False

    def is_multigraph(self) -> bool:
        """Never."""
        return False
