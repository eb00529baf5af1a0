"""Greedy against every step tried by hand, against all sets on tiny problems, and the give-up rule."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.caps import Caps
from graph.suggest.effect import DRAWS, effect, most_popular, random_sets
from graph.suggest.giveup import search
from graph.suggest.portfolio import Problem, budget, greedy
from graph.suggest.terms import Terms


def objective(problem: Problem, chosen: np.ndarray, weight: float) -> float:
    return problem.value(chosen) + weight * problem.openness(chosen)


def plain_greedy(problem: Problem, weight: float, feasible: Any) -> list[int]:
    """Weighs everything again at every step."""
    chosen: list[int] = []
    while True:
        now = objective(problem, np.array(chosen, dtype=int), weight)
        gains = {
            i: objective(problem, np.array([*chosen, i]), weight) - now
            for i in range(len(problem.w))
            if i not in chosen and feasible(problem, np.array([*chosen, i]))
        }
        if not gains:
            return chosen
        most = max(gains.values())
        chosen.append(min(i for i, gain in gains.items() if gain > most - 1e-9))


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.5, 3.0, 40.0]))
def test_greedy_takes_what_adds_most_at_every_step(problem_of: Any, feasible: Any, seed: int, weight: float) -> None:
    problem = problem_of(seed, more=seed % 2 == 1)
    assert greedy(problem, weight).tolist() == plain_greedy(problem, weight, feasible)


@given(st.integers(0, 10_000), st.sampled_from([0.0, 2.0]))
def test_greedy_stays_within_a_third_of_the_best_set(problem_of: Any, feasible: Any, seed: int, weight: float) -> None:
    problem = problem_of(seed, links=10, people=6, wanted=4)
    sets = (np.array(chosen, dtype=int) for k in range(5) for chosen in combinations(range(10), k))
    best = max(objective(problem, chosen, weight) for chosen in sets if feasible(problem, chosen))
    # Fisher, Nemhauser and Wolsey 1978: 1 / (k + 1) for a k-extendible system, k = 2 for matchings with capacities.
    assert objective(problem, greedy(problem, weight), weight) >= best / 3 - 1e-9


@given(st.integers(0, 10_000), st.floats(0, 50))
def test_capacities_and_budget_always_hold(problem_of: Any, feasible: Any, seed: int, weight: float) -> None:
    problem = problem_of(seed, more=seed % 2 == 1)
    assert feasible(problem, greedy(problem, weight))


def test_equals_go_by_pair_key() -> None:
    ones = np.ones(3)
    problem = Problem(
        a=np.array([0, 0, 2]),
        b=np.array([1, 2, 3]),
        w=ones,
        plausibility=ones / 2,
        cell=np.full(3, -1),
        share=np.zeros(0),
        cover=np.zeros(0),
        capacity=np.ones(4, dtype=np.int64),
        budget=5,
        caps=Caps.none(4),
        terms=Terms.none(3),
    )
    assert greedy(problem, 0).tolist() == [0, 2]


def test_the_first_link_closes_half_a_gap_and_the_second_a_quarter() -> None:
    problem = Problem(
        a=np.array([0, 1]),
        b=np.array([2, 3]),
        w=np.ones(2),
        plausibility=np.ones(2),
        cell=np.zeros(2, dtype=np.int64),
        share=np.ones(1),
        cover=np.ones(1),
        capacity=np.ones(4, dtype=np.int64),
        budget=2,
        caps=Caps.none(4),
        terms=Terms.none(2),
    )
    assert problem.gap_closed(np.array([0])) == 0.5
    assert problem.gap_closed(np.array([0, 1])) == 0.75
    # t = .4 (decision 19) on 1 - .1^N (definitions 5).
    assert problem.openness(np.array([0, 1])) == pytest.approx(0.6 * 0.75 + 0.4 * 0.99)
    assert problem.cells_reached(np.array([0, 1])) == 1


@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.02, 0.05, 0.2]))
def test_openness_never_costs_more_than_was_allowed(problem_of: Any, seed: int, give_up: float) -> None:
    found = search(problem_of(seed, more=seed % 2 == 1), give_up)
    assert found.best.value >= (1 - give_up) * found.start.value - 1e-9
    assert found.loss <= give_up + 1e-9
    assert found.best.openness >= found.start.openness
    # Nothing allowed that was seen on the way is more open, but by a ten thousandth, and nothing as open worth more.
    floor = (1 - give_up) * found.start.value - 1e-9
    allowed = [point for point in found.tried if point.value >= floor]
    least = max(point.openness for point in allowed) * (1 - 1e-4)
    assert found.best.openness >= least
    assert found.best.value == max(point.value for point in allowed if point.openness >= least)


@given(st.integers(0, 10_000))
def test_giving_up_more_never_opens_less_on_what_was_tried(problem_of: Any, seed: int) -> None:
    problem = problem_of(seed, links=80, people=30, cells=6, wanted=12)
    little, much = search(problem, 0.02), search(problem, 0.3)
    assert much.best.openness >= little.best.openness - 0.05  # greedy is no exact method; large slips would show


def test_without_a_gap_nothing_is_given_up(problem_of: Any) -> None:
    problem = problem_of(1, cells=1)
    without = Problem(**{**vars_of(problem), "share": np.zeros(1), "cover": np.zeros(1)})
    found = search(without, 0.2)
    assert found.loss == 0
    assert found.best is found.start


def test_without_candidates_there_is_no_link_and_no_effect(problem_of: Any) -> None:
    empty = problem_of(1, links=1)
    nothing = empty.take(np.zeros(0, dtype=np.int64))
    found = search(nothing, 0.05)
    assert found.best.chosen.tolist() == []
    assert found.loss == 0
    assert effect(nothing, found.best.chosen, 0, np.zeros(1, np.int64)) == ()


def vars_of(problem: Problem) -> dict[str, object]:
    return {name: getattr(problem, name) for name in Problem.__dataclass_fields__}


@pytest.mark.parametrize(("people", "wanted"), [(1000, 150), (3, 5), (0, 5), (50, 8)])
def test_the_budget_is_fifteen_per_cent_of_who_may_be_suggested_and_five_at_least(people: int, wanted: int) -> None:
    # 15 % of 50 is 7.5, rounded to 8.
    assert budget(np.ones(people, dtype=bool), None) == wanted
    assert budget(np.ones(people, dtype=bool), 3) == 3


def test_random_sets_have_the_size_and_the_capacities_of_the_chosen_one(problem_of: Any, feasible: Any) -> None:
    problem = problem_of(4, links=60, people=30, wanted=9)
    chosen = greedy(problem, 1)
    controls = list(random_sets(problem, len(chosen), seed=7))
    assert len(controls) == DRAWS
    assert all(feasible(problem, links) for links in controls)
    assert {len(links) for links in controls} == {len(chosen)}
    again = list(random_sets(problem, len(chosen), seed=7))
    assert all(np.array_equal(x, y) for x, y in zip(controls, again, strict=True))


def test_an_effect_stands_beside_the_random_sets(problem_of: Any) -> None:
    problem = problem_of(4, links=60, people=30, wanted=9)
    chosen = search(problem, 0.05).best.chosen
    figures = {figure.measure: figure for figure in effect(problem, chosen, 0, np.arange(30))}
    closed = figures["gap_closed"]
    assert closed.after == pytest.approx(problem.gap_closed(chosen))
    assert closed.low <= closed.random_swap <= closed.high
    assert closed.random_swap < closed.after
    assert figures["gap_pairs_reached"].after == problem.cells_reached(chosen)
    assert figures["accepted_lessons"].after == pytest.approx(problem.w[chosen].sum())
    assert {figure.basis for figure in figures.values()} == {"estimated"}
    for figure in figures.values():
        assert figure.accepted_low <= figure.accepted_high


def test_links_that_were_all_accepted_halve_their_gaps_and_are_worth_their_lessons(problem_of: Any) -> None:
    problem = replace(
        problem_of(0, links=3, people=6, wanted=3),
        w=np.array([0.2, 0.3, 0.1]),
        plausibility=np.array([0.5, 0.6, 0.2]),
        cell=np.array([0, 0, -1]),
        share=np.array([0.75, 0.25]),
        cover=np.array([0.5, 0.5]),
    )
    assert problem.gap_halved(np.array([0, 1, 2])) == pytest.approx(0.75 * (1 - 1 / 4))  # two links: a quarter is left
    assert problem.value_if_sure(np.array([0, 1, 2])) == pytest.approx(0.4 + 0.5 + 0.5)


def test_the_popular_set_is_of_those_with_most_contacts_who_have_room(problem_of: Any) -> None:
    problem = replace(
        problem_of(0, links=3, people=4, wanted=2),
        a=np.array([0, 0, 1]),
        b=np.array([1, 2, 3]),
        capacity=np.array([1, 1, 1, 1]),
    )
    # Together 9 + 7, 9 + 1 and 7 + 5 contacts: the first pair goes first and uses up all room of both.
    assert most_popular(problem, 2, np.array([9, 7, 1, 5])).tolist() == [0]
    assert most_popular(problem, 2, np.array([1, 1, 9, 9])).tolist() == [1, 2]
