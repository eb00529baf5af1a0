"""What a walk along every tie tells: who is how deep inside, and what holds the network together at one point only."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Cuts(NamedTuple):
    """Where a network falls apart.

    Attributes:
        cut_point: (n,) without this position its component is more than one.
        bridge: (m,) without this tie its component is two.
        component: (n,) the smallest position of the component.
        left: (n,) how many count in the largest part that remains of the component without this position.
        apart: (n,) how many would be cut off from that part; 0 but for cut points.
    """

    cut_point: Flags
    bridge: Flags
    component: Positions
    left: Positions
    apart: Positions


@kernel
def core_numbers(start: Starts, head: Positions) -> Positions:
    """(n,) the largest k such that a position belongs to a part in which everybody has k contacts.

    Peels off whoever has fewest contacts left, in linear time: positions stand in buckets by contacts left, and move
    down a bucket by changing places with the first of theirs.

    References:
        Batagelj, V. and Zaversnik, M. (2003). An O(m) algorithm for cores decomposition of networks.
    """
    n = len(start) - 1
    left = np.empty(n, np.int32)
    most = 0
    for p in range(n):
        left[p] = start[p + 1] - start[p]
        most = max(most, left[p])
    bucket = np.zeros(most + 2, np.int64)
    for p in range(n):
        bucket[left[p] + 1] += 1
    for d in range(most + 1):
        bucket[d + 1] += bucket[d]
    queue, at, free = np.empty(n, np.int32), np.empty(n, np.int32), bucket[:-1].copy()
    for p in range(n):
        at[p] = free[left[p]]
        queue[at[p]] = p
        free[left[p]] += 1
    for i in range(n):
        p = queue[i]
        for k in range(start[p], start[p + 1]):
            q = head[k]
            if left[q] > left[p]:
                first = bucket[left[q]]
                other = queue[first]
                queue[at[q]], queue[first] = other, q
                at[q], at[other] = first, at[q]
                bucket[left[q]] += 1
                left[q] -= 1
    return left


@kernel
def _walk(
    start: Starts, head: Positions, tie: Positions
) -> tuple[Positions, Positions, Positions, Positions, Positions]:
    """Goes to somebody new as long as there is one, and back otherwise.

    Returns:
        order (n,): positions as they were met; a component stands together, its smallest position first.
        met (n,): when each was met.
        above (n,), by (n,): from where and along which tie; -1 for the first of a component.
        reach (n,): when the earliest of a position's contacts was met, the one it was met from left out.
    """
    n = len(start) - 1
    order, met, reach = np.empty(n, np.int32), np.full(n, np.int32(-1)), np.empty(n, np.int32)
    above, by = np.full(n, np.int32(-1)), np.full(n, np.int32(-1))
    following = start[:-1].copy()
    clock = 0
    for root in range(n):
        p = root if met[root] < 0 else -1
        while p >= 0:
            if met[p] < 0:
                met[p], reach[p], order[clock] = clock, clock, p
                clock += 1
            if following[p] == start[p + 1]:
                p = above[p]
                continue
            q, by_tie = head[following[p]], tie[following[p]]
            following[p] += 1
            if met[q] < 0:
                above[q], by[q] = p, by_tie
                p = q
            elif by_tie != by[p]:
                reach[p] = min(reach[p], met[q])
    return order, met, above, by, reach


@kernel
def _cuts(
    start: Starts, head: Positions, tie: Positions, counted: Flags
) -> tuple[Flags, Flags, Positions, Positions, Positions]:
    order, met, above, by, reach = _walk(start, head, tie)
    n = len(order)
    bridge = np.zeros(len(head) // 2, np.bool_)
    below, hanging = counted.astype(np.int32), np.zeros(n, np.int32)
    parts, left = np.zeros(n, np.int32), np.zeros(n, np.int32)
    for p in order[::-1]:
        q = above[p]
        if q < 0:
            continue
        below[q] += below[p]
        reach[q] = min(reach[q], reach[p])
        bridge[by[p]] = reach[p] > met[q]
        if reach[p] >= met[q]:  # whoever is below p comes to the others through q only
            parts[q] += 1
            hanging[q] += below[p]
            left[q] = max(left[q], below[p])
    component, apart, root = np.empty(n, np.int32), np.empty(n, np.int32), 0
    for p in order:
        root = p if above[p] < 0 else root
        parts[p] += above[p] >= 0
        component[p] = root
        others = below[root] - counted[p]
        left[p] = max(left[p], others - hanging[p])
        apart[p] = others - left[p]
    return parts > 1, bridge, component, left, apart


def cuts(start: Starts, head: Positions, tie: Positions, counted: Flags) -> Cuts:
    """Finds cut points and bridges in one walk into the depth, and what each cut point would cut off.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        tie: The same.
        counted: (n,) who counts in the sizes of parts; the others hold them together all the same.

    References:
        Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. CACM 16.
    """
    return Cuts(*_cuts(start, head, tie, counted))
