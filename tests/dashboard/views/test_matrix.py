from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from dashboard.views import matrix


@pytest.fixture
def picture(snapshot):
    return matrix.matrix(snapshot, "unit")


def layer(picture, name):
    place = next(i for i, series in enumerate(picture.spec["series"]) if series["id"] == name)
    return picture.spec["dataset"][place]["source"].to_pylist()


def test_every_pair_stands_twice_and_nothing_on_the_diagonal(picture):
    cells = [(row["x"], row["y"]) for name in ("plain", "claimed", "hidden") for row in layer(picture, name)]
    assert len(cells) == len(set(cells)) == 2 * 36
    assert all(x != y for x, y in cells)


def test_silos_are_claimed_and_small_units_hidden(picture):
    assert len(layer(picture, "claimed")) == 2 * 3
    hidden = layer(picture, "hidden")
    assert len(hidden) == 2 * 15  # Archive with eight others, Legal with the seven that are left
    assert all("Hidden" in row["sentence"] for row in hidden)


def test_a_hidden_cell_has_no_number_in_any_column(picture):
    for row in layer(picture, "hidden"):
        assert row["value"] == 0.0
        assert row["label"] == ""
        assert not any(sign.isdigit() for sign in row["sentence"].replace("under 5 people", ""))


def test_cells_have_names_of_their_own_so_that_a_click_selects_one(picture):
    keys = [row["key"] for name in ("plain", "claimed", "hidden") for row in layer(picture, name)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("observed", "expected", "value", "label"),
    [
        (8, 8.0, 0.0, "100%"),
        (4, 8.0, -1.0, "50%"),  # half: one step towards orange
        (16, 8.0, 1.0, "200%"),
        (0, 8.0, -2.0, "0%"),  # none at all: the end of the scale
        (100, 8.0, 2.0, "1250%"),
    ],
)
def test_the_scale_counts_doublings(snapshot, observed, expected, value, label):
    row = next(row for row in snapshot.pairs["unit"] if not row["suppressed"])
    one = replace(snapshot, pairs={"unit": (row | {"observed": observed, "expected": expected, "finding": "none"},)})
    cell = layer(matrix.matrix(one, "unit"), "plain")[0]
    assert (cell["value"], cell["label"]) == (value, label)


def test_a_pair_without_expectation_is_not_coloured(snapshot):
    row = next(row for row in snapshot.pairs["unit"] if not row["suppressed"])
    bare = row | {"expected": None, "gap": None, "z": None, "finding": "not fitted"}
    picture = matrix.matrix(replace(snapshot, pairs={"unit": (bare,)}), "unit")
    assert "cannot be said here" in layer(picture, "hidden")[0]["sentence"]


def test_a_click_finds_the_pair_again(snapshot, picture):
    cells = layer(picture, "claimed")
    for i, cell in enumerate(cells):
        row = matrix.pair_at(snapshot, "unit", "claimed", i)
        assert {row["unit_a"], row["unit_b"]} == set(cell["key"].split("\n"))
    assert matrix.pair_at(snapshot, "unit", "claimed", 99) is None
    assert matrix.pair_at(snapshot, "unit", "no such layer", 0) is None


def test_the_words_for_who_cannot_see_name_the_widest_gap(picture):
    assert picture.alt.startswith("Matrix of 9 units")
    assert "Sales – Research: 6 ties where 24 are expected" in picture.alt
    assert picture.alt.endswith("15 pairs hidden.")


def test_the_table_begins_with_the_widest_gap_and_ends_with_what_is_hidden(picture):
    rows = picture.table.to_pylist()
    assert (rows[0]["Group"], rows[0]["Other group"]) == ("Market/Sales", "Product/Research")
    assert rows[-1]["Finding"] == rows[-1]["Bridged by"] == "hidden"
    assert rows[-1]["Ties"] is None


def test_many_groups_are_cut_to_those_with_the_widest_gaps(snapshot):
    row = next(row for row in snapshot.pairs["unit"] if not row["suppressed"])
    rows = tuple(row | {"unit_a": "hub", "unit_b": f"u{i:02}", "gap": float(i)} for i in range(60))
    many = replace(snapshot, pairs={"unit": rows})
    kept = matrix.groups(rows)
    assert len(kept) == matrix.WIDEST
    assert {"hub", "u59", "u21"} <= set(kept)
    assert "u20" not in kept  # 39 others have wider gaps
    assert not matrix.matrix(many, "unit").spec["series"][0]["label"]["show"]


def test_the_title_counts_pairs(snapshot):
    assert matrix.title(snapshot, "unit") == ("4 of 21 unit pairs have a gap: 3 silos, 1 thinner")
    assert matrix.title(replace(snapshot, pairs={"unit": ()}), "unit") == "No pair of units can be compared"


def test_data_go_to_the_browser_as_arrow(picture):
    assert all(isinstance(dataset["source"], pa.Table) for dataset in picture.spec["dataset"])


def test_there_is_no_column_for_what_nobody_asks_for(snapshot):
    rows = tuple(row | {"needs_a": None, "needs_b": None} for row in snapshot.pairs["unit"])
    table = matrix.matrix(replace(snapshot, pairs={"unit": rows}), "unit").table
    assert set(matrix.ASKS).isdisjoint(table.column_names)
    assert set(matrix.ASKS) <= set(matrix.matrix(snapshot, "unit").table.column_names)
