"""A store that compares before it writes: what is there is read, compared in Arrow, and only the difference is written.

So writing what is there already writes nothing, the counts of a write are exact, and the database needs no column for
batches: which keys a batch touched is remembered here until the store is closed. What a database has to do for it is
`Engine`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from graph import schema
from graph.schema import Element
from graph.stores.base import Scope, WriteStats, lost_ends, unknown_batch
from graph.stores.queries import Query, find
from graph.stores.tables import Difference, checked, chosen, dangling, difference, distinct, ordered, without


class Engine(Protocol):
    """What a database does for a store."""

    def keys(self, label: str) -> pa.ChunkedArray:
        """Keys of all nodes of a label."""

    def count(self, element: Element) -> int:
        """Rows of an element."""

    def near(self, element: Element, rows: pa.Table) -> pa.Table:
        """What is there under the keys of `rows`, and maybe more."""

    def read(self, element: Element, columns: Sequence[str], *, owner: str | None = None) -> pa.Table:
        """Rows of an element, or of one owner of it, in no order."""

    def answer(self, query: Query, params: Mapping[str, str]) -> pa.Table:
        """The answer to a question, as it comes."""


class ComparingStore(ABC):
    """Writing, tidying and reading over an `Engine`; opening and closing is left to the store."""

    def __init__(self) -> None:
        self._touched: dict[tuple[str, str], list[pa.Table]] = {}  # (element, batch): keys
        self._reduced: set[str] = set()  # elements of which a batch may have touched rows that are gone

    @abstractmethod
    def _reading(self) -> Engine:
        """The database to read from."""

    @abstractmethod
    def _writing(self) -> Engine:
        """The database to write to; refuses where this store is open for reading."""

    @abstractmethod
    def _apply(self, element: Element, change: Difference) -> None:
        """Writes a difference that is not empty, wholly or not at all."""

    @abstractmethod
    def _remove(self, element: Element, keys: pa.Table) -> None:
        """Removes rows that are there, one at least, wholly or not at all; nodes with their relationships."""

    @abstractmethod
    def _finish(self, *, publish: bool) -> None:
        """Lets go; a second call does nothing."""

    def write_nodes(self, label: str, table: pa.Table, *, batch: str) -> WriteStats:
        """See `GraphStore`."""
        element = schema.node(label)
        return self._write(element, checked(element, table), batch)

    def write_rels(self, relation: str, table: pa.Table, *, batch: str) -> WriteStats:
        """See `GraphStore`."""
        element = schema.relation(relation)
        rows = checked(element, table)
        lost = dangling(rows, *(self._writing().keys(label) for label in (element.start, element.end)))
        if lost:
            raise lost_ends(relation, lost)
        return self._write(element, rows, batch)

    def _write(self, element: Element, rows: pa.Table, batch: str) -> WriteStats:
        change = difference(element, rows, self._writing().near(element, rows))
        if change.new.num_rows or change.changed.num_rows:
            self._apply(element, change)
        self._remember(element, rows, batch)
        return WriteStats(change.new.num_rows, change.changed.num_rows, change.unchanged)

    def _remember(self, element: Element, rows: pa.Table, batch: str) -> None:
        """Keeps the keys that a batch touched, coded to stay small."""
        keys = rows.select(list(element.key))
        coded = pa.table([column.dictionary_encode() for column in keys.columns], names=keys.column_names)
        self._touched.setdefault((element.name, batch), []).append(coded)

    def _forget(self) -> None:
        """Ends all batches."""
        self._touched.clear()
        self._reduced.clear()

    def tidy(self, scope: Scope, batch: str) -> WriteStats:
        """See `GraphStore`."""
        element, database = schema.element(scope.element), self._writing()
        if (element.name, batch) not in self._touched:
            raise unknown_batch(element.name, batch)
        touched = self._touched[element.name, batch]
        if element.name not in self._reduced and database.count(element) == distinct(element, touched):
            return WriteStats()  # the batch wrote all that is there, as most do
        present = database.read(element, element.key, owner=scope.owner)
        gone = without(element, present, [keys.cast(present.schema) for keys in touched])
        if gone.num_rows:
            self._remove(element, gone)
            self._reduced |= {element.name, *(kind.name for kind in schema.at(element.name))}
        return WriteStats(removed=gone.num_rows)

    def read_nodes(self, label: str, columns: Sequence[str] | None = None) -> pa.Table:
        """See `GraphStore`."""
        return self._read(schema.node(label), columns, None)

    def read_ties(
        self, relation: str = "TIE", *, owner: str | None = None, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """See `GraphStore`."""
        return self._read(schema.relation(relation), columns, owner)

    def _read(self, element: Element, columns: Sequence[str] | None, owner: str | None) -> pa.Table:
        wanted = chosen(element, columns)
        rows = self._reading().read(element, list(dict.fromkeys([*wanted, *element.key])), owner=owner)
        return ordered(rows, element.key).select(wanted)

    def query(self, name: str, **params: Any) -> pa.Table:
        """See `GraphStore`."""
        query = find(name)
        query.check(params)
        return query.answer(self._reading().answer(query, params))

    def close(self) -> None:
        """Makes everything that was written durable and visible, and lets go."""
        self._finish(publish=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(publish=error is None)
