"""Texts too long for a database's index stand aside, under a digest: any text may be a key, as in other stores.

Neo4j refuses a transaction that puts more than about 8,000 bytes into an index. Nobody's key is that long, but a name
column of a broken file may be, and one such row shall not stop a load.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

import pyarrow as pa
import pyarrow.compute as pc

LONGEST = 2000
"""Most bytes of a text that stands where it belongs."""

MARK = "bothways-text:"
"""What the digest of a text begins with; a text that happens to begin so is set aside too."""


def digest(text: str) -> str:
    """What stands in the place of a text: itself, or the digest under which it stands aside."""
    if len(text.encode()) <= LONGEST and not text.startswith(MARK):
        return text
    return MARK + sha256(text.encode()).hexdigest()


def folded(table: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """The table with digests for long texts, and these texts by digest."""
    aside: dict[str, str] = {}
    for place, field in enumerate(table.schema):
        if not pa.types.is_string(field.type) or not table.num_rows:
            continue
        column = table.column(place)
        long = pc.or_(pc.greater(pc.binary_length(column), LONGEST), pc.starts_with(column, MARK))
        if pc.any(long).as_py():
            texts = {text: digest(text) for text in pc.unique(column.filter(long)).to_pylist() if text is not None}
            aside |= {short: text for text, short in texts.items()}
            table = table.set_column(place, field, _replaced(column, texts))
    return table, aside


def hidden(table: pa.Table) -> list[str]:
    """Digests that stand in a table for texts."""
    found: set[str] = set()
    for column in table.columns:
        if pa.types.is_string(column.type):
            found |= set(pc.unique(column.filter(pc.starts_with(column, MARK))).to_pylist())
    return sorted(found - {None})


def unfolded(table: pa.Table, aside: Mapping[str, str]) -> pa.Table:
    """The table with the texts in the place of their digests."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            table = table.set_column(place, field, _replaced(table.column(place), aside))
    return table


def _replaced(column: pa.ChunkedArray, by: Mapping[str, str]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array([by.get(text, text) for text in column.to_pylist()], pa.string())])
