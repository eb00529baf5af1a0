"""Parquet: the table with its types, for programs."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def write(table: pa.Table, path: Path) -> None:
    """Writes one table in one file."""
    pq.write_table(table, path, compression="zstd")
