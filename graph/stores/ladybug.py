"""The embedded graph store: Ladybug, a database in one file, used in one place.

What the database is good at is copying whole tables in and reading whole columns out; looking rows up to merge them is
dear. So a write reads what may be there, compares outside, copies in what is new and sets what has changed. Files and
their safety are the business of `generations`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc

from graph import schema
from graph.errors import StoreError
from graph.schema import Element, Node
from graph.stores.base import GraphStore, Scope, WriteStats, lost_ends, read_only, unknown_batch
from graph.stores.dialects import LADYBUG
from graph.stores.generations import CURE, Generations
from graph.stores.queries import find
from graph.stores.tables import checked, chosen, dangling, difference, ordered, without

MEMORY = 1 << 30
"""Most that the database keeps in memory; its own default is most of the machine."""

COPY_ROWS = 500_000
"""Rows that are copied in at once: fewer cost time, more cost memory (250 bytes a row while they are copied)."""

PATIENCE = 2.0
"""Seconds for which a reader tries to open a store that a writer is just replacing."""

KEPT_BATCHES = 1 << 16
"""Rows in a batch of an answer."""


class LadybugStore:
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
        self._database: _Database | None = None
        self._closed = False
        if read_only:
            self._database = self._published()
        else:
            self._files.lock()

    def _published(self) -> _Database:
        """Opens what is published; a writer may replace it between asking and opening, so ask again."""
        deadline, pause = time.monotonic() + PATIENCE, 0.01
        while True:
            path = self._files.current()
            if path is None:
                raise StoreError("there is no graph store yet", where=str(self._files.folder), cure=CURE)
            try:
                return _Database(path, memory=self._memory, read_only=True)
            except StoreError:
                if path == self._files.current() or time.monotonic() > deadline:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, 0.2)

    @property
    def _db(self) -> _Database:
        """The open database; the writer's copy is made when it is first needed."""
        if self._closed:
            raise StoreError("the graph store is closed")
        if self._database is None:
            self._database = _Database(self._files.copy(), memory=self._memory)
        return self._database

    def _writing(self) -> _Database:
        if self._read_only:
            raise read_only()
        return self._db

    def ensure_schema(self) -> None:
        """See `GraphStore`."""
        database = self._writing()
        for element in schema.ELEMENTS.values():
            database.run(LADYBUG.create(element))

    def start_over(self) -> None:
        """Works on an empty database from here on, whatever state the published one is in."""
        if self._read_only:
            raise read_only()
        if self._database is not None:
            self._database.close()
        self._touched.clear()
        self._created.clear()
        self._database = _Database(self._files.fresh(), memory=self._memory)
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
        before = database.count(element)
        with database.transaction():
            database.update(element, change.changed)
            database.insert(element, change.new)
        if database.count(element) != before + change.new.num_rows:
            raise StoreError(f"the database did not keep every row of {element.name}", cure=CURE)
        self._remember(element, rows, batch, created=change.new.num_rows)
        return WriteStats(change.new.num_rows, change.changed.num_rows, change.unchanged)

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
        return query.answer(self._db.run(LADYBUG.text(query), **params))

    def close(self) -> None:
        """Publishes what was written."""
        self._finish(publish=not self._read_only)

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
        self._finish(publish=error is None and not self._read_only)


class _Database:
    """One open database file; every statement and every error of the engine passes here."""

    def __init__(self, path: Path, *, memory: int, read_only: bool = False) -> None:
        import ladybug  # noqa: PLC0415 - 30 MB that only a store needs

        self.path = path
        try:
            self._engine = ladybug.Database(str(path), buffer_pool_size=memory, read_only=read_only)
            self._connection = ladybug.Connection(self._engine)
        except RuntimeError as error:
            raise StoreError(
                f"the graph store cannot be opened ({_kind(error)})", where=str(path), cure=CURE
            ) from error

    def run(self, text: str, **params: Any) -> pa.Table:
        """The answer to one statement."""
        try:
            result: Any = self._connection.execute(text, params)
            table: pa.Table = result.get_as_arrow(KEPT_BATCHES)
            result.close()
        except RuntimeError as error:
            raise StoreError(f"the graph store failed ({_kind(error)})", where=str(self.path), cure=CURE) from error
        return table

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What happens inside happens wholly or not at all."""
        self.run("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self.run("COMMIT")

    def keys(self, label: str) -> pa.ChunkedArray:
        """Keys of all nodes of a label."""
        return self.run(f"MATCH (n:`{label}`) RETURN n.id AS id")["id"]

    def count(self, element: Element) -> int:
        """Rows of an element."""
        number: int = self.run(f"MATCH {_pattern(element)} RETURN count(*) AS n")["n"][0].as_py()
        return number

    def read(self, element: Element, columns: Sequence[str], *, owner: str | None = None) -> pa.Table:
        """Rows of an element, or of one owner of it, in no order."""
        if owner is None:
            return self._rows(element, columns, "")
        return self._rows(element, columns, f"WHERE r.`{element.scope}` = $owner", owner=owner)

    def near(self, element: Element, rows: pa.Table) -> pa.Table:
        """What is there between the smallest and the largest key of `rows`: all that writing them may change."""
        if not rows.num_rows or not self.count(element):
            return rows.slice(0, 0)
        first = element.key[0]
        ends = pc.min_max(rows[first])
        place = _place(element, first)
        between = f"WHERE {place} >= $low AND {place} <= $high"
        return self._rows(element, element.schema.names, between, low=ends["min"].as_py(), high=ends["max"].as_py())

    def _rows(self, element: Element, columns: Sequence[str], where: str, **params: str) -> pa.Table:
        shown = ", ".join(f"{_place(element, name)} AS `{name}`" for name in columns)
        rows = self.run(f"MATCH {_pattern(element)} {where} RETURN {shown}", **params)
        return rows.cast(pa.schema([element.schema.field(name) for name in columns]))

    def insert(self, element: Element, rows: pa.Table) -> None:
        """Copies in rows whose keys are not there."""
        for start in range(0, rows.num_rows, COPY_ROWS):
            self.run(f"COPY `{element.name}` FROM $rows", rows=rows.slice(start, COPY_ROWS))

    def update(self, element: Element, rows: pa.Table) -> None:
        """Sets all values of rows whose keys are there."""
        values = [name for name in element.schema.names if name not in element.key]
        if rows.num_rows:
            settings = ", ".join(f"{_place(element, name)} = `_{name}`" for name in values)
            self._each(element, rows, f"SET {settings}")

    def remove(self, element: Element, keys: pa.Table) -> None:
        """Removes rows by key, nodes with their relationships."""
        if keys.num_rows:
            self._each(element, keys, "DETACH DELETE r" if isinstance(element, Node) else "DELETE r")

    def _each(self, element: Element, rows: pa.Table, action: str) -> None:
        """Does something to each element whose key stands in `rows`."""
        columns = ", ".join(f"`{name}` AS `_{name}`" for name in rows.column_names)
        same = " AND ".join(f"{_place(element, name)} = `_{name}`" for name in element.key)
        text = f"LOAD FROM $rows WITH {columns} MATCH {_pattern(element)} WHERE {same} {action} RETURN count(*) AS n"
        if self.run(text, rows=rows)["n"][0].as_py() != rows.num_rows:
            raise StoreError(f"the database did not find every row of {element.name}", cure=CURE)

    def fold_log(self) -> None:
        """Brings everything from the log into the file."""
        self.run("CHECKPOINT")

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()
        self._engine.close()


def _pattern(element: Element) -> str:
    """The pattern that finds an element as `r`, and the ends of a relationship as `a` and `b`."""
    if isinstance(element, Node):
        return f"(r:`{element.name}`)"
    return f"(a:`{element.start}`)-[r:`{element.name}`]->(b:`{element.end}`)"


def _place(element: Element, column: str) -> str:
    """Where a column of the element's table stands in its pattern."""
    if column in ("a", "b") and not isinstance(element, Node):
        return f"{column}.id"
    return f"r.`{column}`"


def _kind(error: RuntimeError) -> str:
    """What sort of failure it was; the rest of the engine's message may hold what people wrote."""
    text = str(error)
    return text.partition(":")[0] if " exception:" in text else type(error).__name__


def open_store(location: str, *, read_only: bool, settings: Mapping[str, str]) -> GraphStore:
    """Opens the store in a folder; entry point `embedded`. Setting `memory`: most bytes that it keeps in memory."""
    return LadybugStore(Path(location), read_only=read_only, memory=int(settings.get("memory", MEMORY)))
