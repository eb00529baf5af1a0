"""The few candidates that are searched among, and the bound over all of them."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest import giveup
from graph.suggest.bound import Prices, bound
from graph.suggest.giveup import search
from graph.suggest.portfolio import Problem
from graph.suggest.shortlist import FEW, first_prices, shortlist

SEEDS = st.integers(0, 10_000)
MANY = {"links": 600, "people": 60, "cells": 4, "wanted": 12}


@given(SEEDS)
def test_who_pays_and_the_best_of_every_gap_are_on_the_list(problem_of: Any, seed: int) -> None:
    problem = problem_of(seed, **MANY)
    place = float(np.quantile(problem.w, 0.9))
    rows = shortlist(problem, Prices.none(problem, place))
    assert np.array_equal(rows, np.unique(rows))
    assert np.isin(np.flatnonzero(problem.w > place), rows).all()
    for cell in range(4):
        inside = np.flatnonzero(problem.cell == cell)
        assert np.isin(inside[np.argsort(-problem.w[inside], kind="stable")[:FEW]], rows).all()


def test_without_prices_everybody_is_on_the_list(problem_of: Any) -> None:
    problem = problem_of(3, **MANY)
    assert len(shortlist(problem, Prices.none(problem))) == len(problem.w)


def test_a_dear_person_is_not_looked_at_where_nothing_is_opened(problem_of: Any) -> None:
    problem = problem_of(4, links=600, people=60, cells=0, wanted=12)
    person = np.zeros(60)
    person[7] = 2 * problem.w.max()
    rows = shortlist(problem, replace(Prices.none(problem), person=person))
    assert not (problem.a[rows] == 7).any()
    assert not (problem.b[rows] == 7).any()
    assert len(rows) == ((problem.a != 7) & (problem.b != 7)).sum()


def test_a_place_costs_at_first_what_the_last_of_the_most_valuable_is_worth(problem_of: Any) -> None:
    problem = problem_of(5, **MANY)
    assert first_prices(problem).place == np.sort(problem.w)[-13]  # of 12 places: the first that gets none
    assert first_prices(problem.take(np.arange(5))).place == 0


@given(SEEDS)
def test_the_bound_that_comes_out_is_the_one_over_all_candidates(problem_of: Any, seed: int) -> None:
    problem = problem_of(seed, **MANY)
    found = search(problem, 0.1)
    again = bound(problem, found.priced.weight, found.priced.prices)
    assert found.priced.bound == pytest.approx(again, rel=1e-12)
    assert problem.worth(found.best.chosen, found.priced.weight) <= found.priced.bound * (1 + 1e-9)


def test_a_list_that_misses_the_best_grows_until_it_holds_it(problem_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing but the two worst candidates to begin with, the same worth is reached as with all."""
    problem: Problem = problem_of(6, **MANY)
    whole = search(problem, 0.1)
    worst, real, asked = np.sort(np.argsort(problem.w)[:2]), shortlist, []

    def blind(of: Problem, prices: Prices, *, times: int = 1) -> Any:
        asked.append(times)
        return worst if len(asked) == 1 else real(of, prices, times=times)

    monkeypatch.setattr(giveup, "shortlist", blind)
    found = search(problem, 0.1)
    assert found.start.value == pytest.approx(whole.start.value, rel=1e-3)
    assert found.best.openness == pytest.approx(whole.best.openness, rel=0.02)
