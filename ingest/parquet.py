"""Parquet, a row group at a time, every flat column turned into text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.errors import InputError
from ingest.batch import ROWS, Batch, TableFile

_BROKEN = "the Parquet file is cut off or damaged"


def open_parquet(path: Path) -> TableFile:
    """A Parquet file as a table; columns of structures are left out and named in a warning.

    Raises:
        InputError: It is damaged.
    """
    try:
        schema = pq.ParquetFile(path).schema_arrow
    except (pa.ArrowException, OSError) as error:
        raise InputError(_BROKEN, where=str(path), cure="copy it again") from error
    with path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    flat = tuple(field.name for field in schema if _readable(field.type))
    nested = [field.name for field in schema if not _readable(field.type)]
    warnings = (f"columns that are no plain values were not read: {', '.join(nested)}",) if nested else ()
    return TableFile(path, digest, flat, lambda: _batches(path, flat), warnings)


def _readable(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_list(kind) or pa.types.is_large_list(kind) else kind
    return not pa.types.is_nested(inner)


def _batches(path: Path, columns: tuple[str, ...]) -> Iterator[Batch]:
    row = 1
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=ROWS, columns=list(columns)):
                lines = pa.array(np.arange(row, row + batch.num_rows, dtype=np.int64))
                row += batch.num_rows
                yield Batch(tuple(_text(batch.column(name)) for name in columns), lines)
    except (pa.ArrowException, OSError) as error:
        raise InputError(_BROKEN, where=f"{path}, row {row} or later", cure="copy it again") from error


def _text(column: pa.Array) -> pa.Array:
    """Dates and times as ISO 8601, in UTC where they know their zone; lists split by `;`."""
    if isinstance(column, pa.DictionaryArray):
        return _text(column.dictionary_decode())
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        inner = _text(column.flatten())
        lists = pa.ListArray.from_arrays(_offsets(column), inner)
        return pc.binary_join(lists, ";").cast(pa.string())
    if pa.types.is_timestamp(column.type) and column.type.tz:
        moment = column.cast(pa.timestamp("us", "UTC")).cast(pa.timestamp("us"))
        return pc.binary_join_element_wise(moment.cast(pa.string()), "Z", "")
    return column.cast(pa.string())


def _offsets(column: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    return pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
