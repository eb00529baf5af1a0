"""One batch seen by field: text, keys, numbers, dates, words and lists, each with its row check.

Every check works on whole columns. A row that fails one is counted once, with the first reason, and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ingest import dates
from ingest.batch import Batch
from ingest.columns import Layout, plain
from ingest.findings import Rejects

FEW = 40
"""Signs that a few words may have: enough for the name of a skill, not for the text of a message."""

_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"


@dataclass(eq=False)
class Rows:
    """The rows of a batch by field.

    Attributes:
        batch: The rows as text.
        layout: Which column is which field.
        rejects: Takes the rows that fail a check.
        day_first: Says whether the day comes before the month, where a date needs it.
    """

    batch: Batch
    layout: Layout
    rejects: Rejects
    day_first: Callable[[], bool]
    _good: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self._good = np.ones(self.batch.rows, dtype=np.bool_)

    def has(self, name: str) -> bool:
        """Whether the file has a column for a field."""
        return name in self.layout.used

    def header(self, name: str) -> str:
        """The name of a field's column as it is compared; "" where there is none."""
        return plain(self.layout.names.get(name, ""))

    def text(self, name: str) -> pa.Array:
        """Trimmed text; null where the cell is empty or there is no column."""
        if not self.has(name):
            return pa.nulls(self.batch.rows, pa.string())
        trimmed = pc.utf8_trim_whitespace(self.batch.columns[self.layout.used[name]])
        return pc.if_else(pc.equal(trimmed, ""), None, trimmed)

    def key(self, name: str) -> pa.Array:
        """The key of a person or account: text as it is, addresses without case."""
        self._refuse_nested(name)
        return lower_addresses(self.text(name))

    def needed_key(self, name: str) -> pa.Array:
        """A key that must be there."""
        found = self.key(name)
        self.refuse(_mask(found.is_null()), name, "is missing")
        self.refuse(_mask(pc.match_substring(found, "\n")), name, "spans lines")
        return found

    def needed_text(self, name: str) -> pa.Array:
        """Text that must be there."""
        self._refuse_nested(name)
        found = self.text(name)
        self.refuse(_mask(found.is_null()), name, "is missing")
        return found

    def needed_word(self, name: str, words: Mapping[str, str]) -> pa.Array:
        """One of some words, which must be there; "" only in rows that are left out."""
        self.needed_text(name)
        return self.word(name, words, default="")

    def word(self, name: str, words: Mapping[str, str], *, default: str) -> pa.Array:
        """One of some words, compared without case, spaces, `_` and `-`; the default where the cell is empty."""
        given = self.text(name)
        found = _among(given, words)
        allowed = ", ".join(dict.fromkeys(words.values()))
        self.refuse(_mask(given.is_valid()) & _mask(found.is_null()), name, f"is not one of {allowed}")
        return pc.fill_null(found, default)

    def word_or(self, name: str, words: Mapping[str, str], *, other: str) -> pa.Array:
        """One of some words, compared as in `word`; `other` for any other text, null where the cell is empty."""
        given = self.text(name)
        return pc.if_else(given.is_valid(), pc.fill_null(_among(given, words), other), None)

    def few_words(self, name: str) -> pa.Array:
        """Text of at most `FEW` signs, like the name of a skill; longer text is refused, not cut."""
        found = self.text(name)
        self.refuse(_mask(pc.greater(pc.utf8_length(found), FEW)), name, f"has more than {FEW} signs")
        return found

    def number(self, name: str, *, low: float, high: float, whole: bool = False) -> pa.Array:
        """A number from `low` to `high` as float64, null where the cell is empty; `1,5` is read as 1.5."""
        given = self.text(name)
        text = pc.replace_substring_regex(given, r"^([+-]?\d+),(\d{1,2})$", r"\1.\2")
        readable = pc.match_substring_regex(text, _NUMBER)
        value = pc.if_else(readable, text, None).cast(pa.float64())
        fits = pc.and_(pc.greater_equal(value, low), pc.less_equal(value, high))
        if whole:
            fits = pc.and_(fits, pc.equal(pc.floor(value), value))
        wanted = f"is no {'whole ' if whole else ''}number from {low:g} to {high:g}"
        self.refuse(_mask(given.is_valid()) & ~_mask(pc.fill_null(fits, fill_value=False)), name, wanted)
        return value

    def date(self, name: str) -> dates.Moments:
        """Dates; not valid where the cell is empty."""
        given = self.text(name)
        moments = dates.parse(given, self.day_first)
        self.refuse(_mask(given.is_valid()) & ~moments.valid, name, "is no date that can be read, or no such day")
        return moments

    def many(self, name: str) -> pa.Array:
        """Several values split by `;`, trimmed, empty ones left out; null where there is none."""
        self._refuse(name, self.batch.objects, "is an object, not a value")
        return split(self.text(name))

    def _refuse_nested(self, name: str) -> None:
        """Leaves rows out whose value is an object or a list, where one value is wanted."""
        self._refuse(name, self.batch.objects, "is an object, not a value")
        self._refuse(name, self.batch.lists, "is a list, not one value")

    def _refuse(self, name: str, cells: Mapping[int, NDArray[np.bool_]], reason: str) -> None:
        bad = cells.get(self.layout.used.get(name, -1))
        if bad is not None:
            self.refuse(bad, name, reason)

    def skip(self, unanswered: NDArray[np.bool_]) -> None:
        """Leaves rows out that say nothing and so are not wrong; call it before any check."""
        self._good &= ~unanswered
        self.rejects.unanswered += int(unanswered.sum())

    def refuse(self, bad: NDArray[np.bool_], name: str, reason: str) -> None:
        """Leaves rows out."""
        rows = np.flatnonzero(bad & self._good)
        if len(rows):
            self._good &= ~bad
            self.rejects.add(rows, self.batch.lines, self.text(name), name, reason)

    def good(self, columns: Sequence[pa.Array], schema: pa.Schema) -> pa.Table:
        """The rows that passed every check, as facts."""
        kept = pa.array(self._good)
        typed = [column.filter(kept).cast(part.type) for column, part in zip(columns, schema, strict=True)]
        return pa.table(typed, schema=schema)


def _among(given: pa.Array, words: Mapping[str, str]) -> pa.Array:
    """What the texts mean, compared without case, spaces, `_` and `-`; null where they are none of the words."""
    bare = pc.replace_substring_regex(pc.utf8_lower(given), r"[\s_\-]+", "")
    place = pc.index_in(bare, pa.array(list(words), pa.string()), skip_nulls=True)
    return pa.array(list(words.values()), pa.string()).take(place)


def lower_addresses(keys: pa.Array) -> pa.Array:
    """Keys with every mail address in lower case: accounts of one address must meet."""
    address = pc.match_substring(keys, "@")
    return pc.if_else(address, pc.utf8_lower(keys), keys) if pc.any(address).as_py() else keys


def split(text: pa.Array) -> pa.Array:
    """Text split by `;` into lists of trimmed values; null where nothing is left."""
    lists = pc.split_pattern(text, ";")
    parts = pc.utf8_trim_whitespace(lists.flatten())
    owner = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    kept = _mask(pc.not_equal(parts, ""))
    lengths = np.bincount(owner[kept], minlength=len(text))
    offsets = pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
    return pa.ListArray.from_arrays(offsets, parts.filter(pa.array(kept)), mask=pa.array(lengths == 0))


def over_lists(lists: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """The same lists with every value changed."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array(np.concatenate(([0], np.cumsum(lengths))), pa.int32())
    return pa.ListArray.from_arrays(offsets, change(lists.flatten()), mask=lists.is_null())


def _mask(found: pa.Array) -> NDArray[np.bool_]:
    """A boolean array as numpy, null as False."""
    return np.asarray(pc.fill_null(found, fill_value=False).to_numpy(zero_copy_only=False), dtype=np.bool_)
