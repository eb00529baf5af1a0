"""What lies between two people: contacts in common, ways by two of them, ties into each other's units.

It is measured on ties that are there or not; how strong they are plays no part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import Lookup
from graph.boundaries import Boundary
from graph.network import Network

HUB = 150
"""A contact with more ties than this introduces nobody in particular and is skipped."""


@dataclass(frozen=True, eq=False)
class Nearness:
    """What lies between the two of each pair, shape (m,) each.

    Attributes:
        common: Contacts in common, hubs included.
        adamic_adar: Sum of 1 / ln(degree) over them, hubs left out (Adamic and Adar 2003).
        three_steps: Paths of three steps / sqrt(degree of one * degree of the other), hubs left out in between: a
            contact of the one knows a contact of the other. Divided so that two people with many contacts, between
            whom there are always some, do not look near for that alone.
        reach: Mean of (ties of one into the other's unit) / sqrt(size of that unit).
        same_place: Both locations are known and the same.
        larger: Contacts of the better connected of the two.
    """

    common: NDArray[np.int64]
    adamic_adar: NDArray[np.float64]
    three_steps: NDArray[np.float64]
    reach: NDArray[np.float64]
    same_place: NDArray[np.bool_]
    larger: NDArray[np.int64]


def nearness(
    network: Network,
    units: Boundary,
    location: NDArray[np.int32],
    a: NDArray[np.integer],
    b: NDArray[np.integer],
) -> Nearness:
    """Measures the nearness of pairs (a[i], b[i]); it is the same from either side."""
    return Nearness(
        common=_shared(network, np.ones(len(network.people)), a, b).astype(np.int64),
        adamic_adar=_shared(network, introduces(network.degrees), a, b),
        three_steps=_three_steps(network, a, b),
        reach=_reach(network, units, a, b),
        same_place=(location[a] >= 0) & (location[a] == location[b]),
        larger=np.maximum(network.degrees[a], network.degrees[b]),
    )


def binary(network: Network) -> sp.csr_array:
    """(n, n) sparse 1.0 for each tie."""
    ties = network.adjacency.copy()
    ties.data = np.ones_like(ties.data)
    return ties


def introduces(degree: NDArray[np.integer]) -> NDArray[np.float64]:
    """What each counts as a common contact, 1 / ln(degree); 0 for hubs, and for who has one tie and joins no two."""
    value: NDArray[np.float64] = np.where((degree <= HUB) & (degree > 1), 1 / np.log(np.maximum(degree, 2)), 0.0)
    return value


def _shared(
    network: Network, value: NDArray[np.float64], a: NDArray[np.integer], b: NDArray[np.integer]
) -> NDArray[np.float64]:
    """(m,) sum over common contacts of their value."""
    from graph.kernels.triangles import shared_by_pair  # noqa: PLC0415 - who only reads a finished run compiles nothing

    core = network.core
    return shared_by_pair(core.start, core.head, value[core.order], core.place[a], core.place[b])


def _three_steps(network: Network, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.float64]:
    from graph.kernels.nearness import three_steps  # noqa: PLC0415 - who only reads a finished run compiles nothing

    core, degree = network.core, network.degrees
    paths = three_steps(core.start, core.head, degree[core.order] <= HUB, core.place[a], core.place[b])
    ways: NDArray[np.float64] = paths / np.sqrt(np.maximum(degree[a] * degree[b], 1))
    return ways


def _reach(network: Network, units: Boundary, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.float64]:
    members = np.flatnonzero(units.codes >= 0)
    shape = (len(units.codes), len(units.groups))
    membership = sp.csr_array((np.ones(len(members)), (members, units.codes[members])), shape=shape)
    into = (binary(network) @ membership).tocsr()
    into.sort_indices()
    ties, size = Lookup(into), np.append(np.sqrt(np.maximum(units.sizes(), 1)), 1.0)
    unit_a, unit_b = units.codes[a], units.codes[b]
    there = np.where(unit_b >= 0, ties.of_many(a, unit_b), 0) / size[unit_b]
    back = np.where(unit_a >= 0, ties.of_many(b, unit_a), 0) / size[unit_a]
    reach: NDArray[np.float64] = (there + back) / 2
    return reach
