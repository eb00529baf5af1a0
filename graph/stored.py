"""A finished run as the graph store has it: links and people are read through it, the rest from the run's folder.

Whoever moved a workspace to another store sees with it that nothing was lost on the way: the tables are the same.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import StoreError
from graph.project import FACTS
from graph.results import Results
from graph.stores import GraphStore

CURE = "`bothways rebuild` makes the store again from the ledger and the runs"


def from_store(results: Results, store: GraphStore) -> Results:
    """The run with its links and people as they stand in the store.

    Args:
        results: A finished run.
        store: Open for reading.

    Raises:
        StoreError: The store was left half-way, lacks the run, or holds links that the run did not make.
    """
    if FACTS not in store.read_nodes("Projection")["id"].to_pylist():
        raise StoreError("the graph store was left before all of it was written", cure=CURE)
    if results.run not in store.query("runs")["run"].to_pylist():
        raise StoreError(f"the graph store does not hold the run {results.run}", cure=CURE)
    links = _over(results.table("links"), "link", store.query("links", run=results.run))
    stored = store.read_nodes("Person").rename_columns({"id": "person"})
    known = stored.filter(pc.is_in(stored["person"], results.table("people")["person"]))
    return results.having({"links": links, "people": _over(results.table("people"), "person", known)})


def _over(table: pa.Table, key: str, stored: pa.Table) -> pa.Table:
    """The rows of the run's table that the store holds, in the run's order, with the columns that the store has."""
    places = pc.index_in(stored[key], table[key])
    if places.null_count:
        raise StoreError(f"the graph store holds {places.null_count} rows that the run did not make", cure=CURE)
    order = pc.sort_indices(places)
    rows, stored = table.take(places.take(order)), stored.take(order)
    for place, field in enumerate(table.schema):
        if field.name in stored.column_names:
            rows = rows.set_column(place, field, stored[field.name].cast(field.type))
    return rows
