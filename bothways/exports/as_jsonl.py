"""JSON Lines: one object a row, valid against the table's schema in `bothways/schemas`."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pyarrow as pa


def write(table: pa.Table, path: Path) -> None:
    """Writes one table; dates are ISO 8601, null is null."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in table.to_batches():
            file.writelines(json.dumps(row, ensure_ascii=False, default=_iso) + "\n" for row in batch.to_pylist())


def _iso(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
