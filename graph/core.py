"""The core: a network in the order that machines like, made once, read by every kernel.

People stand by (unit, falling degree, node): contacts of one unit lie close together in memory, which makes a pass over
all ties several times faster than any order by key. Whoever reads results turns them back with `place`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.errors import InputError

Values = TypeVar("Values", bound=NDArray[np.generic])

MOST_TIES = 2**31 - 1
"""Ties and people are numbered in 32 bits."""


@dataclass(frozen=True, eq=False)
class Core:
    """Every tie as two arcs, sorted by both ends; nobody can write into it.

    Attributes:
        order: (n,) node of the network at each position.
        place: (n,) position of each node; place[order[i]] == i.
        start: (n + 1,) first arc of each position.
        head: (2m,) position that each arc leads to, ascending within a position.
        tie: (2m,) tie of each arc: index into Network.a, Network.b.
        weight: (2m,) strength of each arc.
    """

    order: NDArray[np.int32]
    place: NDArray[np.int32]
    start: NDArray[np.int64]
    head: NDArray[np.int32]
    tie: NDArray[np.int32]
    weight: NDArray[np.float64]

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, sealed(getattr(self, field.name)))


def sealed(values: Values) -> Values:
    """The same numbers, not to be written; whoever made the array may go on writing into theirs."""
    view = values.view()
    view.flags.writeable = False
    return view


def check_numbers(people: int, ties: int) -> None:
    """Refuses what cannot be numbered, before anything is allocated for it.

    Raises:
        InputError: There are more people or ties than numbers.
    """
    if max(people, ties) > MOST_TIES:
        raise InputError(
            f"{people:,d} people and {ties:,d} ties are more than one network can number ({MOST_TIES:,d})",
            cure="leave out weak or old ties (`[channels] exclude`, a shorter half-life), or analyse parts of it",
        )


def build(
    people: int,
    a: NDArray[np.int32],
    b: NDArray[np.int32],
    strength: NDArray[np.float64],
    units: NDArray[np.int32] | None = None,
) -> Core:
    """Sorts ties into a core.

    Args:
        people: Number of nodes.
        a: (m,) node of one end of each tie.
        b: (m,) the other end, never the same; no pair of ends twice.
        strength: (m,) finite, above 0.
        units: (n,) number of each node's unit; only the order in memory depends on it.

    Raises:
        InputError: There are more people or ties than can be numbered.
    """
    from graph.kernels import csr  # noqa: PLC0415 - who only reads a finished run compiles nothing

    check_numbers(people, len(a))
    degree = np.bincount(a, minlength=people) + np.bincount(b, minlength=people)
    keys = (-degree,) if units is None else (-degree, units)
    order = np.lexsort(keys).astype(np.int32)  # equal keys stay in order of node
    place = np.empty(people, np.int32)
    place[order] = np.arange(people, dtype=np.int32)
    start = np.append(0, np.cumsum(degree[order]))
    head, tie = csr.arcs(place, start, sealed(a), sealed(b))
    return Core(order, place, start, head, tie, strength[tie])
