"""Any table file to batches of text columns: the ending names the reader.

No reader holds a whole file, but calamine unpacks one sheet of a workbook at a time (`sheets`).
"""

from __future__ import annotations

from pathlib import Path

from ingest.batch import TableFile
from ingest.columns import Wanted
from ingest.delimited import open_delimited
from ingest.endings import format_of
from ingest.jsonlines import open_json_lines
from ingest.parquet import open_parquet
from ingest.textfile import Limits, look


def open_table(path: Path, limits: Limits | None = None, wanted: Wanted | None = None) -> TableFile:
    """Opens a file as a table; nothing but its header has been parsed then.

    Args:
        path: The file.
        limits: What no file may pass.
        wanted: What the user said about the columns; chooses the sheet of a workbook.

    Raises:
        InputError: It is not there, is empty, is not what its ending says, is damaged or passes a limit.
    """
    limits = limits or Limits()
    kind, compressed = format_of(path)
    if kind == "parquet":
        return open_parquet(path)
    if kind in ("xlsx", "ods"):
        from ingest.sheets import open_sheet  # noqa: PLC0415 - calamine is loaded for workbooks only

        return open_sheet(path, kind, limits, wanted or Wanted())
    text = look(path, compressed=compressed, limits=limits)
    return open_json_lines(text) if kind == "jsonl" else open_delimited(text)
