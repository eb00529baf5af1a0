"""The proof of blindness holds on honest choices, and fails when somebody looks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from graph.suggest import blindness, choice
from graph.suggest.candidates import Candidates
from graph.suggest.case import Case, Sight
from graph.suggest.choice import choose, lay_out
from graph.suggest.portfolio import Problem

MakeCase = Callable[..., Case]
MakeTown = Callable[..., dict[str, Any]]


@pytest.fixture
def town(make_case: MakeCase, make_town: MakeTown) -> Case:
    return make_case(**make_town(0))


def test_unread_columns_change_nothing_and_the_controls_are_noticed(town: Case) -> None:
    tried = blindness.prove(town, choose(town))
    assert [(p.columns, p.same) for p in tried if p.expected] == [(("name", "level", "function"), True)] * 5
    assert {p.columns: p.same for p in tried if not p.expected} == {("unit",): False, ("skill",): False}


def test_a_scorer_that_looks_at_the_level_is_caught(town: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The leak is small: a tenth of a percent for each level of the first person."""

    def leaky(case: Case) -> tuple[Sight, Candidates, Problem]:
        sight, found, problem = lay_out(case)
        worth = found.w * (1 + 0.001 * np.nan_to_num(case.people.level[found.a]))
        return sight, replace(found, w=worth), replace(problem, w=worth)

    level = np.arange(len(town.people.keys), dtype=np.float64)
    case = replace(town, people=replace(town.people, level=level))
    monkeypatch.setattr(choice, "lay_out", leaky)
    monkeypatch.setattr(blindness, "lay_out", leaky)
    tried = blindness.prove(case, choose(case))
    assert not any(p.same for p in tried if p.expected)


def test_the_kind_that_links_must_cross_is_not_held_to_be_unread(town: Case) -> None:
    by_level = replace(town, options=replace(town.options, boundary="function"))
    tried = blindness.prove(by_level, choose(by_level))
    assert {p.columns for p in tried if p.expected} == {("name", "level")}
