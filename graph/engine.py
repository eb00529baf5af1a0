"""How DuckDB is opened here: a memory limit and a spill folder always, so no table has to fit into memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

MEMORY_LIMIT = "512MB"


@contextmanager
def engine(spill: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """An in-memory DuckDB that spills into `spill` (a temporary folder where None) and is closed at the end."""
    with TemporaryDirectory(prefix="bothways-spill-", dir=spill) as folder:
        connection = duckdb.connect(
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": folder, "preserve_insertion_order": False}
        )
        try:
            connection.execute("SET enable_progress_bar = false")
            yield connection
        finally:
            connection.close()
