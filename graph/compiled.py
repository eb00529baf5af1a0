"""Where compiled kernels are kept. Apart from the kernels, so that `doctor` can look without loading a compiler."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path

from graph.errors import BrokenError

VARIABLE = "NUMBA_CACHE_DIR"
"""Names another folder; read by numba too."""


def kept() -> Path | None:
    """The folder that another process will find compiled kernels in; None where the user's cache cannot be written.

    Raises:
        BrokenError: The folder that NUMBA_CACHE_DIR names cannot be written: it was asked for, so no other is tried.
    """
    named = os.environ.get(VARIABLE)
    if named:
        folder = Path(named)
        if not _writable(folder):
            cure = f"name a folder of your own, or unset {VARIABLE}"
            raise BrokenError("this folder for compiled code cannot be written", where=f"{VARIABLE}={named}", cure=cure)
        return folder
    with contextlib.suppress(RuntimeError):  # a user without a home
        folder = _user_cache() / "bothways"
        if _writable(folder):
            return folder
    return None


def _user_cache() -> Path:
    """Where this machine keeps what a program can make again."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
