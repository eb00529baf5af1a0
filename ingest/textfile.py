"""One look at all bytes of a text file before anything is parsed: limits, encoding, digest.

Only the last byte of a file can tell that it is UTF-8, and a parser that meets a 100 MB line has already lost; so the
bytes go by once, in chunks, and nothing is kept.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from graph.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

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
        quotes: Double quotes in it.
        limits: The limits it passed.
        warnings: What was taken for granted about it.
    """

    path: Path
    compressed: bool
    encoding: str
    digest: str
    quotes: int
    limits: Limits
    warnings: tuple[str, ...]

    def open(self) -> IO[bytes]:
        """The text as UTF-8 bytes from the start, without a byte order mark."""
        raw = cast("IO[bytes]", gzip.open(self.path)) if self.compressed else self.path.open("rb")  # noqa: SIM115 - the caller closes it
        if self.encoding != "utf-8":
            return io.BufferedReader(_AsUtf8(raw, self.encoding), CHUNK)
        if raw.read(3) != codecs.BOM_UTF8:
            raw.seek(0)
        return raw


class _AsUtf8(io.RawIOBase):
    """Bytes of an encoding with one byte a character, as UTF-8."""

    def __init__(self, raw: IO[bytes], encoding: str) -> None:
        self._raw = raw
        self._encoding = encoding
        self._waiting = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._waiting = self._waiting or self._raw.read(CHUNK).decode(self._encoding, "replace").encode()
        room = memoryview(buffer)
        taken = min(len(room), len(self._waiting))
        room[:taken], self._waiting = self._waiting[:taken], self._waiting[taken:]
        return taken

    def close(self) -> None:
        self._raw.close()
        super().close()


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
    quotes: int = 0
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
        self.quotes += chunk.count(b'"')
        self.blank = self.blank and not chunk.removeprefix(codecs.BOM_UTF8).strip()

    def _check_nul(self, chunk: bytes) -> None:
        place = chunk.find(b"\0")
        if place >= 0:
            line = self.lines + chunk.count(b"\n", 0, place) + 1
            raise InputError(
                "there is a NUL byte, so this is no text", where=f"{self.path}, line {line}", cure="export it again"
            )

    def _check_line(self, chunk: bytes) -> None:
        """A chunk is no longer than the limit, so only a line that is still open can pass it."""
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
            self.quotes,
            self.limits,
            () if self.decoder else (strange,),
        )


def look(path: Path, *, compressed: bool, limits: Limits) -> TextFile:
    """Reads all bytes of a text file once and says how to read it.

    Raises:
        InputError: It is blank, damaged or a bomb, has a NUL byte or a line that is too long.
    """
    seen = _Look(path, limits)
    step = min(CHUNK, limits.line)
    for chunk in _unpacked(path, limits, step) if compressed else _chunks(path, step):
        seen.at(chunk)
    return seen.done(compressed=compressed)


def _chunks(path: Path, step: int) -> Iterator[bytes]:
    with path.open("rb") as raw:
        while chunk := raw.read(step):
            yield chunk


def _unpacked(path: Path, limits: Limits, step: int) -> Iterator[bytes]:
    packed, out = path.stat().st_size, 0
    allowed = min(limits.total, max(limits.small, limits.ratio * packed))
    try:
        with gzip.open(path) as stream:
            while chunk := stream.read(step):
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
