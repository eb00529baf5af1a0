import numpy as np

from graph.boundaries import Boundary
from graph.measures.merging import merge_small


def _units(sizes: dict[str, int], *, kind: str = "unit", tree: bool = True) -> Boundary:
    names = tuple(sorted(sizes))
    return Boundary(kind, names, np.repeat(np.arange(len(names)), [sizes[n] for n in names]).astype(np.int32), tree)


def _sizes(boundary: Boundary) -> dict[str, int]:
    return dict(zip(boundary.groups, boundary.sizes().tolist(), strict=True))


def test_small_siblings_become_other_units_of_their_parent() -> None:
    merged = merge_small(_units({"Sales/A": 4, "Sales/B": 3, "Sales/C": 9, "Research/D": 7}))
    assert _sizes(merged) == {"Research/D": 7, "Sales/C": 9, "Sales/other units of Sales": 7}
    assert merged.parent(2) == "Sales"


def test_the_parent_is_named_by_its_last_step() -> None:
    merged = merge_small(_units({"Sales/North/A": 3, "Sales/North/B": 3}))
    assert merged.groups == ("Sales/North/other units of North",)


def test_at_the_top_and_without_a_tree_the_organisation_is_the_parent() -> None:
    assert merge_small(_units({"A": 4, "B": 2, "C": 5})).groups == ("C", "other units of the organisation")
    places = merge_small(_units({"Oslo": 4, "Rome": 2}, kind="location", tree=False))
    assert places.groups == ("other locations of the organisation",)


def test_small_groups_of_different_parents_are_not_merged() -> None:
    merged = merge_small(_units({"Sales/A": 4, "Research/D": 4, "Research/E": 6}))
    assert _sizes(merged) == {"Research/E": 6}


def test_what_stays_small_is_left_out() -> None:
    boundary = _units({"Sales/A": 2, "Sales/B": 2, "Sales/C": 9})
    merged = merge_small(boundary)
    assert merged.groups == ("Sales/C",)
    assert merged.codes.tolist() == [-1] * 4 + [0] * 9


def test_five_people_are_enough_and_people_without_a_group_stay_without() -> None:
    boundary = Boundary("unit", ("A", "B"), np.array([0] * 5 + [-1] * 3, dtype=np.int32))
    assert merge_small(boundary).codes.tolist() == [0] * 5 + [-1] * 3
