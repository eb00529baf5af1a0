"""Fading: whether the two of a learning link still meet, or it is about to be forgotten.

With m weeks of contact in t weeks, r = (m + 1) / (t + c) is how often they meet a week, c being the weeks that were
planned between two meetings: at first the plan speaks, later what came of it. Silence of q weeks is by chance with
exp(-r q) where meetings come at random (a Poisson process). A link fades where they have been silent for two planned
meetings, and longer than their own pace explains one time in twenty.

In words: "They used to meet every other week and have not met for ten." It asks for a question, not for a verdict.

Example:
    Planned every 4 weeks, met in 5 of the first 10 weeks, silent for 10 since: r = 6 / 24, exp(-2.5) = .08: not yet.
    Silent for 16: r = 6 / 30, exp(-3.2) = .04, and 16 is at least 8: it fades.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_MISSED = 2
"""Planned meetings that may fall out without a word."""
_RARE = 0.05


def fades(
    active: NDArray[np.integer], met: NDArray[np.integer], quiet: NDArray[np.integer], cadence: int
) -> NDArray[np.bool_]:
    """Which links fade.

    Args:
        active: (k,) weeks since each began, 0 or more.
        met: (k,) weeks of them with contact.
        quiet: (k,) weeks since the last one, or since it began where there was none.
        cadence: c, weeks planned between two meetings, 1 or more.
    """
    pace = (met + 1) / (active + cadence)
    fading: NDArray[np.bool_] = (quiet >= _MISSED * cadence) & (np.exp(-pace * quiet) <= _RARE)
    return fading
