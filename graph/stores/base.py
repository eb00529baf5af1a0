"""What every graph store does, and nothing about how.

A store takes and gives whole Arrow tables in the columns that `graph.schema` declares. A *batch* is one round of
writing something completely: every write names its batch, then `tidy` removes what a scope holds and the batch did not
touch. So writing twice is writing once, and what is gone upstream is gone here, without anybody comparing anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from graph.errors import StoreError


@dataclass(frozen=True)
class WriteStats:
    """What a write did, in rows.

    Attributes:
        created: Were not there.
        updated: Were there and said something else.
        unchanged: Were there and said the same; nothing was written.
        removed: Are gone, relationships that went with their nodes not counted.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: WriteStats) -> WriteStats:
        return WriteStats(
            self.created + other.created,
            self.updated + other.updated,
            self.unchanged + other.unchanged,
            self.removed + other.removed,
        )


@dataclass(frozen=True)
class Scope:
    """What a batch speaks for: one kind of node or relationship, or the part of it that one owner has.

    Attributes:
        element: Label or relationship type.
        owner: Value of the element's `scope` property (a source, a run); None means all.
    """

    element: str
    owner: str | None = None


class GraphStore(Protocol):
    """One open graph store; close it, or use it in a `with` statement.

    Each call sees the calls before it, and happens wholly or not at all. Others see what was written when the store
    has been closed, or earlier. Only one may write at a time.

    Every call raises `StoreError` where the store cannot be read or written, and where a table does not fit the schema.
    """

    def ensure_schema(self) -> None:
        """Makes an empty graph ready to be written; does nothing where that was done."""

    def start_over(self) -> None:
        """Says that everything is about to be written again.

        A store that loads faster into an empty graph may drop what it holds; one that others read meanwhile keeps it
        and lets `tidy` remove the rest. Either way the outcome of the writing is the same.
        """

    def write_nodes(self, label: str, table: pa.Table, *, batch: str) -> WriteStats:
        """Creates or updates nodes.

        Args:
            label: One of `schema.NODES`.
            table: Columns of its schema in any order; a missing one that is not required means null. The same row
                may come twice, two rows of one key that differ are refused.
            batch: The batch that touches them.
        """

    def write_rels(self, relation: str, table: pa.Table, *, batch: str) -> WriteStats:
        """Creates or updates relationships between nodes that are there.

        Args:
            relation: One of `schema.RELATIONS`.
            table: As for `write_nodes`; `a` and `b` are the keys of the ends. Fastest when sorted by `a`.
            batch: The batch that touches them.
        """

    def tidy(self, scope: Scope, batch: str) -> WriteStats:
        """Removes what the scope holds and the batch did not touch; nodes go with their relationships.

        How much may go is the caller's business. A batch is open from its first write (of 0 rows, maybe) until the
        store is closed: an unknown one is refused, as it would remove everything.
        """

    def read_nodes(self, label: str, columns: Sequence[str] | None = None) -> pa.Table:
        """All nodes of a label, sorted by key, in the columns of the schema or the named ones of them."""

    def read_ties(
        self, relation: str = "TIE", *, owner: str | None = None, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """All relationships of a type, or those of one owner, sorted by their key; columns as for `read_nodes`."""

    def query(self, name: str, **params: Any) -> pa.Table:
        """The answer to one of `queries.QUERIES`, in its columns and order."""

    def close(self) -> None:
        """Makes everything that was written durable and visible, and lets go; a second call does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def read_only() -> StoreError:
    """What a store says that was opened for reading and is asked to write."""
    return StoreError("the store is open for reading only")


def unknown_batch(element: str, batch: str) -> StoreError:
    """What a store says that is asked to tidy after a batch that wrote nothing of the kind."""
    return StoreError(f"batch {batch!r} wrote no {element}", cure="write it first, a table of 0 rows if there are none")


def lost_ends(relation: str, rows: int) -> StoreError:
    """What a store says of relationships to nodes that are not there."""
    return StoreError(f"{rows} rows of {relation} have an end that is not there", cure="write the nodes first")


class OpenStore(Protocol):
    """What the entry-point group `bothways.stores` names: opens one kind of store."""

    def __call__(self, location: str, *, read_only: bool, settings: Mapping[str, str]) -> GraphStore:
        """Opens the store.

        Args:
            location: A folder, or the address of a server.
            read_only: Refuse to write; several may read at once.
            settings: What else this kind of store needs to know.
        """
