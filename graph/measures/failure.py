"""Single points of failure: what would come apart if one person left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from graph.measures.bridging import Bridging
from graph.measures.gaps import Gaps
from graph.network import Network
from graph.skills import Skills

ENOUGH = 3.0
"""Pairs of groups with fewer expected ties are thin whoever stays."""

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Failure:
    """What would be lost with each person.

    Attributes:
        separated: (n,) people of the roster who would no longer reach the rest; above 0 = a hard single point.
        pairs: (n,) pairs of groups that would have no tie left; above 0 = a soft single point.
        last_holder: (s,) the one who holds each skill well enough to teach it; `NOBODY` where none or several do.
    """

    separated: NDArray[np.int64]
    pairs: NDArray[np.int64]
    last_holder: NDArray[np.int64]


def failure(network: Network, known: NDArray[np.bool_], gaps: Gaps, carried: Bridging, skills: Skills) -> Failure:
    """Takes away one person at a time and looks at what is left.

    In plain words: if all that Sales and Research hear of each other goes through Ann, or if a whole office is tied to
    the others through her alone, then her leaving, her holiday or her full calendar cuts them off. That is no fault of
    hers: it is the place where a second bridge is worth most.

    Hard: a cut point; separated = people in the component without p, less those in the largest part that stays
    together. Soft: all ties of a pair of groups with E >= 3 touch p. A skill loses its last holder where p alone has
    strength 3 or more.

    Time: one pass over the ties, in plain Python (about 1 s for 2 million ties).

    Args:
        network: People and ties; unresolved accounts hold people together and are not counted.
        known: (n,) False for unresolved accounts.
        gaps: The pairs of groups, as they were judged.
        carried: Who has how many of a pair's ties.
        skills: What people offer.

    Returns:
        Losses by person, and the last holder of each skill.

    Example:
        A chain a - b - c - d - e: without c two are cut off from the other two, so 2; without b or d one, so 1.

    References:
        Hopcroft, J. and Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation. Communications
        of the ACM 16, 372-378 (the pass with low points).
    """
    whole = (carried.ties == gaps.observed[carried.pairs]) & (gaps.expected[carried.pairs] >= ENOUGH)
    return Failure(
        separated=separated(network.adjacency, known),
        pairs=np.bincount(carried.people[whole], minlength=len(network.people)),
        last_holder=_last_holder(skills),
    )


def _last_holder(skills: Skills) -> NDArray[np.int64]:
    holders = skills.holders().tocsc()
    alone = np.diff(holders.indptr) == 1
    last = np.full(len(skills.names), NOBODY, dtype=np.int64)
    last[alone] = holders.indices[holders.indptr[:-1][alone]]
    return last


def separated(ties: sp.csr_array, counted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(n,) how many of `counted` would be cut off without each person: all others less the largest part that is left.

    Args:
        ties: (n, n) symmetric, in any unit.
        counted: (n,) whom to count; the rest hold others together all the same.
    """
    apart, largest = _hanging(ties, counted)
    _, component = connected_components(ties, directed=False)
    others = np.bincount(component[counted], minlength=len(counted))[component] - counted
    cut_off: NDArray[np.int64] = others - np.maximum(largest, others - apart)
    return cut_off


def _hanging(ties: sp.csr_array, counted: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the parts that hang on each person alone, below them on a depth-first walk: all their people, the largest."""
    order, parent = _walk(ties)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    low, at = _earliest_contact(ties, place).tolist(), place.tolist()
    below = counted.astype(np.int64).tolist()
    apart, largest = [0] * len(order), [0] * len(order)
    for person in reversed(order):
        above = parent[person]
        if above == NOBODY:
            continue
        below[above] += below[person]
        low[above] = min(low[above], low[person])
        if low[person] >= at[above]:  # nobody below has a tie to anybody before `above`
            apart[above] += below[person]
            largest[above] = max(largest[above], below[person])
    return np.array(apart, dtype=np.int64), np.array(largest, dtype=np.int64)


def _walk(ties: sp.csr_array) -> tuple[list[int], list[int]]:
    """Everybody in the order of a depth-first walk, and from whom the walk came to each (`NOBODY` at a start)."""
    start, head = ties.indptr.tolist(), ties.indices.tolist()
    order: list[int] = []
    parent, seen = [NOBODY] * (len(start) - 1), bytearray(len(start) - 1)
    ways: list[Iterator[int]] = [iter(())] * len(parent)
    for root in range(len(parent)):
        person = NOBODY if seen[root] else root
        while person != NOBODY:
            if not seen[person]:
                seen[person] = True
                order.append(person)
                ways[person] = iter(head[start[person] : start[person + 1]])
            onward = next((other for other in ways[person] if not seen[other]), NOBODY)
            if onward == NOBODY:
                person = parent[person]
            else:
                parent[onward] = person
                person = onward
    return order, parent


def _earliest_contact(ties: sp.csr_array, place: NDArray[np.int64]) -> NDArray[np.int64]:
    """(n,) the earliest place on the walk among each person's contacts; their own without any."""
    earliest = place.copy()
    some = np.flatnonzero(np.diff(ties.indptr))
    if len(some):
        earliest[some] = np.minimum.reduceat(place[ties.indices], ties.indptr[some])
    return earliest
