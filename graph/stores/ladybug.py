"""Ladybug, the database of the embedded store: the one module that knows it. Every statement and error passes here.

It is good at copying whole tables in and reading whole columns out; looking rows up one by one to merge them costs more
with every row that stands. So there is no MERGE here: what is there is read, compared outside, and only the difference
is written.
"""

from __future__ import annotations

import os
import re
import shutil
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import StoreError
from graph.schema import Element, Node
from graph.stores.dialects import LADYBUG
from graph.stores.generations import CURE, ROOM
from graph.stores.queries import Query

COPY_ROWS = 250_000
"""Rows that are copied in at once: fewer cost time, more cost memory (about 500 bytes a row while they are copied)."""

WRITING_THREADS = 1
"""More do not write sooner, and cost a fifth more of both CPU time and memory."""

ANSWER_ROWS = 1 << 16
"""Rows in a batch of an answer."""

SPARE = 1 << 16
"""Bytes of the disk that are kept free for the engine's last words, see `Database.close`."""

FULL = 1 << 20
"""A disk with fewer free bytes counts as full: the engine does not always say why it failed."""


class Database:
    """One open database file.

    Args:
        path: The file; made where there is none.
        memory: Most that the database keeps in memory, bytes; its own default is most of the machine.
        read_only: Open without writing or locking.

    Raises:
        StoreError: It cannot be opened; so with every call that fails.
    """

    def __init__(self, path: Path, *, memory: int, read_only: bool = False) -> None:
        import ladybug  # noqa: PLC0415 - 30 MB that only a store needs

        self.path, self._ladybug = path, ladybug
        self._spare = None if read_only else path.with_name(path.name + ".spare")
        self._given_up = False
        with self._failing("cannot be opened"):
            if self._spare is not None:
                self._spare.write_bytes(os.urandom(SPARE))  # what is alike some disks keep in no room at all
            self._engine = ladybug.Database(str(path), buffer_pool_size=memory, read_only=read_only)
            self._connection = ladybug.Connection(self._engine, num_threads=0 if read_only else WRITING_THREADS)
            self._connection.execute("CALL force_checkpoint_on_close = false")  # `fold_log` is for what is published

    def run(self, text: str, **params: Any) -> pa.Table:
        """The answer to one statement."""
        if self._given_up:
            raise StoreError("the graph store was given up after an error", where=str(self.path), cure=CURE)
        with self._failing("failed"):
            return self._answered(text, params)

    def _answered(self, text: str, params: dict[str, Any]) -> pa.Table:
        """Given as text the engine would keep the statement for the next time, and with it the table it reads."""
        statement = self._ladybug.PreparedStatement(self._connection, text, params)
        result: Any = self._connection.execute(statement, params)
        table: pa.Table = result.get_as_arrow(ANSWER_ROWS)
        result.close()
        return table

    @contextmanager
    def _failing(self, what: str) -> Iterator[None]:
        """Turns the engine's errors into ours; its own words may hold what people wrote."""
        try:
            yield
        except (RuntimeError, OSError) as error:
            traceback.clear_frames(error.__traceback__)  # they hold statements, and these the open database
            if self._full(error):
                message, cure = "the disk takes no more of the graph store", ROOM
            else:
                message, cure = f"the graph store {what} ({_kind(error)})", CURE
            raise StoreError(message, where=str(self.path), cure=cure) from error

    def _full(self, error: Exception) -> bool:
        """Whether it failed because the disk is full: the engine says so, or it is so."""
        if self._spare is None:
            return False
        with suppress(OSError):
            return "Cannot write to file" in str(error) or shutil.disk_usage(self.path.parent).free < FULL
        return False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """What happens inside happens wholly or not at all."""
        self.run("BEGIN TRANSACTION")
        try:
            yield
        except BaseException:
            with suppress(StoreError):
                self._end("ROLLBACK")
            raise
        self._end("COMMIT")

    def _end(self, text: str) -> None:
        """Ends a transaction; if that fails nobody knows what stands, so nothing of it is ever published."""
        try:
            self.run(text)
        except BaseException:
            self._given_up = True
            raise

    def create(self, element: Element) -> None:
        """Makes room for an element; does nothing where there is."""
        self.run(LADYBUG.create(element))

    def answer(self, query: Query, params: Mapping[str, str]) -> pa.Table:
        """The answer to a question, as it comes."""
        return self.run(LADYBUG.text(query), **params)

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
        """Lets go of the file.

        The engine writes what is left of its log then, and ends the whole process where it cannot: so the room that was
        kept for that is given back first.
        """
        if self._spare is not None:
            self._spare.unlink(missing_ok=True)
        self._connection.close()
        self._engine.close()


def _kind(error: Exception) -> str:
    """What kind of error the engine says it is; nothing before these words is anybody's but the engine's."""
    said = re.search(r"([A-Za-z ]+ exception):", str(error))
    return said[1].strip() if said else type(error).__name__


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
