"""One look at all bytes of a text file before anything is parsed: limits, encoding, digest.

Only the last byte of a file can tell that it is UTF-8, and a parser that meets a 100 MB line has already lost; so the
bytes go by once, in chunks, and nothing is kept.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from graph.errors import InputError

CHUNK = 1 << 18


@dataclass(frozen=True)
class Limits:
    """What a file may cost.

    Attributes:
        line: Bytes of a line.
        ratio: Bytes that one compressed byte may become, judged once `small` bytes are out.
        small: Bytes that any compressed file may become.
        total: Bytes that a compressed file may become in all.
    """

    line: int = 1 << 20
    ratio: int = 200
    small: int = 1 << 26
    total: int = 1 << 36


@dataclass(frozen=True)
class TextFile:
    """A text file that passed the limits.

    Attributes:
        path: Where it is.
        compressed: Whether it is gzip.
        encoding: utf-8 or cp1252.
        digest: SHA-256 of the text's bytes.
        quoted: Whether there is any double quote in it.
        limits: The limits it passed.
        warnings: What was taken for granted about it.
    """

    path: Path
    compressed: bool
    encoding: str
    digest: str
    quoted: bool
    limits: Limits
    warnings: tuple[str, ...]

    def open(self) -> IO[bytes]:
        """The text as UTF-8 bytes from the start, without a byte order mark."""
        raw = cast("IO[bytes]", gzip.open(self.path)) if self.compressed else self.path.open("rb")  # noqa: SIM115 - the caller closes it
        if self.encoding != "utf-8":
            return cast("IO[bytes]", codecs.EncodedFile(raw, "utf-8", self.encoding, errors="replace"))
        if raw.read(3) != codecs.BOM_UTF8:
            raw.seek(0)
        return raw


@dataclass
class _Look:
    """What has been seen so far."""

    path: Path
    limits: Limits
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    decoder: codecs.IncrementalDecoder | None = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    size: int = 0
    lines: int = 0
    open_line: int = 0
    quoted: bool = False
    blank: bool = True
    bad_line: int = 0

    def at(self, chunk: bytes) -> None:
        """Takes the next bytes in.

        Raises:
            InputError: They hold a NUL byte or a line that is too long.
        """
        self._check_nul(chunk)
        self._check_line(chunk)
        self._check_encoding(chunk, final=False)
        self.digest.update(chunk)
        self.size += len(chunk)
        self.lines += chunk.count(b"\n")
        self.quoted = self.quoted or b'"' in chunk
        self.blank = self.blank and not chunk.strip()

    def _check_nul(self, chunk: bytes) -> None:
        place = chunk.find(b"\0")
        if place >= 0:
            line = self.lines + chunk.count(b"\n", 0, place) + 1
            raise InputError(
                "there is a NUL byte, so this is no text", where=f"{self.path}, line {line}", cure="export it again"
            )

    def _check_line(self, chunk: bytes) -> None:
        """A chunk is shorter than the limit, so only a line that is still open can pass it."""
        end = chunk.find(b"\n")
        if self.open_line + (len(chunk) if end < 0 else end) > self.limits.line:
            raise InputError(
                f"a line is longer than {self.limits.line:,} bytes",
                where=f"{self.path}, line {self.lines + 1}",
                cure="check that the file has one row a line and that every quote is closed",
            )
        self.open_line = self.open_line + len(chunk) if end < 0 else len(chunk) - chunk.rfind(b"\n") - 1

    def _check_encoding(self, chunk: bytes, *, final: bool) -> None:
        if self.decoder is None:
            return
        try:
            self.decoder.decode(chunk, final)
        except UnicodeDecodeError as error:
            self.bad_line = self.lines + chunk.count(b"\n", 0, max(0, error.start)) + 1
            self.decoder = None

    def done(self, *, compressed: bool) -> TextFile:
        """The verdict after the last byte."""
        self._check_encoding(b"", final=True)
        if self.blank:
            raise InputError("the file is empty", where=str(self.path), cure="export it again")
        strange = f"it is not UTF-8 (first seen in line {self.bad_line}) and was read as cp1252: check the accents"
        return TextFile(
            self.path,
            compressed,
            "utf-8" if self.decoder else "cp1252",
            self.digest.hexdigest(),
            self.quoted,
            self.limits,
            () if self.decoder else (strange,),
        )


def look(path: Path, *, compressed: bool, limits: Limits) -> TextFile:
    """Reads all bytes of a text file once and says how to read it.

    Raises:
        InputError: It is blank, damaged or a bomb, has a NUL byte or a line that is too long.
    """
    seen = _Look(path, limits)
    for chunk in _unpacked(path, limits) if compressed else _chunks(path):
        seen.at(chunk)
    return seen.done(compressed=compressed)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as raw:
        while chunk := raw.read(CHUNK):
            yield chunk


def _unpacked(path: Path, limits: Limits) -> Iterator[bytes]:
    packed, out = path.stat().st_size, 0
    allowed = min(limits.total, max(limits.small, limits.ratio * packed))
    try:
        with gzip.open(path) as stream:
            while chunk := stream.read(CHUNK):
                out += len(chunk)
                if out > allowed:
                    raise InputError(
                        f"{packed:,} bytes of gzip unpack to more than {allowed:,}: this looks like a gzip bomb",
                        where=str(path),
                        cure="unpack it yourself if you trust it, and give the unpacked file",
                    )
                yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError("the gzip file is cut off or damaged", where=str(path), cure="copy it again") from error
