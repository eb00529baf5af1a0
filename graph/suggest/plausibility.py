"""How likely it is that two people would take up a link: plausibility, not yet a probability.

A = sigmoid(constant + contacts ln(1 + AA) + steps ln(1 + three steps) + reach ln(1 + reach) + place [same location]
- hub ln(1 + contacts of the better connected)). The logarithms let warmth saturate. The documented weights are fitted
on nothing; `graph.past` fits others on what became of an organisation's own never-tied pairs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS
from graph.suggest.nearness import Nearness


@dataclass(frozen=True)
class Weights:
    """What each kind of nearness counts; all but the constant are 0 or more, so that nothing near counts against.

    Attributes:
        constant: Log odds of two who have nothing to do with each other.
        contacts: Of ln(1 + index of Adamic and Adar).
        steps: Of ln(1 + paths of three steps).
        reach: Of ln(1 + reach).
        place: Of the same location.
        hub: Taken off, of ln(1 + contacts of the better connected): who has many is met often and needs no link.
    """

    constant: float = -1.5
    contacts: float = 0.9
    steps: float = 0.0
    reach: float = 0.6
    place: float = 0.3
    hub: float = 0.0

    def to_dict(self) -> dict[str, float]:
        """The weights by name."""
        return asdict(self)


DOCUMENTED = Weights()
"""What is used where an organisation's own past says too little: .18 for strangers, .48 at AA 2 and reach 1, .72 at AA
5 and reach 3 (all without a location)."""

KINDS = tuple(weight.name for weight in fields(Weights))[1:]
"""The kinds of nearness, in the order of `parts`."""


def parts(near: Nearness) -> NDArray[np.float64]:
    """(m, 5) what the weights of `KINDS` are multiplied with."""
    return np.stack(list(_columns(near)), axis=1)


def _columns(near: Nearness) -> Iterator[NDArray[np.float64]]:
    """The same one after the other: of millions of pairs all at once take more memory than anything else."""
    yield from map(np.log1p, (near.adamic_adar, near.three_steps, near.reach))
    yield near.same_place.astype(np.float64)
    yield -np.log1p(near.larger)


def plausibility(near: Nearness, weights: Weights) -> NDArray[np.float64]:
    """A in (0, 1)."""
    counted = [getattr(weights, kind) for kind in KINDS]
    odds = _weighed(_columns(near), counted, len(near.common))
    return np.round(1 / (1 + np.exp(-(weights.constant + odds))), DIGITS)


def weighed(columns: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Columns times weights, added in order: a matrix product may add in another one on another machine."""
    return _weighed(columns.T, weights.tolist(), len(columns))


def _weighed(columns: Iterable[NDArray[np.float64]], weights: list[float], rows: int) -> NDArray[np.float64]:
    total = np.zeros(rows)
    for column, weight in zip(columns, weights, strict=True):
        total += weight * column
    return total
