"""Betweenness: what each position carries of the shortest ways from given sources to everybody else.

Brandes (2001): a search from a source counts the ways to everybody, and on the way back each position adds up what the
positions behind it carry. Two things make it quick. Each step goes from the positions reached last to their contacts,
or from those not reached yet to theirs, whichever has fewer arcs (Beamer, Asanovic and Patterson 2012), on the way back
as well. And nobody's number of steps is kept or looked at: contacts of a position x steps away are x - 1, x or x + 1
steps away, so that no way yet says "not reached yet", and what is handed to a position that had its turn is never read.
Ways may be of any length. More than 1e308 shortest ways between two people give NaN, as they do in networkx.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel, pool

PARTS = 16
"""Ranges of sources, each with sums of its own, added in order."""

PUSH_COST = 2
"""What an arc costs from the positions reached last; from the others it is only a sum."""

LINEAR = 0
"""Inset of Geisberger, Sanders and Schultes' linear scaling."""

INNER = 1
"""Inset of the scaling by inner steps."""

T = TypeVar("T")

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Values = NDArray[np.float64]
Unsigned = NDArray[np.uint32]
"""Positions where time goes: an index that could count from the end would be looked at first."""


class Tally(NamedTuple):
    """Sums over sources, what the source itself carries being 0.

    Attributes:
        sums: (n,) of what each position carries.
        squares: (n,) of its square.
    """

    sums: Values
    squares: Values


class Room(NamedTuple):
    """Where one search happens; all values are 0 before and after.

    Attributes:
        ways: (n,) shortest ways from the source, 0 where it has not come yet.
        fresh: (n,) the same for those who are being reached in this step.
        owed: (n,) what a position carries of the ways to those behind it.
        due: (n,) what each way into a position carries, its own end included.
        order: (n,) positions in the order they are reached.
        begin: (n + 2,) where in `order` each step begins.
        rest: (n,) positions that were not reached when last looked at.
    """

    ways: Values
    fresh: Values
    owed: Values
    due: Values
    order: Unsigned
    begin: Starts
    rest: Unsigned


def counted(start: Starts, head: Positions, sources: Positions) -> Values:
    """Brandes' dependencies.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        sources: (k,) positions to start from.

    Returns:
        (n,) over all sources s and targets t the share of their shortest ways that each position lies on, itself
        neither s nor t; with everybody as a source each pair counts twice.
    """
    unsigned = head.view(np.uint32)
    sums: Values = np.sum(pool.each(*_ranges(sources, lambda some: _counted(start, unsigned, some))), axis=0)
    return sums


def scaled(start: Starts, head: Positions, sources: Positions, inset: int) -> Tally:
    """The same, each way counted by how far along it a position lies, so that few sources say more.

    Somebody i steps from the source and D - i from the target of a way counts (i - inset) / (D - 2 inset) of it, and
    half of it where D = 2 inset: from both ends together exactly once. `LINEAR` counts i / D. Still, whoever happens to
    sit beside a source is credited with much of what lies beyond; `INNER` counts only the steps between the contacts of
    source and target, and thus nothing for the contacts of a source, but for ways of two steps.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        sources: (k,) positions to start from.
        inset: Steps at either end that do not count, `LINEAR` or `INNER`.

    Returns:
        Sums that, with everybody as a source, are the betweenness, each pair counted once.
    """
    unsigned = head.view(np.uint32)
    return Tally(*np.sum(pool.each(*_ranges(sources, lambda some: _scaled(start, unsigned, some, inset))), axis=0))


def _ranges(sources: Positions, work: Callable[[Positions], T]) -> tuple[int, Callable[[int], T]]:
    """What `pool.each` takes to do some work for every range of sources."""
    parts = np.array_split(sources, max(1, min(PARTS, len(sources))))
    return len(parts), lambda part: work(parts[part])


@kernel
def _counted(start: Starts, head: Unsigned, sources: Positions) -> Values:
    room = _room(len(start) - 1)
    sums = np.zeros(len(start) - 1)
    for source in sources:
        steps = _search(start, head, source, room)
        for step in range(steps, 0, -1):
            for i in range(room.begin[step], room.begin[step + 1]):
                p = room.order[i]
                sums[p] += room.owed[p]
                room.due[p] = (1 + room.owed[p]) / room.ways[p]
            _hand_back(start, head, room, step)
        _clear(room, steps)
    return sums


@kernel
def _scaled(start: Starts, head: Unsigned, sources: Positions, inset: int) -> tuple[Values, Values]:
    room = _room(len(start) - 1)
    sums, squares = np.zeros(len(start) - 1), np.zeros(len(start) - 1)
    for source in sources:
        steps = _search(start, head, source, room)
        for step in range(steps, 0, -1):
            gain, worth, passed = _scale(step, inset)
            for i in range(room.begin[step], room.begin[step + 1]):
                p = room.order[i]
                found = gain * room.owed[p]
                sums[p] += found
                squares[p] += found * found
                room.due[p] = (worth + passed * room.owed[p]) / room.ways[p]
            _hand_back(start, head, room, step)
        _clear(room, steps)
    return sums, squares


@kernel
def _scale(step: int, inset: int) -> tuple[float, float, float]:
    """What a step multiplies its sums by, what its positions count as targets, and 1 where they pass on others too.

    Ways of 2 * inset steps stand apart: they count one half to those at `inset`, who get nothing of longer ones.
    """
    inner = step - 2 * inset
    gain = float(step - inset) if step > inset else 1.0
    return (gain, 1 / inner, 1.0) if inner > 0 else (gain, 0.5, 0.0)


@kernel
def _room(n: int) -> Room:
    ways, fresh, owed, due = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    return Room(ways, fresh, owed, due, np.zeros(n, np.uint32), np.zeros(n + 2, np.int64), np.zeros(n, np.uint32))


@kernel
def _clear(room: Room, steps: int) -> None:
    for i in range(room.begin[steps + 1]):
        p = room.order[i]
        room.ways[p], room.owed[p], room.due[p] = 0, 0, 0


@kernel
def _search(start: Starts, head: Unsigned, source: int, room: Room) -> int:
    """Finds `ways`, `order` and `begin`, and how many steps away the farthest are."""
    room.ways[source], room.order[0], room.begin[0], room.begin[1] = 1, source, 0, 1
    step, reached, waiting = 0, 1, -1
    front = start[source + 1] - start[source]
    left = len(head) - front
    while front > 0 and left > 0:
        if PUSH_COST * front <= left:
            reached = _push(start, head, room, room.begin[step], reached)
        else:
            waiting = _unreached(room) if waiting < 0 else waiting
            reached, waiting = _pull(start, head, room, reached, waiting)
        front = _arrive(start, room, room.begin[step + 1], reached)
        left -= front
        if front > 0:
            step += 1
            room.begin[step + 1] = reached
    return step


@kernel
def _push(start: Starts, head: Unsigned, room: Room, first: int, reached: int) -> int:
    """From those reached last to all their contacts; gives the new end of `order`."""
    end = reached
    for i in range(first, reached):
        p = room.order[i]
        for q in head[start[p] : start[p + 1]]:
            if room.ways[q] == 0:
                if room.fresh[q] == 0:
                    room.order[end] = q
                    end += 1
                room.fresh[q] += room.ways[p]
    return end


@kernel
def _pull(start: Starts, head: Unsigned, room: Room, reached: int, waiting: int) -> tuple[int, int]:
    """From those not reached to all their contacts; gives the new ends of `order` and of `rest`."""
    end, kept = reached, 0
    for i in range(waiting):
        p = room.rest[i]
        if room.ways[p] == 0:
            room.fresh[p] = _sum(start, head, p, room.ways)
            if room.fresh[p] > 0:
                room.order[end] = p
                end += 1
            else:
                room.rest[kept] = p
                kept += 1
    return end, kept


@kernel
def _unreached(room: Room) -> int:
    """Lists who is not reached; gives how many."""
    waiting = 0
    for p in range(len(room.ways)):
        if room.ways[p] == 0:
            room.rest[waiting] = p
            waiting += 1
    return waiting


@kernel
def _arrive(start: Starts, room: Room, first: int, last: int) -> int:
    """The new ones are reached now, and not before, or one would count as a way to another; gives their arcs."""
    for i in range(first, last):
        p = room.order[i]
        room.ways[p], room.fresh[p] = room.fresh[p], 0
    return _arcs(start, room.order, first, last)


@kernel
def _hand_back(start: Starts, head: Unsigned, room: Room, step: int) -> None:
    """What is due from those `step` steps away is owed by those one step nearer; nobody reads what the source owes."""
    if step == 1:
        return
    near, here, far = room.begin[step - 1], room.begin[step], room.begin[step + 1]
    if _arcs(start, room.order, near, here) <= _arcs(start, room.order, here, far):
        for i in range(near, here):
            p = room.order[i]
            room.owed[p] = room.ways[p] * _sum(start, head, p, room.due)
        return
    for i in range(here, far):
        p = room.order[i]
        for q in head[start[p] : start[p + 1]]:
            room.owed[q] += room.due[p]
    for i in range(near, here):
        room.owed[room.order[i]] *= room.ways[room.order[i]]


@kernel
def _arcs(start: Starts, order: Unsigned, first: int, last: int) -> int:
    arcs = 0
    for i in range(first, last):
        arcs += start[order[i] + 1] - start[order[i]]
    return arcs


@kernel
def _sum(start: Starts, head: Unsigned, p: int, values: Values) -> float:
    """Of the contacts' values."""
    total = 0.0
    for q in head[start[p] : start[p + 1]]:
        total += values[q]
    return total
