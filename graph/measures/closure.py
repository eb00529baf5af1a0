"""Closure: how much the ties of a group stay inside it, beside what chance would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.boundaries import Boundary
from graph.network import Network

DRAWS = 999

_STREAM = 2
"""Second word of the seed: keeps these draws apart from those of other measures."""

Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Closure:
    """Per group of one boundary, and for the organisation. NaN where there is nothing to measure.

    Attributes:
        groups: Names, in the boundary's order.
        people: (K,) people in the group.
        ties: (K,) distinct ties with an end in the group and both ends in some group.
        ei_index: (K,) -1 = all ties stay inside, 1 = all go out; NaN without ties.
        ei_expected: (K,) the index if people chose each other without regard to groups; NaN in a group of nobody.
        z: (K,) the index against shuffled group labels, in standard deviations; below 0 = more closed than chance.
        insularity: (K,) share of the group's tie ends that stay inside, in [0, 1]; NaN without ties.
        organisation_ei: The index over all ties.
        organisation_expected: What chance gives for it.
        organisation_z: Its z.
    """

    groups: tuple[str, ...]
    people: NDArray[np.int64]
    ties: NDArray[np.int64]
    ei_index: Real
    ei_expected: Real
    z: Real
    insularity: Real
    organisation_ei: float
    organisation_expected: float
    organisation_z: float


def closure(
    network: Network, boundary: Boundary, known: NDArray[np.bool_], *, seed: int, draws: int = DRAWS
) -> Closure:
    """Compares ties inside groups with ties that leave them, by number, not by strength.

    In plain words: of the contacts of Sales, how many are outside Sales? A small unit has to look outside more, so the
    index stands beside the one that chance gives, and z says how far apart they are.

    With int ties inside a group and ext ties leaving it, by tie ends: EI = (ext - 2 int) / (ext + 2 int), expected
    1 - 2 (n_i - 1) / (n - 1); for the organisation, by ties: (ext - int) / (ext + int), expected
    1 - 2 sum n_i (n_i - 1) / (n (n - 1)). Insularity = 2 int / (ext + 2 int). The null shuffles group labels over
    people. People without a group, unresolved accounts, and the ties of both, are left out.

    Args:
        network: People and ties.
        boundary: The groups as they were given, over the network's people.
        known: (n,) False for unresolved accounts.
        seed: The run's seed.
        draws: Shuffles for z.

    Returns:
        The measures in the boundary's group order.

    Example:
        A unit of 4 in an organisation of 10 with 3 inside ties and 2 leaving: EI = (2 - 6) / (2 + 6) = -0.5, expected
        1 - 2 * 3 / 9 = 0.333, insularity 6 / 8 = 0.75.

    References:
        Krackhardt, D. and Stern, R. (1988). Informal networks and organizational crises. Social Psychology Quarterly
        51, 123-140.
    """
    codes = np.where(known, boundary.codes, -1)
    counted = (codes[network.a] >= 0) & (codes[network.b] >= 0)
    a, b = network.a[counted], network.b[counted]
    sizes = np.bincount(codes[codes >= 0], minlength=len(boundary.groups))
    ends, inside = _ends(codes, a, b, len(sizes))
    index, whole = _index(ends, inside), _whole(len(a), inside)
    shuffles = _shuffled(codes, a, b, len(sizes), draws=draws, rng=np.random.default_rng([seed, _STREAM]))
    z = _standard(np.append(index, whole), shuffles)
    expected, expected_whole = _expected(sizes)
    return Closure(
        groups=boundary.groups,
        people=sizes,
        ties=ends - inside,
        ei_index=index,
        ei_expected=expected,
        z=z[:-1],
        insularity=_ratio(2 * inside, ends),
        organisation_ei=whole,
        organisation_expected=expected_whole,
        organisation_z=float(z[-1]),
    )


def _ends(
    codes: NDArray[np.int32], a: NDArray[np.int32], b: NDArray[np.int32], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(K,) tie ends in each group, and (K,) ties inside it."""
    first, second = codes[a], codes[b]
    ends = np.bincount(first, minlength=size) + np.bincount(second, minlength=size)
    return ends, np.bincount(first[first == second], minlength=size)


def _index(ends: NDArray[np.int64], inside: NDArray[np.int64]) -> Real:
    return _ratio(ends - 4 * inside, ends)  # ext - 2 int = ends - 4 int


def _whole(ties: int, inside: NDArray[np.int64]) -> float:
    return float((ties - 2 * inside.sum()) / ties) if ties else float("nan")


def _ratio(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Real:
    ratio: Real = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return ratio


def _expected(sizes: NDArray[np.int64]) -> tuple[Real, float]:
    n = int(sizes.sum())
    if n < 2:
        return np.full(len(sizes), np.nan), float("nan")
    unit = np.where(sizes > 0, 1 - 2 * (sizes - 1) / (n - 1), np.nan)
    return unit, float(1 - 2 * (sizes * (sizes - 1)).sum() / (n * (n - 1)))


def _shuffled(
    codes: NDArray[np.int32],
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    size: int,
    *,
    draws: int,
    rng: np.random.Generator,
) -> Real:
    """(draws, K + 1) the groups' indices and the organisation's, with labels shuffled over the people who have one."""
    grouped = np.flatnonzero(codes >= 0)
    codes, labels = codes.copy(), codes[grouped]
    values = np.empty((draws, size + 1))
    for row in values:
        rng.shuffle(labels)
        codes[grouped] = labels
        ends, inside = _ends(codes, a, b, size)
        row[:-1], row[-1] = _index(ends, inside), _whole(len(a), inside)
    return values


def _standard(value: Real, draws: Real) -> Real:
    """(value - mean) / sd of the draws by column; NaN where they have none or do not vary."""
    known = np.count_nonzero(~np.isnan(draws), axis=0)
    mean = np.divide(np.nansum(draws, axis=0), known, out=np.full(len(value), np.nan), where=known > 0)
    spread = np.nansum((draws - mean) ** 2, axis=0)
    sd = np.sqrt(np.divide(spread, known, out=np.zeros(len(value)), where=known > 0))
    z: Real = np.divide(value - mean, sd, out=np.full(len(value), np.nan), where=sd > 1e-12)
    return z
