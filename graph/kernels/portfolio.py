"""Choosing among candidates: the greedy set, and what a set could be worth at given prices.

Candidates come ordered by cell, those in no cell last. A cell's links are worth gap (1 - 2^-X) + cover (1 - .1^N)
together, X the sum of their plausibilities and N their number; links that count for a term, term (1 - keep^N).
`graph.suggest.portfolio` says what that means.
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
        cap_a: (m,) what else a link of a uses room of: a cap, numbered after the people, or the one without end.
        cap_b: (m,) the same of b.
        w: (m,) its own value.
        likely: (m,) plausibility.
        step: (m,) 1 - 2^-plausibility.
        terms: (m, j) terms that each counts for, no two the same, -1 for none.
        rank: (m,) number of each candidate outside; equals go by it.
    """

    start: Starts
    a: People
    b: People
    cap_a: People
    cap_b: People
    w: Values
    likely: Values
    step: Values
    terms: NDArray[np.int32]
    rank: Starts


class Stakes(NamedTuple):
    """What is to be had beyond the candidates' own value.

    Attributes:
        gap: (k + 1,) of closing each cell, 0 for those in none.
        cover: (k + 1,) of covering it, 0 for those in none.
        term: (c,) of each term.
        keep: (c,) share of a term that a link leaves to the next.
    """

    gap: Values
    cover: Values
    term: Values
    keep: Values


@kernel
def fits(of: Columns, room: Starts, i: int) -> bool:
    """Whether both people of a candidate and their caps have room; within one cap a link takes two places."""
    if room[of.a[i]] <= 0 or room[of.b[i]] <= 0:
        return False
    one, other = of.cap_a[i], of.cap_b[i]
    return bool(room[other] > 0 and room[one] > (1 if one == other else 0))


@kernel
def adds(cell: int, of: Columns, worth: Values, left: Stakes, i: int) -> float:
    """What a candidate of a cell adds to what was taken, which `left` is left of."""
    value = worth[i] + (left.gap[cell] * of.step[i] + left.cover[cell] * (1 - LEFT))
    for c in of.terms[i]:
        if c >= 0:
            value += left.term[c] * (1 - left.keep[c])
    return float(value)


@kernel
def _best_in(cell: int, of: Columns, worth: Values, left: Stakes, room: Starts, taken: Flags) -> tuple[float, int]:
    """The candidate of a cell that adds most now, by value then rank, and what it adds; -1 where nobody has room."""
    most, best = -np.inf, -1
    for i in range(of.start[cell], of.start[cell + 1]):
        if taken[i] or not fits(of, room, i):
            continue
        value = adds(cell, of, worth, left, i)
        if value > most or (value == most and of.rank[i] < of.rank[best]):
            most, best = value, i
    return most, best


@kernel
def _head(
    cell: int, of: Columns, worth: Values, left: Stakes, loose: Starts, free: Starts, room: Starts, taken: Flags
) -> tuple[float, int]:
    """What adds most of a cell now, or of those in none; where these count for no term, they stand sorted."""
    if cell < len(left.gap) - 1 or len(left.term):
        return _best_in(cell, of, worth, left, room, taken)
    while free[0] < len(loose):
        i = loose[free[0]]
        if not taken[i] and fits(of, room, i):
            return worth[i], i
        free[0] += 1
    return 0.0, -1


@kernel
def _take(cell: int, of: Columns, left: Stakes, room: Starts, i: int) -> None:
    """Uses the room that a link takes, and what it earns of its cell and terms."""
    for p in (of.a[i], of.b[i], of.cap_a[i], of.cap_b[i]):
        room[p] -= 1
    left.gap[cell] *= 1 - of.step[i]
    left.cover[cell] *= LEFT
    for c in of.terms[i]:
        if c >= 0:
            left.term[c] *= left.keep[c]


@kernel
def greedy(
    of: Columns, worth: Values, stakes: Stakes, loose: Starts, room: Starts, budget: int, least: float
) -> Starts:
    """Takes what adds most, again and again, while it adds more than `least` and there is room.

    The best of each cell stands in a heap. What a link adds falls with its own cell, which is weighed again when
    something was taken from it, and with its terms, which is looked up when it is the best of all: what others add
    only ever falls, so a value that still holds then is the highest.

    Args:
        of: Candidates.
        worth: (m,) what each adds by itself.
        stakes: What cells and terms are worth.
        loose: Candidates in no cell, in falling order of worth.
        room: (n + g + 1,) links that each person may get, then each cap, then no end.
        budget: Links in all.
        least: What a link must add.

    Returns:
        Positions of those taken, in order.
    """
    left = Stakes(stakes.gap.copy(), stakes.cover.copy(), stakes.term.copy(), stakes.keep)
    room, taken = room.copy(), np.zeros(len(worth), np.bool_)
    heads = [(0.0, of.rank[0], np.int64(0), np.int64(0)) for _ in range(0)]
    free = np.zeros(1, np.int64)
    for cell in range(len(left.gap)):
        value, i = _head(cell, of, worth, left, loose, free, room, taken)
        if i >= 0:
            heads.append((-value, of.rank[i], np.int64(i), np.int64(cell)))
    heapq.heapify(heads)
    chosen, count = np.empty(max(0, min(budget, len(worth))), np.int64), 0
    while heads and count < len(chosen):
        value, _, link, at = heads[0]
        i, cell = int(link), int(at)
        if -value <= least:
            break
        if fits(of, room, i) and adds(cell, of, worth, left, i) == -value:
            _take(cell, of, left, room, i)
            taken[i], chosen[count] = True, i
            count += 1
        value, i = _head(cell, of, worth, left, loose, free, room, taken)
        if i >= 0:
            heapq.heapreplace(heads, (-value, of.rank[i], np.int64(i), np.int64(cell)))
        else:
            heapq.heappop(heads)
    return chosen[:count]


@kernel
def in_turn(of: Columns, worth: Values, stakes: Stakes, room: Starts, rows: Starts, cells: Starts) -> Values:
    """(k,) what each of some candidates adds to those before it.

    Args:
        of: Candidates.
        worth: (m,) what each adds by itself.
        stakes: What cells and terms are worth.
        room: As for `greedy`; enough for all of them.
        rows: (k,) which, in order.
        cells: (k,) the cell of each, the number of cells for none.
    """
    left, room = Stakes(stakes.gap.copy(), stakes.cover.copy(), stakes.term.copy(), stakes.keep), room.copy()
    added = np.empty(len(rows))
    for k in range(len(rows)):
        added[k] = adds(cells[k], of, worth, left, rows[k])
        _take(cells[k], of, left, room, rows[k])
    return added


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
def _so_many(cost: Values, likely: Values, x: float, gap: float, cover: float) -> float:
    """What further links could add at most to a cell's gap and coverage: so many of the cheapest, as likely as any.

    Coverage counts links, so what it adds is exact for each number of them; a part of a link covers nothing.
    """
    added, left = 0.0, gap * 2.0**-x
    for m in range(len(cost)):
        step = left * (1 - 2.0 ** -likely[m]) + cover * (1 - LEFT) - cost[m]
        if step <= 0:  # what comes later costs more and adds less
            break
        added += step
        left, cover = left * 2.0 ** -likely[m], cover * LEFT
    return float(added)


@kernel
def _best_subset(own: Values, likely: Values, gap: float, cover: float, inside: Flags) -> float:
    """The most that a subset of a cell can be worth: sum of own + gap (1 - 2^-X) + cover (1 - .1^N); marks one.

    Branch and bound. Who pays by itself is always in; the others come cheapest first, price by plausibility. Of two
    relaxations, parts of links and the cheapest with the largest plausibilities, the lower counts.
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
    cost, most_likely = np.sort(-own[dear]), np.sort(likely[dear])[::-1].copy()
    state, value, xs, ns = np.zeros(k + 1, np.int8), np.empty(k + 1), np.empty(k + 1), np.empty(k + 1, np.int64)
    value[0], xs[0], ns[0] = base, x, n
    best = base + gap * (1 - 2.0**-x) + cover * (1 - LEFT**n)
    covers = cover * LEFT**n
    root = best + min(_relaxed(price, part, 0, x, gap) + covers, _so_many(cost, most_likely, x, gap, covers))
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
                covers = cover * LEFT ** ns[depth]
                parts = _relaxed(price, part, depth, xs[depth], gap) + covers
                most += min(parts, _so_many(cost, most_likely, xs[depth], gap, covers))
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
def at_prices(of: Columns, own: Values, stakes: Stakes) -> tuple[float, Starts]:
    """What all cells could be worth where everything that a link uses has its price.

    Args:
        of: Candidates.
        own: (m,) what is left of each one's own value when its prices are paid, and its terms at theirs are earned.
        stakes: What cells are worth; terms are not looked at.

    Returns:
        The sum of the cells' best subsets, and the positions of the candidates in these.
    """
    total, picked = 0.0, np.zeros(len(own), np.bool_)
    cells = len(stakes.gap) - 1
    for cell in range(cells):
        low, high = of.start[cell], of.start[cell + 1]
        gap, cover = stakes.gap[cell], stakes.cover[cell]
        left, likely, who = np.empty(high - low), np.empty(high - low), np.empty(high - low, np.int64)
        k = 0
        for i in range(low, high):
            if own[i] + gap * of.step[i] + cover * (1 - LEFT) > 0:  # else it is in no best subset
                left[k], likely[k], who[k] = own[i], of.likely[i], i
                k += 1
        if k == 0:
            continue
        inside = np.zeros(k, np.bool_)
        total += _best_subset(left[:k], likely[:k], gap, cover, inside)
        picked[who[:k]] = inside
    for i in range(of.start[cells], of.start[cells + 1]):
        if own[i] > 0:
            total += own[i]
            picked[i] = True
    return total, np.flatnonzero(picked)
