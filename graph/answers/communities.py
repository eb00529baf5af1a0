"""Communities: networkx itself has no Leiden method, it asks whoever is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from random import Random
from typing import Any

from graph.face import Face
from graph.leiden import leiden


def leiden_communities(
    G: Face, weight: Any = "weight", resolution: float = 1, max_level: None = None, seed: Random | None = None
) -> list[set[Hashable]]:
    """Disjoint sets of nodes, the largest first; with one seed always the same."""
    lot = 0 if seed is None else seed.getrandbits(32)
    found: dict[int, set[Hashable]] = defaultdict(set)
    for node, number in zip(G.labels, leiden(G.core, G.weights(weight), resolution=resolution, seed=lot), strict=True):
        found[int(number)].add(node)
    return [found[number] for number in sorted(found)]
