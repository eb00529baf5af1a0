"""The reporting tree on small trees drawn by hand."""

from __future__ import annotations

from graph import reporting

#      0
#    /   \
#   1     4
#  / \     \
# 2   3     5
TREE = [-1, 0, 1, 1, 0, 4]


def test_branches_hang_under_the_one_root_who_belongs_to_none() -> None:
    assert reporting.heads(TREE) == [-1, 1, 1, 1, 4, 4]


def test_several_trees_are_branches_of_their_own() -> None:
    assert reporting.heads([-1, 0, -1, 2, -1]) == [0, 0, 2, 2, -1]


def test_height_is_one_more_than_the_longest_chain_below() -> None:
    assert reporting.heights(TREE) == [3, 2, 1, 1, 2, 1]


def test_a_tree_has_no_cycle() -> None:
    assert reporting.cycles(TREE) == []


def test_a_root_that_names_itself_is_no_cycle() -> None:
    assert reporting.cycles([0, 0]) == []


def test_a_cycle_is_its_members_and_not_who_reports_into_it() -> None:
    assert reporting.cycles([1, 2, 0, 0, -1]) == [0, 1, 2]


def test_two_cycles_are_both_found() -> None:
    assert reporting.cycles([1, 0, 3, 2, 2]) == [0, 1, 2, 3]


def test_a_chain_of_ten_thousand_is_no_recursion_problem() -> None:
    chain = [-1, *range(9_999)]
    assert reporting.heights(chain)[0] == 10_000
    assert reporting.cycles(chain) == []
