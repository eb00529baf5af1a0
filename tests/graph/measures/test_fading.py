"""When a learning link counts as fading."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.fading import fades


@pytest.mark.parametrize(
    ("active", "met", "quiet", "cadence", "expected"),
    [
        # By hand, r = (met + 1) / (active + c) and exp(-r quiet) <= .05, that is r quiet >= 3.0 (ln 20 = 2.996):
        (8, 2, 10, 4, False),  # 3 / 12 * 10 = 2.5
        (8, 2, 12, 4, True),  # 3 / 12 * 12 = 3.0, and 12 >= 8
        (10, 9, 5, 4, False),  # 10 / 14 * 5 = 3.6, but 5 < 8
        (12, 7, 8, 4, True),  # 8 / 16 * 8 = 4.0, and 8 >= 8
        (0, 0, 11, 4, False),  # never met: 1 / 4 * 11 = 2.75
        (0, 0, 12, 4, True),  # and a week later 3.0
        (0, 1, 8, 4, True),  # met in the first week alone: 2 / 4 * 8 = 4.0
        (12, 11, 2, 1, False),  # 12 / 13 * 2 = 1.8
        (12, 9, 4, 1, True),  # 10 / 13 * 4 = 3.1
    ],
)
def test_by_hand(active: int, met: int, quiet: int, cadence: int, expected: bool) -> None:
    assert fades(np.array([active]), np.array([met]), np.array([quiet]), cadence).tolist() == [expected]


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(1, 12))
def test_nobody_is_asked_before_two_planned_meetings_and_more_silence_never_calms(
    active: int, met: int, quiet: int, cadence: int
) -> None:
    now, later = (
        bool(fades(np.array([active]), np.array([met]), np.array([q]), cadence)[0]) for q in (quiet, quiet + 1)
    )
    assert not (now and quiet < 2 * cadence)
    assert later or not now
