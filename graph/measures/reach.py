"""Leader reach: whom and what leaders come across within two steps, reporting lines aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import pieces
from graph.boundaries import Boundary
from graph.network import Network
from graph.roster import People

SHOWN_FROM = 5
"""Fewer leaders could be told apart, so nothing is said of them."""

_STEP = 1 << 22  # ways of two ties that are looked at together

Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reach:
    """What each leader reaches within two steps; themself not counted in.

    Attributes:
        leaders: (k,) who they are, sorted; nobody where neither levels nor reporting lines tell.
        people: (k,) share of the other people of the roster; NaN where there are none.
        units: (k,) share of the units; NaN where none is known.
        levels: (k,) share of the levels; NaN where none is known.
    """

    leaders: NDArray[np.int64]
    people: Real
    units: Real
    levels: Real


def reach(network: Network, people: People, units: Boundary, levels: Boundary) -> Reach:
    """Follows the ties of leaders for two steps, without those between somebody and their manager.

    In plain words: whom does a leader know, or know through one other person, beyond what the org chart gives them? Of
    a leader who reaches a tenth of the people, two of nine units and only the next level, most of what goes on is
    hidden. It says nothing about one leader: read the middle of them all.

    Leaders are the people of the top two levels where there are three levels or more; else whoever has reports and no
    manager, and their reports; else nobody. Share of people: reached people of the roster / (n - 1); of units and
    levels: those in which somebody is reached / all that have people.

    Time: for each leader the contacts of their contacts.

    Args:
        network: People and ties; ways lead through unresolved accounts too.
        people: Who is who, in the network's order.
        units: The units as they were given.
        levels: The levels as they were given.

    Returns:
        Shares by leader.

    Example:
        Ann, at the top, knows Ben and Cara besides her reports; Ben knows Dan. Of 11 people she reaches 3: .3 of the
        others. They sit in two of four units (.5) and on one of three levels (.33).

    References:
        Our own; the people within two steps are those of Burt, R. S. (1992). Structural Holes, at the distance up to
        which news is known to travel: Friedkin, N. (1983). Horizons of observability. Social Forces 62, 54-77.
    """
    chosen, known = leaders(people), np.flatnonzero(people.known)
    manager = people.manager
    lines = (manager[network.a] == network.b) | (manager[network.b] == network.a)
    reached = np.zeros((3, len(chosen)), dtype=np.int64)
    for leader, person in two_steps(pattern(network, ~lines), chosen, known):
        reached[0] += np.bincount(leader, minlength=len(chosen))
        reached[1] += _groups(leader, person, units, len(chosen))
        reached[2] += _groups(leader, person, levels, len(chosen))
    every = np.array([len(known) - 1, *(np.count_nonzero(kind.sizes()) for kind in (units, levels))])[:, None]
    shares = np.divide(reached, every, out=np.full(reached.shape, np.nan), where=every > 0)
    return Reach(chosen, *shares)


def _groups(leader: NDArray[np.int64], person: NDArray[np.int64], boundary: Boundary, size: int) -> NDArray[np.int64]:
    """In how many groups each leader reaches somebody."""
    codes, many = boundary.codes[person], max(1, len(boundary.groups))
    pairs = np.unique((leader * many + codes)[codes >= 0])
    return np.bincount(pairs // many, minlength=size)


def leaders(people: People) -> NDArray[np.int64]:
    """The people of the top two of three levels or more, else of the top of the reporting lines and below it."""
    ranked = people.known & ~np.isnan(people.level)
    standing = np.unique(people.level[ranked])
    if len(standing) > 2:
        return np.flatnonzero(ranked & (people.level >= standing[-2]))
    manager = people.manager
    roots = np.flatnonzero((manager < 0) & np.isin(np.arange(len(manager)), manager))
    return np.union1d(roots, np.flatnonzero(np.isin(manager, roots)))


def pattern(network: Network, keep: NDArray[np.bool_]) -> sp.csr_array:
    """(n, n) 1.0 for each of the ties that `keep` marks."""
    a, b, n = network.a[keep], network.b[keep], len(network.people)
    return sp.csr_array((np.ones(2 * len(a)), (np.concatenate((a, b)), np.concatenate((b, a)))), shape=(n, n))


def two_steps(
    ties: sp.csr_array, people: NDArray[np.int64], targets: NDArray[np.int64]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Whom of `targets` each of `people` reaches over one or two ties, in pieces that fit into memory.

    Yields:
        Places in `people` and the targets they reach, each once and never themselves; a person is in one piece only.
    """
    near = ties[:, targets]
    ways = np.diff(near.indptr) + ties @ np.diff(near.indptr)
    for first, last in pieces(ways[people].astype(np.int64), _STEP):
        rows = people[first:last]
        reached = ties[rows] @ near + near[rows]
        owner = np.repeat(np.arange(first, last), np.diff(reached.indptr))
        target = targets[reached.indices]
        other = target != people[owner]
        yield owner[other], target[other]
