import numpy as np
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import Lookup, pieces


def test_work_is_cut_into_pieces_by_cost() -> None:
    # By hand: 5 is reached with the second, 10 and 15 with the third; a cut stands before each.
    assert pieces(np.array([3, 3, 9, 1, 1]), 5) == [(0, 1), (1, 2), (2, 5)]
    assert pieces(np.array([0, 0, 0]), 5) == [(0, 3)]
    assert pieces(np.array([], dtype=np.int64), 5) == []


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 20))
def test_pieces_are_everything_once_and_cost_little_more_than_asked(cost: list[int], most: int) -> None:
    cut = pieces(np.array(cost, dtype=np.int64), most)
    assert [i for first, last in cut for i in range(first, last)] == list(range(len(cost)))
    assert all(first < last and sum(cost[first:last]) < most + 2 * 9 for first, last in cut)


@given(st.integers(0, 10_000))
def test_a_sparse_matrix_is_looked_up_as_if_it_were_dense(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dense = rng.integers(0, 3, (rng.integers(1, 8), rng.integers(1, 6))).astype(np.float64)
    found = Lookup(sp.csr_array(dense))
    rows, columns = (rng.integers(0, size, 40) for size in dense.shape)
    assert found(rows, columns).tolist() == dense[rows, columns].tolist()
    assert found.of_many(rows, columns).tolist() == dense[rows, columns].tolist()
