"""Links that stand before anything is chosen: what is left beside them, lots, and a portfolio that goes on."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.arrays import pair_keys
from graph.options import RunOptions
from graph.suggest.before import Before
from graph.suggest.case import Case
from graph.suggest.choice import Choice, choose
from graph.suggest.effect import fill
from graph.suggest.lot import draw
from graph.suggest.portfolio import Problem, greedy
from graph.suggest.rest import rest

MakeCase = Callable[..., Case]
SEEDS = st.integers(0, 200)


@given(SEEDS, st.integers(0, 6), st.floats(0, 30))
def test_what_a_set_adds_is_the_same_in_the_rest_as_in_the_whole(
    problem_of: Callable[..., Problem],
    feasible: Callable[[Problem, np.ndarray], bool],
    seed: int,
    standing: int,
    weight: float,
) -> None:
    whole = problem_of(seed, more=seed % 2 == 1)
    stands = fill(whole, np.random.default_rng(seed).permutation(len(whole.w)), standing)
    left = rest(whole, stands)
    chosen = greedy(left.problem, weight)
    everything = np.concatenate((stands, left.rows[chosen]))
    assert feasible(whole, everything)
    added = whole.worth(everything, weight) - whole.worth(stands, weight)
    assert left.problem.worth(chosen, weight) == pytest.approx(added, abs=1e-9)


@given(SEEDS, st.floats(0, 0.5))
def test_lots_keep_to_room_and_share_and_depend_on_the_seed_alone(
    problem_of: Callable[..., Problem], feasible: Callable[[Problem, np.ndarray], bool], seed: int, share: float
) -> None:
    problem = problem_of(seed, more=seed % 2 == 1)
    drawn = draw(problem, share, seed)
    assert feasible(problem, drawn)
    assert len(drawn) <= round(share * problem.places)
    assert drawn.tolist() == draw(problem, share, seed).tolist()


def test_every_candidate_is_drawn_sometimes_and_worth_does_not_matter(problem_of: Callable[..., Problem]) -> None:
    problem = replace(problem_of(1), capacity=np.full(16, 9))
    drawn = np.concatenate([draw(problem, 0.5, seed) for seed in range(400)])
    count = np.bincount(drawn, minlength=len(problem.w))
    # 4 of 40 in each of 400 draws: 40 expected a candidate, standard deviation 6; five of these leave room for 40.
    assert count.min() >= 10
    assert count.max() <= 70


@pytest.fixture
def first(make_case: MakeCase, make_town: Callable[..., Any]) -> tuple[dict[str, Any], Case, Choice]:
    town = make_town(3, people=140)
    case = make_case(**town, options=RunOptions(links=20, control=0.2))
    return town, case, choose(case)


def handed(choice: Choice, *, without: list[int], taken_up: int = 0) -> Before:
    """What a run hands on of which some links, by rank, were declined."""
    links, prices = choice.links, choice.search.priced.prices
    rows = [i for i in range(len(links)) if i not in without]
    return Before(
        run="before",
        links=len(links),
        taken_up=taken_up,
        pairs=np.column_stack((links.a, links.b))[rows].astype(np.int32),
        lot=np.isin(choice.chosen, choice.lot)[rows],
        weight=choice.search.best.weight,
        person=prices.person,
        place=prices.place,
    )


def test_a_plan_that_goes_on_keeps_what_stands_and_fills_what_was_declined(
    first: tuple[dict[str, Any], Case, Choice], make_case: MakeCase
) -> None:
    town, case, choice = first
    keys, links = case.people.keys, choice.links
    declined = [(keys[links.a[i]], keys[links.b[i]]) for i in (2, 5)]
    again = make_case(**town, never=declined, options=case.options)
    after = choose(replace(again, before=handed(choice, without=[2, 5])))
    was, now = (pair_keys(found.a, found.b, len(keys)).tolist() for found in (links, after.links))
    assert len(now) == 20
    assert len(set(now) - set(was)) == 2
    assert len(set(was) - set(now)) == 2
    assert after.found.a[after.lot].tolist() == choice.found.a[choice.lot].tolist()


def test_where_nothing_was_said_a_plan_that_goes_on_is_the_same(first: tuple[dict[str, Any], Case, Choice]) -> None:
    _, case, choice = first
    after = choose(replace(case, before=handed(choice, without=[])))
    assert after.chosen.tolist() == choice.chosen.tolist()


def test_places_of_links_that_were_taken_up_are_not_filled_again(
    first: tuple[dict[str, Any], Case, Choice], make_case: MakeCase
) -> None:
    town, case, choice = first
    keys, links = case.people.keys, choice.links
    busy = [(keys[links.a[0]], keys[links.b[0]])]
    again = make_case(**town, running=busy, options=replace(case.options, links=None))
    after = choose(replace(again, before=handed(choice, without=[0], taken_up=1)))
    assert len(after.links) == 19


def test_links_whose_people_have_no_room_any_more_do_not_stand(
    first: tuple[dict[str, Any], Case, Choice], make_case: MakeCase
) -> None:
    town, case, choice = first
    key = case.people.keys[choice.links.a[0]]
    rows = {**town["rows"], key: {**town["rows"][key], "max_links": 0}}
    after = choose(
        replace(make_case(**{**town, "rows": rows}, options=case.options), before=handed(choice, without=[]))
    )
    gone = case.people.keys.index(key)
    assert gone not in {*after.links.a.tolist(), *after.links.b.tolist()}
    assert len(after.links) == 20
