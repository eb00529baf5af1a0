# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""What is measured of graph stores, one function a process: `python -m benchmarks.store_subjects NAME WORD...`.

`place` is the folder of an embedded store, or that of a server that `scripts/neo4j/server.py` started. `data` is what
`graph_data` wrote. Whatever is read is compared with it, value by value, outside of what counts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.children import counted

if TYPE_CHECKING:
    import neo4j
    import pyarrow as pa

    from graph.project import Upstream
    from graph.stores import GraphStore, WriteStats

NODES, RELATIONS = ("Person", "Unit", "Skill"), ("MEMBER_OF", "HAS_SKILL", "CONTACT")
PIECE = 250_000
"""Rows that are handed to a store at once, as `graph.project` does."""

BATCH = 10_000
"""Rows that a bare loop sends at once."""


def opened(place: Path, *, read_only: bool = False) -> GraphStore:
    """The store at a place."""
    from graph.stores import open_store

    if not (place / "port").exists():
        return open_store("embedded", str(place), read_only=read_only)
    account = {"password": (place / "password").read_text()}
    return open_store("neo4j", address(place), read_only=read_only, settings=account)


def address(place: Path) -> str:
    """Of the server at a place."""
    return f"bolt://127.0.0.1:{(place / 'port').read_text()}"


def driver(place: Path) -> neo4j.Driver:
    """The bare driver to the server at a place."""
    import neo4j

    return neo4j.GraphDatabase.driver(address(place), auth=("neo4j", (place / "password").read_text()))


def pieces(data: Path, name: str, rows: int) -> Iterator[pa.RecordBatch]:
    """The rows of an element."""
    import pyarrow.parquet as pq

    yield from pq.ParquetFile(data / f"{name}.parquet").iter_batches(rows)


# Loading --------------------------------------------------------------------------------------------------------------


def load(place: Path, data: Path) -> None:
    """Everything into an empty store, as a stream."""
    import pyarrow as pa

    from graph.stores import Scope

    with opened(place) as store:
        store.start_over()
        for name in NODES:
            store.write_nodes(name, pa.concat_tables(map(_table, pieces(data, name, PIECE))), batch="1")
        for name in RELATIONS:
            for piece in pieces(data, name, PIECE):
                store.write_rels(name, _table(piece), batch="1")
            store.tidy(Scope(name), "1")


def _table(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_batches([batch])


def copy(place: Path, data: Path) -> None:
    """The same files by Ladybug's own COPY: nothing checked, nothing compared, no limit on memory."""
    import ladybug

    from graph import schema
    from graph.stores.dialects import LADYBUG

    place.mkdir()
    database = ladybug.Database(str(place / "graph"))
    connection = ladybug.Connection(database)
    for name in (*NODES, *RELATIONS):
        connection.execute(LADYBUG.create(schema.element(name)))
        connection.execute(f"COPY {name} FROM '{data / name}.parquet'")
    connection.execute("CHECKPOINT")
    connection.close()
    database.close()


def send(place: Path, data: Path) -> None:
    """The same rows by a bare loop over the driver with the same statements, ten thousand rows a transaction."""
    from graph import schema
    from graph.stores import cypher
    from graph.stores.dialects import NEO4J

    with driver(place) as connection, connection.session() as session:
        for name in (*NODES, *RELATIONS):
            element = schema.element(name)
            if constraint := NEO4J.create(element):
                session.run(constraint).consume()
            text, columns = cypher.merge(element), cypher.sent(element)
            for piece in pieces(data, name, BATCH):
                rows = [list(row) for row in zip(*(piece[column].to_pylist() for column in columns), strict=True)]
                session.execute_write(_run, text, rows)


def _run(transaction: neo4j.ManagedTransaction, text: str, rows: list[list[object]]) -> None:
    transaction.run(text, rows=rows).consume()


# Reading --------------------------------------------------------------------------------------------------------------


def reopen(place: Path, _: Path) -> None:
    """Opening a store that stands."""
    import ladybug  # noqa: F401 - importing is not opening

    import graph.stores.embedded  # noqa: F401 - neither is importing ours

    with counted(), opened(place, read_only=True):
        pass


def reopen_bare(place: Path, _: Path) -> None:
    """Opening the same database without a store."""
    import ladybug

    with counted():
        ladybug.Connection(ladybug.Database(str(_file(place)), read_only=True)).close()


def _file(place: Path) -> Path:
    return place / (place / "current").read_text().strip()


def read(place: Path, data: Path) -> None:
    """All columns of all contacts, sorted."""
    from graph import schema

    with opened(place, read_only=True) as store:
        store.read_nodes("Unit")  # what is imported on the way does not count
        with counted():
            table = store.read_ties("CONTACT")
    _compare(table, data, schema.element("CONTACT").schema.names)


def read_bare(place: Path, data: Path) -> None:
    """All columns of all contacts as Ladybug gives them, in no order."""
    import ladybug

    from graph import schema

    columns = schema.element("CONTACT").schema.names
    connection = ladybug.Connection(ladybug.Database(str(_file(place)), read_only=True))
    with counted():
        shown = ", ".join(f"{_cell(name)} AS `{name}`" for name in columns)
        result: Any = connection.execute(f"MATCH (a:Person)-[r:CONTACT]->(b:Person) RETURN {shown}")
        table = result.get_as_arrow(1 << 16)
    _compare(_sorted(table), data, columns)


def read_rows(place: Path, data: Path) -> None:
    """All columns of all contacts by the bare driver, row by row, in no order."""
    import pyarrow as pa

    from graph import schema

    element = schema.element("CONTACT")
    with driver(place) as connection, connection.session(fetch_size=20_000) as session:
        session.run("RETURN 1").consume()
        with counted():
            shown = ", ".join(map(_cell, element.schema.names))
            rows = [tuple(record) for record in session.run(f"MATCH (a:Person)-[r:CONTACT]->(b:Person) RETURN {shown}")]
            columns = [pa.array(list(column)) for column in zip(*rows, strict=True)]
            table = pa.table(columns, names=element.schema.names)
    _compare(_sorted(table), data, element.schema.names)


def _cell(name: str) -> str:
    return f"{name}.id" if name in ("a", "b") else f"r.`{name}`"


def _sorted(table: pa.Table) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in ("a", "b", "key")])


def _compare(table: pa.Table, data: Path, columns: list[str]) -> None:
    import pyarrow.parquet as pq

    wanted = pq.read_table(data / "CONTACT.parquet", columns=columns).select(columns)
    if not table.cast(wanted.schema).equals(wanted):
        raise ValueError("what was read is not what was written")
    print(table.num_rows, "rows, all values as they were written")


# Through the ledger ---------------------------------------------------------------------------------------------------


def rebuild(place: Path, data: Path) -> None:
    """The whole store from the ledger, weekly contacts counted on the way."""
    from graph import project

    upstream = _upstream(data)
    with counted(), opened(place) as store:
        stats = project.rebuild(store, upstream)
    print(stats)


def again(place: Path, data: Path) -> None:
    """What a run does to a store when nothing was ingested since."""
    from graph import project

    _without_writing(project.refresh, place, data)


def again_whole(place: Path, data: Path) -> None:
    """The same where the store cannot tell, so that all of it is read and compared."""
    from graph import project

    _without_writing(project.update, place, data)


def _without_writing(make: Callable[[GraphStore, Upstream], WriteStats], place: Path, data: Path) -> None:
    upstream = _upstream(data)
    with counted(), opened(place) as store:
        stats = make(store, upstream)
    if stats.created or stats.updated or stats.removed:
        raise ValueError(f"something was written: {stats}")


def _upstream(data: Path) -> Upstream:
    from graph.ledger import Ledger
    from graph.options import RunOptions
    from graph.organisation import read as read_organisation
    from graph.project import Upstream

    ledger, options = Ledger(data / "ledger"), RunOptions()
    return Upstream(ledger, read_organisation(ledger, options), data / "runs", options)


SUBJECTS: dict[str, Callable[..., None]] = {
    subject.__name__: subject
    for subject in (load, copy, send, reopen, reopen_bare, read, read_bare, read_rows, rebuild, again, again_whole)
}

if __name__ == "__main__":
    SUBJECTS[sys.argv[1]](*map(Path, sys.argv[2:]))
