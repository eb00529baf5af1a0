"""What an organisation's own past says about plausibility: weights of its own, one level for all, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from graph.days import date_of
from graph.past.auc import auc, difference
from graph.past.fit import Odds, fit, likened, one_level
from graph.past.pairs import Pairs, Past, across
from graph.past.reliability import Reliability, reliability
from graph.suggest.plausibility import DOCUMENTED, Weights, parts

SHARES = (0.5, 0.65, 0.8)
"""The days that are looked back from: so much of all contacts lies before each."""
FEWEST_CAME = 30
"""Pairs that must have met after a day, else it says too little."""

FITTED, DEFAULT, BASE_RATE = "fitted", "documented", "base rate"


@dataclass(frozen=True)
class Fold:
    """One day of the past, foretold from by what the other days teach.

    Attributes:
        day: Since 1970.
        pairs: That were looked at.
        came: Of them that met.
        auc: Of the odds that were fitted on the other days.
        auc_degree: Of the product of numbers of contacts.
        low: Lower 2.5 % end of the difference of the two.
    """

    day: int
    pairs: int
    came: int
    auc: float
    auc_degree: float
    low: float

    def to_dict(self) -> dict[str, Any]:
        """For a run's manifest."""
        figures = {name: round(getattr(self, name), 4) for name in ("auc", "auc_degree", "low")}
        return {"day": date_of(self.day).isoformat(), "pairs": self.pairs, "came": self.came, **figures}


@dataclass(frozen=True)
class Learned:
    """What makes a link plausible here, and how that is known.

    Attributes:
        weights: To be used.
        ranking: What orders pairs best as far as the past can tell; a back-test examines it also where `weights` say
            that all are alike.
        basis: "fitted", "documented" or "base rate".
        why: A sentence for the reader of a run.
        folds: The days of the past that were foretold from; empty where there were too few.
        reliability: Of the chances of meeting, each day's by the fit on the others; None where too few pairs were seen.
    """

    weights: Weights
    ranking: Weights
    basis: str
    why: str
    folds: tuple[Fold, ...] = ()
    reliability: Reliability | None = None

    def to_dict(self) -> dict[str, Any]:
        """For a run's manifest; `weights` as they were used."""
        table = None if self.reliability is None else self.reliability.to_dict()
        return {
            "basis": self.basis,
            "why": self.why,
            "weights": self.weights.to_dict(),
            "cuts": [fold.to_dict() for fold in self.folds],
            "reliability": table,
        }


def learn(past: Past, *, seed: int) -> Learned:
    """Looks back from three days, foretells who will meet, and takes from it what it can carry.

    In plain words: which of those who had never spoken in spring were talking in autumn? Where common contacts, ways of
    three steps and so on say it clearly better than the mere number of contacts does, plausibility is weighed as they
    do. Where they do not, nothing is pretended: every link is as plausible as any other. Where hardly anybody met
    anew, the documented weights stay.

    Args:
        past: Who met whom first, up to the day that a run looks back from.
        seed: The run's seed.
    """
    days = dict.fromkeys(day for share in SHARES if (day := past.meetings.day_at(share)) is not None)
    seen = {day: across(past, day, seed=seed) for day in days}
    seen = {day: pairs for day, pairs in seen.items() if pairs.came.sum() >= FEWEST_CAME}
    if len(seen) < len(SHARES):
        return Learned(DOCUMENTED, DOCUMENTED, DEFAULT, _too_few(past))
    near = [parts(pairs.near) for pairs in seen.values()]
    came = [pairs.came for pairs in seen.values()]
    odds = [_fit_without(k, near, came) for k in range(len(seen))]
    folds = tuple(_judged(day, seen[day], mine, seed) for day, mine in zip(seen, odds, strict=True))
    chances = [expit(mine.of(pairs.near)) for pairs, mine in zip(seen.values(), odds, strict=True)]
    table = reliability(np.concatenate(chances), np.concatenate(came), seed=seed)
    last = list(seen.values())[-1]
    ranking = likened(fit(np.concatenate(near), np.concatenate(came)), last.near, last.stands_for)
    if float(np.median([fold.low for fold in folds])) > 0:
        return Learned(ranking, ranking, FITTED, _fitted(folds), folds, table)
    return Learned(one_level(last.near, last.stands_for), ranking, BASE_RATE, _NO_SIGNAL, folds, table)


_NO_SIGNAL = (
    "No signal in this data: who met anew is not foretold by contacts in common better than by how many contacts "
    "people have, so every link counts as equally plausible."
)


def _too_few(past: Past) -> str:
    if not past.meetings.weeks:
        return "Plausibility has its documented weights: no dated contact up to that day, so no past to fit them on."
    line = past.line.kind
    return f"Plausibility has its documented weights: too few pairs met anew across a {line} line to fit them on."


def _fitted(folds: tuple[Fold, ...]) -> str:
    came = sum(fold.came for fold in folds) / len(folds)
    foretold, degree = (float(np.mean([getattr(fold, name) for fold in folds])) for name in ("auc", "auc_degree"))
    return (
        f"Plausibility is fitted on this organisation's own past: looking back from {len(folds)} days, about "
        f"{came:,.0f} pairs met anew after each; foretold {foretold:.2f} (1 = always right, .5 = by chance, by number "
        f"of contacts {degree:.2f})."
    )


def _fit_without(fold: int, near: list[NDArray[np.float64]], came: list[NDArray[np.bool_]]) -> Odds:
    others = [k for k in range(len(near)) if k != fold]
    return fit(np.concatenate([near[k] for k in others]), np.concatenate([came[k] for k in others]))


def _judged(day: int, pairs: Pairs, odds: Odds, seed: int) -> Fold:
    scores, degrees = odds.of(pairs.near), pairs.degrees
    low, _ = difference(scores, degrees, pairs, seed=seed)
    return Fold(day, len(pairs), int(pairs.came.sum()), auc(scores, pairs), auc(degrees, pairs), low)
