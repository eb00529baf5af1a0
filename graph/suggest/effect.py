"""What a set of links is expected to change, beside what a random set of two-way links would change.

The random set is a strong opponent, not a straw man: it is drawn from the same candidates, under the same capacities,
and has the same size. A figure that does not beat it says nothing for the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.suggest.portfolio import Problem, fill

DRAWS = 30
"""Random sets beside every effect."""
_ENOUGH = 8
"""Candidates that are drawn for each place: enough to fill it, hardly ever all."""
_STREAM, _ACCEPTED = 5, 7  # keep these draws apart from every other use of the run's seed

Figure = Callable[[NDArray[np.integer]], float]


@dataclass(frozen=True)
class Effect:
    """One figure.

    Attributes:
        measure: "gap_closed" (share of all gaps expected to close), "gap_pairs_reached" (pairs of groups with a gap
            that get a link), "accepted_lessons" (expected accepted two-way lessons; of introductions, introductions),
            or one of `outlook`'s.
        before: Without the links.
        after: With them.
        random_swap: Mean of the random sets.
        low: 5 % of the random sets lie below.
        high: 5 % lie above.
        popular: With as many links between those with most contacts.
        accepted_low: Of draws of who accepts a link 5 % lie below.
        accepted_high: 5 % lie above.
        basis: "estimated": it rests on plausibilities that no answer has confirmed yet.
    """

    measure: str
    before: float
    after: float
    random_swap: float
    low: float
    high: float
    popular: float
    accepted_low: float
    accepted_high: float
    basis: str = "estimated"


def effect(problem: Problem, chosen: NDArray[np.integer], seed: int, degree: NDArray[np.int64]) -> tuple[Effect, ...]:
    """The effect of a chosen set, as far as it follows from plausibilities; nothing where there is no link.

    Args:
        problem: The candidates.
        chosen: Which of them are linked.
        seed: Of the draws.
        degree: (n,) contacts of each person: who is popular.
    """
    if not len(chosen):
        return ()
    controls, popular = list(random_sets(problem, len(chosen), seed)), most_popular(problem, len(chosen), degree)
    accepted = list(taken_up([chosen] * DRAWS, problem, np.random.default_rng([seed, _ACCEPTED])))
    return tuple(
        _effect(name, *map(_floats, (map(expected, [chosen, popular]), map(expected, controls), map(came, accepted))))
        for name, (expected, came) in _figures(problem).items()
    )


def _figures(problem: Problem) -> dict[str, tuple[Figure, Figure]]:
    """By measure what a set is expected to come to, and what it came to where every link in it was accepted."""
    lessons: dict[str, tuple[Figure, Figure]] = {"accepted_lessons": (problem.value, problem.value_if_sure)}
    if not problem.share.any():
        return lessons
    return {
        "gap_closed": (problem.gap_closed, problem.gap_halved),
        "gap_pairs_reached": (problem.cells_reached, problem.cells_reached),
        **lessons,
    }


def _floats(values: Iterable[float]) -> NDArray[np.float64]:
    return np.array(list(values), dtype=np.float64)


def _effect(
    measure: str, sets: NDArray[np.float64], control: NDArray[np.float64], accepted: NDArray[np.float64]
) -> Effect:
    after, popular = sets.tolist()
    return beside(measure, 0.0, after, control, popular=popular, accepted=accepted)


def beside(
    measure: str,
    before: float,
    after: float,
    control: NDArray[np.float64],
    *,
    popular: float,
    accepted: NDArray[np.float64],
) -> Effect:
    """One figure from its draws, of random sets and of who accepts."""
    low, high = np.percentile(control, (5, 95)).tolist()
    accepted_low, accepted_high = np.percentile(accepted, (5, 95)).tolist()
    return Effect(
        measure,
        before,
        after,
        float(control.mean()),
        low,
        high,
        popular=popular,
        accepted_low=accepted_low,
        accepted_high=accepted_high,
    )


def taken_up(
    sets: Iterable[NDArray[np.integer]], problem: Problem, lots: np.random.Generator
) -> Iterator[NDArray[np.integer]]:
    """Of each set the links that are accepted, each by its plausibility."""
    for links in sets:
        yield links[lots.random(len(links)) < problem.plausibility[links]]


def most_popular(problem: Problem, size: int, degree: NDArray[np.int64]) -> NDArray[np.int64]:
    """Links between those with most contacts, as many as asked for and within everybody's room."""
    return fill(problem, np.argsort(-(degree[problem.a] + degree[problem.b]), kind="stable"), size)


def random_sets(problem: Problem, size: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """`DRAWS` random sets of at most `size` candidates that respect everybody's capacity and all caps."""
    draw, many = np.random.default_rng([seed, _STREAM]), len(problem.w)
    for _ in range(DRAWS):
        few = min(many, _ENOUGH * size)
        order = draw.permutation(many) if few == many else draw.choice(many, few, replace=False)
        taken = fill(problem, order, size)
        # Where people are few and wanted by all, even many candidates may not fill all places.
        yield taken if len(taken) == size or few == many else fill(problem, draw.permutation(many), size)
