"""The Cypher that moves whole tables, derived from `graph.schema`: rows go as lists, columns come back as lists.

A batch goes through `UNWIND` with `MERGE`, so that a batch that is sent again changes nothing. Reading one row a
relationship is seven times as dear for the client as reading one for a thousand start nodes, with a list for each of
them in each column, so that is how they come (`grouped`). Such lists cannot hold nulls; a value of another type stands
for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import pyarrow as pa

from graph.schema import Element, Node, Relation

ROWS = 10_000
"""Rows that are sent at once."""

STARTS = 1_000
"""Start nodes whose relationships are read at once: the server holds them all before it sends."""


def merge(element: Element) -> str:
    """Creates or updates rows; counts those that found their ends."""
    names = sent(element)
    values = names[len(element.key) :]
    setting = ", ".join(f"r.`{name}` = row[{names.index(name)}]" for name in values)
    return " ".join(
        ["UNWIND $rows AS row", *_ends(element), f"MERGE {_keyed(element)}", f"SET {setting}" if setting else "", COUNT]
    )


def remove(element: Element) -> str:
    """Removes the rows whose keys are sent, nodes with their relationships."""
    action = "DETACH DELETE r" if isinstance(element, Node) else "DELETE r"
    return " ".join(["UNWIND $rows AS row", *_ends(element), f"MATCH {_keyed(element)} {action}", COUNT])


COUNT = "RETURN count(*) AS n"


def _ends(element: Element) -> list[str]:
    if isinstance(element, Node):
        return []
    return [f"MATCH (a:`{element.start}` {{id: row[0]}})", f"MATCH (b:`{element.end}` {{id: row[1]}})"]


def _keyed(element: Element) -> str:
    """The pattern of the element whose key stands at the beginning of `row`."""
    if isinstance(element, Node):
        return f"(r:`{element.name}` {{id: row[0]}})"
    identity = ", ".join(f"`{name}`: row[{element.key.index(name)}]" for name in element.identity)
    return f"(a)-[r:`{element.name}` {{{identity}}}]->(b)"


def sent(element: Element) -> list[str]:
    """The columns in the order in which rows are sent: the key first."""
    return [*element.key, *(name for name in element.schema.names if name not in element.key)]


def count(element: Element) -> str:
    """Counts the rows of an element; the database knows the number without looking."""
    if isinstance(element, Node):
        return f"MATCH (r:`{element.name}`) {COUNT}"
    return f"MATCH ()-[r:`{element.name}`]->() {COUNT}"


def digests(element: Element) -> Iterator[str]:
    """Questions for what stands in the texts of an element and begins with `$mark`."""
    pattern = f"(r:`{element.name}`)" if isinstance(element, Node) else f"()-[r:`{element.name}`]->()"
    for declared in element.properties:
        if declared.type == "text":
            place = f"r.`{declared.name}`"
            yield f"MATCH {pattern} WHERE {place} STARTS WITH $mark RETURN DISTINCT {place}"


def keys(label: str) -> str:
    """All keys of a label, in one list."""
    return f"MATCH (n:`{label}`) RETURN collect(n.id) AS keys"


def grouped(element: Element, columns: Sequence[str], *, owned: bool) -> str:
    """One row for the nodes of `$keys`, or for the relationships that start there.

    Of nodes a list a column; of relationships the keys of the start nodes, and in each column a list for each of them.
    """
    lists = ", ".join(f"collect({_listed(element, name)}) AS `{name}`" for name in columns)
    if isinstance(element, Node):
        return f"UNWIND $keys AS k MATCH (r:`{element.name}` {{id: k}}) RETURN {lists}"
    start, end = f"(a:`{element.start}` {{id: k}})", f"(b:`{element.end}`)"
    where = f"WHERE r.`{element.scope}` = $owner" if owned else ""
    nested = ", ".join(f"collect(`{name}`)" for name in columns)
    found = f"MATCH {start}-[r:`{element.name}`]->{end} {where} WITH k, {lists}"
    return f"UNWIND $keys AS k {found} RETURN collect(k), {nested}"


def _listed(element: Element, name: str) -> str:
    if isinstance(element, Relation) and name in ("a", "b"):
        return f"{name}.id"
    place, field = f"r.`{name}`", element.schema.field(name)
    return f"coalesce({place}, {'-1' if pa.types.is_boolean(field.type) else 'false'})" if field.nullable else place


def statements(text: str, table: pa.Table) -> Iterator[tuple[str, dict[str, Any]]]:
    """The statement with the rows of a table as lists, `ROWS` at a time."""
    for batch in table.to_batches(max_chunksize=ROWS):
        rows = list(map(list, zip(*(column.to_pylist() for column in batch.columns), strict=True)))
        yield text, {"rows": rows}
        rows.clear()  # sent by now; the driver keeps what it was given until the transaction ends


def read_columns(element: Element, columns: Sequence[str]) -> list[str]:
    """The columns that `grouped` must send: the start nodes' keys come with the lists."""
    wanted = [name for name in columns if isinstance(element, Node) or name != "a"]
    return wanted or ["b"]


def table(element: Element, columns: Sequence[str], row: Sequence[Any]) -> pa.Table:
    """What `grouped` gave, as a table of `columns`."""
    sent = read_columns(element, columns)
    lists = row if isinstance(element, Node) else [chain.from_iterable(nested) for nested in row[1:]]
    made = {name: _array(element.schema.field(name), values) for name, values in zip(sent, lists, strict=True)}
    if isinstance(element, Relation):
        places = np.repeat(np.arange(len(row[0])), [len(values) for values in row[1]])
        made["a"] = pa.array(row[0], pa.string()).take(pa.array(places))
    return pa.table([made[name] for name in columns], schema=pa.schema([element.schema.field(n) for n in columns]))


def _array(field: pa.Field, values: Iterable[Any]) -> pa.Array:
    if not field.nullable:
        return pa.array(list(values), field.type)
    if pa.types.is_boolean(field.type):
        return pa.array([value if isinstance(value, bool) else None for value in values], field.type)
    return pa.array([None if value is False else value for value in values], field.type)
