"""Betweenness beyond what a person's number of contacts alone would bring."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

MIN_CONTACTS = 2
"""With one contact nobody lies between two others."""

MIN_PEOPLE = 30
"""Fewer say nothing about what is usual."""

NOISE = 1e-9
"""A spread below this is rounding: then everybody is as usual."""

Values = NDArray[np.float64]


def residual(betweenness: Values, degree: NDArray[np.int64]) -> Values:
    """How far somebody's betweenness is above or below what is usual with as many contacts.

    In plain words: whoever knows many people lies between many others as a matter of course. This is what is left when
    that is taken away: high for those who connect more than their number of contacts lets one expect, which is where
    bridges between groups are found.

    y = ln(1 + B), least squares on 1, x, x^2 with x = ln(1 + d), over people with d >= 2 contacts; the residuals
    divided by their standard deviation.

    Args:
        betweenness: (n,) pairs of others between whom each person lies.
        degree: (n,) contacts.

    Returns:
        (n,) standard deviations from what is usual; NaN below two contacts, for everybody where fewer than 30 people
        have two, and where betweenness is unknown.

    Example:
        Forty people in a ring lie between equally many others: 0 each. In a large organisation 2 and more stands for
        about one person in forty.

    References:
        Guimera, R., Mossa, S., Turtschi, A. and Amaral, L. (2005). The worldwide air transportation network. PNAS 102,
        7794-7799 (betweenness that the number of links does not explain).
    """
    counted = (degree >= MIN_CONTACTS) & np.isfinite(betweenness)
    values = np.full(len(betweenness), np.nan)
    if counted.sum() >= MIN_PEOPLE:
        left = _without_powers(np.log1p(betweenness[counted]), np.log1p(degree[counted]))
        spread = np.sqrt((left * left).mean())
        values[counted] = left / spread if spread > NOISE else 0.0
    return values


def _without_powers(y: Values, x: Values) -> Values:
    """What least squares on 1, x and x^2 leave of y; x may be the same for all.

    Done by hand: a library that shares such sums between threads gives other last bits on another machine.
    """
    left, base = y, list[Values]()
    for power in (np.ones_like(x), x, x * x):
        part = power
        for other in base:
            part = part - other * (other * part).sum()
        length = np.sqrt((part * part).sum())
        if length > NOISE * np.sqrt((power * power).sum()):
            base.append(part / length)
            left = left - base[-1] * (base[-1] * left).sum()
    return left
