"""Digests that name facts by what they say: the same rows have the same digest on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def of_table(table: pa.Table) -> str:
    """sha256 over the columns in order: names, lengths, values; a null differs from every value."""
    digest = hashlib.sha256()
    for name, column in zip(table.column_names, table.columns, strict=True):
        digest.update(f"{name}\x1f{table.num_rows}\x1e".encode())
        for part in _parts(column):
            digest.update(part)
    return digest.hexdigest()


def of_document(document: Mapping[str, Any]) -> str:
    """sha256 over a JSON document with sorted keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(column: pa.ChunkedArray) -> list[bytes]:
    """The bytes of a column: which rows are null, lengths of texts, then values."""
    if pa.types.is_list(column.type):
        column = pc.binary_join(column, "\x1f")
    missing = pc.is_null(column).cast(pa.uint8()).to_numpy().tobytes()
    if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
        texts = pc.fill_null(column, "" if pa.types.is_string(column.type) else b"").cast(pa.binary())
        lengths = pc.binary_length(texts).to_numpy().astype("<i4").tobytes()
        return [missing, lengths, b"".join(texts.to_pylist())]
    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    values = pc.fill_null(column, pa.scalar(0, column.type)).to_numpy()
    return [missing, np.ascontiguousarray(values).astype(values.dtype.newbyteorder("<")).tobytes()]
