"""A portfolio that goes on: what stays, what is chosen beside it, and at what lambda."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.before import Before
from graph.suggest.bound import bound
from graph.suggest.fillup import fill_up
from graph.suggest.giveup import Search, search
from graph.suggest.kept import beside
from graph.suggest.portfolio import Problem

SEEDS = st.integers(0, 10_000)
MANY = {"links": 600, "people": 60, "cells": 4, "wanted": 12}


def before(first: Search) -> Before:
    nobody, prices = np.zeros((0, 2), np.int32), first.priced.prices
    return Before("r", 12, 0, nobody, np.zeros(0, np.bool_), first.best.weight, prices.person, prices.place)


def without(problem: Problem, first: Search, stay: int) -> tuple[Problem, np.ndarray]:
    """The problem without the last links of a portfolio, which were declined, and those that stay."""
    chosen = first.best.chosen
    rows = np.setdiff1d(np.arange(len(problem.w)), chosen[stay:])
    return problem.take(rows), np.searchsorted(rows, chosen[:stay])


def gone_on(problem: Problem, stay: int) -> tuple[Problem, np.ndarray, Search]:
    """What is left without the links that were declined, those that stay, and what goes on from them."""
    first = search(problem, 0.1)
    left, held = without(problem, first, stay)
    return left, held, fill_up(left, held, before(first), 0.1)


@given(SEEDS, st.integers(0, 12))
def test_what_stays_comes_first_and_the_certificate_is_about_all(problem_of: Any, seed: int, stay: int) -> None:
    left, held, found = gone_on(problem_of(seed, **MANY), stay)
    assert found.best.chosen[: len(held)].tolist() == held.tolist()
    assert len(set(found.best.chosen.tolist())) == len(found.best.chosen) <= left.budget
    assert (left.used(found.best.chosen) <= left.room).all()
    weight = found.priced.weight
    assert found.priced.bound == pytest.approx(bound(left, weight, found.priced.prices), rel=1e-12)
    assert left.worth(found.best.chosen, weight) <= found.priced.bound * (1 + 1e-9)


@given(SEEDS, st.integers(1, 12))
def test_what_is_chosen_beside_those_that_stay_has_a_bound_of_its_own(problem_of: Any, seed: int, stay: int) -> None:
    left, held, found = gone_on(problem_of(seed, **MANY), stay)
    assert found.kept
    assert found.kept.links == len(held)
    worth, at_most = beside(left, found.best.chosen, found.kept)
    assert worth <= at_most * (1 + 1e-9)
    assert worth >= 0.99 * at_most


@pytest.mark.parametrize("seed", range(4))
def test_where_everybody_is_full_free_places_are_filled_at_prices_of_their_own(problem_of: Any, seed: int) -> None:
    """Prices of a portfolio in which nearly all are full say little of who should meet of those who became free."""
    problem = problem_of(seed, links=1_500, people=200, cells=12)
    problem = replace(problem, budget=200, capacity=np.full(200, 2))
    first = search(problem, 0.1)
    declined = np.arange(len(first.best.chosen)) % 10 == 0
    rows = np.setdiff1d(np.arange(len(problem.w)), first.best.chosen[declined])
    left, held = problem.take(rows), np.searchsorted(rows, first.best.chosen[~declined])
    found = fill_up(left, held, before(first), 0.1)
    assert found.kept
    worth, at_most = beside(left, found.best.chosen, found.kept)
    assert len(found.best.chosen) - len(held) >= 12  # of 20; with prices of the whole 6 or 7
    assert worth >= 0.9999 * at_most


@given(SEEDS)
def test_while_most_stays_lambda_does_too(problem_of: Any, seed: int) -> None:
    problem = problem_of(seed, **MANY)
    first = search(problem, 0.1)
    left, held = without(problem, first, len(first.best.chosen) - 1)
    assert fill_up(left, held, before(first), 0.1).best.weight == first.best.weight


@given(SEEDS)
def test_where_nothing_stays_the_search_is_a_new_one(problem_of: Any, seed: int) -> None:
    """However many declined: no more lesson value is given up than was allowed."""
    problem = problem_of(seed, **MANY)
    first = search(problem, 0.1)
    left, held = without(problem, first, 0)
    found, anew = fill_up(left, held, before(first), 0.1), search(left, 0.1)
    assert found.best.chosen.tolist() == anew.best.chosen.tolist()
    assert found.loss <= 0.1 + 1e-9
    assert [step.openness for step in found.curve] == [step.openness for step in anew.curve]
