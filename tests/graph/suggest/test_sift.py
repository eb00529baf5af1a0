"""Prices made on a few candidates and proved on all."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.bound import Prices, bound
from graph.suggest.portfolio import greedy
from graph.suggest.prices import MOST, Priced, descend
from graph.suggest.sift import sift

SEEDS = st.integers(0, 10_000)
MANY = {"links": 600, "people": 60, "cells": 4, "wanted": 12}


@given(SEEDS)
def test_every_step_is_proved_on_all_and_looks_at_more(problem_of: Any, seed: int) -> None:
    problem = problem_of(seed, **MANY)
    chosen = greedy(problem, 0.5)
    rows, worth = np.sort(chosen), problem.worth(chosen, 0.5)
    dear = Prices.none(problem, 2 * float(problem.w.max()))  # nobody could pay: nothing else is looked at
    for sifted in sift(problem, rows, worth, Priced(0.5, dear, np.inf), rounds=MOST, widenings=6):
        assert sifted.proved.bound == pytest.approx(bound(problem, 0.5, sifted.guide.prices), rel=1e-12)
        assert sifted.proved.bound >= max(worth, sifted.guide.bound * (1 - 1e-9))
        assert np.isin(rows, sifted.rows).all()
        rows = sifted.rows


def test_what_nobody_could_pay_comes_in_when_its_price_falls(problem_of: Any) -> None:
    """The few alone would say less than all candidates do; after some steps both say what prices on all say."""
    problem = problem_of(11, **MANY)
    chosen = greedy(problem, 0.5)
    worth, free = problem.worth(chosen, 0.5), Priced(0.5, Prices.none(problem, float(problem.w.max())), np.inf)
    steps = list(sift(problem, np.sort(chosen), worth, free, rounds=MOST, widenings=8))
    first, last = steps[0], steps[-1]
    assert first.proved.bound > first.guide.bound * 1.01
    assert last.proved.bound <= last.guide.bound * (1 + 3e-5)
    assert last.proved.bound == pytest.approx(descend(problem, 0.5, worth, free.prices).bound, rel=2e-3)
