from dataclasses import replace

from dashboard.views import closure


def test_the_organisation_stands_on_top_and_the_most_closed_group_below(snapshot):
    rows = closure.closure(snapshot, "unit").table.to_pylist()
    assert rows[0]["Group"] == "Whole organisation"
    assert rows[0]["Expected"] == 0.735  # as the manifest says
    distance = [row["E-I index"] - row["Expected"] for row in rows[1:]]
    assert distance == sorted(distance)


def test_small_groups_are_counted_and_not_drawn(snapshot):
    picture = closure.closure(snapshot, "unit")
    assert {row["Group"] for row in picture.table.to_pylist()}.isdisjoint({"Archive", "Legal"})
    assert "2 units hidden." in picture.alt


def test_a_group_more_closed_than_chance_has_another_colour_and_says_so(snapshot):
    series = closure.closure(snapshot, "unit").spec["series"]
    ways = ["more closed than expected", "more open than expected", "no different from chance"]
    assert [each["name"] for each in series] == ["expected", *ways]
    mark = closure.Mark("Sales", 0.2, 0.5, -4.0)
    assert mark.sentence == "Sales: +0.20, expected +0.50. More closed than expected."
    # Nearer to chance than 1.96 standard deviations, and where nothing can be compared, nothing is claimed.
    found = [closure.Mark("Ops", 0.48, 0.5, z).way for z in (-0.99, 1.9, 2.0, None)]
    assert found == ["no different from chance"] * 2 + ["more open than expected", "no different from chance"]


def test_where_nothing_may_be_shown_there_is_no_picture(snapshot):
    rows = tuple(row | {"ei_index": None} for row in snapshot.units["location"])
    assert closure.closure(replace(snapshot, units={"location": rows}), "location") is None


def test_the_organisation_alone_is_a_picture_too(snapshot):
    rows = tuple(row | {"ei_index": None} for row in snapshot.units["unit"])
    alone = replace(snapshot, units={"unit": rows})
    assert closure.title(alone, "unit") == "The organisation as a whole"
    assert closure.closure(alone, "unit").table.num_rows == 1
