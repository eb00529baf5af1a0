from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views import bridges

ADA = "a0 – b0: Ada Ash has 4 of the 6 ties (67\u00a0%)."


def held(snapshot, *shares):
    """A run in which single people hold the given (ties, total) of one pair each."""
    row = next(row for row in snapshot.pairs["unit"] if not row["suppressed"])
    pairs = tuple(
        row | {"unit_a": f"a{i}", "unit_b": f"b{i}", "observed": total} for i, (_, total) in enumerate(shares)
    )
    carriers = tuple(
        {
            "boundary": "unit",
            "unit_a": f"a{i}",
            "unit_b": f"b{i}",
            "person": "p000",
            "ties": ties,
            "carry": ties / total,
        }
        for i, (ties, total) in enumerate(shares)
    )
    return replace(snapshot, pairs={**snapshot.pairs, "unit": pairs}, carriers=carriers)


@pytest.mark.parametrize(
    ("shares", "said"),
    [
        (
            ((4, 6),),
            f"1 unit pair hangs on one person for half of its ties or more; {ADA}",
        ),
        (((4, 6), (3, 6)), "2 unit pairs hang on one person for half of their ties or more"),
        (((2, 6),), "1 unit pair hangs on one person for a third of its ties or more"),  # exactly a third counts
        (((1, 6),), "No unit pair hangs on one person; the strongest hold"),
        (((2, 2),), "No two units can be compared; most shortest ways"),  # two ties are thin whoever holds them
    ],
)
def test_the_verdict_says_what_hangs_on_whom(snapshot, shares, said):
    assert bridges.verdict(held(snapshot, *shares)).startswith(said)


def test_without_units_those_are_named_through_whom_most_ways_lead(snapshot):
    # every person of the made-up run has betweenness 3, so keys decide: Ada, Bo and Cleo Ash come first
    summary = replace(snapshot.summary, units_from="none")
    mail = replace(snapshot, pairs=dict.fromkeys(snapshot.pairs, ()), carriers=(), summary=summary)
    assert bridges.verdict(mail) == (
        "No units are known; most shortest ways between people lead through Ada Ash, Bo Ash and Cleo Ash."
    )
    assert bridges.between(mail)["Ways through"].to_pylist() == [3] * 15
    assert bridges.picture(mail) is None


def test_where_unit_pairs_say_more_nobody_is_listed_by_ways(snapshot):
    assert bridges.between(snapshot).num_rows == 0


def test_each_pair_shows_the_person_with_the_largest_share(snapshot):
    for hold in bridges.holds(snapshot):
        shares = [r["carry"] for r in snapshot.carriers if (r["unit_a"], r["unit_b"]) == (hold.a, hold.b)]
        assert hold.share == pytest.approx(max(shares), abs=1e-5)


def test_holds_of_hidden_pairs_are_not_there(snapshot):
    ends = {end for hold in bridges.holds(snapshot) for end in (hold.a, hold.b)}
    assert ends.isdisjoint({"Operations/Archive", "Operations/Legal"})


def test_only_bands_that_occur_are_in_the_legend(snapshot):
    names = [series["name"] for series in bridges.picture(held(snapshot, (1, 6))).spec["series"]]
    assert names == ["less"]


def test_the_picture_is_cut_and_the_table_is_whole(snapshot):
    picture = bridges.picture(held(snapshot, *[(2, 6)] * 20))
    assert picture.table.num_rows == 20
    assert len(picture.spec["yAxis"]["data"]) == bridges.MOST_PAIRS
    assert bridges.shown(held(snapshot, *[(2, 6)] * 20)) == "The first 15 of 20; the table below has all of them."
    assert bridges.shown(held(snapshot, (2, 6))) == ""


def test_bridging_people_come_with_unit_score_and_their_largest_share(snapshot):
    rows = bridges.people(snapshot).to_pylist()
    assert rows
    assert [row["Score"] for row in rows] == sorted((row["Score"] for row in rows), reverse=True)
    for row in rows:
        assert 0 < row["Largest share"] <= 1
        assert row["Ties"] >= row["Pairs"] >= 1


def test_bridging_people_say_how_else_they_connect_where_that_is_known(snapshot):
    rows = tuple(row | {"brokerage": 1.5, "betweenness_residual": 2.25, "uncertain": i == 0}
                 for i, row in enumerate(snapshot.bridging))  # fmt: skip
    found = bridges.people(replace(snapshot, bridging=rows))
    assert set(found["Brokerage"].to_pylist()) == {1.5}
    assert sorted(found["Beyond ties"].to_pylist(), key=str) == [2.25] * (found.num_rows - 1) + [None]
    assert set(bridges.COLUMNS) <= set(found.column_names)


def test_what_would_be_lost_with_whom_is_told_as_far_as_it_may_be(snapshot):
    # single_points of small_run: who opted out is gone, two people are not counted, a hidden pair is no zero
    assert bridges.points(snapshot).drop_columns("Between").to_pylist() == [
        {"Person": "Eira Ash", "Pairs without a tie": "2", "People cut off": "0", "Nobody else teaches": ""},
        {"Person": "Cleo Fir", "Pairs without a tie": "", "People cut off": "6", "Nobody else teaches": "Knots, Sails"},
        {"Person": "Bo Hazel", "Pairs without a tie": "", "People cut off": "under 5", "Nobody else teaches": ""},
    ]


def test_pairs_that_hang_on_one_person_are_named(snapshot):
    """Eira carries all of two pairs that should talk, and of one of which nothing is expected."""
    pairs = (
        ("Market/Sales", "Product/Research"),
        ("Market/Sales", "Product/Design"),
        ("Market/Sales", "Product/Platform"),
    )
    rows = tuple(
        {"boundary": "unit", "unit_a": a, "unit_b": b, "person": "p004", "ties": 4, "carry": 1.0} for a, b in pairs
    )
    gaps = tuple(
        row | {"expected": 0.0 if (row["unit_a"], row["unit_b"]) == pairs[2] else 9.0} for row in snapshot.pairs["unit"]
    )
    found = bridges.points(replace(snapshot, carriers=rows, pairs=snapshot.pairs | {"unit": gaps}))
    assert found["Between"].to_pylist() == ["Sales – Research, Sales – Design", "", ""]


def test_in_a_narrow_picture_the_labels_of_bars_have_room(snapshot):
    spec = bridges.picture(snapshot).spec
    assert [rule["option"]["grid"]["right"] > spec["grid"]["right"] for rule in spec["media"]] == [True]


def test_without_a_single_point_there_is_no_table_of_them(snapshot):
    assert bridges.points(replace(snapshot, points=())).num_rows == 0
