"""Claims: which gaps may be called a silo. They need a false discovery rate of 10 % and an organisation beyond chance.

`gaps` ranks and steers on weaker evidence; the random arrangements that a claim is held against come from `swaps`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from graph.measures.gaps import GAP_Z, Gaps
from graph.measures.swaps import swap_draws
from graph.network import Network

DRAWS = 999

FALSE_DISCOVERIES = 0.10
"""Share of the claims that may be false. A pair whose p cannot fall to it without any tie is too thin (decision 4)."""

BEYOND_CHANCE = 0.05
"""The global test's level: without it there is no claim at all."""

FINE_TAIL = 0.02
"""From here down the draws get too few to tell small p-values apart, and the normal tail helps out (decision 4)."""

SILO = 0.5
"""A silo has at most this share of the ties that chance gives; with more it is only thinner than chance."""


@dataclass(frozen=True, eq=False)
class Claims:
    """What may be said of each pair of `Gaps.pairs`.

    Attributes:
        finding: (k,) "silo", "thinner", "gap", "none", "insular", "too thin" or "not fitted".
        p: (k,) lower-tail p of the observed ties; NaN where the pair was not tested.
        swap_mean: (k,) mean ties in the draws; NaN without draws.
        swap_sd: (k,) standard deviation of the ties in the draws; NaN without draws.
        p_global: p of the largest z among the tested pairs; NaN where none was tested.
        draws: Random arrangements made; 0 for none.
        beyond_chance: Whether the organisation as a whole has a gap that chance does not give.
    """

    finding: tuple[str, ...]
    p: NDArray[np.float64]
    swap_mean: NDArray[np.float64]
    swap_sd: NDArray[np.float64]
    p_global: float
    draws: int
    beyond_chance: bool

    @property
    def tested(self) -> int:
        """Pairs with enough data for a test."""
        return int(np.count_nonzero(~np.isnan(self.p)))


def test(network: Network, gaps: Gaps, *, seed: int, draws: int = DRAWS) -> Claims:  # noqa: PT028 - no test of pytest's
    """Tests every gap against random arrangements of the same cross ties.

    In plain words: we shuffle who knows whom across units a thousand times, leaving everybody as many contacts in other
    units as they have. A pair is a silo if so few ties as observed hardly ever come about so, and they are at most
    half of what is usual. If even no tie at all could not convince us, the pair is too thin to say anything.

    Lower-tail p = (1 + hits) / (1 + B); at .02 and below the smaller of it and Phi((m + .5 - mean) / sd). Pairs whose p
    would exceed .10 with m = 0 are left out; then Benjamini and Hochberg's step-up at .10. The global test holds the
    largest (mean - m) / sd over the tested pairs against the same in each draw, at .05.

    Args:
        network: People and ties.
        gaps: The pairs to test; only those of null "quasi" can be.
        seed: The run's seed.
        draws: Random arrangements wanted.

    Returns:
        Findings and p-values.

    Example:
        Expected 20 ties, observed 4, and in 999 arrangements never below 9: p = 1 / 1000, 4 <= 20 / 2: a silo, if the
        other pairs' p-values let it pass and the organisation is beyond chance.

    References:
        Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57, 289-300.
        Westfall, P. and Young, S. (1993). Resampling-based multiple testing (the largest z).
        Phipson, B. and Smyth, G. (2010). Permutation p-values should never be zero. SAGMB 9, 39.
    """
    if gaps.null != "quasi":
        return untested(gaps)
    counts = swap_draws(network, gaps, seed=seed, draws=draws)
    mean, sd = counts.mean(axis=0), counts.std(axis=0)
    enough = _lower_tail(counts, np.zeros_like(gaps.observed), mean, sd) <= FALSE_DISCOVERIES
    p = np.where(enough, _lower_tail(counts, gaps.observed, mean, sd), np.nan)
    p_global = _global_p(counts[:, enough], gaps.observed[enough], mean[enough], sd[enough])
    beyond = bool(p_global <= BEYOND_CHANCE)
    claimed = step_up(p) if beyond else np.zeros_like(enough)
    finding = _without_claim(gaps)
    finding[~enough] = "too thin"
    finding[claimed] = np.where(gaps.observed <= SILO * mean, "silo", "thinner")[claimed]
    return Claims(tuple(finding.tolist()), p, mean, sd, p_global, len(counts), beyond)


def untested(gaps: Gaps) -> Claims:
    """What may be said without random arrangements: gaps, but no claim."""
    nothing = np.full(len(gaps.pairs), np.nan)
    return Claims(tuple(_without_claim(gaps).tolist()), nothing, nothing, nothing, np.nan, 0, beyond_chance=False)


def step_up(p: NDArray[np.float64], level: float = FALSE_DISCOVERIES) -> NDArray[np.bool_]:
    """Benjamini and Hochberg's choice: the k smallest p-values, k the largest with p_(k) <= level * k / tests.

    Args:
        p: P-values; NaN where there was no test.
        level: The false discovery rate.

    Example:
        Four tests at .10: the limits are .025, .05, .075, .10.

        >>> step_up(np.array([0.06, 0.04, 0.2, 0.01, np.nan])).tolist()
        [True, True, False, True, False]
    """
    ordered = np.sort(p[~np.isnan(p)])
    passing = ordered[ordered <= level * np.arange(1, len(ordered) + 1) / max(1, len(ordered))]
    chosen: NDArray[np.bool_] = p <= passing[-1] if len(passing) else np.zeros(len(p), dtype=np.bool_)
    return chosen


def _without_claim(gaps: Gaps) -> NDArray[np.str_]:
    """(k,) findings as far as they need no test."""
    if gaps.null == "not fitted":
        return np.full(len(gaps.pairs), "not fitted", dtype="<U10")
    word = "insular" if gaps.null == "mixing" else "gap"
    return np.where(gaps.z >= GAP_Z, word, "none").astype("<U10")


def _lower_tail(
    counts: NDArray[np.int64], observed: NDArray[np.int64], mean: NDArray[np.float64], sd: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(k,) chance of so few ties or fewer."""
    p = (1 + np.count_nonzero(counts <= observed, axis=0)) / (1 + len(counts))
    with np.errstate(divide="ignore"):  # all draws alike: the tail is 0 or 1
        normal = ndtr((observed + 0.5 - mean) / sd)
    tail: NDArray[np.float64] = np.where(p > FINE_TAIL, p, np.minimum(p, normal))
    return tail


def _global_p(
    counts: NDArray[np.int64], observed: NDArray[np.int64], mean: NDArray[np.float64], sd: NDArray[np.float64]
) -> float:
    """P of the largest missing share over all tested pairs; NaN where none was tested."""
    if not len(observed):
        return float("nan")
    scale = np.where(sd > 0, sd, np.inf)
    largest = ((mean - counts) / scale).max(axis=1)
    hits = np.count_nonzero(largest >= ((mean - observed) / scale).max())
    return float(1 + hits) / (1 + len(counts))
