"""Intervals of shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.shares import apart, wilson


def test_wilson_s_interval_as_published() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    published = {
        (81, 263): (0.2553, 0.3662),
        (15, 148): (0.0624, 0.1605),
        (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }
    for (came, cases), ends in published.items():
        assert wilson(came, cases) == pytest.approx(ends, abs=5e-5)


def test_newcombe_s_interval_of_a_difference_as_published() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873, table II, method 10: 56/70 - 48/80 and 9/10 - 3/10.
    assert apart((56, 70), (48, 80)) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert apart((9, 10), (3, 10)) == pytest.approx((0.6, 0.1705, 0.8090), abs=5e-5)


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_share_lies_in_its_interval(came: int, cases: int) -> None:
    low, high = wilson(min(came, cases), cases)
    assert 0 <= low <= min(came, cases) / cases + 1e-12
    assert min(came, cases) / cases - 1e-12 <= high <= 1


def test_of_no_case_nothing_is_known() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
