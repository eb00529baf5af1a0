"""Betweenness centrality exactly as networkx defines, samples and scales it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.core import Core

Values = NDArray[np.float64]


class Lots(Protocol):
    """Where a sample comes from: what `networkx.utils.create_py_random_state(seed)` gives."""

    def sample(self, population: Sequence[int], k: int) -> Sequence[int]:
        """So many different ones."""


def betweenness_centrality(core: Core, *, k: int | None, normalized: bool, endpoints: bool, lots: Lots) -> Values:
    """What `networkx.betweenness_centrality` gives without weights, NaN included.

    In plain words: the share of all pairs of others between whom somebody lies, by networkx's own sample of k people to
    start from where k is given. `graph.measures.betweenness` needs fewer of them for the same precision.

    Args:
        core: The network's core.
        k: Sources; None for everybody.
        normalized: Whether pairs count as a share of all pairs.
        endpoints: Whether a person lies on the ways that begin or end with them.
        lots: Draws the sample; not asked where everybody is a source.

    Returns:
        (n,) by node.

    Raises:
        ValueError: k is more than there are nodes, or negative.

    Example:
        A chain of three: the middle lies between the one pair of the others, so 1; the ends 0.

    References:
        Brandes, U. (2008). On variants of shortest-path betweenness centrality. Social Networks 30, 136-145.
    """
    from graph.kernels.betweenness import counted  # noqa: PLC0415 - who only reads a finished run compiles nothing

    n = len(core.order)
    nodes = np.arange(n) if k is None or k == n else np.array(lots.sample(range(n), k), dtype=np.int64)
    source = np.bincount(nodes, minlength=n)
    sums = counted(core.start, core.head, core.place[nodes])[core.place]
    others = n if endpoints else n - 1
    if others < 2:  # networkx leaves these as they are
        return sums
    worth = 1 / (others - 1) if normalized else others / 2  # a pair is seen from both its ends
    if endpoints:
        return (sums + _ends(core, source)) * (worth / len(nodes))
    mean: Values = np.full(n, np.nan)
    np.divide(sums, len(nodes) - source, out=mean, where=len(nodes) > source)  # nobody is between themself and others
    return mean * worth


def _ends(core: Core, source: NDArray[np.int64]) -> Values:
    """(n,) ways from the sources that begin or end with each node."""
    from graph.kernels.linear import cuts  # noqa: PLC0415 - see above

    part = cuts(core.start, core.head, core.tie, np.ones(len(source), np.bool_)).component[core.place]
    sizes = np.bincount(part, minlength=len(source))
    starting = np.bincount(part[source > 0], minlength=len(source))
    return (starting[part] + source * (sizes[part] - 2)).astype(np.float64)
