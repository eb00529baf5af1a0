"""The oracle: a graph store in plain dictionaries, written to be read. Every other store must answer as this one does.

It forgets everything when the last reference to its `Graph` goes; good for tests and for graphs that fit a page. Tables
that stand are never changed: a write makes new ones and puts them in their place at once, so nobody sees half of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from graph import schema
from graph.schema import Element
from graph.stores import answers
from graph.stores.base import GraphStore, Scope, WriteStats, lost_ends, read_only, unknown_batch
from graph.stores.queries import find
from graph.stores.tables import checked, chosen

Key = tuple[str, ...]
Row = dict[str, Any]


@dataclass
class Graph:
    """What is stored: for each label and relationship type, rows by key."""

    rows: Mapping[str, Mapping[Key, Row]] = field(default_factory=lambda: {name: {} for name in schema.ELEMENTS})


class MemoryStore:
    """A graph store without a database."""

    def __init__(self, graph: Graph | None = None, *, read_only: bool = False) -> None:
        self._graph = graph or Graph()
        self._read_only = read_only
        self._touched: dict[tuple[str, str], set[Key]] = {}

    def ensure_schema(self) -> None:
        """Nothing to do."""

    def start_over(self) -> None:
        """Drops everything."""
        self._writable()
        self._graph.rows = Graph().rows

    def write_nodes(self, label: str, table: pa.Table, *, batch: str) -> WriteStats:
        """See `GraphStore`."""
        return self._write(schema.node(label), table, batch)

    def write_rels(self, relation: str, table: pa.Table, *, batch: str) -> WriteStats:
        """See `GraphStore`."""
        declared = schema.relation(relation)
        starts, ends = self._graph.rows[declared.start], self._graph.rows[declared.end]
        lost = sum((a,) not in starts or (b,) not in ends for a, b in _pairs(checked(declared, table)))
        if lost:
            raise lost_ends(relation, lost)
        return self._write(declared, table, batch)

    def _write(self, element: Element, table: pa.Table, batch: str) -> WriteStats:
        self._writable()
        rows, counts = dict(self._graph.rows[element.name]), {"created": 0, "updated": 0, "unchanged": 0}
        touched = self._touched.setdefault((element.name, batch), set())
        for row in checked(element, table).to_pylist():
            key = tuple(row[name] for name in element.key)
            state = "created" if key not in rows else "unchanged" if rows[key] == row else "updated"
            counts[state] += 1
            rows[key] = row
            touched.add(key)
        self._put({element.name: rows})
        return WriteStats(**counts)

    def tidy(self, scope: Scope, batch: str) -> WriteStats:
        """See `GraphStore`."""
        self._writable()
        element = schema.element(scope.element)
        if (element.name, batch) not in self._touched:
            raise unknown_batch(element.name, batch)
        touched, rows = self._touched[element.name, batch], self._graph.rows[element.name]
        gone = {key for key, row in rows.items() if key not in touched and _owned(element, row, scope.owner)}
        made = {element.name: {key: row for key, row in rows.items() if key not in gone}}
        if element.name in schema.NODES:
            made |= self._without(element.name, {key[0] for key in gone})
        self._put(made)
        return WriteStats(removed=len(gone))

    def _without(self, label: str, gone: set[str]) -> dict[str, dict[Key, Row]]:
        """Relationships that do not touch the nodes that are gone, of every type that could."""
        made = {}
        for relation in schema.RELATIONS.values():
            ends = [place for place, end in enumerate((relation.start, relation.end)) if end == label]
            rows = self._graph.rows[relation.name]
            made[relation.name] = {key: row for key, row in rows.items() if gone.isdisjoint(key[end] for end in ends)}
        return made

    def _put(self, made: Mapping[str, Mapping[Key, Row]]) -> None:
        self._graph.rows = {**self._graph.rows, **made}

    def read_nodes(self, label: str, columns: Sequence[str] | None = None) -> pa.Table:
        """See `GraphStore`."""
        return self._read(schema.node(label), columns, None)

    def read_ties(
        self, relation: str = "TIE", *, owner: str | None = None, columns: Sequence[str] | None = None
    ) -> pa.Table:
        """See `GraphStore`."""
        return self._read(schema.relation(relation), columns, owner)

    def _read(self, element: Element, columns: Sequence[str] | None, owner: str | None) -> pa.Table:
        rows = self._graph.rows[element.name]
        wanted = [rows[key] for key in sorted(rows) if _owned(element, rows[key], owner)]
        return pa.Table.from_pylist(wanted, schema=element.schema).select(chosen(element, columns))

    def query(self, name: str, **params: Any) -> pa.Table:
        """See `GraphStore`."""
        query = find(name)
        query.check(params)
        rows = answers.ANSWERS[name](self._graph.rows, **params)
        return query.answer(pa.Table.from_pylist(rows, schema=query.schema))

    def close(self) -> None:
        """Ends the batches."""
        self._touched.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _writable(self) -> None:
        if self._read_only:
            raise read_only()


def _owned(element: Element, row: Row, owner: str | None) -> bool:
    return owner is None or row[element.scope] == owner


def _pairs(table: pa.Table) -> list[tuple[str, str]]:
    return list(zip(table["a"].to_pylist(), table["b"].to_pylist(), strict=True))


def open_store(location: str, *, read_only: bool, settings: Mapping[str, str]) -> GraphStore:  # noqa: ARG001 - one signature for all stores
    """Opens an empty graph; entry point `memory`."""
    return MemoryStore(read_only=read_only)
