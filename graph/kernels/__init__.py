"""Machine code: arrays in, arrays out, no names, no files. numba is spoken in this package and nowhere else.

Every kernel is compiled once per machine and kept in a folder of its own for each state of these sources, because
numba does not notice when a kernel that another one calls was edited. Kernels are serial and let go of the
interpreter's lock; `pool` runs them over ranges. They take no part in deciding what a number means: that is `measures`.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

import numba

from graph import compiled

P = ParamSpec("P")
R = TypeVar("R")


def sources() -> list[Path]:
    """Every file of this package, in order of name."""
    return sorted(Path(__file__).parent.glob("*.py"))


def digest() -> str:
    """Digest of all sources: another one, another folder."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources())).hexdigest()


def _cache_folder(kept: Path | None) -> Path:
    """The folder of this state of the sources, or a private one that goes when the process ends."""
    if kept:
        return kept / f"numba-{digest()}"
    folder = Path(tempfile.mkdtemp(prefix="bothways-numba-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


KEPT = compiled.kept()
CACHE = _cache_folder(KEPT)
"""Where compiled kernels are; with None for `KEPT` no other process will find them."""


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compiles a function at its first call, or loads it from the cache.

    Without a signature on purpose: one would move two seconds of numba's start into the import. Without fastmath, so
    that sums stay in the order they are written in. Other people's numba keeps its own cache folder.
    """
    theirs = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    numba.config.CACHE_DIR = str(CACHE)  # type: ignore[attr-defined]
    ours: Callable[P, R] = numba.njit(cache=True, nogil=True)(function)
    numba.config.CACHE_DIR = theirs  # type: ignore[attr-defined]
    return ours
