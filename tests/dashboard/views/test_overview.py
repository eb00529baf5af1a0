from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.views import overview

NB = "\u00a0"


def judged(snapshot, finding, null="quasi"):
    """The run as if every unit pair that is shown had one finding."""
    rows = tuple(
        row | {"null": null, "finding": None if row["suppressed"] else finding} for row in snapshot.pairs["unit"]
    )
    return replace(snapshot, pairs={**snapshot.pairs, "unit": rows})


def some(snapshot, finding, count, rest="none", null="quasi"):
    """The run as if the widest `count` pairs had one finding and the others another."""
    wide = {id(row) for row in overview.pairs_to_look_at(snapshot, "unit")[:count]}
    rows = tuple(
        row | {"null": null, "finding": None if row["suppressed"] else finding if id(row) in wide else rest}
        for row in snapshot.pairs["unit"]
    )
    return replace(snapshot, pairs={**snapshot.pairs, "unit": rows})


def test_silos_are_named_widest_first(snapshot):
    # by the made-up ties: Sales and Research miss 18, Logistics and Design 16, Support and Platform 15
    assert overview.verdict(snapshot) == (
        "3 silos: Sales – Research, Logistics – Design and Support – Platform have at most half of the expected ties."
    )


def test_thinner_pairs_are_never_called_silos(snapshot):
    assert overview.verdict(some(snapshot, "thinner", 4)) == (
        "No silo beyond chance; 4 unit pairs are thinner than expected: "
        "Sales – Research, Logistics – Design, Support – Platform and 1 more."
    )


@pytest.mark.parametrize(
    ("finding", "count", "said"),
    [
        ("silo", 1, "1 silo: Sales – Research has at most half"),
        ("thinner", 1, "1 unit pair is thinner"),
        ("gap", 1, "1 unit pair has a gap, which may still be chance."),
        ("gap", 2, "No silo beyond chance; 2 unit pairs have a gap"),
    ],
)
def test_the_strongest_finding_is_told(snapshot, finding, count, said):
    assert said in overview.verdict(some(snapshot, finding, count))


def test_fewer_than_four_units_are_ranked_and_not_tested(snapshot):
    few = some(snapshot, "insular", 1, null="mixing")
    assert overview.verdict(few) == (
        f"Fewer than four units cannot be tested for silos. Sales – Research: 6 ties where 24 are expected (25{NB}%)."
    )
    assert overview.tiles(few)[0].label == "Pairs with a gap"
    assert "cannot be tested" in overview.verdict(judged(snapshot, "none", null="mixing"))


def test_nothing_wrong_is_an_answer(snapshot):
    assert overview.verdict(judged(snapshot, "none")).startswith("No silo: no two units have a gap")


@pytest.mark.parametrize("finding", ["too thin", "not fitted"])
def test_too_little_is_an_answer(snapshot, finding):
    assert overview.verdict(judged(snapshot, finding)) == (
        "Too few ties between units to say where the organisation is closed."
    )


def test_without_units_no_silo_is_looked_for(snapshot):
    bare = replace(snapshot, pairs=dict.fromkeys(snapshot.pairs, ()))
    assert "no two units of 5 or more people" in overview.verdict(bare)
    none = replace(bare, summary=replace(snapshot.summary, units_from="none"))
    assert overview.verdict(none).startswith("No units are known")
    assert overview.lines(none) == []


def test_where_all_is_hidden_the_page_says_so_and_no_more(snapshot):
    rows = tuple(row | {"suppressed": True} for row in snapshot.pairs["unit"])
    hidden = replace(snapshot, pairs={**snapshot.pairs, "unit": rows})
    assert overview.verdict(hidden) == "Every pair of units is hidden: one of the two has under 5 people."


def test_tiles_count_what_is_shown_and_put_openness_beside_chance(snapshot):
    tiles = {tile.label: tile for tile in overview.tiles(snapshot)}
    assert tiles["Silos"].value == "3"
    assert tiles["Thinner pairs"].value == "1"
    assert tiles["Openness (E-I index)"].beside == "expected +0.73"  # the manifest says .735
    assert tiles["Two-way links"].value == "26"


def test_introductions_are_not_called_links(snapshot):
    only = replace(snapshot, links=tuple(row for row in snapshot.links if row["kind"] == "introduction"))
    assert overview.tiles(only)[-1].label == "Introductions"


def test_the_badge_says_what_the_figures_rest_on(snapshot):
    assert overview.badges(snapshot)[0] == "70 people"
    assert "as of 30 Jun 2025" in overview.badges(snapshot)
    assert "2 accounts in no roster" in overview.badges(snapshot)
    undated = replace(snapshot, summary=replace(snapshot.summary, as_of="", units_from="tree"))
    assert overview.badges(undated)[-1] == "units from the reporting lines"
    assert "undated" in overview.badges(undated)


def test_a_pair_says_what_each_side_asks_for(snapshot):
    row = overview.pairs_to_look_at(snapshot, "unit")[0]
    details = dict(overview.pair_details(snapshot, row))
    assert details["Sales asks for"] == "Experiment design"
    assert details["Research asks for"] == "Negotiation"
    assert details["Missing ties"] == f"18 (26{NB}% of all that are missing)"


def test_a_few_bridging_people_are_counted_in_words(snapshot):
    row = overview.pairs_to_look_at(snapshot, "unit")[0] | {"bridged_by": None}
    assert dict(overview.pair_details(snapshot, row))["Bridged today by"] == "under 5 people"


def test_a_line_that_was_not_tested_says_so(snapshot):
    assert overview.untested(snapshot, "unit") == ""
    assert "--claims all" in overview.untested(snapshot, "location")
    assert "no silo is claimed" in overview.untested(snapshot, "level")  # two levels: mixing


def test_no_label_of_a_figure_is_longer_than_its_box_at_1280_pixels(snapshot):
    # tests/e2e measures the boxes of one run; its longest label that fits has 20 signs
    few = some(snapshot, "insular", 1, null="mixing")
    only = replace(snapshot, links=tuple(link | {"kind": "introduction"} for link in snapshot.links))
    labels = {tile.label for run in (snapshot, few, only) for tile in overview.tiles(run)}
    assert max(len(label) for label in labels) <= 20


def test_a_gap_that_nobody_tested_says_nothing_about_chance(snapshot):
    location = next(row for row in snapshot.pairs["location"] if not row["suppressed"]) | {"finding": "gap", "gap": 9.0}
    said = dict(overview.pair_details(snapshot, location))["Finding"]
    assert said == "Fewer ties than expected. Not tested for silos; run with `--claims all`."
    assert "chance" not in overview.pair_sentence(snapshot, location)
    unit = next(row for row in snapshot.pairs["unit"] if row["finding"] == "gap" or row["gap"]) | {"finding": "gap"}
    assert "may still be chance" in dict(overview.pair_details(snapshot, unit))["Finding"]


@pytest.mark.parametrize(("people", "said"), [(1, "under 5 people"), (4, "under 5 people"), (5, "5 people")])
def test_a_few_people_are_counted_in_words_and_accounts_are_numbers(snapshot, people, said):
    counts = {**snapshot.summary.counts, "people": people}
    few = replace(snapshot, summary=replace(snapshot.summary, counts=counts))
    assert overview.badges(few)[0] == said
    assert "2 accounts in no roster" in overview.badges(few)


def test_no_note_tells_what_the_page_says_anyway(snapshot):
    told = ("No link is worth suggesting here.", "Neither units nor managers are known.", "1 account is a bot.")
    summary = replace(snapshot.summary, notes=told, units_from="none")
    bare = replace(snapshot, summary=summary, pairs=dict.fromkeys(snapshot.pairs, ()))
    assert overview.notes(bare) == ["1 account is a bot."]
    assert overview.notes(replace(bare, pairs=snapshot.pairs)) == list(told[1:])


def test_what_the_numbers_mean_says_that_gap_weight_is_no_forecast():
    assert (
        "a link that takes place halves what is left, one of plausibility p leaves 2^-p"
        in overview.MEANINGS["Gap weight"]
    )
    assert "no forecast" in overview.MEANINGS["Gap weight"]


def test_openness_is_not_told_where_units_cannot_be_compared(snapshot):
    none = replace(snapshot, pairs=dict.fromkeys(snapshot.pairs, ()))
    assert [tile.label for tile in overview.tiles(none)] == ["Two-way links"]
