"""Person keys that nobody without the workspace's key can turn back, and that stay the same from export to export."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from graph.errors import GuardError

KEY_BYTES = 32

Hide = Callable[[pa.ChunkedArray], pa.Array]
"""Replaces every text of a column; null stays null."""


def secret(path: Path) -> bytes:
    """The key in `path`; made with the owner's eyes only when it is first needed.

    Raises:
        GuardError: Others may read it, or it is not a key.
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _stored(path)
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    return key


def _stored(path: Path) -> bytes:
    if path.stat().st_mode & 0o077:
        raise GuardError("others may read the key of the pseudonyms", where=str(path), cure=f"chmod 600 {path}")
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise GuardError(
            "this is not a key of pseudonyms",
            where=str(path),
            cure="restore it, or delete it and accept that every pseudonym changes",
        )
    return key


def hider(key: bytes, what: str) -> Hide:
    """A function that hides one kind of name (person, link): BLAKE2b keyed by the workspace, personalised by `what`."""

    def hide(column: pa.ChunkedArray) -> pa.Array:
        texts = [None if text is None else _digest(text, key, what) for text in column.to_pylist()]
        return pa.array(texts, pa.string())

    return hide


def _digest(text: str, key: bytes, what: str) -> str:
    return hashlib.blake2b(text.encode(), key=key, person=what.encode(), digest_size=10).hexdigest()
