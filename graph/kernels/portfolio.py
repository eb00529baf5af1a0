"""Choosing among candidates: the greedy set, what a set could be worth at given prices, and exchanges of links.

Candidates come ordered by cell, those in no cell last. A cell's links are worth gap (1 - 2^-X) + cover (1 - .1^N)
together, X the sum of their plausibilities and N their number; `graph.suggest.portfolio` says what that means.
"""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

LEFT = 0.1
"""Share of a cell's coverage that a link leaves to the next."""

MOST_NODES = 20_000
"""A cell's best subset is looked for in so many steps; then a bound on it stands in for it."""

ENOUGH = 1e-10
"""Gains below this are rounding."""

Starts = NDArray[np.int64]
People = NDArray[np.int32]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Columns(NamedTuple):
    """Candidates by cell.

    Attributes:
        start: (k + 2,) first candidate of each cell; the last range is those in no cell.
        a: (m,) one person of each.
        b: (m,) the other.
        w: (m,) its own value.
        likely: (m,) plausibility.
        step: (m,) 1 - 2^-plausibility.
        rank: (m,) number of each candidate outside; equals go by it.
    """

    start: Starts
    a: People
    b: People
    w: Values
    likely: Values
    step: Values
    rank: Starts


@kernel
def _best_in(
    cell: int, of: Columns, worth: Values, gap: float, cover: float, room: Starts, taken: Flags
) -> tuple[float, int]:
    """The candidate of a cell that adds most now, by value then rank, and what it adds; -1 where nobody has room."""
    most, best = -np.inf, -1
    for i in range(of.start[cell], of.start[cell + 1]):
        if taken[i] or room[of.a[i]] <= 0 or room[of.b[i]] <= 0:
            continue
        value = worth[i] + (gap * of.step[i] + cover)
        if value > most or (value == most and of.rank[i] < of.rank[best]):
            most, best = value, i
    return most, best


@kernel
def _head(
    cell: int,
    of: Columns,
    worth: Values,
    gap: Values,
    cover: Values,
    loose: Starts,
    free: Starts,
    room: Starts,
    taken: Flags,
) -> tuple[float, int]:
    """What adds most of a cell now, or of those in none, which stand sorted: free[0] of them need no second look."""
    if cell < len(gap):
        return _best_in(cell, of, worth, gap[cell], cover[cell], room, taken)
    while free[0] < len(loose):
        i = loose[free[0]]
        if not taken[i] and room[of.a[i]] > 0 and room[of.b[i]] > 0:
            return worth[i], i
        free[0] += 1
    return 0.0, -1


@kernel
def greedy(
    of: Columns, worth: Values, gap: Values, cover: Values, loose: Starts, capacity: Starts, budget: int, least: float
) -> Starts:
    """Takes what adds most, again and again, while it adds more than `least` and there is room.

    Args:
        of: Candidates.
        worth: (m,) what each adds by itself.
        gap: (k,) worth of closing each cell.
        cover: (k,) worth of covering it.
        loose: Candidates in no cell, in falling order of worth.
        capacity: (n,) links that each person may get.
        budget: Links in all.
        least: What a link must add.

    Returns:
        Positions of those taken, in order.
    """
    cells = len(gap)
    room, taken = capacity.copy(), np.zeros(len(worth), np.bool_)
    gap, cover = gap.copy(), cover * (1 - LEFT)
    heads = [(0.0, of.rank[0], np.int64(0), np.int64(0)) for _ in range(0)]
    free = np.zeros(1, np.int64)
    for cell in range(cells + 1):
        value, i = _head(cell, of, worth, gap, cover, loose, free, room, taken)
        if i >= 0:
            heads.append((-value, of.rank[i], np.int64(i), np.int64(cell)))
    heapq.heapify(heads)
    chosen, count = np.empty(max(0, min(budget, len(worth))), np.int64), 0
    while heads and count < len(chosen):
        value, _, link, at = heads[0]
        i, cell = int(link), int(at)
        if -value <= least:
            break
        if room[of.a[i]] > 0 and room[of.b[i]] > 0:
            room[of.a[i]] -= 1
            room[of.b[i]] -= 1
            taken[i], chosen[count] = True, i
            count += 1
            if cell < cells:
                gap[cell] *= 1 - of.step[i]
                cover[cell] *= LEFT
        value, i = _head(cell, of, worth, gap, cover, loose, free, room, taken)
        if i >= 0:
            heapq.heapreplace(heads, (-value, of.rank[i], np.int64(i), np.int64(cell)))
        else:
            heapq.heappop(heads)
    return chosen[:count]


@kernel
def _relaxed(price: Values, likely: Values, first: int, x: float, gap: float) -> float:
    """What parts of candidates could add at most to a cell's gap: cheapest first, each as far as it pays."""
    beta, added = np.log(2.0), gap * 2.0**-x
    for j in range(first, len(price)):
        if gap * beta * 2.0**-x <= price[j]:
            break
        until = x + likely[j]
        if price[j] > 0:
            until = min(until, -np.log2(price[j] / (gap * beta)))
        added -= price[j] * (until - x)
        x = until
    return float(added - gap * 2.0**-x)


@kernel
def _best_subset(own: Values, likely: Values, gap: float, cover: float, inside: Flags) -> float:
    """The most that a subset of a cell can be worth: sum of own + gap (1 - 2^-X) + cover (1 - .1^N); marks one.

    Branch and bound. Who pays by itself is always in; the others come cheapest first, price by plausibility.
    """
    base, x, n = 0.0, 0.0, 0
    for i in range(len(own)):
        inside[i] = own[i] >= 0
        if inside[i]:
            base, x, n = base + own[i], x + likely[i], n + 1
    dear = np.flatnonzero(own < 0)
    dear = dear[np.argsort(-own[dear] / likely[dear], kind="mergesort")]
    k = len(dear)
    price, part = -own[dear] / likely[dear], likely[dear]
    state, value, xs, ns = np.zeros(k + 1, np.int8), np.empty(k + 1), np.empty(k + 1), np.empty(k + 1, np.int64)
    value[0], xs[0], ns[0] = base, x, n
    best = base + gap * (1 - 2.0**-x) + cover * (1 - LEFT**n)
    root = best if k == 0 else best + _relaxed(price, part, 0, x, gap) + cover * LEFT**n
    depth, nodes = 0, 0
    while depth >= 0:
        if state[depth] == 0:
            nodes += 1
            if nodes > MOST_NODES:
                return float(max(root, best))
            here = value[depth] + gap * (1 - 2.0 ** -xs[depth]) + cover * (1 - LEFT ** ns[depth])
            if here > best + ENOUGH:
                best = here
                for j in range(k):
                    inside[dear[j]] = j < depth and state[j] == 1
            most = here
            if depth < k:
                most += _relaxed(price, part, depth, xs[depth], gap) + cover * LEFT ** ns[depth]
            state[depth] = 2 if depth == k or most <= best + ENOUGH else 0
        if state[depth] == 2:
            depth -= 1
            continue
        state[depth] += 1  # first with the next candidate, then without it
        takes = state[depth] == 1
        value[depth + 1] = value[depth] + (own[dear[depth]] if takes else 0.0)
        xs[depth + 1] = xs[depth] + (part[depth] if takes else 0.0)
        ns[depth + 1] = ns[depth] + takes
        depth += 1
        state[depth] = 0
    return float(best + ENOUGH)  # what was pruned for less than that


@kernel
def at_prices(of: Columns, gap: Values, cover: Values, person: Values, place: float) -> tuple[float, Starts, int]:
    """What all cells could be worth where a place costs `place` and each person asks a price.

    Args:
        of: Candidates.
        gap: (k,) worth of closing each cell.
        cover: (k,) worth of covering it.
        person: (n,) price of a link of each, 0 or more.
        place: Price of a link, 0 or more.

    Returns:
        The sum of the cells' best subsets, links of each person in these (n,), and how many links they are.
    """
    total, count, links = 0.0, np.zeros(len(person), np.int64), 0
    cells = len(gap)
    for cell in range(cells):
        low, high = of.start[cell], of.start[cell + 1]
        own, likely, who = np.empty(high - low), np.empty(high - low), np.empty(high - low, np.int64)
        k = 0
        for i in range(low, high):
            left = of.w[i] - person[of.a[i]] - person[of.b[i]] - place
            if left + gap[cell] * of.step[i] + cover[cell] * (1 - LEFT) > 0:  # else it is in no best subset
                own[k], likely[k], who[k] = left, of.likely[i], i
                k += 1
        if k == 0:
            continue
        inside = np.zeros(k, np.bool_)
        total += _best_subset(own[:k], likely[:k], gap[cell], cover[cell], inside)
        for j in range(k):
            if inside[j]:
                count[of.a[who[j]]] += 1
                count[of.b[who[j]]] += 1
                links += 1
    for i in range(of.start[cells], of.start[cells + 1]):
        left = of.w[i] - person[of.a[i]] - person[of.b[i]] - place
        if left > 0:
            total += left
            count[of.a[i]] += 1
            count[of.b[i]] += 1
            links += 1
    return total, count, links
