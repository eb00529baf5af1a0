"""Which formats are read, by the ending of a file, and what its first bytes say about an ending that lies."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from graph.errors import InputError

FORMATS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "xlsx",
    ".ods": "ods",
    ".parquet": "parquet",
}
TEXT = ("csv", "jsonl")
"""Formats that may be compressed with gzip."""

READABLE = ".csv, .tsv, .txt, .jsonl, .ndjson (all of them also .gz), .xlsx, .ods, .parquet"

_FIRST_BYTES = (
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "Parquet"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted office document"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_BINARY = {"parquet": b"PAR1", "xlsx": b"PK\x03\x04", "ods": b"PK\x03\x04"}
_CURES = {
    "UTF-16 text": "save it as UTF-8 (in Excel: CSV UTF-8)",
    "an old or encrypted office document": "save it as .xlsx without a password, or as .csv",
}


def format_of(path: Path) -> tuple[str, bool]:
    """The format that the ending names, and whether it is compressed.

    Raises:
        InputError: The file is not there, is a folder or is empty; the ending is not read or lies about the content.
    """
    _check_there(path)
    compressed = path.suffix.lower() == ".gz"
    ending = (path.with_suffix("") if compressed else path).suffix.lower()
    kind = FORMATS.get(ending, "")
    if not kind or (compressed and kind not in TEXT):
        files = f"files that end in {''.join(path.suffixes[-2:])!r}" if path.suffix else "files without an ending"
        raise InputError(
            f"{files} are not read",
            where=str(path),
            cure=f"save it as one of {READABLE}",
        )
    head = _head(path, compressed=compressed)
    content = _content(kind, head)
    if content:
        raise InputError(
            f"the file ends in {path.suffix} but holds {content}",
            where=str(path),
            cure=_CURES.get(content, "give it the ending of what it is, or save it as what it says"),
        )
    return kind, compressed


def _check_there(path: Path) -> None:
    if not path.exists():
        raise InputError("the file does not exist", where=str(path), cure="check the name and the folder")
    if not path.is_file():
        raise InputError("this is not a file", where=str(path), cure="name the files in it one by one")
    if path.stat().st_size == 0:
        raise InputError("the file is empty", where=str(path), cure="export it again")


def _head(path: Path, *, compressed: bool) -> bytes:
    """The first bytes of the content."""
    try:
        with path.open("rb") as raw:
            if not compressed:
                return raw.read(512)
            with gzip.open(raw) as stream:
                return stream.read(512)
    except PermissionError as error:
        raise InputError("the file may not be read", where=str(path), cure="change its permissions") from error
    except gzip.BadGzipFile as error:
        raise InputError("the file ends in .gz but is not gzip", where=str(path), cure="remove the .gz") from error
    except (EOFError, zlib.error) as error:
        raise InputError("the gzip file is cut off or damaged", where=str(path), cure="copy it again") from error


def _content(kind: str, head: bytes) -> str:
    """What the content is, where it is not what the ending says; else ""."""
    found = next((name for start, name in _FIRST_BYTES if head.startswith(start)), "")
    if kind in _BINARY:
        return "" if head.startswith(_BINARY[kind]) else found or "something else"
    return found or _other_text(kind, head.removeprefix(b"\xef\xbb\xbf").lstrip().lower())


def _other_text(kind: str, text: bytes) -> str:
    """What a text is, where it is not what the ending says; else ""."""
    if text.startswith((b"<?xml", b"<!doctype", b"<html", b"<table")):
        return "a web page or XML"
    if kind == "csv":
        return "JSON" if text.startswith((b"{", b"[")) else ""
    if text.startswith(b"["):
        return "a JSON array, not one object a line"
    return "no JSON objects" if text and not text.startswith(b"{") else ""
