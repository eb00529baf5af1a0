"""The embedded graph store: a folder on this machine, no server, no account.

Writing works on a copy of the database that `close` publishes (`generations`), so nobody ever sees half of it and
nothing that happens to a writer harms what was published.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from graph import schema
from graph.errors import StoreError
from graph.schema import Element
from graph.stores.base import GraphStore, read_only
from graph.stores.comparing import ComparingStore
from graph.stores.generations import CURE, Generations
from graph.stores.ladybug import Database
from graph.stores.tables import Difference

MEMORY = 1 << 30
"""Most that the database keeps in memory, bytes."""

PATIENCE = 2.0
"""Seconds for which a reader tries to open a store that a writer is just replacing."""


class EmbeddedStore(ComparingStore):
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
        super().__init__()
        self._files = Generations(folder)
        self._read_only = read_only
        self._memory = memory
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

    def _reading(self) -> Database:
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
        return self._reading()

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
            self._files.sweep()
        self._forget()
        self._database, self._changed = Database(self._files.fresh(), memory=self._memory), True
        self.ensure_schema()

    def _apply(self, element: Element, change: Difference) -> None:
        """Writes a difference in one transaction, and counts: the database has lost rows in versions before."""
        database, self._changed = self._writing(), True
        expected = database.count(element) + change.new.num_rows
        with database.transaction():
            database.update(element, change.changed)
            database.insert(element, change.new)
        if database.count(element) != expected:
            raise StoreError(f"the database did not keep every row of {element.name}", cure=CURE)

    def _remove(self, element: Element, keys: pa.Table) -> None:
        """Removes rows in one transaction, and counts."""
        database, self._changed = self._writing(), True
        expected = database.count(element) - keys.num_rows
        with database.transaction():
            database.remove(element, keys)
        if database.count(element) != expected:
            raise StoreError(f"the database did not remove every row of {element.name}", cure=CURE)

    def _finish(self, *, publish: bool) -> None:
        """Publishes what was written, if it changed anything."""
        if self._closed:
            return
        self._closed = True
        try:
            if self._database is not None:
                self._let_go(self._database, publish=publish and self._changed)
        finally:
            self._files.unlock()

    def _let_go(self, database: Database, *, publish: bool) -> None:
        with closing(database):
            if publish:
                database.fold_log()
        if publish:
            self._files.publish(database.path)


def open_store(location: str, *, read_only: bool, settings: Mapping[str, str]) -> GraphStore:
    """Opens the store in a folder; entry point `embedded`. Setting `memory`: most bytes that it keeps in memory."""
    return EmbeddedStore(Path(location), read_only=read_only, memory=int(settings.get("memory", MEMORY)))
