"""Exchanges: a link comes in, those in its way go out, and the people who are left with room get their next best."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel
from graph.kernels.portfolio import ENOUGH, LEFT, Columns

Starts = NDArray[np.int64]
Values = NDArray[np.float64]
Flags = NDArray[np.bool_]

MOST_MOVES = 9
"""Links that one exchange may put in or take out: one in, three out of its way, and one for each who lost."""

NOBODY = -1


class Board(NamedTuple):
    """Candidates and a set of them, which exchanges change in place.

    Attributes:
        of: Candidates.
        cell: (m,) cell of each, the number of cells for none.
        gap: (k,) worth of closing each cell.
        cover: (k,) worth of covering it.
        first: (n + 1,) first candidate of each person in `theirs`.
        theirs: (2m,) candidates by person.
        room: (n,) links that each person may still get.
        inside: (m,) which candidates are in the set.
        x: (k,) sum of plausibilities of each cell's links.
        links: (k,) how many they are.
        left: (k,) gap 2^-x: what is left of each gap.
        fresh: (k,) cover .1^links: what is left of its coverage.
    """

    of: Columns
    cell: Starts
    gap: Values
    cover: Values
    first: Starts
    theirs: Starts
    room: Starts
    inside: Flags
    x: Values
    links: Starts
    left: Values
    fresh: Values


@kernel
def by_person(of: Columns, people: int) -> tuple[Starts, Starts]:
    """Candidates of each person: first (n + 1,), and their positions (2m,)."""
    first = np.zeros(people + 1, np.int64)
    for i in range(len(of.a)):
        first[of.a[i] + 1] += 1
        first[of.b[i] + 1] += 1
    first = np.cumsum(first)
    free, theirs = first[:-1].copy(), np.empty(first[-1], np.int64)
    for i in range(len(of.a)):
        for p in (of.a[i], of.b[i]):
            theirs[free[p]] = i
            free[p] += 1
    return first, theirs


@kernel
def _adds(on: Board, i: int) -> float:
    """What a link would add that is not in the set."""
    cell = on.cell[i]
    if cell == len(on.gap):
        return float(on.of.w[i])
    return float(on.of.w[i] + on.left[cell] * on.of.step[i] + on.fresh[cell] * (1 - LEFT))


@kernel
def _gives(on: Board, i: int) -> float:
    """What would be lost without a link of the set: what it would add where it is not in it."""
    cell = on.cell[i]
    if cell == len(on.gap):
        return float(on.of.w[i])
    step = on.of.step[i]
    return float(on.of.w[i] + on.left[cell] * step / (1 - step) + on.fresh[cell] * (1 - LEFT) / LEFT)


@kernel
def _turn(on: Board, i: int) -> float:
    """Puts a link in, or takes it out; what that adds to the set's worth."""
    sign = -1 if on.inside[i] else 1
    worth = _gives(on, i) if on.inside[i] else _adds(on, i)
    on.inside[i] = not on.inside[i]
    on.room[on.of.a[i]] -= sign
    on.room[on.of.b[i]] -= sign
    cell = on.cell[i]
    if cell < len(on.gap):
        on.links[cell] += sign
        on.x[cell] = on.x[cell] + sign * on.of.likely[i] if on.links[cell] else 0.0
        on.left[cell] = on.gap[cell] * 2.0 ** -on.x[cell]
        on.fresh[cell] = on.cover[cell] * LEFT ** on.links[cell]
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
        if on.inside[i] or i == barred or on.room[on.of.a[i]] <= 0 or on.room[on.of.b[i]] <= 0:
            continue
        added = _adds(on, i)
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
    for p in (on.of.a[e], on.of.b[e]):
        if on.room[p] <= 0:
            out = _weakest(on, on.theirs[on.first[p] : on.first[p + 1]])
            if out == NOBODY:  # no room at all: not even an exchange makes any
                continue
            delta += _turn(on, out)
            moved[moves] = out
            moves += 1
    if on.room[on.of.a[e]] <= 0 or on.room[on.of.b[e]] <= 0:
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
def _members(on: Board, before: Starts, moved: Starts) -> Starts:
    """The links of the set after some were put in and others taken out."""
    return np.concatenate((before[on.inside[before]], moved[on.inside[moved]]))


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
    members, moved = np.flatnonzero(on.inside), np.empty(MOST_MOVES, np.int64)
    places, kept = budget - len(members), 0
    weakest = _weakest(on, members)
    for _ in range(sweeps):
        before = kept
        for e in order:
            if on.inside[e] or weakest == NOBODY:
                continue
            delta, moves, more = _try(on, e, places, weakest, moved)
            if delta > ENOUGH:
                kept, places = kept + 1, places - more
                members = _members(on, members, moved[:moves])
                weakest = _weakest(on, members)
            else:
                for r in range(moves - 1, -1, -1):
                    _turn(on, moved[r])
        if kept == before:
            break
    return kept
