from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from dashboard.snapshot import take
from dashboard.views import bridges, closure, links, matrix, overview, signals
from graph.privacy import View
from graph.results import TABLES, Results
from graph.viewer import Viewer

PLANTED = 987654


@pytest.fixture(scope="module")
def planted(results):
    """The same run with one strange number in every figure of a small group and of who opted out."""
    tables = {name: results.table(name) for name in TABLES}
    small = ("Operations/Archive", "Operations/Legal", "Dover")
    for name, ends in (("gaps", ("unit_a", "unit_b")), ("units", ("unit",)), ("bridges", ("unit_a", "unit_b"))):
        hit = np.any([pa.compute.is_in(tables[name][end], pa.array(small)).to_numpy() for end in ends], axis=0)
        tables[name] = with_number(tables[name], hit)
    out = pa.compute.equal(tables["people"]["person"], "p005").to_numpy(zero_copy_only=False)
    tables["people"] = with_number(tables["people"], out)
    run = Results(results.folder, tables)
    run.__dict__["manifest"] = results.manifest
    return run


def with_number(table, hit):
    for i, field in enumerate(table.schema):
        number_of_people = field.name.startswith("people")  # these decide what is small
        if not number_of_people and (pa.types.is_integer(field.type) or pa.types.is_floating(field.type)):
            number = pa.scalar(PLANTED, field.type)
            table = table.set_column(i, field, pa.compute.if_else(pa.array(hit), number, table.column(i)))
    return table


def everything_said(snapshot):
    """Every text and number that a page could draw, hover, list or hand over as a file."""
    rows = [row for kind in snapshot.pairs for row in overview.pairs_to_look_at(snapshot, kind)]
    kinds = overview.lines(snapshot)
    pictures = [matrix.matrix(snapshot, kind) for kind in kinds] + [bridges.picture(snapshot)]
    pictures += [closure.closure(snapshot, kind) for kind in kinds]
    sentences = [overview.verdict(snapshot), bridges.verdict(snapshot), links.verdict(snapshot)]
    sentences += overview.badges(snapshot) + [str(tile) for tile in overview.tiles(snapshot)]
    sentences += [signals.trend(snapshot), *map(str, signals.signals(snapshot))]
    sentences += [overview.pair_sentence(snapshot, row) + str(overview.pair_details(snapshot, row)) for row in rows]
    cards = [str(links.card(snapshot, row)) for row in snapshot.links]
    tables = [bridges.people(snapshot), links.download(snapshot, snapshot.links), links.left_out(snapshot)]
    drawn = [str(plain(picture.spec)) + picture.alt for picture in pictures if picture]
    tables += [picture.table for picture in pictures if picture]
    return "\n".join(sentences + cards + drawn + [str(table.to_pylist()) for table in tables])


def plain(spec):
    if isinstance(spec, dict):
        return {key: plain(value) for key, value in spec.items()}
    if isinstance(spec, list | tuple):
        return [plain(value) for value in spec]
    return spec.to_pylist() if isinstance(spec, pa.Table) else spec


def test_no_number_of_a_small_group_reaches_a_page(planted):
    assert str(PLANTED) in str(planted.table("gaps").to_pylist())
    said = everything_said(take(View(planted)))
    assert "Sales" in said
    for written in (str(PLANTED), f"{PLANTED:,}", f"{PLANTED:.4g}"):
        assert written not in said


def test_who_opted_out_is_named_on_no_page(snapshot, made, results):
    name = dict(
        zip(results.table("people")["person"].to_pylist(), results.table("people")["name"].to_pylist(), strict=True)
    )[made.OPTED_OUT]
    said = everything_said(snapshot)
    assert made.OPTED_OUT not in said
    assert name not in said
    assert made.OPTED_OUT not in snapshot.names


def test_a_person_of_a_small_unit_has_no_unit_on_a_page(snapshot):
    assert {row["unit"] for row in snapshot.bridging} <= {None, *snapshot_units(snapshot)}


def snapshot_units(snapshot):
    return {row["unit"] for row in snapshot.units["unit"] if row["people"] is not None}


def test_a_leader_gets_the_same_matrix_and_no_person(results):
    leader = take(View(results, Viewer(role="leader")))
    assert leader.pairs == take(View(results)).pairs
    assert (leader.names, leader.carriers, leader.links, leader.bridging) == ({}, (), (), ())
    assert everything_said(leader)


def test_a_higher_floor_hides_more(results):
    hidden = [
        sum(row["suppressed"] for row in take(View(results, Viewer(min_group=floor))).pairs["unit"])
        for floor in (5, 9, 100)
    ]
    assert hidden[0] < hidden[1] < hidden[2] == 36  # nine units have 36 pairs


def test_a_person_without_a_name_is_not_a_bare_number(snapshot):
    nameless = replace(snapshot, names={"85": "85", "x7": "x7"})
    assert (nameless.name("85"), nameless.name("x7")) == ("Person 85", "x7")


def test_reasons_of_a_few_people_are_counted_in_words(snapshot):
    assert links.left_out(snapshot).num_rows == 0  # only the one who opted out has none, and that is nobody's business


def test_people_who_share_a_name_have_their_key_beside_it(results, made):
    people = results.table("people")
    twins = [
        "Ada Ash" if key in ("p000", "p001") else name
        for key, name in zip(people["person"].to_pylist(), people["name"].to_pylist(), strict=True)
    ]
    place = people.column_names.index("name")
    tables = {name: results.table(name) for name in TABLES} | {
        "people": people.set_column(place, people.schema.field("name"), pa.array(twins))
    }
    run = Results(results.folder, tables)
    run.__dict__["manifest"] = results.manifest
    seen = take(View(run))
    assert (seen.name("p000"), seen.name("p001"), seen.name("p002")) == (
        "Ada Ash (p000)", "Ada Ash (p001)", "Cleo Ash"
    )  # fmt: skip


def test_a_leader_sees_nobody_by_the_ways_that_lead_through_them(results):
    assert take(View(results, Viewer(role="leader"))).between == ()
