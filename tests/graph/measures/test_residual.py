import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.residual import residual


def _by_polyfit(betweenness: np.ndarray, degree: np.ndarray) -> np.ndarray:
    """The same by numpy's own least squares."""
    x, y = np.log1p(degree), np.log1p(betweenness)
    left = y - np.polyval(np.polyfit(x, y, 2), x)
    return left / left.std()


@given(seed=st.integers(0, 2**32 - 1), people=st.integers(30, 200))
def test_it_is_what_least_squares_leave(seed: int, people: int) -> None:
    dice = np.random.default_rng(seed)
    degree = dice.integers(2, 60, people)
    betweenness = degree**2 * dice.lognormal(size=people)
    np.testing.assert_allclose(residual(betweenness, degree), _by_polyfit(betweenness, degree), atol=1e-7)


def test_who_connects_more_than_usual_stands_out_by_hand() -> None:
    # 40 people with three contacts, ln(1 + B) = 2 for one half and 4 for the other: mean 3, standard deviation 1.
    betweenness = np.expm1(np.array([2.0, 4.0] * 20))
    np.testing.assert_allclose(residual(betweenness, np.full(40, 3)), [-1, 1] * 20)


def test_two_different_numbers_of_contacts_are_explained_by_a_line() -> None:
    # By hand: with two values of x the line goes through both means, 3 and 5; what is left is -1 and 1 again.
    betweenness = np.expm1(np.array([2.0, 4.0] * 20 + [4.0, 6.0] * 20))
    degree = np.repeat([3, 8], 40)
    np.testing.assert_allclose(residual(betweenness, degree), [-1, 1] * 40, atol=1e-9)


def test_where_all_are_alike_nobody_stands_out() -> None:
    # A ring of 40: everybody has two contacts and lies between equally many.
    assert residual(np.full(40, 361.0), np.full(40, 2)).tolist() == [0] * 40


def test_who_has_one_contact_has_no_value_and_changes_none() -> None:
    dice = np.random.default_rng(0)
    degree, betweenness = dice.integers(2, 9, 50), dice.lognormal(size=50)
    more = residual(np.append(betweenness, [0, 0]), np.append(degree, [1, 0]))
    assert np.isnan(more).tolist() == [False] * 50 + [True] * 2
    np.testing.assert_allclose(more[:50], residual(betweenness, degree))


@pytest.mark.parametrize(("people", "none"), [(29, True), (30, False), (0, True)])
def test_fewer_than_thirty_people_say_nothing(people: int, none: bool) -> None:
    values = residual(np.arange(people, dtype=np.float64), np.full(people, 3))
    assert np.isnan(values).tolist() == [none] * people


def test_an_unknown_betweenness_has_no_value() -> None:
    betweenness = np.append(np.arange(40.0), np.nan)
    assert np.isnan(residual(betweenness, np.full(41, 3))).tolist() == [False] * 40 + [True]
