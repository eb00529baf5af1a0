"""A kernel over ranges, on as many threads as there are cores; the same bits whoever does the work.

What a range gives must not depend on the others, and results come back in the order of the ranges. How many ranges
there are is the caller's constant, never the number of threads.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
U = TypeVar("U")

_threads: ContextVar[int | None] = ContextVar("threads", default=None)

LANES = 2
"""Ranges that a pass over all ties is cut into. Some have sums for each range, 12 bytes a tie: more ranges would serve
more threads and need more memory."""

ENOUGH_TIES = 2**18
"""Networks with fewer are done in one go, before a second thread has begun."""


def threads() -> int:
    """How many threads kernels may use: the cores that this process may run on, unless `using` says otherwise."""
    chosen = _threads.get()
    if chosen is not None:
        return chosen
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def using(count: int) -> Iterator[None]:
    """Kernels called inside use `count` threads."""
    token = _threads.set(count)
    try:
        yield
    finally:
        _threads.reset(token)


def each(parts: int, work: Callable[[int], T]) -> list[T]:
    """Runs `work(0)` to `work(parts - 1)`, several at a time; results in that order."""
    workers = min(parts, threads())
    if workers <= 1:
        return [work(part) for part in range(parts)]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, range(parts)))


def lanes(ties: int) -> int:
    """Into how many ranges a pass over so many ties is cut: it depends on the network alone, never on the machine."""
    return LANES if ties >= ENOUGH_TIES else 1


def both(one: Callable[[], T], other: Callable[[], U]) -> tuple[T, U]:
    """Runs two passes that need nothing of each other side by side."""
    if threads() <= 1:
        return one(), other()
    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(other)
        return one(), elsewhere.result()


def cuts(load: NDArray[np.int64], parts: int) -> NDArray[np.int64]:
    """Cuts a range into parts of about the same load.

    Args:
        load: (n,) what each item costs, 0 or more.
        parts: How many ranges to make, at least 1.

    Returns:
        (parts + 1,) borders from 0 to n, never falling; part i is borders[i] to borders[i + 1].
    """
    before = np.concatenate(([0], np.cumsum(load)))
    wanted = before[-1] * np.arange(parts + 1) // parts
    borders: NDArray[np.int64] = np.searchsorted(before, wanted).astype(np.int64)
    borders[0], borders[-1] = 0, len(load)
    return borders
