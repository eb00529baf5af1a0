"""What stores do with Arrow tables before and after their database sees them: check, compare, order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.errors import StoreError
from graph.schema import Element, nearest


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
    return table.num_rows > 0 and bool(_numbers(table, key).max() + 1 < table.num_rows)


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
    both, old = pa.concat_tables([present, wanted]), present.num_rows
    numbers = _numbers(both, element.key)
    place = np.full(numbers.max() + 1, -1)
    place[numbers[:old]] = np.arange(old)
    match = place[numbers[old:]]
    new, changed = match < 0, np.zeros(wanted.num_rows, dtype=np.bool_)
    for name in element.schema.names:
        codes = _ranks(both[name])
        changed |= ~new & (codes[old:] != codes[match])
    rows = wanted.filter(pa.array(new)), wanted.filter(pa.array(changed))
    return Difference(*rows, wanted.num_rows - rows[0].num_rows - rows[1].num_rows)


def without(element: Element, present: pa.Table, touched: Sequence[pa.Table]) -> pa.Table:
    """Keys of `present` that stand in none of the tables `touched`; all tables hold the key columns only."""
    numbers = _numbers(pa.concat_tables([present, *touched]), element.key)
    gone = ~np.isin(numbers[: present.num_rows], numbers[present.num_rows :])
    return present.filter(pa.array(gone))


def dangling(table: pa.Table, starts: pa.ChunkedArray, ends: pa.ChunkedArray) -> int:
    """Number of relationships one of whose ends is not among the keys given."""
    missing = pc.or_(pc.invert(pc.is_in(table["a"], starts)), pc.invert(pc.is_in(table["b"], ends)))
    return int(pc.sum(missing).as_py() or 0)


def ordered(table: pa.Table, by: Sequence[str]) -> pa.Table:
    """The rows sorted by columns, text by code point whatever the database thinks, nulls first."""
    if not by or table.num_rows < 2:
        return table
    return table.take(np.lexsort([_ranks(table[name]) for name in reversed(by)]))


def _numbers(table: pa.Table, key: Sequence[str]) -> NDArray[np.int64]:
    """A number for each row, the same for the same key; numbering takes a fraction of the memory of grouping texts."""
    codes = np.stack([_ranks(table[name]) for name in key])
    order = np.lexsort(codes)
    codes = codes[:, order]
    numbers = np.zeros(table.num_rows, dtype=np.int64)
    numbers[order[1:]] = np.cumsum((codes[:, 1:] != codes[:, :-1]).any(axis=0))
    return numbers


def _ranks(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """The place of each value among the distinct ones; sorting millions of texts is sorting whole numbers then."""
    coded = column.combine_chunks().dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0)
    ranks = np.empty(len(coded.dictionary) + 1, dtype=np.int64)
    ranks[pc.sort_indices(coded.dictionary).to_numpy()] = np.arange(len(coded.dictionary))
    ranks[-1] = -1
    places: NDArray[np.int64] = pc.fill_null(coded.indices, -1).to_numpy()
    return ranks[places]
