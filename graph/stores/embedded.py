"""The embedded graph store: a folder on this machine, no server, no account.

Writing works on a copy of the database that `close` publishes (`generations`), so nobody ever sees half of it and
nothing that happens to a writer harms what was published.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from graph import schema
from graph.errors import StoreError
from graph.schema import Element
from graph.stores.base import GraphStore, Scope, WriteStats, lost_ends, read_only, unknown_batch
from graph.stores.generations import CURE, Generations
from graph.stores.ladybug import Database
from graph.stores.queries import find
from graph.stores.tables import Difference, checked, chosen, dangling, difference, ordered, without

MEMORY = 1 << 30
"""Most that the database keeps in memory, bytes."""

PATIENCE = 2.0
"""Seconds for which a reader tries to open a store that a writer is just replacing."""


class EmbeddedStore:
    """A graph store in a folder.

    Writing works on a copy that is published by `close`; leaving the `with` statement by an error drops it.

    Args:
        folder: Where the database files are.
        read_only: Open what is published, and refuse to write.
        memory: Most that the database keeps in memory, bytes.

    Raises:
        StoreError: Somebody else is writing; or, for reading, there is no store, or it cannot be read.
    """

    def __init__(self, folder: Path, *, read_only: bool = False, memory: int = MEMORY) -> None:
        self._files = Generations(folder)
        self._read_only = read_only
        self._memory = memory
        self._touched: dict[tuple[str, str], list[pa.Table]] = {}  # (element, batch): keys
        self._created: dict[tuple[str, str], int] = {}  # (element, batch): rows, as far as none was removed since
        self._database: Database | None = None
        self._changed = self._closed = False
        if read_only:
            self._database = self._published()
        else:
            self._files.lock()

    def _published(self) -> Database:
        """Opens what is published; a writer may replace it between asking and opening, so ask again."""
        deadline, pause = time.monotonic() + PATIENCE, 0.01
        while True:
            path = self._files.current()
            if path is None:
                raise StoreError("there is no graph store yet", where=str(self._files.folder), cure=CURE)
            try:
                return Database(path, memory=self._memory, read_only=True)
            except StoreError:
                if path == self._files.current() or time.monotonic() > deadline:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, 0.2)

    @property
    def _db(self) -> Database:
        """The open database; the writer's copy is made when it is first needed."""
        if self._closed:
            raise StoreError("the graph store is closed")
        if self._database is None:
            self._changed = self._files.current() is None
            self._database = Database(self._files.copy(), memory=self._memory)
        return self._database

    def _writing(self) -> Database:
        if self._read_only:
            raise read_only()
        return self._db

    def ensure_schema(self) -> None:
        """See `GraphStore`."""
        database = self._writing()
        with database.transaction():
            for element in schema.ELEMENTS.values():
                database.create(element)

    def start_over(self) -> None:
        """Works on an empty database from here on, whatever state the published one is in."""
        if self._read_only:
            raise read_only()
        if self._database is not None:
            self._database.close()
        self._touched.clear()
        self._created.clear()
        self._database, self._changed = Database(self._files.fresh(), memory=self._memory), True
        self.ensure_schema()

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
        database = self._writing()
        change = difference(element, rows, database.near(element, rows))
        if change.new.num_rows or change.changed.num_rows:
            self._apply(element, change)
        self._remember(element, rows, batch, created=change.new.num_rows)
        return WriteStats(change.new.num_rows, change.changed.num_rows, change.unchanged)

    def _apply(self, element: Element, change: Difference) -> None:
        """Writes a difference in one transaction, and counts: the database has lost rows in versions before."""
        database, self._changed = self._writing(), True
        expected = database.count(element) + change.new.num_rows
        with database.transaction():
            database.update(element, change.changed)
            database.insert(element, change.new)
        if database.count(element) != expected:
            raise StoreError(f"the database did not keep every row of {element.name}", cure=CURE)

    def _remember(self, element: Element, rows: pa.Table, batch: str, *, created: int) -> None:
        """Keeps the keys that a batch touched, coded to stay small."""
        keys = rows.select(list(element.key))
        coded = pa.table([column.dictionary_encode() for column in keys.columns], names=keys.column_names)
        self._touched.setdefault((element.name, batch), []).append(coded)
        self._created[element.name, batch] = self._created.get((element.name, batch), 0) + created

    def tidy(self, scope: Scope, batch: str) -> WriteStats:
        """See `GraphStore`."""
        element, database = schema.element(scope.element), self._writing()
        if (element.name, batch) not in self._touched:
            raise unknown_batch(element.name, batch)
        before = database.count(element)
        if before == self._created.get((element.name, batch)):
            return WriteStats()  # all that is there was made by this batch
        present = database.read(element, element.key, owner=scope.owner)
        touched = [keys.cast(present.schema) for keys in self._touched[element.name, batch]]
        gone = without(element, present, touched)
        with database.transaction():
            database.remove(element, gone)
        if database.count(element) != before - gone.num_rows:
            raise StoreError(f"the database did not remove every row of {element.name}", cure=CURE)
        if gone.num_rows:
            self._changed = True
            self._created.clear()
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
        rows = self._db.read(element, list(dict.fromkeys([*wanted, *element.key])), owner=owner)
        return ordered(rows, element.key).select(wanted)

    def query(self, name: str, **params: Any) -> pa.Table:
        """See `GraphStore`."""
        query = find(name)
        query.check(params)
        return query.answer(self._db.answer(query, params))

    def close(self) -> None:
        """Publishes what was written."""
        self._finish(publish=self._changed)

    def _finish(self, *, publish: bool) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            if self._database is not None:
                if publish:
                    self._database.fold_log()
                self._database.close()
                if publish:
                    self._files.publish(self._database.path)
        finally:
            self._files.unlock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finish(publish=error is None and self._changed)


def open_store(location: str, *, read_only: bool, settings: Mapping[str, str]) -> GraphStore:
    """Opens the store in a folder; entry point `embedded`. Setting `memory`: most bytes that it keeps in memory."""
    return EmbeddedStore(Path(location), read_only=read_only, memory=int(settings.get("memory", MEMORY)))
