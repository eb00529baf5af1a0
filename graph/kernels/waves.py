"""Sixty-four searches at once, one bit of a word each: who is reached at which step is the same work for all of them.

Each step goes from those reached last to their contacts, or from those whom some search still misses to theirs,
whichever has fewer arcs; the second way stops at the first contacts who bring all that is missing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

LANES = 64
"""Searches in a wave, one a bit."""

PUSH_COST = 2
"""What an arc costs from those reached last, compared with one from those still missed."""

Starts = NDArray[np.int64]
Positions = NDArray[np.int32]
Bits = NDArray[np.uint64]


class Wave(NamedTuple):
    """Where the searches of a wave happen.

    Attributes:
        seen: (n,) searches that reached each position, now or before.
        front: (n,) searches that reached it in the last step.
        fresh: (n,) searches that reach it in this one.
        order: (n,) positions of `front`, then unused.
        found: (n,) positions of `fresh`, then unused.
    """

    seen: Bits
    front: Bits
    fresh: Bits
    order: Positions
    found: Positions


@kernel
def room(n: int) -> Wave:
    """A wave that has not begun."""
    bits = np.zeros((3, n), np.uint64)
    lists = np.zeros((2, n), np.int32)
    return Wave(bits[0], bits[1], bits[2], lists[0], lists[1])


@kernel
def begin(wave: Wave, sources: Positions) -> tuple[int, np.uint64]:
    """Starts a search at each of up to 64 sources; gives how many positions are in front, and the bits in use."""
    wave.seen[:] = 0
    wave.front[:] = 0
    size, lanes = 0, np.uint64(0)
    for lane in range(len(sources)):
        p, bit = sources[lane], np.uint64(1) << np.uint64(lane)
        if wave.seen[p] == 0:
            wave.order[size] = p
            size += 1
        wave.seen[p] |= bit
        wave.front[p] |= bit
        lanes |= bit
    return size, lanes


@kernel
def begin_groups(wave: Wave, group: Positions, first: int, groups: int) -> tuple[int, np.uint64]:
    """Starts a search at all people of each of up to 64 groups, `first` and those after it; gives what `begin` does."""
    wave.seen[:] = 0
    wave.front[:] = 0
    size, lanes = 0, np.uint64(0)
    for lane in range(groups):
        lanes |= np.uint64(1) << np.uint64(lane)
    for p in range(len(group)):
        if first <= group[p] < first + groups:
            bit = np.uint64(1) << np.uint64(group[p] - first)
            wave.seen[p], wave.front[p], wave.order[size] = bit, bit, p
            size += 1
    return size, lanes


@kernel
def spread(start: Starts, head: Positions, wave: Wave, size: int, left: int, lanes: np.uint64) -> tuple[int, int]:
    """One step of every search.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        wave: What `begin` or the step before left.
        size: How many positions are in front.
        left: Arcs of those whom some search misses, `len(head)` in the beginning.
        lanes: The bits in use.

    Returns:
        `size` and `left` after it; the searches are at their ends when the size is 0.
    """
    arcs = 0
    for i in range(size):
        arcs += start[wave.order[i] + 1] - start[wave.order[i]]
    found = _push(start, head, wave, size) if PUSH_COST * arcs <= left else _pull(start, head, wave, lanes)
    for i in range(size):
        wave.front[wave.order[i]] = 0
    for i in range(found):
        p = wave.found[i]
        wave.order[i], wave.front[p], wave.fresh[p] = p, wave.fresh[p], 0
        wave.seen[p] |= wave.front[p]
        if wave.seen[p] == lanes:
            left -= start[p + 1] - start[p]
    return found, left


@kernel
def _push(start: Starts, head: Positions, wave: Wave, size: int) -> int:
    found = 0
    for i in range(size):
        p = wave.order[i]
        for k in range(start[p], start[p + 1]):
            q = head[k]
            new = wave.front[p] & ~wave.seen[q]
            if new != 0:
                if wave.fresh[q] == 0:
                    wave.found[found] = q
                    found += 1
                wave.fresh[q] |= new
    return found


@kernel
def _pull(start: Starts, head: Positions, wave: Wave, lanes: np.uint64) -> int:
    found = 0
    for p in range(len(wave.seen)):
        missing = lanes & ~wave.seen[p]
        new, k = np.uint64(0), start[p]
        while new != missing and k < start[p + 1]:
            new |= wave.front[head[k]] & missing
            k += 1
        if new != 0:
            wave.fresh[p] = new
            wave.found[found] = p
            found += 1
    return found


@kernel
def ones(word: np.uint64) -> np.int64:
    """How many bits are set."""
    word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
    word = (word & np.uint64(0x3333333333333333)) + ((word >> np.uint64(2)) & np.uint64(0x3333333333333333))
    word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
