"""Exchanges: a link comes in, those in its way go out, and the people who are left with room get their next best."""

from __future__ import annotations

import heapq
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel
from graph.kernels.portfolio import ENOUGH, LEFT, Columns, Stakes, adds, fits

Starts = NDArray[np.int64]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]
Heap = list[tuple[float, np.int64, np.int64]]

MOST_MOVES = 9
"""Links that one exchange may put in or take out: one in, five out of its way, and some for those who lost."""

NOBODY = -1


class Board(NamedTuple):
    """Candidates and a set of them, which exchanges change in place.

    Attributes:
        of: Candidates.
        cell: (m,) cell of each, the number of cells for none.
        stakes: What cells and terms are worth.
        first: (n + g + 2,) first candidate of each person, and of each cap, in `theirs`.
        theirs: Candidates by person, and by cap.
        room: (n + g + 1,) links that each person and each cap may still get.
        inside: (m,) which candidates are in the set.
        x: (k + 1,) sum of plausibilities of each cell's links.
        links: (k + 1,) how many they are.
        counts: (c,) links that count for each term.
        left: What is left of the stakes: gap 2^-x, cover .1^links, term keep^counts.
    """

    of: Columns
    cell: Starts
    stakes: Stakes
    first: Starts
    theirs: Starts
    room: Starts
    inside: Flags
    x: Values
    links: Starts
    counts: Starts
    left: Stakes


@kernel
def by_person(of: Columns, people: int, caps: int) -> tuple[Starts, Starts]:
    """Candidates of each person and each cap: first (people + caps + 2,), and their positions."""
    first = np.zeros(people + caps + 2, np.int64)
    for i in range(len(of.a)):
        for p in (of.a[i], of.b[i], of.cap_a[i], of.cap_b[i]):
            if p < people + caps:  # the cap without end is in nobody's way
                first[p + 1] += 1
    first = np.cumsum(first)
    free, theirs = first[:-1].copy(), np.empty(first[-1], np.int64)
    for i in range(len(of.a)):
        for p in (of.a[i], of.b[i], of.cap_a[i], of.cap_b[i]):
            if p < people + caps:
                theirs[free[p]] = i
                free[p] += 1
    return first, theirs


@kernel
def _gives(on: Board, i: int) -> float:
    """What would be lost without a link of the set: what it would add where it is not in it."""
    of, left, cell = on.of, on.left, on.cell[i]
    step = of.step[i]
    value = of.w[i] + left.gap[cell] * step / (1 - step) + left.cover[cell] * (1 - LEFT) / LEFT
    for c in of.terms[i]:
        if c >= 0:
            value += left.term[c] * (1 - left.keep[c]) / left.keep[c]
    return float(value)


@kernel
def _turn(on: Board, i: int) -> float:
    """Puts a link in, or takes it out; what that adds to the set's worth."""
    sign = -1 if on.inside[i] else 1
    worth = _gives(on, i) if on.inside[i] else adds(on.cell[i], on.of, on.of.w, on.left, i)
    on.inside[i] = not on.inside[i]
    for p in (on.of.a[i], on.of.b[i], on.of.cap_a[i], on.of.cap_b[i]):
        on.room[p] -= sign
    cell, stakes, left = on.cell[i], on.stakes, on.left
    on.links[cell] += sign
    on.x[cell] = on.x[cell] + sign * on.of.likely[i] if on.links[cell] else 0.0
    left.gap[cell] = stakes.gap[cell] * 2.0 ** -on.x[cell]
    left.cover[cell] = stakes.cover[cell] * LEFT ** on.links[cell]
    for c in on.of.terms[i]:
        if c >= 0:
            on.counts[c] += sign
            left.term[c] = stakes.term[c] * stakes.keep[c] ** on.counts[c]
    return sign * worth


@kernel
def _weakest(on: Board, among: Starts) -> int:
    """The link of the set, among some candidates, that gives least."""
    least, found = np.inf, NOBODY
    for i in among:
        if on.inside[i]:
            given = _gives(on, i)
            if given < least:
                least, found = given, i
    return found


@kernel
def _best(on: Board, p: int, barred: int) -> int:
    """What would add most for a person who has room; not the link that was just taken from them."""
    most, found = 0.0, NOBODY
    for i in on.theirs[on.first[p] : on.first[p + 1]]:
        if on.inside[i] or i == barred or not fits(on.of, on.room, i):
            continue
        added = adds(on.cell[i], on.of, on.of.w, on.left, i)
        if added > most:
            most, found = added, i
    return found


@kernel
def _refill(on: Board, moved: Starts, removed: int, moves: int, places: int) -> tuple[float, int]:
    """Gives those who lost a link their next best, as long as there are places."""
    delta = 0.0
    for r in range(removed):
        for p in (on.of.a[moved[r]], on.of.b[moved[r]]):
            if places <= 0 or moves == MOST_MOVES or on.room[p] <= 0:
                continue
            i = _best(on, p, moved[r])
            if i != NOBODY:
                delta += _turn(on, i)
                moved[moves] = i
                moves, places = moves + 1, places - 1
    return delta, moves


@kernel
def _try(on: Board, e: int, places: int, weakest: int, moved: Starts) -> tuple[float, int, int]:
    """Puts a newcomer in the set, for what stands in its way: what that adds, how many moves, how many links more."""
    moves, delta = 0, 0.0
    cap, other = on.of.cap_a[e], on.of.cap_b[e]
    needed = 2 if cap == other else 1
    for p in (on.of.a[e], on.of.b[e], cap, other):
        if on.room[p] < (needed if p == cap else 1):
            out = _weakest(on, on.theirs[on.first[p] : on.first[p + 1]])
            if out == NOBODY:  # no room at all: no exchange makes any
                continue
            delta += _turn(on, out)
            moved[moves] = out
            moves += 1
    if not fits(on.of, on.room, e):
        return -np.inf, moves, 0
    if places + moves <= 0:
        delta += _turn(on, weakest)
        moved[moves] = weakest
        moves += 1
    removed = moves
    delta += _turn(on, e)
    moved[moves] = e
    more, moves = _refill(on, moved, removed, moves + 1, places + removed - 1)
    return delta + more, moves, moves - 2 * removed


@kernel
def _note(on: Board, i: np.int64, heap: Heap, version: Starts) -> None:
    """Files what a link of the set gives now; what was filed of it before is void."""
    version[i] += 1
    if on.inside[i]:
        heapq.heappush(heap, (_gives(on, int(i)), i, version[i]))


@kernel
def _note_all(on: Board, moved: Starts, heap: Heap, version: Starts) -> None:
    """Files anew whatever gives more or less since some links were put in or taken out: those of their cells.

    Where there are terms, links of other cells share them: then all of them are filed anew.
    """
    if len(on.counts):
        for i in np.flatnonzero(on.inside):
            _note(on, i, heap, version)
        return
    for i in moved:
        _note(on, i, heap, version)
        cell = on.cell[i]
        if cell < len(on.x) - 1:
            for j in range(on.of.start[cell], on.of.start[cell + 1]):
                if on.inside[j]:
                    _note(on, np.int64(j), heap, version)


@kernel
def _first(on: Board, heap: Heap, version: Starts) -> int:
    """The link of the set that gives least."""
    while heap:
        _, i, filed = heap[0]
        if on.inside[i] and version[i] == filed:
            return int(i)
        heapq.heappop(heap)
    return NOBODY


@kernel
def exchange(on: Board, order: Starts, budget: int, sweeps: int) -> int:
    """Tries every candidate of an order as a newcomer and keeps what makes the set worth more.

    Args:
        on: Candidates and the set.
        order: Newcomers to try.
        budget: Links in all, at least 1.
        sweeps: How often the order is gone through at most.

    Returns:
        How many exchanges were kept.
    """
    heap, version = [(0.0, np.int64(0), np.int64(0)) for _ in range(0)], np.zeros(len(on.inside), np.int64)
    places, kept, moved = budget, 0, np.empty(MOST_MOVES, np.int64)
    for i in np.flatnonzero(on.inside):
        _note(on, i, heap, version)
        places -= 1
    weakest = _first(on, heap, version)
    for _ in range(sweeps):
        before = kept
        for e in order:
            if on.inside[e] or weakest == NOBODY:
                continue
            delta, moves, more = _try(on, e, places, weakest, moved)
            if delta > ENOUGH:
                kept, places = kept + 1, places - more
                _note_all(on, moved[:moves], heap, version)
                weakest = _first(on, heap, version)
            else:
                for r in range(moves - 1, -1, -1):
                    _turn(on, moved[r])
        if kept == before:
            break
    return kept
