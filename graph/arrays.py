"""Small tools for arrays: values of a sparse matrix by position, runs of numbers, pieces of work, ranks in groups."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

DIGITS = 12
"""Scores are rounded to this many decimals before anything is compared, so that a last bit never decides."""


class Lookup:
    """Values of a sparse matrix at given positions, 0 where it holds none; needs no dense matrix.

    Args:
        matrix: In CSR form, indices sorted.
    """

    def __init__(self, matrix: sp.csr_array) -> None:
        self._start, self._column = (part.astype(np.int64) for part in (matrix.indptr, matrix.indices))
        rows = np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))
        self._width = max(1, matrix.shape[1])
        # One more key than any position can have, so that a search never runs past the end.
        self._keys = np.append(rows * self._width + matrix.indices, np.iinfo(np.int64).max)
        self._values = np.append(matrix.data, 0).astype(np.float64)

    def __call__(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> NDArray[np.float64]:
        """(m,) values at (rows[i], columns[i])."""
        wanted = rows.astype(np.int64) * self._width + columns
        place = np.searchsorted(self._keys, wanted)
        values: NDArray[np.float64] = np.where(self._keys[place] == wanted, self._values[place], 0)
        return values

    def of_many(self, rows: NDArray[np.integer], columns: NDArray[np.integer]) -> NDArray[np.float64]:
        """The same by compiled code, in a sixth of the time: for millions of positions."""
        from graph.kernels.lookup import values  # noqa: PLC0415 - who only reads a finished run compiles nothing

        wanted = rows.astype(np.int64, copy=False), columns.astype(np.int64, copy=False)
        return values(self._start, self._column, self._values, *wanted)


def runs(start: NDArray[np.integer], length: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Writes out runs of consecutive numbers.

    Returns:
        For each number the run it belongs to, and the number itself: runs([5, 9], [2, 1]) is [0, 0, 1], [5, 6, 9].
    """
    length = length.astype(np.int64)
    owner = np.repeat(np.arange(len(length)), length)
    before = np.cumsum(length) - length
    return owner, np.arange(len(owner)) - before[owner] + start.astype(np.int64)[owner]


def pieces(cost: NDArray[np.integer], most: int) -> list[tuple[int, int]]:
    """Cuts work into pieces of about `most` each, from first up to, not with, last; a costly item is one by itself."""
    total = np.cumsum(cost)
    cuts = np.searchsorted(total, np.arange(most, total[-1] if len(total) else 0, most))
    ends = np.unique([0, *cuts.tolist(), len(total)]).tolist()
    return list(pairwise(ends))


def bits(matrix: sp.csr_array) -> NDArray[np.uint64]:
    """(rows, words) a bit for each column of a sparse matrix with something above 0 in it."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    there = matrix.data > 0
    found = np.zeros((matrix.shape[0], -(-matrix.shape[1] // 64)), dtype=np.uint64)
    column = matrix.indices[there]
    np.bitwise_or.at(found, (row[there], column // 64), np.uint64(1) << (column % 64).astype(np.uint64))
    return found


def rank_within(group: NDArray[np.integer]) -> NDArray[np.int64]:
    """(m,) place of each row among its group, from 0; rows of one group must stand together."""
    if not len(group):
        return np.zeros(0, dtype=np.int64)
    first = np.flatnonzero(np.concatenate(([True], group[1:] != group[:-1])))
    sizes = np.diff(np.append(first, len(group)))
    return np.arange(len(group)) - np.repeat(first, sizes)


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same values once each, ascending; by sorting, which for millions takes a fifth of numpy's hashing."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


def pair_keys(a: NDArray[np.integer], b: NDArray[np.integer], n: int) -> NDArray[np.int64]:
    """One number a pair, the same for (a, b) and (b, a), in the order of the smaller key, then the larger."""
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    keys: NDArray[np.int64] = low * n + high
    return keys


def among(values: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(m,) whether each value stands in a sorted list."""
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    found: NDArray[np.bool_] = known[place] == values
    return found
