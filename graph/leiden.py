"""Leiden: the one place that speaks to the library which finds communities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.core import Core


def leiden(core: Core, weight: NDArray[np.float64], *, resolution: float = 1.0, seed: int = 0) -> NDArray[np.int32]:
    """Divides a network into communities of high modularity, each of them in one piece.

    The same core and seed give the same communities: the library works on one thread and draws its lots itself.

    Args:
        core: People and ties in the order of machines; the order decides between equals.
        weight: (2m,) above 0.
        resolution: Above 0; more makes more and smaller communities.
        seed: 0 or more.

    Returns:
        (n,) number of each node's community, in the network's order: 0 is the largest, among equals the one whose first
        member comes first. People without ties are communities of their own; without people there is none.

    Raises:
        ValueError: The resolution is not above 0.

    References:
        Traag, V., Waltman, L. and van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected
        communities. Scientific Reports 9, 5233.
    """
    import graspologic_native  # noqa: PLC0415 - who only reads a finished run looks for no communities

    if not resolution > 0:
        raise ValueError(f"resolution has to be above 0, not {resolution}")
    people = len(core.order)
    if not len(core.head):
        return np.arange(people, dtype=np.int32)
    _, found = graspologic_native.leiden_csr(
        core.start, core.head, weight, people, resolution=resolution, use_modularity=True, seed=seed
    )
    return _by_size(np.fromiter((found[position] for position in core.place.tolist()), np.int64, people))


def _by_size(community: NDArray[np.int64]) -> NDArray[np.int32]:
    """The same communities, numbered by falling size, then by first member."""
    _, first, code, size = np.unique(community, return_index=True, return_inverse=True, return_counts=True)
    number = np.empty(len(size), np.int32)
    number[np.lexsort((first, -size))] = np.arange(len(size), dtype=np.int32)
    return number[code]
