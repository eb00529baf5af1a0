"""The bound beside every set of tiny problems, prices that lower it, and a second stage that never loses."""

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.bound import Prices, bound
from graph.suggest.giveup import CURVE, search
from graph.suggest.portfolio import Problem, greedy
from graph.suggest.prices import descend
from graph.suggest.second import exchanged, improve

SEEDS = st.integers(0, 10_000)
WEIGHTS = st.sampled_from([0.0, 0.5, 3.0, 40.0])


def problem_of(seed: int, *, links: int = 10, people: int = 7, cells: int = 3, wanted: int = 4) -> Problem:
    draw = np.random.default_rng(seed)
    pairs = np.array(list(combinations(range(people), 2)))
    a, b = pairs[np.sort(draw.choice(len(pairs), links, replace=False))].T
    share, cover = draw.random((2, cells))
    return Problem(
        a=a,
        b=b,
        w=np.round(draw.random(links), 2) + 0.01,
        plausibility=np.round(draw.uniform(0.2, 0.9, links), 2),
        cell=draw.integers(-1, cells, links),
        share=share / share.sum(),
        cover=cover / cover.sum(),
        capacity=draw.integers(0, 3, people),
        budget=wanted,
    )


def prices_of(problem: Problem, seed: int) -> Prices:
    draw = np.random.default_rng([seed, 1])
    return Prices(draw.random(len(problem.capacity)) * draw.integers(0, 2, len(problem.capacity)), float(draw.random()))


def feasible(problem: Problem, chosen: np.ndarray) -> bool:
    used = np.bincount(np.concatenate((problem.a[chosen], problem.b[chosen])), minlength=len(problem.capacity))
    return bool((used <= problem.capacity).all()) and len(chosen) <= problem.budget and len(set(chosen)) == len(chosen)


def best_worth(problem: Problem, weight: float) -> float:
    """The worth of the best of all sets."""
    every = chain.from_iterable(combinations(range(len(problem.w)), k) for k in range(problem.budget + 1))
    sets = (np.array(chosen, dtype=int) for chosen in every)
    return max(problem.worth(chosen, weight) for chosen in sets if feasible(problem, chosen))


@given(SEEDS, WEIGHTS)
def test_no_set_is_worth_more_than_the_bound_at_any_prices(seed: int, weight: float) -> None:
    problem = problem_of(seed)
    best = best_worth(problem, weight)
    for prices in (Prices.none(7), prices_of(problem, seed)):
        assert bound(problem, weight, prices) >= best - 1e-9


@given(SEEDS, WEIGHTS)
def test_without_capacities_and_budget_free_prices_give_the_best_set_itself(seed: int, weight: float) -> None:
    """Then each cell can be chosen alone: the exact answer for a cell is checked against all its subsets."""
    problem = replace(problem_of(seed, links=9), capacity=np.full(7, 6), budget=9)
    assert bound(problem, weight, Prices.none(7)) == pytest.approx(best_worth(problem, weight))


@given(SEEDS, WEIGHTS)
def test_a_cell_s_best_subset_at_prices_is_the_best_of_all_its_subsets(seed: int, weight: float) -> None:
    problem = replace(problem_of(seed, links=9, cells=1), cell=np.zeros(9, np.int64))
    prices = prices_of(problem, seed)
    own = problem.w - prices.person[problem.a] - prices.person[problem.b] - prices.place
    every = (np.array(some, dtype=int) for k in range(10) for some in combinations(range(9), k))
    best = max(float(own[some].sum()) + weight * problem.openness(some) for some in every)
    spent = float((problem.capacity * prices.person).sum()) + problem.places * prices.place
    assert bound(problem, weight, prices) - spent == pytest.approx(best, abs=1e-9)


@given(SEEDS, WEIGHTS)
def test_prices_lower_the_bound_to_near_the_best_set(seed: int, weight: float) -> None:
    problem = problem_of(seed)
    best = best_worth(problem, weight)
    free = bound(problem, weight, Prices.none(7))
    found = descend(problem, weight, best, Prices.none(7))
    assert best - 1e-9 <= found.bound <= free + 1e-9
    assert found.bound == pytest.approx(bound(problem, weight, found.prices))
    assert (found.prices.person >= 0).all()
    assert found.prices.place >= 0


@given(SEEDS, WEIGHTS)
def test_for_fixed_prices_more_candidates_never_lower_the_bound(seed: int, weight: float) -> None:
    problem = problem_of(seed)
    prices = prices_of(problem, seed)
    fewer = problem.take(np.arange(len(problem.w) - 3))
    assert bound(fewer, weight, prices) <= bound(problem, weight, prices) + 1e-9


@given(SEEDS, WEIGHTS, st.booleans())
def test_the_second_stage_never_loses_and_keeps_to_room_and_budget(seed: int, weight: float, tight: bool) -> None:
    problem = problem_of(seed, links=60, people=16, cells=6, wanted=8 if tight else 40)
    first = greedy(problem, weight)
    prices = descend(problem, weight, problem.worth(first, weight), Prices.none(16)).prices
    for second in (improve(problem, weight, first, prices), exchanged(problem, weight, first, prices)):
        assert feasible(problem, second)
        assert problem.worth(second, weight) >= problem.worth(first, weight) - 1e-9


def test_exchanges_find_what_greedy_misses() -> None:
    # b is wanted by a and c. Greedy takes the pair a-b of 1.0 and leaves c and a alone; a-d and b-c are worth 1.8.
    problem = Problem(
        a=np.array([0, 0, 1]),
        b=np.array([1, 3, 2]),
        w=np.array([1.0, 0.9, 0.9]),
        plausibility=np.full(3, 0.5),
        cell=np.full(3, -1),
        share=np.zeros(0),
        cover=np.zeros(0),
        capacity=np.ones(4, dtype=np.int64),
        budget=4,
    )
    assert greedy(problem, 0).tolist() == [0]
    found = search(problem, 0.05)
    assert sorted(found.best.chosen.tolist()) == [1, 2]
    assert found.priced.bound == pytest.approx(1.8)


@given(SEEDS)
def test_openness_never_beats_the_curve_s_own_bound(seed: int) -> None:
    found = search(problem_of(seed, links=40, people=12, cells=5, wanted=8), 0.05)
    assert not found.curve or [step.give_up for step in found.curve] == list(CURVE)
    for step in found.curve:
        assert step.openness <= step.bound + 1e-6
    opened = [step.openness for step in found.curve]
    assert opened == sorted(opened)


def test_the_same_problem_gives_the_same_prices_and_the_same_links() -> None:
    problem = problem_of(5, links=60, people=16, cells=6, wanted=8)
    once, again = search(problem, 0.05), search(replace(problem), 0.05)
    assert once.best.chosen.tolist() == again.best.chosen.tolist()
    assert once.priced.prices.person.tobytes() == again.priced.prices.person.tobytes()
