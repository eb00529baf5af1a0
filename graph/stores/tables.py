"""What stores do with Arrow tables before and after their database sees them: check, compare, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import StoreError
from graph.nearest import nearest
from graph.schema import Element

Codes = NDArray[np.int64]

_MOST = 2**62
"""Largest whole number that may come out of joining columns."""


def checked(element: Element, table: pa.Table) -> pa.Table:
    """The table in the element's columns and types, each row once; NaN and missing columns are null.

    Raises:
        StoreError: A column is unknown, of the wrong type, or null where it must not be; or rows contradict.
    """
    for name in table.column_names:
        if name not in element.schema.names:
            raise StoreError(f"{element.name} has no property {name!r}", cure=nearest(name, element.schema.names))
    columns = [_column(element, field, table) for field in element.schema]
    return _distinct(element, pa.table(columns, schema=element.schema))


def _column(element: Element, field: pa.Field, table: pa.Table) -> pa.ChunkedArray:
    if field.name in table.column_names:
        column = _cast(element, field, table[field.name])
    else:
        column = pa.chunked_array([pa.nulls(table.num_rows, field.type)])
    if not field.nullable and column.null_count:
        raise StoreError(f"{element.name}.{field.name} is missing in {column.null_count} rows", cure="give it a value")
    return column


def _cast(element: Element, field: pa.Field, column: pa.ChunkedArray) -> pa.ChunkedArray:
    try:
        column = column.cast(field.type)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise StoreError(f"{element.name}.{field.name} must be {field.type}, not {column.type}") from error
    if pa.types.is_floating(field.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, field.type), column)
    return column


def _distinct(element: Element, table: pa.Table) -> pa.Table:
    """Each row once, in the order of the table."""
    if not _repeats(table, element.key):
        return table
    numbered = table.append_column("_row", pa.array(np.arange(table.num_rows)))
    first = table.take(numbered.group_by(table.column_names).aggregate([("_row", "min")])["_row_min"].sort())
    if _repeats(first, element.key):
        raise StoreError(f"rows of {element.name} with the same key differ", cure="write one row a key and batch")
    return first


def _repeats(table: pa.Table, key: Sequence[str]) -> bool:
    """Whether a key stands twice."""
    codes = _codes(table, key)
    if _ascending(codes):  # most tables come sorted
        return bool((codes[1:] == codes[:-1]).any())
    return len(np.unique(codes)) < len(codes)


def chosen(element: Element, columns: Sequence[str] | None) -> list[str]:
    """The columns to read: those named, or all.

    Raises:
        StoreError: The element has no such property.
    """
    for name in columns or ():
        if name not in element.schema.names:
            raise StoreError(f"{element.name} has no property {name!r}", cure=nearest(name, element.schema.names))
    return list(element.schema.names if columns is None else columns)


@dataclass(frozen=True)
class Difference:
    """What writing would change.

    Attributes:
        new: Rows whose key is not there.
        changed: Rows whose key is there with other values.
        unchanged: Number of the others.
    """

    new: pa.Table
    changed: pa.Table
    unchanged: int


def difference(element: Element, wanted: pa.Table, present: pa.Table) -> Difference:
    """Compares two checked tables of an element; rows of `present` that are not wanted do not count."""
    if not present.num_rows or not wanted.num_rows:
        return Difference(wanted, wanted.slice(0, 0), 0)
    place = _places(wanted, present, element.key)
    found = place >= 0
    said, standing = wanted.filter(pa.array(found)), present.take(place[found])
    changed = np.zeros(said.num_rows, dtype=np.bool_)
    for name in element.schema.names:
        changed |= _differs(said[name], standing[name])
    return Difference(
        wanted.filter(pa.array(~found)), said.filter(pa.array(changed)), said.num_rows - int(changed.sum())
    )


def without(element: Element, present: pa.Table, touched: Sequence[pa.Table]) -> pa.Table:
    """Keys of `present` that stand in none of the tables `touched`; all tables hold the key columns only."""
    codes = _codes(pa.concat_tables([present, *touched]), element.key)
    gone = ~np.isin(codes[: present.num_rows], codes[present.num_rows :])
    return present.filter(pa.array(gone))


def distinct(element: Element, keys: Sequence[pa.Table]) -> int:
    """How many keys stand in tables of dictionary-coded key columns, each counted once."""
    codes = _codes(pa.concat_tables(keys), element.key)
    codes.sort()
    return int((codes[1:] != codes[:-1]).sum()) + bool(len(codes))


def dangling(table: pa.Table, starts: pa.ChunkedArray, ends: pa.ChunkedArray) -> int:
    """Number of relationships one of whose ends is not among the keys given."""
    missing = pc.or_(pc.invert(pc.is_in(table["a"], starts)), pc.invert(pc.is_in(table["b"], ends)))
    return int(pc.sum(missing).as_py() or 0)


def ordered(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The rows sorted by columns, text by code point whatever the database thinks, nulls first."""
    if not by or table.num_rows < 2:
        return table
    codes = _codes(table, by)
    return table if _ascending(codes) else table.take(np.argsort(codes, kind="stable"))


def _ascending(codes: Codes) -> bool:
    return bool((codes[1:] >= codes[:-1]).all())


def _places(wanted: pa.Table, present: pa.Table, key: Sequence[str]) -> Codes:
    """For each row of `wanted` the row of `present` with its key, -1 where there is none."""
    codes = _codes(pa.concat_tables([present.select(key), wanted.select(key)]), key)
    there, asked = np.split(codes, [present.num_rows])
    order = np.argsort(there, kind="stable")
    place = order[np.minimum(np.searchsorted(there, asked, sorter=order), len(there) - 1)]
    return np.where(there[place] == asked, place, -1)


def _differs(column: pa.ChunkedArray, other: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Where two columns say different things; null is a value like any other."""
    missing = pc.xor(pc.is_null(column), pc.is_null(other))
    different: NDArray[np.bool_] = pc.or_(
        missing, pc.fill_null(pc.not_equal(column, other), fill_value=False)
    ).to_numpy()
    return different


def _codes(table: pa.Table, columns: Sequence[str]) -> Codes:
    """A whole number for each row that orders rows as the columns do; sorting them is sorting millions of texts."""
    codes, most = np.zeros(table.num_rows, dtype=np.int64), 1
    for name in columns:
        ranks, count = _ranks(table[name])
        if most * count > _MOST:
            codes = np.unique(codes, return_inverse=True)[1]
            most = table.num_rows
        codes *= count
        codes += ranks
        most *= count
    return codes


def _ranks(column: pa.ChunkedArray) -> tuple[Codes, int]:
    """The place of each value among the distinct ones, null first, and how many places there are."""
    coded = _coded(column)
    ranks = np.zeros(len(coded.dictionary) + 1, dtype=np.int64)
    ranks[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(1, len(coded.dictionary) + 1)
    places = coded.indices.fill_null(-1) if coded.null_count else coded.indices  # the last place holds the 0 of null
    return ranks[places.to_numpy()], len(ranks)


def _coded(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A column as numbers of its distinct values."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    whole = coded.unify_dictionaries().combine_chunks()
    return whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
