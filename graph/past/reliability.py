"""Whether chances mean what they say: of pairs given 20 %, did a fifth come?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit

from graph.shares import wilson

FEWEST = 200
"""Pairs that a table needs."""
FEWEST_IN_BIN, MOST_BINS = 40, 10
GOOD_ERROR, GOOD_SLOPE = 0.05, (0.8, 1.25)
_PERFECT = 200  # draws of what an error would be if the chances were right
_SURE = 1e-9  # odds of what is surer than that are cut: a float can be 1
_STREAM = 23

Real = NDArray[np.float64]


@dataclass(frozen=True)
class Bin:
    """Pairs of about the same chance.

    Attributes:
        pairs: Their number.
        expected: Mean of their chances.
        came: Share that came.
        low: Lower end of Wilson's 95 % interval of that share.
        high: Upper end.
    """

    pairs: int
    expected: float
    came: float
    low: float
    high: float


@dataclass(frozen=True)
class Reliability:
    """Chances beside what came.

    Attributes:
        bins: From the least chance to the greatest, equally many pairs in each.
        error: Mean distance of `came` from `expected`, weighted by pairs, less its mean if the chances were right.
        brier: Mean squared distance of a chance from what came (Brier 1950).
        slope: Of a logistic fit on the log odds; 1 is right, below 1 the chances are too sure.
    """

    bins: tuple[Bin, ...]
    error: float
    brier: float
    slope: float

    @property
    def good(self) -> bool:
        """Whether the error is under .05 and the slope in .8 to 1.25."""
        return self.error < GOOD_ERROR and GOOD_SLOPE[0] <= self.slope <= GOOD_SLOPE[1]

    def to_dict(self) -> dict[str, Any]:
        """For a run's manifest."""
        bins = [{name: round(value, 4) for name, value in vars(part).items()} for part in self.bins]
        figures = {name: round(getattr(self, name), 4) for name in ("error", "brier", "slope")}
        return {**figures, "good": self.good, "bins": bins}


def reliability(chances: Real, came: NDArray[np.bool_], *, seed: int) -> Reliability | None:
    """Compares chances that were worked out without the outcomes with the outcomes.

    Args:
        chances: (m,) in [0, 1].
        came: (m,) what came.
        seed: The run's seed.

    Returns:
        None for fewer than 200 pairs.
    """
    if len(chances) < FEWEST:
        return None
    order = np.argsort(chances, kind="stable")
    parts = np.array_split(order, min(MOST_BINS, len(order) // FEWEST_IN_BIN))
    rng = np.random.default_rng([seed, _STREAM])
    perfect = [_error(chances, rng.random(len(chances)) < chances, parts) for _ in range(_PERFECT)]
    return Reliability(
        bins=tuple(_bin(chances[part], came[part]) for part in parts),
        error=_error(chances, came, parts) - float(np.mean(perfect)),
        brier=float(((chances - came) ** 2).mean()),
        slope=_slope(logit(np.clip(chances, _SURE, 1 - _SURE)), came),
    )


def _error(chances: Real, came: NDArray[np.bool_], parts: list[NDArray[np.int64]]) -> float:
    off = [len(part) * abs(came[part].mean() - chances[part].mean()) for part in parts]
    return float(sum(off) / len(chances))


def _bin(chances: Real, came: NDArray[np.bool_]) -> Bin:
    return Bin(len(came), float(chances.mean()), float(came.mean()), *wilson(int(came.sum()), len(came)))


def _slope(odds: Real, came: NDArray[np.bool_]) -> float:
    """Of a logistic fit with one column, by Newton's steps; NaN where the odds do not vary."""
    if np.ptp(odds) == 0:
        return float("nan")
    columns, guess = np.stack((np.ones_like(odds), odds)), np.array([0.0, 1.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-(guess @ columns)))
        curve = (columns * (chance * (1 - chance))) @ columns.T
        step = np.linalg.solve(curve + 1e-9 * np.eye(2), columns @ (came - chance))
        guess += step
        if np.abs(step).max() < 1e-10:
            break
    return float(guess[1])
