"""Shares of a few cases, with how far they can be trusted."""

from __future__ import annotations

import math

_Z = 1.959964  # 97.5 % point of the normal distribution


def wilson(came: float, cases: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, inside [0, 1]; all of it where there is no case.

    Args:
        came: How many did.
        cases: Out of how many.

    References:
        Wilson, E. (1927). Probable inference, the law of succession, and statistical inference. JASA 22, 209.
    """
    if not cases:
        return 0.0, 1.0
    share, whole = came / cases, 1 + _Z**2 / cases
    middle = share + _Z**2 / (2 * cases)
    half = _Z * math.sqrt(share * (1 - share) / cases + _Z**2 / (4 * cases**2))
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)


def apart(first: tuple[float, int], second: tuple[float, int]) -> tuple[float, float, float]:
    """How far the first share lies above the second, and the ends of a 95 % interval of that; each in [-1, 1].

    Args:
        first: How many did, out of how many, one or more.
        second: The same of the others.

    References:
        Newcombe, R. (1998). Interval estimation for the difference between independent proportions. Statistics in
        Medicine 17, 873, method 10: Wilson's intervals of both, squared and added.
    """
    (p, (p_low, p_high)), (q, (q_low, q_high)) = ((came / n, wilson(came, n)) for came, n in (first, second))
    below, above = math.hypot(p - p_low, q_high - q), math.hypot(p_high - p, q - q_low)
    return p - q, max(-1.0, p - q - below), min(1.0, p - q + above)
