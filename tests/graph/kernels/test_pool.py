import os
import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.kernels import pool


def test_results_come_in_the_order_of_the_parts_whoever_is_ready_first() -> None:
    second = threading.Event()

    def work(part: int) -> int:
        if part == 0:
            assert second.wait(timeout=60)  # the first part ends after the second: two threads are at work
        else:
            second.set()
        return part

    with pool.using(2):
        assert pool.each(2, work) == [0, 1]


def test_one_thread_is_the_caller_s_own() -> None:
    with pool.using(1):
        assert pool.each(3, lambda _: threading.get_ident()) == [threading.get_ident()] * 3


def test_the_choice_of_threads_ends_with_its_block() -> None:
    before = pool.threads()
    with pool.using(7):
        assert pool.threads() == 7
    assert pool.threads() == before == len(os.sched_getaffinity(0))


def test_an_error_in_a_part_reaches_the_caller() -> None:
    with pool.using(2), pytest.raises(ZeroDivisionError):
        pool.each(2, lambda part: 1 / part)


@given(load=st.lists(st.integers(0, 100), max_size=50), parts=st.integers(1, 8))
def test_parts_cover_everything_and_none_is_much_heavier_than_its_share(load: list[int], parts: int) -> None:
    borders = pool.cuts(np.array(load, dtype=np.int64), parts).tolist()
    assert borders[0] == 0
    assert borders[-1] == len(load)
    assert borders == sorted(borders)
    shares = [sum(load[low:high]) for low, high in pairwise(borders)]
    assert max(shares) <= sum(load) / parts + max(load, default=0) + 1


@pytest.mark.parametrize("count", [1, 2])
def test_two_passes_side_by_side_hand_back_their_own(count: int) -> None:
    with pool.using(count):
        assert pool.both(lambda: "one", lambda: 2) == ("one", 2)


def test_small_networks_are_not_cut() -> None:
    assert [pool.lanes(ties) for ties in (0, pool.ENOUGH_TIES - 1, pool.ENOUGH_TIES)] == [1, 1, pool.LANES]
