"""Caps: most links that the people of a unit may get together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.rules import EVERY


@dataclass(frozen=True, eq=False)
class Caps:
    """g caps.

    Attributes:
        names: The unit of each.
        most: (g,) links that its people may get; one between two of them counts twice.
        of: (n,) the cap of each person, g for none.
    """

    names: tuple[str, ...]
    most: NDArray[np.int64]
    of: NDArray[np.int64]

    @classmethod
    def none(cls, people: int) -> Caps:
        """Nobody is under a cap."""
        return cls((), np.zeros(0, dtype=np.int64), np.zeros(people, dtype=np.int64))


def capped(units: Sequence[str], asked: Mapping[str, int]) -> Caps:
    """The caps of people in units.

    Args:
        units: (n,) unit of each person, a path; "" where unknown: under no cap.
        asked: Most links by unit; a name stands for everything below it, the longest that fits counts, `EVERY` for
            each unit that none does.
    """
    found = [_cap(unit, asked) for unit in units]
    names = sorted({name for name in found if name})
    number = {name: i for i, name in enumerate(names)}
    most = np.array([asked.get(name, asked.get(EVERY, 0)) for name in names], dtype=np.int64)
    return Caps(tuple(names), most, np.array([number.get(name, len(names)) for name in found], dtype=np.int64))


def _cap(unit: str, asked: Mapping[str, int]) -> str:
    """The name whose cap counts for a unit; "" for none."""
    steps = unit.split("/") if unit else []
    above = ("/".join(steps[:depth]) for depth in range(len(steps), 0, -1))
    return next((name for name in above if name in asked), unit if EVERY in asked else "")
