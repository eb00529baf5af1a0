"""What a set of links is expected to change, beside what a random set of two-way links would change.

The random set is a strong opponent, not a straw man: it is drawn from the same candidates, under the same capacities,
and has the same size. A figure that does not beat it says nothing for the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem

DRAWS = 30
"""Random sets beside every effect."""
_STREAM = 5  # keeps these draws apart from every other use of the run's seed


@dataclass(frozen=True)
class Effect:
    """One figure.

    Attributes:
        measure: "gap_closed" (share of all gaps expected to close), "gap_pairs_reached" (pairs of groups with a gap
            that get a link) or "accepted_lessons" (expected accepted two-way lessons; of introductions, introductions).
        before: Without the links.
        after: With them.
        random_swap: Mean of the random sets.
        low: 5 % of the random sets lie below.
        high: 5 % lie above.
        basis: "estimated": it rests on plausibilities that no answer has confirmed yet.
    """

    measure: str
    before: float
    after: float
    random_swap: float
    low: float
    high: float
    basis: str = "estimated"


def effect(problem: Problem, chosen: NDArray[np.integer], seed: int) -> tuple[Effect, ...]:
    """The effect of a chosen set; nothing where there is no link."""
    if not len(chosen):
        return ()
    controls = list(random_sets(problem, len(chosen), seed))
    measures: dict[str, Callable[[NDArray[np.integer]], float]] = {
        "gap_closed": problem.gap_closed,
        "gap_pairs_reached": problem.cells_reached,
        "accepted_lessons": problem.value,
    }
    if not problem.share.any():
        del measures["gap_closed"], measures["gap_pairs_reached"]
    return tuple(
        _beside(name, float(figure(chosen)), np.array([figure(links) for links in controls], dtype=np.float64))
        for name, figure in measures.items()
    )


def _beside(measure: str, after: float, control: NDArray[np.float64]) -> Effect:
    low, high = np.percentile(control, (5, 95))
    return Effect(measure, 0.0, after, float(control.mean()), float(low), float(high))


def random_sets(problem: Problem, size: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """`DRAWS` random sets of at most `size` candidates that respect everybody's capacity."""
    draw = np.random.default_rng([seed, _STREAM])
    for _ in range(DRAWS):
        yield _fill(problem, draw.permutation(len(problem.w)), size)


def _fill(problem: Problem, order: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    a, b = problem.ends
    room, taken = problem.capacity.tolist(), list[int]()
    for i in order:  # ends long before the last one
        if len(taken) == size:
            break
        if room[a[i]] and room[b[i]]:
            taken.append(int(i))
            room[a[i]] -= 1
            room[b[i]] -= 1
    return np.array(taken, dtype=np.int64)
