"""How well scores foretell who will meet: areas under the curve, and how sure a difference of two is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.past.pairs import Pairs

DRAWS = 1_000
_AT_ONCE = 250  # draws whose counts fit into a fast memory
_STREAM = 22

Scores = NDArray[np.float64]


def auc(scores: Scores, pairs: Pairs) -> float:
    """Chance that a pair that came scores above one that did not, equal scores counting half; NaN without either."""
    return float(_areas(scores, pairs, np.ones((len(pairs.past.keys), 1), np.int8))[0])


def difference(one: Scores, other: Scores, pairs: Pairs, *, seed: int, draws: int = DRAWS) -> tuple[float, float]:
    """The 2.5 % and 97.5 % ends of AUC(one) - AUC(other), by paired bootstrap of people.

    People are drawn, never pairs: pairs that share a person are no independent witnesses. A pair counts the product of
    how often its two people were drawn.

    Args:
        one: (m,) scores of the pairs.
        other: (m,) scores to compare with.
        pairs: What is scored.
        seed: The run's seed.
        draws: Number of resamples.

    Returns:
        NaN for both where hardly any pair came.

    References:
        Snijders, T. and Borgatti, S. (1999). Non-parametric standard errors and tests for network statistics.
        Connections 22, 161.
    """
    rng = np.random.default_rng([seed, _STREAM])
    found = []
    for start in range(0, draws, _AT_ONCE):
        times = _resampled(pairs.people, len(pairs.past.keys), min(_AT_ONCE, draws - start), rng)
        found.append(_areas(one, pairs, times) - _areas(other, pairs, times))
    differences = np.concatenate(found)
    differences = differences[~np.isnan(differences)]
    if len(differences) < draws / 2:
        return np.nan, np.nan
    low, high = np.quantile(differences, (0.025, 0.975))
    return float(low), float(high)


def _resampled(people: NDArray[np.int64], n: int, draws: int, rng: np.random.Generator) -> NDArray[np.int8]:
    """(n, draws) how often each of `people` was drawn; 0 for everybody else."""
    times = np.zeros((n, draws), np.int8)
    for draw in range(draws):
        drawn = people[rng.integers(0, len(people), len(people))]
        times[:, draw] = np.bincount(drawn, minlength=n)
    return times


def _areas(scores: Scores, pairs: Pairs, times: NDArray[np.int8]) -> Scores:
    from graph.kernels.auc import areas  # noqa: PLC0415 - who only reads a finished run compiles nothing

    order = np.argsort(scores, kind="stable")
    ordered = scores[order]
    first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(order) else np.zeros(0, np.int64)
    return areas(np.append(first, len(order)), pairs.a[order], pairs.b[order], pairs.came[order], times)
