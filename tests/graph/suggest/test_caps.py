"""Which cap counts for whom, and how links use it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from graph.rules import EVERY
from graph.suggest.caps import capped
from graph.suggest.portfolio import Problem

UNITS = ("Sales/North", "Sales/South", "Legal", "", "Sales")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"Sales": 4}, ["Sales", "Sales", None, None, "Sales"]),
        ({"Sales": 4, "Sales/North": 1}, ["Sales/North", "Sales", None, None, "Sales"]),
        ({EVERY: 3}, ["Sales/North", "Sales/South", "Legal", None, "Sales"]),
        ({EVERY: 3, "Sales": 4}, ["Sales", "Sales", "Legal", None, "Sales"]),
        ({}, [None] * 5),
    ],
)
def test_the_longest_name_that_fits_counts(asked: dict[str, int], names: list[str | None]) -> None:
    found = capped(UNITS, asked)
    assert [(*found.names, None)[cap] for cap in found.of] == names
    assert [asked.get(name, asked.get(EVERY)) for name in found.names] == found.most.tolist()


def test_a_link_uses_the_caps_of_both_and_twice_the_one_that_they_share(problem_of: Callable[..., Problem]) -> None:
    found = capped(UNITS, {"Sales": 4, "Legal": 1})
    assert found.names == ("Legal", "Sales")
    three = problem_of(1, links=3, people=5)
    problem = replace(three, a=np.array([0, 0, 2]), b=np.array([1, 2, 3]), caps=found)
    assert problem.used(np.arange(3))[5:-1].tolist() == [2, 3]
