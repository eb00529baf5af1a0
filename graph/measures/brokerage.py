"""Brokerage: between whom a person stands who do not know each other, and of which groups they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import pieces, runs
from graph.boundaries import Boundary
from graph.network import Network

COORDINATOR, GATE, CONSULTANT, LIAISON = range(4)
ROLES = ("coordinator", "gate", "consultant", "liaison")
"""Columns of the tables below; a role is something a person does, today, for two others."""

FEWEST_PATHS = 10
"""With fewer open paths a share of them says nothing."""

_STEP = 1 << 20  # ways of two ties that are looked at together

Triangles = Iterator[tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]]


@dataclass(frozen=True, eq=False)
class Brokerage:
    """What each person brokers, by role. Rows of people without a group are NaN and, in `observed`, 0.

    Attributes:
        observed: (n, 4) open paths through a person, columns as `ROLES`.
        expected: (n, 4) how many there would be if the two ends were anybody; NaN under 3 people.
        ratio: (n, 4) observed / expected; NaN under 10 open paths, and where none is expected.
        across: (n,) the same of the last three roles together, which cross the boundary: 1 is as chance has it.
    """

    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    across: NDArray[np.float64]


def brokerage(network: Network, boundary: Boundary) -> Brokerage:
    """Counts the pairs of a person's contacts who have no tie with each other, by the groups of the three.

    In plain words: two people who do not know each other can hear of each other through whoever knows both. If all
    three are colleagues, that is coordination at home; if one of the two is, the person in the middle opens the gate of
    their group; if the two are colleagues of each other, they consult them from outside; if all three are of different
    groups, they are a liaison. The last three cross a line, and `across` says how many times more often a person does
    that than somebody would whose contacts were drawn at random. Among many groups almost all that chance draws crosses
    a line, so `across` hardly passes 1 there: low values speak, and the ratios by role.

    An open path is a - v - b with ties a - v and v - b and none a - b, counted once for {a, b}. With O_v of them, n
    people in groups, n_g in the person's own and D = (n - 1)(n - 2): expected coordinator O_v (n_g - 1)(n_g - 2) / D,
    gate O_v 2 (n_g - 1)(n - n_g) / D, consultant O_v (sum over h != g of n_h (n_h - 1)) / D, liaison the rest.

    Time: for each tie the contacts of its better connected end who are better connected still, at most m sqrt(2 m).

    Args:
        network: People and ties.
        boundary: The groups as they were given; people without one are left out, with their ties.

    Returns:
        Counts, expectations and ratios by person.

    Example:
        A star: Ann in Sales with two contacts in Sales and three in Research, who do not know each other. Open paths
        10: coordinator 1, gate 6, consultant 3. With 5 people in Sales and 5 in Research, D = 72: expected
        10 * (4 * 3, 2 * 4 * 5, 5 * 4, 0) / 72 = 1.67, 5.56, 2.78, 0; across (6 + 3) / (5.56 + 2.78) = 1.08.

    References:
        Gould, R. and Fernandez, R. (1989). Structures of mediation: a formal approach to brokerage in transaction
        networks. Sociological Methodology 19, 89-126 (gatekeeper and representative are one `gate` without directions).
    """
    codes, n = boundary.codes, len(network.people)
    grouped = (codes[network.a] >= 0) & (codes[network.b] >= 0)
    a, b = network.a[grouped], network.b[grouped]
    observed = _pairs_of_contacts(a, b, boundary) - _pairs_with_a_tie(_triangles(a, b, n), codes)
    expected = observed.sum(axis=1, keepdims=True) * _chances(boundary)
    enough = observed.sum(axis=1) >= FEWEST_PATHS
    across = _ratio(observed[:, GATE:].sum(axis=1), expected[:, GATE:].sum(axis=1), enough)
    return Brokerage(observed, expected, _ratio(observed, expected, enough[:, None]), across)


def _ratio(
    observed: NDArray[np.int64], expected: NDArray[np.float64], enough: NDArray[np.bool_]
) -> NDArray[np.float64]:
    told = enough & (np.nan_to_num(expected) > 0)
    ratio: NDArray[np.float64] = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=told)
    return ratio


def _chances(boundary: Boundary) -> NDArray[np.float64]:
    """(n, 4) share of each role among the ordered pairs of other people; NaN without a group and under 3 people."""
    sizes = boundary.sizes()
    n, all_pairs = int(sizes.sum()), int((sizes * (sizes - 1)).sum())
    d = (n - 1) * (n - 2)
    by_group = np.full((len(sizes) + 1, len(ROLES)), np.nan)
    if n > 2:
        coordinator, gate = (sizes - 1) * (sizes - 2), 2 * (sizes - 1) * (n - sizes)
        consultant = all_pairs - sizes * (sizes - 1)
        # In whole numbers, so that a role that cannot be is exactly 0.
        parts = (coordinator, gate, consultant, d - coordinator - gate - consultant)
        by_group[:-1] = np.stack(parts, axis=1) / d
    return by_group[boundary.codes]


def _pairs_of_contacts(a: NDArray[np.int32], b: NDArray[np.int32], boundary: Boundary) -> NDArray[np.int64]:
    """(n, 4) pairs of each person's contacts, whether or not they know each other."""
    codes, shape = boundary.codes, (len(boundary.codes), len(boundary.groups))
    ends, groups = np.concatenate((a, b)), np.concatenate((codes[b], codes[a]))
    into = sp.csr_array((np.ones(len(ends), dtype=np.int64), (ends, groups)), shape=shape)
    contacts: NDArray[np.int64] = into.sum(axis=1)
    squares: NDArray[np.int64] = into.power(2).sum(axis=1)
    home = np.bincount(ends[codes[ends] == groups], minlength=shape[0])
    alike = (squares - contacts) // 2
    coordinator, gate = home * (home - 1) // 2, home * (contacts - home)
    every = contacts * (contacts - 1) // 2
    return np.stack((coordinator, gate, alike - coordinator, every - alike - gate), axis=1)


def _pairs_with_a_tie(triangles: Triangles, codes: NDArray[np.int32]) -> NDArray[np.int64]:
    """(n, 4) those of them who do: a triangle closes one path at each corner."""
    closed = np.zeros(len(ROLES) * len(codes), dtype=np.int64)
    for corners in triangles:
        for turn in range(3):
            middle, first, second = (corners[(turn + i) % 3] for i in range(3))
            own, left, right = codes[middle], codes[first], codes[second]
            apart = np.where(left == right, CONSULTANT, LIAISON)
            role = np.where((own == left) | (own == right), np.where(left == right, COORDINATOR, GATE), apart)
            closed += np.bincount(middle * np.int64(len(ROLES)) + role, minlength=len(closed))
    return closed.reshape(-1, len(ROLES))


def _triangles(a: NDArray[np.int32], b: NDArray[np.int32], n: int) -> Triangles:
    """Every three people with three ties, once, in pieces that fit into memory.

    Ties point to the end with more contacts, so nobody has many onward and hubs cost no more than others.
    """
    degree = np.bincount(np.concatenate((a, b)), minlength=n)
    up = (degree[a] < degree[b]) | ((degree[a] == degree[b]) & (a < b))
    keys = np.sort(np.where(up, a, b) * np.int64(n) + np.where(up, b, a))
    tail, head = (part.astype(np.int32) for part in np.divmod(keys, max(1, n)))
    onward = np.bincount(tail, minlength=n)
    start = np.cumsum(onward) - onward
    for low, high in pieces(onward[head], _STEP):
        tie, place = runs(start[head[low:high]], onward[head[low:high]])
        first, last = tail[low + tie], head[place]
        wanted = first * np.int64(n) + last
        near = np.searchsorted(keys, wanted)
        closed = keys[np.minimum(near, len(keys) - 1)] == wanted
        yield first[closed], head[low + tie[closed]], last[closed]
