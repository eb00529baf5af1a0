"""Machine code: arrays in, arrays out, no names, no files. numba is spoken in this package and nowhere else.

Every kernel is compiled once per machine and kept in a folder of its own for each state of these sources, because
numba does not notice when a kernel that another one calls was edited. Kernels are serial and let go of the
interpreter's lock; `pool` runs them over ranges. They take no part in deciding what a number means: that is `measures`.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def sources() -> list[Path]:
    """Every file of this package, in order of name."""
    return sorted(Path(__file__).parent.glob("*.py"))


def _user_cache() -> Path:
    """Where this machine keeps what a program can make again."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def digest() -> str:
    """Digest of all sources: another one, another folder."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources())).hexdigest()


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _cache_folder() -> Path:
    """The user's cache if it can be written, else a private folder that goes when the process ends."""
    with contextlib.suppress(RuntimeError):  # a user without a home
        kept = _user_cache() / "bothways" / f"numba-{digest()}"
        if _writable(kept):
            return kept
    folder = Path(tempfile.mkdtemp(prefix="bothways-numba-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


CACHE = Path(numba.config.CACHE_DIR or _cache_folder())  # type: ignore[attr-defined]  # numba makes it at import
"""Where compiled kernels are kept; NUMBA_CACHE_DIR wins."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a function at its first call, or loads it from the cache.

    Without a signature on purpose: one would move two seconds of numba's start into the import. Without fastmath, so
    that sums stay in the order they are written in. Other people's numba keeps its own cache folder.
    """
    theirs = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]
    compiled: Callable[P, R] = numba.njit(cache=True, nogil=True)(function)
    numba.config.CACHE_DIR = theirs  # type: ignore[attr-defined]
    return compiled
