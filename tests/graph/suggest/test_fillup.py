"""A portfolio that goes on: what stays, what is chosen beside it, and at what lambda."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.before import Before
from graph.suggest.bound import bound
from graph.suggest.fillup import fill_up
from graph.suggest.giveup import Search, search
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


@given(SEEDS, st.integers(0, 12))
def test_what_stays_comes_first_and_the_certificate_is_about_all(problem_of: Any, seed: int, stay: int) -> None:
    problem = problem_of(seed, **MANY)
    first = search(problem, 0.1)
    left, held = without(problem, first, stay)
    found = fill_up(left, held, before(first), 0.1)
    assert found.best.chosen[: len(held)].tolist() == held.tolist()
    assert len(set(found.best.chosen.tolist())) == len(found.best.chosen) <= left.budget
    assert (left.used(found.best.chosen) <= left.room).all()
    weight = found.priced.weight
    assert found.priced.bound == pytest.approx(bound(left, weight, found.priced.prices), rel=1e-12)
    assert left.worth(found.best.chosen, weight) <= found.priced.bound * (1 + 1e-9)


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
