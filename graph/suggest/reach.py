"""Whom a link brings within reach: people within two steps after it, less those before it."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.network import Network
from graph.suggest.nearness import binary

_CHUNK = 1_000  # links whose two-step surroundings are held at once


def reach_gain(
    network: Network, people: NDArray[np.bool_], near: NDArray[np.int64], far: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How many people come within two steps of near[i] by a link to far[i], that link alone.

    Args:
        network: The ties there are.
        people: (n,) who counts; unresolved accounts carry paths but are no people.
        near: (k,) who gains.
        far: (k,) the partner.
    """
    ties = binary(network)
    parts = [
        _gain(ties, people, near[start : start + _CHUNK], far[start : start + _CHUNK])
        for start in range(0, len(near), _CHUNK)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)


def _gain(
    ties: sp.csr_array, people: NDArray[np.bool_], near: NDArray[np.int64], far: NDArray[np.int64]
) -> NDArray[np.int64]:
    n = ties.shape[0]
    within = ties[near] @ ties + ties[near] + _rows(near, n)
    offered = ((ties[far] + _rows(far, n)) @ sp.diags_array(people.astype(np.float64))).tocsr()
    offered.eliminate_zeros()
    already = offered.multiply(within).tocsr()
    gain: NDArray[np.int64] = np.diff(offered.indptr).astype(np.int64) - np.diff(already.indptr)
    return gain


def _rows(columns: NDArray[np.int64], n: int) -> sp.csr_array:
    """(k, n) with 1.0 at (i, columns[i])."""
    return sp.csr_array((np.ones(len(columns)), (np.arange(len(columns)), columns)), shape=(len(columns), n))
