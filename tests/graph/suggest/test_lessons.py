"""v, B and the choice of the best lesson, by hand from definitions, section 4."""

from collections.abc import Callable

import numpy as np
import pytest

from graph.suggest.case import Case
from graph.suggest.lessons import both_ways, prepare


def best(case: Case, teacher: str, learner: str) -> tuple[float, str]:
    place = {key: i for i, key in enumerate(case.people.keys)}
    lessons = prepare(case.skills, case.boundaries["unit"])
    value, skill = lessons.best(np.array([place[teacher]]), np.array([place[learner]]))
    return float(value[0]), (*case.skills.names, "")[skill[0]]


PEOPLE = {"ann": {"unit": "A"}, "bob": {"unit": "B"}, "b2": {"unit": "B"}}


def test_a_lesson_is_wish_times_step_times_rarity_at_home(make_case: Callable[..., Case]) -> None:
    skills = [("ann", "go", "offer", 5), ("bob", "go", "offer", 3), ("bob", "go", "wish", 4)]
    # W .8; step 2 of 3; B has 1 holder of 2 people, so r = 1 - 1.5/3 and the factor is (1 + .5) / 2.
    assert best(make_case(PEOPLE, (), skills), "ann", "bob") == (pytest.approx(0.8 * 2 / 3 * 0.75), "go")


def test_a_step_of_more_than_three_counts_as_three(make_case: Callable[..., Case]) -> None:
    value, _ = best(make_case(PEOPLE, (), [("ann", "go", "offer", 5), ("bob", "go", "wish", 5)]), "ann", "bob")
    # The step counts as 3 of 3, and r is 1 - .5/3, since nobody in B holds it.
    assert value == pytest.approx((1 + 1 - 0.5 / 3) / 2)


@pytest.mark.parametrize(("teacher", "learner"), [(2.9, 0), (3, 2.1), (4, 4), (3, 5)])
def test_weak_teachers_and_small_steps_teach_nothing(
    make_case: Callable[..., Case], teacher: float, learner: float
) -> None:
    skills = [("ann", "go", "offer", teacher), ("bob", "go", "wish", 5)]
    skills += [("bob", "go", "offer", learner)] if learner else []
    assert best(make_case(PEOPLE, (), skills), "ann", "bob") == (0, "")


def test_without_a_unit_rarity_is_a_half(make_case: Callable[..., Case]) -> None:
    people = {"ann": {"unit": "A"}, "lone": {}}
    skills = [("ann", "go", "offer", 3), ("lone", "go", "wish", 5)]
    assert best(make_case(people, (), skills), "ann", "lone") == (pytest.approx(0.75), "go")


def test_the_best_skill_is_shown_and_equals_go_by_name(make_case: Callable[..., Case]) -> None:
    skills = [("ann", name, "offer", 4) for name in ("zen", "go", "chess")]
    skills += [("bob", "zen", "wish", 4), ("bob", "go", "wish", 4), ("bob", "chess", "wish", 2)]
    assert best(make_case(PEOPLE, (), skills), "ann", "bob")[1] == "go"


def test_both_ways_is_the_harmonic_mean_and_nothing_if_a_side_is_nothing() -> None:
    assert both_ways(np.array([0.4, 0.0, 0.5]), np.array([0.6, 0.9, 0.5])).tolist() == pytest.approx([0.48, 0, 0.5])
