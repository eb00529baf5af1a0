"""XLSX and ODS through calamine. It unpacks a whole sheet at once: the one reader that holds a file in memory."""

from __future__ import annotations

import datetime
import hashlib
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import python_calamine as calamine

from graph.errors import InputError
from ingest.batch import ROWS, Batch, TableFile
from ingest.columns import Wanted, fits
from ingest.textfile import Limits

_MEMBERS = {"xlsx": "xl/workbook.xml", "ods": "content.xml"}
_Cell = str | float | bool | datetime.date | datetime.time | datetime.timedelta


def open_sheet(path: Path, kind: str, limits: Limits, wanted: Wanted) -> TableFile:
    """The first sheet of a workbook whose header is recognised, as a table; else the first that holds anything.

    The other sheets are named in a warning, and where an error says which part of the file it is about.

    Raises:
        InputError: It is no workbook of this kind, is damaged, needs a password, is a zip bomb or is empty.
    """
    _check_archive(path, kind, limits)
    with path.open("rb") as raw:
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
    book = _book(path)
    filled = [name for name in book.sheet_names if _rows_of(book, name, path)]
    if not filled:
        raise InputError("the workbook is empty", where=str(path), cure="export it again")
    headers = ((name, _header(book, name, path)) for name in filled)
    recognised = next((found for found in headers if fits(found[1], wanted)), None)
    chosen, header = recognised or (filled[0], _header(book, filled[0], path))
    others = ", ".join(repr(name) for name in filled if name != chosen)
    warnings = (f"only the sheet {chosen!r} was read, not {others}: save them as files of their own",) if others else ()
    part = f"sheet {chosen!r} (the others are {others})" if others else ""
    return TableFile(path, digest, header, lambda: _batches(path, chosen, len(header)), warnings, part)


def _header(book: calamine.CalamineWorkbook, name: str, path: Path) -> tuple[str, ...]:
    return tuple(" ".join(_text(cell).split()) for cell in next(_filled(book, name, path), (0, []))[1])


def _check_archive(path: Path, kind: str, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError("the workbook is cut off or damaged", where=str(path), cure="copy it again") from error
    if _MEMBERS[kind] not in {member.filename for member in members}:
        raise InputError(
            f"the file ends in .{kind} but holds something else",
            where=str(path),
            cure="give it the ending of what it is, or save it as what it says",
        )
    unpacked = sum(member.file_size for member in members)
    if unpacked > min(limits.total, max(limits.small, limits.ratio * path.stat().st_size)):
        raise InputError(
            f"it unpacks to {unpacked:,} bytes: this looks like a zip bomb",
            where=str(path),
            cure="save it as .csv if you trust it",
        )


def _book(path: Path) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_path(str(path))
    except calamine.PasswordError as error:
        raise InputError("the workbook needs a password", where=str(path), cure="save it without one") from error
    except (calamine.CalamineError, OSError) as error:
        raise InputError("the workbook is cut off or damaged", where=str(path), cure="save it again") from error


def _sheet(book: calamine.CalamineWorkbook, name: str, path: Path) -> calamine.CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except (calamine.CalamineError, OSError) as error:
        raise InputError(f"the sheet {name!r} is damaged", where=str(path), cure="save the workbook again") from error


def _rows_of(book: calamine.CalamineWorkbook, name: str, path: Path) -> int:
    return int(_sheet(book, name, path).height)


def _filled(book: calamine.CalamineWorkbook, name: str, path: Path) -> Iterator[tuple[int, list[_Cell]]]:
    """The rows with anything in them, and their numbers in the sheet from 1."""
    sheet = _sheet(book, name, path)
    first = sheet.start[0] if sheet.start else 0
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
        if any(cell != "" for cell in row):
            yield number, row


def _batches(path: Path, name: str, width: int) -> Iterator[Batch]:
    rows = islice(_filled(_book(path), name, path), 1, None)
    while part := list(islice(rows, ROWS)):
        cells = zip(*(row for _, row in part), strict=True)
        columns = tuple(pa.array([_text(cell) for cell in column], pa.string()) for column in cells)
        yield Batch(columns[:width], pa.array([number for number, _ in part], pa.int64()))


def _text(cell: _Cell) -> str:
    """A cell as it would stand in a CSV file; a sheet knows no whole numbers, so 12.0 is 12."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "seconds")
    return cell if isinstance(cell, str) else str(cell)
