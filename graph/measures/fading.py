"""Fading: whether the two of a learning link still meet, or it is about to be forgotten.

With m weeks of contact in the t weeks from its beginning to the last of them, r = (m + 1) / (t + c) is how often they
meet a week, c being the weeks that were planned between two meetings: at first the plan speaks, later what came of it.
Silence of q weeks is by chance with exp(-r q) where meetings come at random (a Poisson process). A link fades where
they have been silent for two planned meetings, and longer than their own pace explains one time in twenty.

The pace is that of the weeks before the silence. Were the silence counted in it too, r q would stay below m + 1, and
two who met once, or never, could be silent for years without a word.

In words: "They used to meet every other week and have not met for ten." It asks for a question, not for a verdict.

Example:
    Planned every 4 weeks, met in 2 of 8 weeks, silent for 10 since: r = 3 / 12, exp(-2.5) = .08: not yet. Silent for
    12: exp(-3) = .0498, and 12 is at least 8: it fades. Never met: r = 1 / 4, so it fades 12 weeks after it began.
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
        active: (k,) weeks from the beginning of each to its last contact; 0 where there was none.
        met: (k,) weeks of them with contact.
        quiet: (k,) weeks since the last one, or since it began where there was none.
        cadence: c, weeks planned between two meetings, 1 or more.
    """
    pace = (met + 1) / (active + cadence)
    fading: NDArray[np.bool_] = (quiet >= _MISSED * cadence) & (np.exp(-pace * quiet) <= _RARE)
    return fading
