"""What each link adds to openness, beside the openness of the sets that it stands in."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.suggest.links import at_home
from graph.suggest.marginal import opens
from graph.suggest.portfolio import greedy


@given(st.integers(0, 10_000))
def test_a_link_adds_what_the_set_opens_with_it_and_not_without(problem_of: Any, seed: int) -> None:
    problem = problem_of(seed, more=seed % 2 == 1)
    chosen = greedy(problem, 3.0)
    openness = [problem.openness(chosen[:k]) for k in range(len(chosen) + 1)]
    assert opens(problem, chosen) == pytest.approx(np.diff(openness), abs=1e-9)


def test_without_links_nothing_is_added(problem_of: Any) -> None:
    assert opens(problem_of(1), np.zeros(0, np.int64)).shape == (0,)


@pytest.mark.parametrize(
    ("holders", "people", "said"),
    [(0, 12, "rare"), (2, 12, "rare"), (3, 12, "some"), (6, 12, "some"), (7, 12, "common"), (12, 12, "common")],
)
def test_how_many_at_home_could_teach_it_is_told_in_bands(holders: int, people: int, said: str) -> None:
    """r = 1 - (h + .5) / (n + 1), definitions, section 4: .808 for 2 of 12, .731 for 3, .5 for 6, .423 for 7."""
    assert at_home(1 - (holders + 0.5) / (people + 1)) == said


def test_without_a_unit_there_is_no_home() -> None:
    assert at_home(float("nan")) == ""
