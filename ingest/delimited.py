"""CSV with comma, semicolon or tab: the header by Python's reader, the rows by Arrow's, the lines by counting."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyarrow import csv as arrow_csv

from graph.errors import InputError
from ingest.batch import Batch, Damage, TableFile
from ingest.textfile import TextFile

DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class _Header:
    """The header: its names, the delimiter, and how many lines it and the blank ones before it take."""

    names: tuple[str, ...]
    delimiter: str
    lines: int


def open_delimited(text: TextFile) -> TableFile:
    """A CSV file as a table.

    Raises:
        InputError: The header cannot be read.
    """
    header = _read_header(text)
    return TableFile(text.path, text.digest, header.names, lambda: _batches(text, header), text.warnings)


def _read_header(text: TextFile) -> _Header:
    try:
        with io.TextIOWrapper(text.open(), encoding="utf-8", newline="") as stream:
            skipped, first = next(((n, line) for n, line in enumerate(stream) if line.strip()), (0, ""))
            if not first:
                raise InputError("the file is empty", where=str(text.path), cure="export it again")
            delimiter = max(DELIMITERS, key=lambda one: len(next(csv.reader([first], delimiter=one), [])))
            lines = csv.reader(_chain(first, stream), delimiter=delimiter)
            names = tuple(" ".join(name.split()) for name in next(lines))
            return _Header(names, delimiter, skipped + lines.line_num)
    except csv.Error as error:
        raise InputError(f"the header cannot be read ({error})", where=f"{text.path}, line 1") from error


def _chain(first: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first
    yield from rest


def _batches(text: TextFile, header: _Header) -> Iterator[Batch]:
    counter = _Lines(header, quoted=text.quotes > 0)
    names = [str(i) for i in range(len(header.names))]
    with text.open() as stream:
        try:
            reader = arrow_csv.open_csv(
                pa.PythonFile(stream, mode="r"),
                arrow_csv.ReadOptions(
                    column_names=names, skip_rows=header.lines, block_size=4 * text.limits.line, use_threads=False
                ),
                arrow_csv.ParseOptions(
                    delimiter=header.delimiter,
                    newlines_in_values=text.quotes > 0,
                    ignore_empty_lines=False,
                    invalid_row_handler=counter.odd,
                ),
                arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
            )
            for batch in reader:
                yield counter.take(batch)
        except pa.ArrowInvalid as error:
            raise _no_rows(text, f"line {counter.next_record} or later") from error
    yield counter.rest()
    if text.quotes % 2 and counter.open_since:
        raise _no_rows(text, f"line {counter.open_since}")


def _no_rows(text: TextFile, where: str) -> InputError:
    return InputError(
        "the rows cannot be told apart",
        where=f"{text.path}, {where}",
        cure="look for a quote that is opened and never closed",
    )


@dataclass
class _Lines:
    """Says on which line a row stands, although rows may span lines and odd rows are left out.

    Attributes:
        next_record: Number of the record after the last one taken, blank lines and the header included.
        breaks: Line breaks inside the records so far.
        open_since: Line of the last record where that spans lines, else 0: a quote may never have been closed.
        waiting: Odd rows whose turn has not come: record, reason, text.
    """

    header: _Header
    quoted: bool
    next_record: int = 0
    breaks: int = 0
    open_since: int = 0
    waiting: list[tuple[int, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.next_record = self.header.lines + 1

    def odd(self, row: arrow_csv.InvalidRow) -> str:
        """Keeps a row with too few or too many cells; called by Arrow."""
        reason = f"{row.actual_columns} cells where the header has {row.expected_columns}"
        self.waiting.append((row.number, reason, row.text))
        return "skip"

    def take(self, batch: pa.RecordBatch) -> Batch:
        """The batch with its lines; rows without anything in them are dropped."""
        gaps = np.array([number for number, _, _ in self.waiting], dtype=np.int64)
        records = np.arange(self.next_record, self.next_record + batch.num_rows + len(gaps), dtype=np.int64)
        records = np.setdiff1d(records, gaps, assume_unique=True)[: batch.num_rows]
        if batch.num_rows:
            self.next_record = int(records[-1]) + 1
        due = [odd for odd in self.waiting if odd[0] < self.next_record]
        self.waiting = self.waiting[len(due) :]
        lines, odd_lines = self._lines(batch, records, due)
        damaged = tuple(Damage(int(line), reason) for line, (_, reason, _) in zip(odd_lines, due, strict=True))
        kept = pa.array(~_blank(batch))
        return Batch(tuple(c.filter(kept) for c in batch.columns), pa.array(lines).filter(kept), damaged)

    def rest(self) -> Batch:
        """The odd rows after the last good one."""
        empty = pa.RecordBatch.from_arrays(
            [pa.array([], pa.string())] * len(self.header.names), list(self.header.names)
        )
        self.next_record = max((number + 1 for number, _, _ in self.waiting), default=self.next_record)
        return self.take(empty)

    def _lines(
        self, batch: pa.RecordBatch, records: NDArray[np.int64], odd: list[tuple[int, str, str]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A record's line is its number and the line breaks inside the records before it."""
        numbers = np.concatenate((records, np.array([number for number, _, _ in odd], dtype=np.int64)))
        if not self.quoted:
            return numbers[: len(records)], numbers[len(records) :]
        inside = np.concatenate((_breaks(batch), np.array([text.count("\n") for _, _, text in odd], dtype=np.int64)))
        order = np.argsort(numbers)
        before = np.empty_like(inside)
        before[order] = np.cumsum(inside[order]) - inside[order] + self.breaks
        self.breaks += int(inside.sum())
        lines = numbers + before
        if len(order):
            self.open_since = int(lines[order[-1]]) if inside[order[-1]] else 0
        return lines[: len(records)], lines[len(records) :]


def _breaks(batch: pa.RecordBatch) -> NDArray[np.int64]:
    total = np.zeros(batch.num_rows, dtype=np.int64)
    for column in batch.columns:
        total += pc.count_substring(column, "\n").to_numpy(zero_copy_only=False)
    return total


def _blank(batch: pa.RecordBatch) -> NDArray[np.bool_]:
    blank = np.ones(batch.num_rows, dtype=np.bool_)
    for column in batch.columns:
        if not blank.any():
            break
        blank &= pc.equal(pc.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
    return blank
