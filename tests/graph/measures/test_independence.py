import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures.independence import mixing, quasi_independence


def _symmetric(upper: list[int], size: int) -> np.ndarray:
    counts = np.zeros((size, size), dtype=np.int64)
    counts[np.triu_indices(size, 1)] = upper
    return counts + counts.T


def _siblings(*parents: str) -> np.ndarray:
    names = np.array(parents)
    return names[:, None] == names[None, :]


def test_a_table_made_of_products_is_fitted_exactly() -> None:
    # By hand: a = 1, 2, 3, 4, 5 and E_ij = a_i a_j; nothing is left to explain.
    outward = np.arange(1, 6)
    table = np.outer(outward, outward)
    np.fill_diagonal(table, 0)
    np.testing.assert_allclose(quasi_independence(table), table, rtol=1e-8)


def test_the_factor_for_siblings_is_found() -> None:
    # By hand: the same products, three times as many among siblings (groups 0, 1, 2 and groups 3, 4, 5).
    kin = _siblings("x", "x", "x", "y", "y", "y")
    outward = np.array([4, 5, 6, 7, 8, 9])
    table = np.outer(outward, outward) * np.where(kin, 3, 1)
    np.fill_diagonal(table, 0)
    np.testing.assert_allclose(quasi_independence(table, kin), table, rtol=1e-7)
    assert not np.allclose(quasi_independence(table), table, rtol=0.1)


@pytest.mark.parametrize("parents", ["aaaa", "abcd"])
def test_without_both_siblings_and_strangers_there_is_no_factor(parents: str) -> None:
    table = _symmetric([9, 8, 7, 6, 5, 4], 4)
    np.testing.assert_array_equal(quasi_independence(table, _siblings(*parents)), quasi_independence(table))


def test_ties_among_siblings_only_need_no_factor() -> None:
    kin = _siblings("x", "x", "x", "y", "y", "y")
    table = np.where(kin, 6, 0)
    np.testing.assert_array_equal(quasi_independence(table, kin), quasi_independence(table))


def test_a_group_with_all_the_ties_cannot_be_fitted() -> None:
    # Group 0 has a tie with each of the others, they have none among each other: 3 >= 1 + 1 + 1.
    assert quasi_independence(_symmetric([1, 1, 1, 0, 0, 0], 4)) is None


@given(st.lists(st.integers(1, 60), min_size=15, max_size=15))
def test_the_fit_keeps_margins_and_sibling_total(upper: list[int]) -> None:
    kin = _siblings("x", "x", "x", "y", "y", "y")
    table = _symmetric(upper, 6)
    expected = quasi_independence(table, kin)
    if expected is None:  # one group has as many as all others together
        assert max(table.sum(axis=1)) >= table.sum() / 2
        return
    np.testing.assert_allclose(expected.sum(axis=1), table.sum(axis=1), rtol=2e-9)
    np.testing.assert_allclose(expected[kin].sum(), table[kin].sum(), rtol=2e-9)
    np.testing.assert_allclose(expected, expected.T, rtol=1e-12)
    assert not np.diag(expected).any()


def test_mixing_deals_out_all_tie_ends() -> None:
    # By hand: D = 2 * 5 + 4 = 14 and 2 * 3 + 4 = 10, m = 5 + 3 + 4 = 12, E = 14 * 10 / 24.
    assert mixing(np.array([[5, 4], [4, 3]]))[0, 1] == pytest.approx(140 / 24)


def test_mixing_without_ties_expects_none() -> None:
    assert not mixing(np.zeros((3, 3), dtype=np.int64)).any()
