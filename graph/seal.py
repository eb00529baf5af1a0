"""The seal of a run's folder: a digest of every file in the manifest, and one of the manifest itself.

It finds whatever was changed, cut or lost since the run was written. Whoever changes a file and its digest alike is not
found by it: what the certificate works out again from the files needs no digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graph.digest import of_document

FILES, SEAL = "files", "seal"
"""Keys of the manifest."""


def sealed(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest with the digests of all files that stand in a run's folder by now."""
    files = {file.name: _digest(file) for file in sorted(folder.iterdir())}
    document = {**manifest, FILES: files}
    return document | {SEAL: of_document(document)}


def unlike(folder: Path, manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of files that are not as they were written, manifest.json among them, and of files that are not the run's.

    Raises:
        KeyError: The manifest says nothing of its files.
    """
    open_ = {key: value for key, value in manifest.items() if key != SEAL}
    changed = [name for name, digest in sorted(manifest[FILES].items()) if _digest(folder / name) != digest]
    there = {file.name for file in folder.iterdir() if not file.name.startswith(".")}
    changed += sorted(there - {*manifest[FILES], "manifest.json"})
    return (*changed, *(["manifest.json"] if of_document(open_) != manifest[SEAL] else []))


def _digest(file: Path) -> str:
    """sha256 of the file's bytes; "" where there is no such file."""
    if not file.is_file():
        return ""
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()
