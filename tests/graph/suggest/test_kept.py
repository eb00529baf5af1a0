"""How well links were chosen beside those that stay: nothing that keeps them is worth more than the bound."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.bound import Prices
from graph.suggest.caps import Caps
from graph.suggest.effect import fill
from graph.suggest.kept import Kept, beside
from graph.suggest.portfolio import Problem
from graph.suggest.prices import Priced
from graph.suggest.terms import Terms

SEEDS = st.integers(0, 10_000)


def test_by_hand() -> None:
    """3 stays. Of 2 and 1.5 there is room for one more: at a place of 2 nothing that keeps the 3 passes 3 + 2."""
    ends, cell = np.array([[0, 1], [2, 3], [4, 5]]), np.full(3, -1)
    likely, nothing = np.ones(3), np.zeros(0)
    room = np.ones(6, np.int64), 2
    what = ends[:, 0], ends[:, 1], np.array([3.0, 2.0, 1.5])
    problem = Problem(*what, likely, cell, nothing, nothing, *room, Caps.none(6), Terms.none(3))
    kept = Kept(1, Priced(0.0, Prices.none(problem, 2.0), np.inf))
    assert beside(problem, np.array([0, 2]), kept) == (4.5, 5.0)
    assert beside(problem, np.array([0, 1]), kept) == (5.0, 5.0)


@given(SEEDS, st.integers(0, 3), st.floats(0, 5), st.floats(0, 1))
def test_no_set_that_keeps_them_passes_the_bound_whatever_the_prices(
    problem_of: Any, feasible: Any, seed: int, stay: int, weight: float, dear: float
) -> None:
    problem = problem_of(seed, links=9, people=7, cells=2, wanted=4, more=seed % 2 == 1)
    rng = np.random.default_rng(seed)
    stands = fill(problem, rng.permutation(len(problem.w)), stay)
    free = Prices.none(problem)
    some = (rng.random(len(part)) * dear for part in (free.person, free.cap, free.term))
    person, cap, term = some
    kept = Kept(len(stands), Priced(weight, Prices(person, dear / 2, cap, term), np.inf))
    others = np.setdiff1d(np.arange(len(problem.w)), stands)
    sets = (np.concatenate((stands, more)) for k in range(5) for more in combinations(others.tolist(), k))
    every = [one.astype(np.int64) for one in sets if feasible(problem, one.astype(np.int64))]
    bounds = {round(beside(problem, one, kept)[1], 9) for one in every}
    assert len(bounds) == 1
    assert max(problem.worth(one, weight) for one in every) <= bounds.pop() + 1e-8


@pytest.mark.parametrize("seed", range(3))
def test_it_is_lower_than_what_a_free_choice_could_be(problem_of: Any, seed: int) -> None:
    """Nothing that stays costs nothing: a poor link keeps the bound below that of everything."""
    problem = problem_of(seed, links=60, people=12, cells=3, wanted=5)
    worst = np.argsort(problem.w)[:1]
    at = Priced(1.0, Prices.none(problem, float(np.median(problem.w))), np.inf)
    assert beside(problem, worst, Kept(1, at))[1] < beside(problem, worst, Kept(0, at))[1]
