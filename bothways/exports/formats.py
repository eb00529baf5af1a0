"""Which formats there are: asked of the installed packages' metadata, imported only when used.

A format is a function `write(table, path)` that writes one Arrow table into one file, the same bytes for the same
table. It is registered in the entry-point group `bothways.exports` under the ending its files have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pyarrow as pa

from graph.errors import BrokenError, UsageError
from graph.nearest import nearest

GROUP = "bothways.exports"

Write = Callable[[pa.Table, Path], None]
"""Writes a table into a file that does not exist yet."""


def installed() -> dict[str, EntryPoint]:
    """Every format by name, in order, without importing any."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def chosen(names: Sequence[str]) -> dict[str, Write]:
    """The writers of the named formats.

    Raises:
        UsageError: A name is unknown.
        BrokenError: A format is registered but cannot be imported.
    """
    known = installed()
    for name in names:
        if name not in known:
            raise UsageError(f"unknown format {name!r}; installed: {', '.join(known)}", cure=nearest(name, list(known)))
    return {name: _loaded(known[name]) for name in names}


def writer_of(out: Path) -> Write:
    """What writes the format that a file's ending names.

    Raises:
        UsageError: No format has this ending.
    """
    ending = out.suffix.removeprefix(".")
    endings = [f".{name}" for name in installed()]
    if f".{ending}" not in endings:
        cure = f"give a file that ends in {', '.join(endings[:-1])} or {endings[-1]}"
        raise UsageError(f"no table is written as {ending or 'a file without ending'}", where=str(out), cure=cure)
    return chosen([ending])[ending]


def _loaded(point: EntryPoint) -> Write:
    try:
        write: Write = point.load()
    except (ImportError, AttributeError) as error:
        raise BrokenError(f"the format {point.name} cannot be loaded ({error})", where=point.value) from error
    return write
