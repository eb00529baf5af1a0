"""Weights of plausibility fitted on pairs that met or did not: a logistic model that leans on a prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq, minimize
from scipy.special import expit

from graph.suggest.nearness import Nearness
from graph.suggest.plausibility import DOCUMENTED, KINDS, Weights, parts, plausibility, weighed

PRIOR = Weights(contacts=0.9, steps=0.3, reach=0.3, place=0.3, hub=0.5)
"""What the weights lean on where the past says little: decision 19 has the measurements."""
LEAN = 50.0
"""How hard they lean: some fifty pairs that met say about as much as the prior."""
DECIMALS = 3
"""Decimals that weights keep: the last bits of a solver differ between machines."""

Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Odds:
    """Log odds of meeting: `constant + parts @ weights`.

    Attributes:
        constant: Of a pair with nothing in between, in the sample that it was fitted on.
        weights: (5,) of `KINDS`, 0 or more.
    """

    constant: float
    weights: Real

    def of(self, near: Nearness) -> Real:
        """(m,) log odds of pairs."""
        return weighed(parts(near), self.weights) + self.constant


def fit(near: Real, came: NDArray[np.bool_]) -> Odds:
    """Fits the odds of meeting, no weight below 0.

    Maximises the likelihood less LEAN / 2 * sum over kinds of ((weight - prior) * sd)^2, sd being how much a kind
    varies among the pairs: a kind that hardly varies keeps the weight of the prior.

    Args:
        near: (m, 5) `plausibility.parts` of the pairs.
        came: (m,) whether they met.
    """
    middle, spread = near.mean(axis=0), near.std(axis=0)
    varies = spread > 0
    scaled = (near - middle)[:, varies] / spread[varies]
    prior = np.array([getattr(PRIOR, kind) for kind in KINDS])
    target = prior[varies] * spread[varies]

    def loss(guess: Real) -> tuple[float, Real]:
        odds = guess[0] + weighed(scaled, guess[1:])
        off, miss = guess[1:] - target, expit(odds) - came
        value = float((np.logaddexp(0, odds) - came * odds).sum() + LEAN / 2 * (off**2).sum())
        return value, np.append(miss.sum(), (scaled * miss[:, None]).sum(axis=0) + LEAN * off)

    rate = (came.sum() + 1) / (len(came) + 2)
    start = np.append(np.log(rate / (1 - rate)), target)
    bounds = [(None, None)] + [(0, None)] * len(target)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-8})
    weights = prior.copy()
    weights[varies] = found.x[1:] / spread[varies]
    return Odds(float(found.x[0] - (weights * middle)[varies].sum()), np.round(weights, DECIMALS))


def likened(odds: Odds, near: Nearness, stands_for: Real) -> Weights:
    """Weights with which plausibility goes by the odds, and has mean and spread of the documented one.

    The past says which pairs meet rather than others. It does not say how many would say yes if they were asked, nor
    how much less often strangers would: meeting by oneself takes more nearness than taking up a link does. Only answers
    can tell, so level and spread over all pairs stay the documented ones.

    Args:
        odds: Fitted on the past.
        near: What lies between the two of each pair.
        stands_for: (m,) how many pairs each stands for.
    """
    documented, warmth = plausibility(near, DOCUMENTED), weighed(parts(near), odds.weights)
    mean, spread = _moments(documented, stands_for)
    if spread == 0 or not np.ptp(warmth):
        return one_level(near, stands_for)

    def off(share: float) -> float:
        chances = _chances(share * warmth, _constant(share * warmth, stands_for, mean))
        return _moments(chances, stands_for)[1] - spread

    share = float(brentq(off, 0, _STEEPEST / np.ptp(warmth), xtol=1e-10))
    weights = np.round(share * odds.weights, DECIMALS)
    constant = _constant(weighed(parts(near), weights), stands_for, mean)
    return Weights(constant, **dict(zip(KINDS, weights.tolist(), strict=True)))


_SURE = 30.0  # log odds that are as good as yes
_STEEPEST = 200.0  # log odds between the nearest and the farthest pair: as good as yes and no


def one_level(near: Nearness, stands_for: Real) -> Weights:
    """Weights with which every pair is as plausible as all are on average by the documented ones."""
    mean, _ = _moments(plausibility(near, DOCUMENTED), stands_for)
    return Weights(_constant(np.zeros(len(stands_for)), stands_for, mean), 0.0, 0.0, 0.0, 0.0, 0.0)


def _constant(warmth: Real, stands_for: Real, mean: float) -> float:
    """The constant at which chances have this mean."""
    least, most = -warmth.max() - _SURE, -warmth.min() + _SURE
    found = brentq(lambda constant: _moments(_chances(warmth, constant), stands_for)[0] - mean, least, most, xtol=1e-10)
    return round(float(found), DECIMALS)


def _chances(warmth: Real, constant: float) -> Real:
    chances: Real = expit(warmth + constant)
    return chances


def _moments(values: Real, stands_for: Real) -> tuple[float, float]:
    """Mean and standard deviation."""
    mean = float(np.average(values, weights=stands_for))
    return mean, float(np.sqrt(np.average((values - mean) ** 2, weights=stands_for)))
