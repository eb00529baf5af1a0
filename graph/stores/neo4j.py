"""The store on a Neo4j server, through its official driver.

Every write is one transaction and so is seen wholly or not at all, by others as soon as it is done. Nothing in it is
lost when the connection breaks: the driver repeats what it may, and everything is written so that repeating it changes
nothing (`MERGE`). One node of label `Bothways` says that the database is ours and of which version; who writes holds a
lock on it, which the server lets go when the writer dies. Two more count the writes that began and that were done, so
that a reader who needed several questions for one answer knows whether a write fell between them, and asks again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from typing import TypeVar

import pyarrow as pa

from graph import schema
from graph.errors import StoreError
from graph.schema import Element, Node
from graph.stores import cypher, longtexts
from graph.stores.base import GraphStore, read_only
from graph.stores.bolt import TRIES, Place, Server, Statement, UnsureError
from graph.stores.comparing import ComparingStore
from graph.stores.dialects import NEO4J
from graph.stores.queries import Query
from graph.stores.tables import Difference

T = TypeVar("T")

CURE = "`bothways rebuild --store neo4j` makes the store again from the ledger and the runs"

PATIENCE = 60.0
"""Seconds for which a reader asks again because somebody is writing, and a writer because the server is away."""

SETTLED = 5.0
"""Seconds after which a write that began and was never done counts as one whose writer is dead."""


class Neo4jDatabase:
    """The engine of the store: what the tables need of the server.

    Args:
        server: The connection.
        alone: Whether this process holds the lock, so that nothing changes between two questions.
    """

    def __init__(self, server: Server, *, alone: bool) -> None:
        self.server, self._alone = server, alone
        self._abandoned: tuple[int, int] | None = None  # counts of a dead writer: nobody waits for it twice

    def keys(self, label: str) -> pa.ChunkedArray:
        """See `Engine`."""
        return self._long(pa.table({"id": pa.array(self._keys(label), pa.string())}))["id"]

    def _keys(self, label: str) -> list[str]:
        found: list[str] = self.server.ask(cypher.keys(label))[0][0]
        return found

    def count(self, element: Element) -> int:
        """See `Engine`."""
        number: int = self.server.ask(cypher.count(element))[0][0]
        return number

    def near(self, element: Element, rows: pa.Table) -> pa.Table:
        """See `Engine`; all that starts where one of the rows does."""
        if not rows.num_rows or not self.count(element):
            return rows.slice(0, 0)
        keys = [longtexts.digest(key) for key in rows[element.key[0]].unique().to_pylist()]
        return self._rows(element, element.schema.names, keys, None)

    def read(self, element: Element, columns: Sequence[str], *, owner: str | None = None) -> pa.Table:
        """See `Engine`."""
        start = element.name if isinstance(element, Node) else element.start
        return self.settled(lambda: self._rows(element, columns, self._keys(start), owner))

    def answer(self, query: Query, params: Mapping[str, str]) -> pa.Table:
        """See `Engine`."""
        short = {name: longtexts.digest(value) for name, value in params.items()}
        return self.settled(lambda: self._answer(query, short))

    def _answer(self, query: Query, params: Mapping[str, str]) -> pa.Table:
        rows = self.server.ask(NEO4J.text(query), **params)
        columns = zip(*rows, strict=True) if rows else [[] for _ in query.schema]
        return self._long(
            pa.table(
                [pa.array(list(column), field.type) for field, column in zip(query.schema, columns, strict=True)],
                schema=query.schema,
            )
        )

    def _rows(self, element: Element, columns: Sequence[str], keys: Sequence[str], owner: str | None) -> pa.Table:
        """Rows that start at the nodes of these keys, in bounded questions."""
        text = cypher.grouped(element, cypher.read_columns(element, columns), owned=owner is not None)
        short = {} if owner is None else {"owner": longtexts.digest(owner)}
        parts = [element.schema.empty_table().select(columns)]
        for start in range(0, len(keys), cypher.STARTS):
            (row,) = self.server.ask(text, keys=keys[start : start + cypher.STARTS], **short)
            parts.append(cypher.table(element, columns, row))
        return self._long(pa.concat_tables(parts))

    def _long(self, table: pa.Table) -> pa.Table:
        """The table with the texts that stand aside."""
        digests = longtexts.hidden(table)
        if not digests:
            return table
        found = self.server.ask(
            "UNWIND $digests AS d MATCH (t:BothwaysText {id: d}) RETURN t.id, t.text", digests=digests
        )
        return longtexts.unfolded(table, dict(found))

    def settled(self, ask: Callable[[], T]) -> T:
        """An answer during which no write was done, so that no half of one is in it."""
        if self._alone:
            return ask()
        deadline, pause = time.monotonic() + PATIENCE, 0.02
        waiting_since, open_write = time.monotonic(), None
        while time.monotonic() < deadline:
            before = self.writes()
            if before[0] != before[1] and before != open_write:
                waiting_since, open_write = time.monotonic(), before
            if time.monotonic() - waiting_since > SETTLED:
                self._abandoned = before
            if before[0] == before[1] or before == self._abandoned:
                answer = ask()
                if self.writes() == before:
                    return answer
            time.sleep(pause)
            pause = min(2 * pause, 0.5)
        raise StoreError("somebody was writing all the time", where=self.server.place.uri, cure="try again later")

    def writes(self) -> tuple[int, int]:
        """How many writes began to be published, and how many were done."""
        found = dict(self.server.ask("MATCH (w:Bothways) WHERE w.id IN ['begun', 'done'] RETURN w.id, w.number"))
        return found.get("begun", 0), found.get("done", 0)


class Neo4jStore(ComparingStore):
    """A graph store on a Neo4j server.

    Args:
        place: Where the server is and who we are there.
        read_only: Refuse to write; the store must be there.

    Raises:
        StoreError: The server does not answer, does not know us, or holds no store of ours to read.
    """

    def __init__(self, place: Place, *, read_only: bool = False) -> None:
        super().__init__()
        self._read_only = read_only
        self._closed = self._freed = False
        self._server = Server(place, writing=not read_only)
        self._database = Neo4jDatabase(self._server, alone=not read_only)
        try:
            self._look()
        except BaseException:
            self._server.close()
            raise

    def _look(self) -> None:
        """Whether the server is there, and for a reader the store."""
        self._server.knock()
        if not self._read_only:
            return
        version = self._version()
        if version is None:
            raise StoreError("there is no graph store in this database yet", where=self._server.place.uri, cure=CURE)
        self._refuse_newer(version)
        if version < schema.VERSION:
            raise StoreError("an older version of Bothways made the store", where=self._server.place.uri, cure=CURE)

    def _refuse_newer(self, version: int) -> None:
        if version > schema.VERSION:
            raise StoreError(
                f"a newer version of Bothways made the store (schema {version}, this one writes {schema.VERSION})",
                where=self._server.place.uri,
                cure="update Bothways here too",
            )

    def _reading(self) -> Neo4jDatabase:
        if self._closed:
            raise StoreError("the graph store is closed")
        return self._database

    def _writing(self) -> Neo4jDatabase:
        if self._read_only:
            raise read_only()
        database = self._reading()
        if self._server.lock():
            self._take_up(*database.writes())
        return database

    def _take_up(self, begun: int, done: int) -> None:
        """Looks at the counts when the lock is new.

        Where the lock was lost others may have written what our comparisons do not know; a writer that died between
        beginning and being done left the counts apart.
        """
        if self._server.begun not in (None, begun):
            self._server.unlock()
            raise StoreError(
                "another process wrote to this graph store while the connection was broken",
                where=self._server.place.uri,
                cure="do it again",
            )
        self._server.begun = begun
        if begun != done:
            self._server.run("MERGE (w:Bothways {id: 'done'}) SET w.number = $number", number=begun)

    def _version(self) -> int | None:
        found = self._server.ask("MATCH (s:Bothways {id: 'store'}) RETURN s.version")
        return found[0][0] if found else None

    def ensure_schema(self) -> None:
        """See `GraphStore`; refuses a database that holds what others wrote, unless the place says it may."""
        if self._read_only:
            raise read_only()
        self._reading()
        version = self._version()
        if version is None:
            self._refuse_strangers()
        else:
            self._refuse_newer(version)
        if version != schema.VERSION:
            self._make_schema()

    def _refuse_strangers(self) -> None:
        """Data of others in nodes of our labels is never touched; other data only where the place says so."""
        for label in schema.NODES:
            if self._server.ask(f"MATCH (n:`{label}`) RETURN 1 LIMIT 1"):
                raise StoreError(
                    f"the database holds nodes of label {label} that Bothways did not write",
                    where=self._server.place.uri,
                    cure="give Bothways a database of its own ([neo4j] database)",
                )
        if not self._server.place.beside_others and self._server.ask("MATCH (n) RETURN 1 LIMIT 1"):
            raise StoreError(
                "the database holds data that Bothways did not write",
                where=self._server.place.uri,
                cure="give Bothways a database of its own, or set neo4j.beside_others = true to write beside it",
            )

    def _make_schema(self) -> None:
        """Constraints and indexes first, the version last: with it everything is there."""
        self._constrain()
        if self._version() is not None:
            self._clear()
        self._server.run("MERGE (s:Bothways {id: 'store'}) SET s.version = $version", version=schema.VERSION)

    def _constrain(self) -> None:
        """Makes the constraints and indexes that are not there."""
        for label in ("Bothways", "BothwaysText"):
            name = label.lower()
            self._server.run(f"CREATE CONSTRAINT {name}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE")
        for element in schema.ELEMENTS.values():
            if text := NEO4J.create(element):
                self._server.run(text)

    def _clear(self) -> None:
        """Removes everything of ours, in bounded transactions."""
        self._writing()
        for label in (*schema.NODES, "BothwaysText"):
            text = f"MATCH (n:`{label}`) WITH n LIMIT 1000 DETACH DELETE n RETURN count(*)"
            while self._server.ask(text)[0][0]:
                pass
        self._server.unlock()  # the next thing that is written is the node that the lock is on

    def start_over(self) -> None:
        """Keeps what others read meanwhile; what is not written again is tidied, what was dropped is made again."""
        self.ensure_schema()
        self._constrain()
        self._writing()
        self._forget()

    def _apply(self, element: Element, change: Difference) -> None:
        self._freed |= change.changed.num_rows > 0
        rows, aside = longtexts.folded(pa.concat_tables([change.new, change.changed]).select(cypher.sent(element)))
        texts = [{"id": short, "text": text} for short, text in aside.items()]
        keep = "UNWIND $texts AS t MERGE (n:BothwaysText {id: t.id}) SET n.text = t.text RETURN count(*)"
        kept = [(keep, {"texts": texts})] if texts else []
        done = self._publish(lambda: chain(kept, cypher.statements(cypher.merge(element), rows)))
        if sum(done[len(kept) :]) != rows.num_rows:
            raise StoreError(f"the server did not find the ends of every row of {element.name}", cure=CURE)

    def _remove(self, element: Element, keys: pa.Table) -> None:
        self._freed = True
        short, _ = longtexts.folded(keys.select(list(element.key)))
        self._publish(lambda: cypher.statements(cypher.remove(element), short))

    def _publish(self, statements: Callable[[], Iterable[Statement]]) -> list[int]:
        """Runs statements in one transaction, counted for those who read meanwhile."""
        for attempt in range(TRIES):
            self._writing()
            with suppress(UnsureError):
                return self._server.write(statements, counted=True)
            time.sleep(2**attempt)
        raise StoreError("the server keeps leaving open whether it wrote", where=self._server.place.uri, cure=CURE)

    def _finish(self, *, publish: bool) -> None:
        """Each write was published when it was done; what is left are texts that stand aside for nothing."""
        if self._closed:
            return
        try:
            if publish and self._freed:
                self._sweep_texts()
        finally:
            self._closed = True
            self._server.close()

    def _sweep_texts(self) -> None:
        """Removes texts that no row points to any more: they are gone when the people are whom they were about."""
        if not self._server.ask("MATCH (t:BothwaysText) RETURN 1 LIMIT 1"):
            return
        kept: set[str] = set()
        for element in schema.ELEMENTS.values():
            for text in cypher.digests(element):
                kept |= {found for (found,) in self._server.ask(text, mark=longtexts.MARK)}
        sweep = "MATCH (t:BothwaysText) WHERE NOT t.id IN $kept DELETE t RETURN count(*)"
        self._publish(lambda: [(sweep, {"kept": sorted(kept)})])


def open_store(location: str, *, read_only: bool, settings: Mapping[str, str]) -> GraphStore:
    """Opens the store on a server; entry point `neo4j`.

    Settings: `database`, `user`, `password`; `beside_others` "true" to write into a database that holds other data.
    """
    return Neo4jStore(Place.of(location, settings), read_only=read_only)
