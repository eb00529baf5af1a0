"""A made-up network for the benchmarks of kernels: seeded, made once, kept in `.bench/`.

People belong to teams, units and divisions, most ties stay inside a unit, and a few people know very many: activity has
a power law (exponent 2.6), as a degree-corrected block model has it. Numbers are dealt out without order, as keys are.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]

SEED = 22
TEAM = 12
DIVISION = 12
"""Units in a division."""

TAIL = 1.6
INSIDE = (0.3, 0.75, 0.9)
"""Share of the drawn ties inside a team, a unit, a division; the rest goes anywhere."""


class Ties(NamedTuple):
    """Each tie once, a < b, and where people belong.

    Attributes:
        a: (m,) one end, sorted.
        b: (m,) the other end, sorted within.
        unit: (n,) unit of each person.
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    unit: NDArray[np.int32]


def write(file: Path, people: int, ties: int, units: int) -> None:
    """Writes a network to a file, unless it stands there."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, **make(people, ties, units)._asdict())


def read(file: Path) -> Ties:
    """What `write` wrote."""
    with np.load(file) as arrays:
        return Ties(**arrays)


def make(people: int, ties: int, units: int) -> Ties:
    """Draws ties until there are so many different ones."""
    lots = np.random.default_rng(SEED)
    unit = np.sort(lots.choice(units, people, p=lots.dirichlet(np.full(units, 4.0))))
    activity = (1 - lots.random(people)) ** (-1 / TAIL)
    sums = np.concatenate(([0.0], np.cumsum(np.minimum(activity, 2 * np.sqrt(people)))))
    pairs: Ints = np.zeros(0, np.int64)
    while len(pairs) < ties:
        drawn = np.concatenate((pairs, _drawn(unit, sums, 2 * (ties - len(pairs)), lots)))
        _, first = np.unique(drawn, return_index=True)
        pairs = drawn[np.sort(first)][:ties]
    number = lots.permutation(people).astype(np.int32)
    ends = np.sort(number[np.stack((pairs // people, pairs % people))], axis=0)
    order = np.lexsort((ends[1], ends[0]))
    return Ties(ends[0, order], ends[1, order], unit[np.argsort(number)].astype(np.int32))


def _drawn(unit: Ints, sums: Reals, count: int, lots: np.random.Generator) -> Ints:
    """Pairs of people in order of unit, as one number each; who is more active is drawn more often."""
    people = len(unit)
    a = _someone(sums, np.zeros(count, np.int64), np.full(count, people), lots)
    low, high = np.zeros(count, np.int64), np.full(count, people)
    kind = np.searchsorted(INSIDE, lots.random(count), "right")
    for i, group in enumerate((_teams(unit), unit, unit // DIVISION)):
        start = np.searchsorted(group, group[a[kind == i]])
        end = np.searchsorted(group, group[a[kind == i]], "right")
        low[kind == i], high[kind == i] = start, end
    b = _someone(sums, low, high, lots)
    pairs: Ints = (np.minimum(a, b) * people + np.maximum(a, b))[a != b]
    return pairs


def _teams(unit: Ints) -> Ints:
    """A number for the team of each person, never falling."""
    within = np.arange(len(unit)) - np.searchsorted(unit, unit)
    return unit * len(unit) + within // TEAM


def _someone(sums: Reals, low: Ints, high: Ints, lots: np.random.Generator) -> Ints:
    """One of the people from low to high, by activity."""
    wanted = sums[low] + lots.random(len(low)) * (sums[high] - sums[low])
    return np.clip(np.searchsorted(sums, wanted, "right") - 1, low, high - 1)


if __name__ == "__main__":
    write(Path(sys.argv[1]), *map(int, sys.argv[2:]))
