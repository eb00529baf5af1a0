"""Whether files can be read and the workspace be written, asked before any work is done."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from graph.errors import BrokenError, InputError
from graph.workspace import Workspace

WRITE_CURE = "give yourself the right to write there, or name another folder with -C"


def check_writable(workspace: Workspace) -> None:
    """Refuses a workspace into which nothing could be written.

    Raises:
        BrokenError: A folder of the workspace, or the one that it would be made in, cannot be written.
    """
    folders = [workspace.ledger, workspace.runs, workspace.store]
    for folder in (_standing(workspace.folder), *(folder for folder in folders if folder.exists())):
        if not folder.is_dir():
            raise BrokenError("the workspace cannot be written: this is a file", where=str(folder), cure=WRITE_CURE)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise BrokenError("the workspace cannot be written", where=str(folder), cure=WRITE_CURE)


def check_readable(files: Iterable[Path]) -> None:
    """Refuses files that are there and may not be read.

    Raises:
        InputError: A file cannot be read.
    """
    for file in files:
        if file.exists() and not os.access(file, os.R_OK):
            raise InputError("the file cannot be read", where=str(file), cure="give yourself the right to read it")


def _standing(folder: Path) -> Path:
    """The folder itself, or the nearest one above it that exists."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())
