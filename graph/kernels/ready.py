"""Compiles every kernel once, with a word about it: nobody waits half a minute before a silent screen."""

from __future__ import annotations

import hashlib
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import llvmlite.binding
import numba
import numpy as np
from numpy.typing import NDArray

from graph.core import Core, build
from graph.kernels import (
    CACHE,
    KEPT,
    attributes,
    auc,
    betweenness,
    candidates,
    digest,
    distances,
    exchange,
    linear,
    lookup,
    nearness,
    portfolio,
    sources,
    spans,
    triangles,
)

WORDS = "compiling the engine for this machine, once: about 40 s"
AGAIN = (
    "compiling the engine, about 40 s, as at every start: the folder that would keep it cannot be written; "
    "NUMBA_CACHE_DIR may name another"
)


def ready(progress: Callable[[str], None]) -> None:
    """Sees to it that every kernel is compiled and kept; costs nothing where that is so.

    Args:
        progress: Gets a word for each part that there is to compile.
    """
    mark = _mark()
    if mark.exists():
        if set(mark.read_text(encoding="utf-8").splitlines()) <= set(_machine_code()):
            return
        for path in CACHE.rglob("*.nb[ic]"):  # numba would stop at a damaged one instead of compiling anew
            path.unlink()
    for done, part in enumerate(PARTS):
        progress(f"{WORDS if KEPT else AGAIN}; {done} of {len(PARTS)} parts done")
        part()
    CACHE.mkdir(parents=True, exist_ok=True)
    mark.write_text("\n".join(_machine_code()), encoding="utf-8")


def call_all() -> None:
    """Calls every kernel."""
    for part in PARTS:
        part()


Ends = NDArray[np.int32]


def _triangle() -> tuple[Core, Ends, Ends, NDArray[np.int32]]:
    """Three people of two units who all know each other: the core, both ends of each tie, the units in its order."""
    a, b, codes = (np.array(values, np.int32) for values in ([0, 0, 1], [1, 2, 2], [0, 0, 1]))
    core = build(3, a, b, np.ones(3), codes)
    return core, a, b, codes[core.order]


def _ego() -> None:
    core, *_ = _triangle()
    triangles.ego(core.start, core.head, core.tie, core.weight)


def _ties() -> None:
    core, a, b, groups = _triangle()
    arcs, value = (core.start, core.head), np.ones(3)
    triangles.shared_by_tie(*arcs, core.tie, value)
    triangles.shared_by_pair(*arcs, value, a, b)
    attributes.spread(*arcs, core.weight, groups, 2)
    attributes.mixing(*arcs, core.weight, groups, 2)
    linear.core_numbers(*arcs)
    linear.cuts(*arcs, core.tie, groups == 0)


def _ways() -> None:
    core, a, b, groups = _triangle()
    arcs = (core.start, core.head)
    betweenness.counted(*arcs, a)
    betweenness.scaled(*arcs, a, betweenness.INNER)
    distances.nearness(*arcs, a)
    distances.introductions(*arcs, groups, 2, 3)
    distances.within(*arcs, a, 2, groups, 2)
    spans.without(*arcs, a, b)


def _pairs() -> None:
    core, a, b, groups = _triangle()
    arcs = (core.start, core.head)
    nearness.three_steps(*arcs, groups == 0, a, b)
    lookup.values(np.array([0, 1]), np.array([0]), np.ones(1), np.array([0]), np.array([0]))
    auc.areas(np.array([0, 3]), np.array([0, 0, 1]), np.array([1, 2, 2]), groups == 0, np.ones((3, 1), np.int8))
    candidates.two_steps(*arcs, groups, np.ones(3), candidates.Swaps.none(3), rank=core.order, most=1)


def _choose() -> None:
    """Two candidates in one cell and one in none."""
    ends, value, no_cap = np.array([0, 1, 0], np.int32), np.full(3, 0.5), np.full(3, 3, np.int32)
    uses, terms = (ends, ends + np.int32(1), no_cap, no_cap), np.zeros((3, 1), np.int32)
    of = portfolio.Columns(np.array([0, 2, 3]), *uses, value, value, value, terms, np.arange(3))
    stakes, room = portfolio.Stakes(np.ones(2), np.ones(2), np.ones(1), np.ones(1)), np.ones(4, np.int64)
    portfolio.greedy(of, value, stakes, np.array([2]), room, 2, 0.0)
    portfolio.at_prices(of, value, stakes)
    portfolio.in_turn(of, value, stakes, room, np.array([0, 2]), np.array([0, 1]))
    inside, counts = np.array([True, False, False]), (np.array([1, 0]), np.zeros(1, np.int64))
    cell, theirs = np.array([0, 0, 1]), exchange.by_person(of, 3, 0)
    board = exchange.Board(of, cell, stakes, *theirs, np.zeros(4, np.int64), inside, np.ones(2), *counts, stakes)
    exchange.exchange(board, np.array([1]), 2, 1)


PARTS = (_ego, _ties, _ways, _pairs, _choose)
"""Every kernel is called in one of these, with arrays of the kinds that measures hand over."""


def _machine_code() -> list[str]:
    """Each file of compiled code with its checksum."""
    return [f"{path.name} {zlib.crc32(path.read_bytes())}" for path in sorted(CACHE.rglob("*.nbc"))]


def _mark() -> Path:
    """Stands in the cache when all is compiled, and lists `_machine_code`; by all that makes numba compile anew."""
    machine = (sys.version, numba.__version__, llvmlite.binding.get_host_cpu_name())
    files = [(str(path), path.stat().st_mtime_ns) for path in sources()]
    return CACHE / f"ready-{hashlib.sha256(repr((digest(), machine, files)).encode()).hexdigest()}"
