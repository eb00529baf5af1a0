"""Who works in the made-up organisation: units, reporting tree, levels, places, names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bothways.demo import words

Ints = NDArray[np.int64]

UNITS_PER_DIVISION = 3
SMALLEST_UNIT = 5
"""One person a level in the smallest unit that also holds the head of its division."""

FRONT_LINE, LEAD, SECTION_HEAD, UNIT_HEAD, DIVISION_HEAD = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class Cast:
    """Everybody, one element a person in key order.

    Attributes:
        unit: Index into `words.UNITS`.
        level: 1 (front line) to 5.
        manager: Index of a person; -1 for the head of the organisation.
        site: Index into `words.SITES`.
        function: Index into `words.FUNCTIONS`.
        sociability: Relative number of contacts, greater than 0.
        names: Made-up full names, all different.
    """

    unit: Ints
    level: Ints
    manager: Ints
    site: Ints
    function: Ints
    sociability: NDArray[np.float64]
    names: Sequence[str]

    def __len__(self) -> int:
        return len(self.unit)

    @property
    def division(self) -> Ints:
        """Index of the division of each person."""
        return self.unit // UNITS_PER_DIVISION

    @property
    def keys(self) -> list[str]:
        """Person keys, `p0001` and on."""
        return [f"p{number:04d}" for number in range(1, len(self) + 1)]


def engage(people: int, rng: np.random.Generator) -> Cast:
    """Fills the units with `people` persons."""
    unit = _units(people, rng)
    level = _levels(unit, rng)
    return Cast(
        unit=unit,
        level=level,
        manager=_managers(unit, level, rng),
        site=_mostly(unit // UNITS_PER_DIVISION % len(words.SITES), len(words.SITES), 0.65, rng),
        function=_mostly(unit % len(words.FUNCTIONS), len(words.FUNCTIONS), 0.8, rng),
        sociability=rng.lognormal(0, 0.45, people) * (1 + 0.15 * (level - 1)),
        names=_names(people, rng),
    )


def _units(people: int, rng: np.random.Generator) -> Ints:
    count = len(words.UNITS)
    weight = rng.lognormal(0, 0.3, count)
    sizes = SMALLEST_UNIT + rng.multinomial(people - SMALLEST_UNIT * count, weight / weight.sum())
    return rng.permutation(np.repeat(np.arange(count), sizes))


def _levels(unit: Ints, rng: np.random.Generator) -> Ints:
    """Levels by place inside the unit: its head, a section head per 16 people, a lead per 5, then the front line."""
    size = np.bincount(unit)
    place = _place(unit, rng) - (unit % UNITS_PER_DIVISION == 0)  # the first unit of a division also holds its head
    sections = np.maximum(1, size // 16)[unit]
    leads = np.maximum(1, size // 5)[unit]
    steps = [place < 0, place == 0, place <= sections, place <= sections + leads]
    return np.select(steps, [DIVISION_HEAD, UNIT_HEAD, SECTION_HEAD, LEAD], FRONT_LINE)


def _place(group: Ints, rng: np.random.Generator) -> Ints:
    """0, 1, 2 ... inside each group, dealt out at random."""
    order = np.lexsort((rng.random(len(group)), group))
    first = np.searchsorted(group[order], group[order])
    place = np.empty(len(group), np.int64)
    place[order] = np.arange(len(group)) - first
    return place


def _managers(unit: Ints, level: Ints, rng: np.random.Generator) -> Ints:
    manager = np.full(len(unit), -1)
    for here in range(len(words.UNITS)):
        for rank in (FRONT_LINE, LEAD, SECTION_HEAD):
            people = np.flatnonzero((unit == here) & (level == rank))
            manager[people] = rng.choice(np.flatnonzero((unit == here) & (level == rank + 1)), len(people))
    division = unit // UNITS_PER_DIVISION
    chiefs = np.flatnonzero(level == DIVISION_HEAD)
    chief_of = chiefs[np.argsort(division[chiefs])]
    heads = np.flatnonzero(level == UNIT_HEAD)
    manager[heads] = chief_of[division[heads]]
    manager[chief_of[1:]] = chief_of[0]  # the first of them also leads the organisation
    return manager


def _mostly(usual: Ints, count: int, share: float, rng: np.random.Generator) -> Ints:
    """The usual value for about `share` of the people, any value for the others."""
    return np.where(rng.random(len(usual)) < share, usual, rng.integers(0, count, len(usual)))


def _names(people: int, rng: np.random.Generator) -> list[str]:
    families, lasts = len(words.FAMILY_FIRST), len(words.FAMILY_LAST)
    known = len(words.GIVEN) * families * lasts
    numbers = rng.permutation(known)
    return [_name(int(numbers[i % known]), i // known) for i in range(people)]


def _name(number: int, round_: int) -> str:
    rest, last = divmod(number, len(words.FAMILY_LAST))
    given, first = divmod(rest, len(words.FAMILY_FIRST))
    again = f" {round_ + 1}" if round_ else ""
    return f"{words.GIVEN[given]} {words.FAMILY_FIRST[first]}{words.FAMILY_LAST[last]}{again}"
