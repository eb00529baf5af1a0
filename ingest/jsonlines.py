"""JSON Lines: one object a line. Lists become values split by `;`, objects inside objects stay JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.errors import InputError
from ingest.batch import ROWS, Batch, Damage, TableFile
from ingest.textfile import TextFile

_DECODER = msgspec.json.Decoder(dict[str, Any])


def open_json_lines(text: TextFile) -> TableFile:
    """A JSON Lines file as a table; its columns are all keys of all lines, in the order they come.

    Raises:
        InputError: No line holds an object.
    """
    keys: dict[str, None] = {}
    for _, row in _objects(text):
        if isinstance(row, dict):
            keys.update(dict.fromkeys(row))
    if not keys:
        raise InputError("no line holds a JSON object with keys", where=str(text.path), cure="write one object a line")
    columns = tuple(keys)
    return TableFile(text.path, text.digest, columns, lambda: _batches(text, columns), text.warnings)


def _objects(text: TextFile) -> Iterator[tuple[int, dict[str, Any] | Damage]]:
    with text.open() as stream:
        for number, line in enumerate(stream, start=1):
            if line.strip():
                yield number, _decode(line, number)


def _decode(line: bytes, number: int) -> dict[str, Any] | Damage:
    try:
        return _DECODER.decode(line)
    except (msgspec.MsgspecError, RecursionError):
        return Damage(number, "not a JSON object")


def _batches(text: TextFile, columns: tuple[str, ...]) -> Iterator[Batch]:
    rows: list[dict[str, Any]] = []
    lines: list[int] = []
    damaged: list[Damage] = []
    for number, row in _objects(text):
        if isinstance(row, Damage):
            damaged.append(row)
        else:
            rows.append(row)
            lines.append(number)
        if len(lines) + len(damaged) >= ROWS:
            yield _batch(columns, rows, lines, damaged)
            rows, lines, damaged = [], [], []
    yield _batch(columns, rows, lines, damaged)


def _batch(columns: tuple[str, ...], rows: list[dict[str, Any]], lines: list[int], damaged: list[Damage]) -> Batch:
    cells = tuple(pa.array([_text(row.get(name)) for row in rows], pa.string()) for name in columns)
    objects, lists = _where(columns, rows, _holds_object), _where(columns, rows, lambda value: isinstance(value, list))
    return Batch(cells, pa.array(lines, pa.int64()), tuple(damaged), objects, lists)


def _where(
    columns: tuple[str, ...], rows: list[dict[str, Any]], test: Callable[[Any], bool]
) -> dict[int, NDArray[np.bool_]]:
    """Index of a column to its cells that pass a test, where there are any."""
    found = {i: np.array([test(row.get(name)) for row in rows], dtype=np.bool_) for i, name in enumerate(columns)}
    return {i: cells for i, cells in found.items() if cells.any()}


def _holds_object(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and any(_holds_object(one) for one in value))


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return ";".join(_text(one) or "" for one in value)
    return msgspec.json.encode(value).decode()
