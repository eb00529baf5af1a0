"""How good a ranking of never-met pairs was: who came, who is asked again and again, who is left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.past.auc import auc
from graph.past.pairs import Pairs
from graph.suggest.plausibility import DOCUMENTED, Weights, plausibility

TOP = 100
"""Pairs at the head of a ranking whose people are counted."""
AT = (10, 50, TOP)
"""Lengths of the head at which precision is told."""

MODEL, RANDOM = "plausibility", "random"

_STREAM = 24

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Ranking:
    """One way to rank never-met pairs, and how it did.

    Attributes:
        name: Of the score.
        auc: Chance that a pair that met was ranked above one that did not, .5 by chance; all pairs.
        auc_across: The same of pairs across the line.
        precision: Share of the first 10, 50, 100 pairs that met; all pairs.
        precision_across: The same of pairs across the line.
        hub_load: How often the person who stands most often in the first 100 across the line stands there.
        gini: How unevenly people stand there, 0 (all alike) to 1 (one person).
        units: Share of the groups that have somebody there.
        less_connected: Share of the places there that go to the half of the people with fewer contacts.
    """

    name: str
    auc: float
    auc_across: float
    precision: tuple[float, ...]
    precision_across: tuple[float, ...]
    hub_load: int
    gini: float
    units: float
    less_connected: float


def scores(pairs: Pairs, weights: Weights, *, seed: int) -> dict[str, Real]:
    """(m,) scores of pairs by name: plausibility first, then what everybody compares with.

    Args:
        pairs: What is ranked.
        weights: Of the plausibility.
        seed: Of the random one.

    References:
        Adamic, L. and Adar, E. (2003). Friends and neighbors on the web. Social Networks 25, 211.
        Zhou, T., Lü, L. and Zhang, Y. (2009). Predicting missing links via local information. EPJ B 71, 623.
    """
    from graph.kernels.triangles import shared_by_pair  # noqa: PLC0415 - who only reads a finished run compiles nothing

    core, degree = pairs.network.core, pairs.network.degrees[pairs.network.core.order]
    ends = core.place[pairs.a], core.place[pairs.b]
    several = np.maximum(degree, 2)  # a contact in common has two ties at least
    counts = {
        "common contacts": np.ones(len(degree)),
        "adamic-adar": 1 / np.log(several),
        "resource allocation": 1 / several,
    }
    return {
        MODEL: plausibility(pairs.near, weights),
        "documented weights": plausibility(pairs.near, DOCUMENTED),
        **{name: shared_by_pair(core.start, core.head, value, *ends) for name, value in counts.items()},
        "number of contacts": pairs.degrees,
        RANDOM: np.random.default_rng([seed, _STREAM]).random(len(pairs)),
    }


def judged(name: str, given: Real, pairs: Pairs) -> Ranking:
    """How one ranking did; of equal scores the pair whose keys come first stands first."""
    line, inside, across = pairs.past.line, pairs.across, given[pairs.crossing]
    head, head_across = _head(given), _head(across)
    people = pairs.past.eligible(pairs.network)
    times = np.bincount(np.concatenate((inside.a[head_across], inside.b[head_across])), minlength=len(line.codes))
    few = pairs.network.degrees <= np.median(pairs.network.degrees[people])
    groups = np.unique(line.codes[people])
    return Ranking(
        name=name,
        auc=auc(given, pairs),
        auc_across=auc(across, inside),
        precision=_precision(pairs.came[head]),
        precision_across=_precision(inside.came[head_across]),
        hub_load=int(times.max(initial=0)),
        gini=_gini(times[people]),
        units=len(np.unique(line.codes[times > 0])) / max(1, len(groups)),
        less_connected=float(times[few].sum() / max(1, times.sum())),
    )


def _head(given: Real) -> NDArray[np.int64]:
    return np.argsort(-given, kind="stable")[:TOP]


def _precision(came: NDArray[np.bool_]) -> tuple[float, ...]:
    return tuple(float(came[:most].mean()) if len(came) else float("nan") for most in AT)


def _gini(times: NDArray[np.int64]) -> float:
    """Mean distance of two people, as a share of twice the mean."""
    ordered, n = np.sort(times), len(times)
    if not ordered.sum():
        return 0.0
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * ordered.sum()) - (n + 1) / n)
