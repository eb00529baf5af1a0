"""Boundaries by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graph.boundaries import Boundary, any_of


def boundary(*names: str | None, others: list[tuple[int, str]] | None = None) -> Boundary:
    groups = tuple(sorted({name for name in names if name} | {name for _, name in others or ()}))
    codes = np.array([groups.index(name) if name else -1 for name in names], dtype=np.int32)
    more = np.array([(p, groups.index(name)) for p, name in others or ()], dtype=np.int32).reshape(-1, 2)
    return Boundary("unit", groups, codes, any("/" in g for g in groups), more)


def across(found: Boundary, a: int, b: int) -> bool:
    return bool(found.across(np.array([a], dtype=np.int32), np.array([b], dtype=np.int32))[0])


def test_a_pair_is_across_when_both_have_a_group_and_they_differ() -> None:
    found = boundary("A", "A", "B", None)
    assert [across(found, 0, q) for q in (1, 2, 3)] == [False, True, False]


def test_a_pair_that_shares_any_unit_is_not_across() -> None:
    found = boundary("A", "B", "C", others=[(0, "B"), (2, "A")])
    assert [across(found, *pair) for pair in ((0, 1), (0, 2), (1, 2))] == [False, False, True]


def test_rolling_up_drops_the_last_step_of_the_longest_paths() -> None:
    found = boundary("D/A/x", "D/A/y", "D/B", "E", None).rolled_up()
    assert found.groups == ("D/A", "D/B", "E")
    assert found.codes.tolist() == [0, 0, 1, 2, -1]
    assert found.rolled_up().groups == ("D", "E")


def test_parents_and_depth_follow_the_path() -> None:
    found = boundary("D/A", "D/B", "E")
    assert [found.parent(g) for g in range(3)] == ["D", "D", ""]
    assert found.depth() == 2
    assert boundary("A", "B").depth() == 1


def test_a_line_of_several_is_crossed_by_whoever_crosses_one_of_them() -> None:
    """Somebody without any group is nowhere; what one lacks and the other has counts here as a difference."""
    levels, places = boundary("1", "2", "1", None, None), boundary("X", "X", "X", "X", None)
    found = any_of([levels, replace(places, kind="place")])
    assert found.kind == "unit or place"
    assert found.codes[4] == -1
    assert [across(found, 0, q) for q in (1, 2, 3, 4)] == [True, False, True, False]
    assert found.groups[found.codes[0]] == "1 / X"
