"""The certificate of a made-up organisation: it holds, and every kind of tampering is found."""

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from graph import records, results
from graph.options import RunOptions
from graph.rules import Rules
from graph.suggest.before import Before
from graph.suggest.case import Case
from graph.suggest.certificate import checked, made
from graph.suggest.choice import choose
from graph.suggest.plan import plan

MakeCase = Callable[..., Case]
Filed = tuple[dict[str, pa.Table], dict[str, Any]]


def filed(case: Case) -> Filed:
    """A plan as a run would file it, with its certificate."""
    chosen, gaps = plan(case), case.gaps
    names, k = gaps.boundary.groups, len(gaps.pairs)
    rows: dict[str, Any] = {name: [None] * k for name in results.TABLES["gaps"].names}
    rows |= {
        "boundary": ["unit"] * k,
        "unit_a": [names[i] for i in gaps.pairs[:, 0]],
        "unit_b": [names[j] for j in gaps.pairs[:, 1]],
        "share": gaps.share,
        "z": gaps.z,
    }
    people: dict[str, Any] = {name: [None] * len(case.people.keys) for name in results.TABLES["people"].names}
    people |= {"person": case.people.keys, "unit": [units[0] if units else None for units in case.people.units]}
    tables = records.to_tables(case, chosen, "run")
    tables |= {"gaps": results.table("gaps", rows), "people": results.table("people", people)}
    return tables, made(tables, "unit", case.people.keys, chosen.choice, case.options.control)


@pytest.fixture
def run(make_case: MakeCase, split: dict[str, Any]) -> Filed:
    return filed(make_case(**split))


def broken(tables: dict[str, pa.Table], document: dict[str, Any]) -> set[str]:
    return {finding.name for finding in checked(tables, document, 0) if not finding.holds}


def test_what_was_just_made_holds(run: Filed, make_case: MakeCase, make_town: Callable[..., Any]) -> None:
    assert broken(*run) == set()
    assert 0.99 < run[1]["ratio"] <= 1
    assert broken(*filed(make_case(**make_town(3)))) == set()


def test_without_any_candidate_it_holds_and_promises_nothing(make_case: MakeCase) -> None:
    tables, document = filed(make_case({f"p{i}": {"unit": "AB"[i % 2]} for i in range(12)}))
    assert tables["candidates"].num_rows == 0
    assert document["ratio"] == 1
    assert broken(tables, document) == set()


def test_a_portfolio_beside_lots_is_certified_and_lots_cannot_be_chosen_afterwards(
    make_case: MakeCase, make_town: Callable[..., Any]
) -> None:
    town = make_town(3)
    tables, document = filed(make_case(**town, options=RunOptions(control=0.3, links=10)))
    assert tables["links"]["arm"].to_pylist().count("lot") == 3  # .3 of 10
    assert broken(tables, document) == set()
    other = tables["links"]["arm"].to_pylist()[::-1]
    swapped = tables["links"].set_column(tables["links"].column_names.index("arm"), "arm", pa.array(other))
    assert "the control group is what lots drew" in broken(tables | {"links": swapped}, document)


def _with(table: pa.Table, row: int, **values: Any) -> pa.Table:
    rows = table.to_pylist()
    rows[row] |= values
    return pa.Table.from_pylist(rows, schema=table.schema)


def test_a_link_that_was_no_candidate_is_found(run: Filed) -> None:
    tables, document = run
    links = _with(tables["links"], 0, a="A0", b="A1")
    assert "every link is a candidate with its lessons and score" in broken(tables | {"links": links}, document)


def test_a_link_whose_score_was_raised_is_found(run: Filed) -> None:
    tables, document = run
    links = _with(tables["links"], 0, score=0.99)
    assert "every link is a candidate with its lessons and score" in broken(tables | {"links": links}, document)


@pytest.mark.parametrize("side", ["a_teaches", "b_teaches"])
def test_a_lesson_that_was_changed_is_found(run: Filed, side: str) -> None:
    tables, document = run
    links = _with(tables["links"], 0, **{side: "Something else"})
    assert "every link is a candidate with its lessons and score" in broken(tables | {"links": links}, document)


def test_a_link_that_was_taken_out_or_put_in_twice_is_found(run: Filed) -> None:
    tables, document = run
    links = tables["links"]
    assert "the links are worth what is stated" in broken(tables | {"links": links.slice(1)}, document)
    twice = pa.concat_tables([links, links.slice(0, 1)])
    assert "no pair stands there twice" in broken(tables | {"links": twice}, document)


def test_a_price_that_was_changed_is_found(run: Filed) -> None:
    tables, document = run
    for change in (1.5, -1.0):
        other = copy.deepcopy(document)
        other["prices"]["place"] = document["prices"]["place"] * change + change
        assert "the prices give the stated bound" in broken(tables, other)
    other["prices"]["place"] = -1.0
    assert "no price is below 0" in broken(tables, other)


def test_a_candidate_that_was_changed_or_left_out_is_found(run: Filed) -> None:
    tables, document = run
    table = tables["candidates"]
    linked = pc.index_in(table["w"], tables["links"]["score"].combine_chunks())
    row = linked.to_pylist().index(None) if None in linked.to_pylist() else 0
    for changed in (_with(table, row, w=0.001), table.slice(0, table.num_rows - 1)):
        found = broken(tables | {"candidates": changed}, document)
        assert "the candidates are those that were certified" in found


def test_room_and_budget_that_were_shrunk_are_found(run: Filed) -> None:
    tables, document = run
    nobody = copy.deepcopy(document)
    nobody["room"]["other"] = dict.fromkeys(tables["links"]["a"].to_pylist(), 0)
    assert "nobody has more links than room" in broken(tables, nobody)
    assert "the links keep to the budget" in broken(tables, document | {"budget": 1})


def test_a_ratio_that_was_beautified_is_found(run: Filed) -> None:
    tables, document = run
    assert broken(tables, document | {"ratio": 1.5}) == {"the ratio is that of the two"}
    assert broken(tables, document | {"value": document["value"] * 1.01}) == {"the links are worth what is stated"}


@pytest.fixture
def asked(make_case: MakeCase, make_town: Callable[..., Any]) -> Filed:
    """A portfolio under caps, of which a part of openness is for skills and for people."""
    rules = Rules(unit_links=(("*", 6),), skill_share=0.2, equity_share=0.2)
    return filed(make_case(**make_town(3, people=120), options=RunOptions(rules=rules, links=30)))


def test_caps_and_terms_are_worked_out_again(asked: Filed) -> None:
    assert broken(*asked) == set()
    assert asked[1]["ratio"] > 0.98
    assert {cap["links"] for cap in asked[1]["caps"].values()} == {6}


@pytest.mark.parametrize(
    ("part", "number", "key", "value", "found"),
    [
        ("terms", 0, "weight", 0.3, "the links are worth what is stated"),
        ("terms", 0, "price", 9.0, "the prices give the stated bound"),
        ("terms", 0, "price", -1.0, "no price is below 0"),
        ("caps", "U1", "links", 2, "no unit has more links than its cap"),
        ("caps", "U1", "price", 9.0, "the prices give the stated bound"),
    ],
)
def test_a_term_or_cap_that_was_changed_is_found(
    asked: Filed, part: str, number: Any, key: str, value: float, found: str
) -> None:
    tables, document = asked
    changed = copy.deepcopy(document)
    changed[part][number][key] = value
    assert found in broken(tables, changed)


@pytest.fixture
def continued(make_case: MakeCase, make_town: Callable[..., Any]) -> Filed:
    """A portfolio that goes on from another, of which every fifth link was declined."""
    options = RunOptions(links=20, rules=Rules(unit_links=(("*", 12),), skill_share=0.2))
    town = make_town(3, people=140)
    first = choose(make_case(**town, options=options))
    links, prices = first.links, first.search.priced.prices
    stay = np.arange(len(links)) % 5 > 0
    keys = make_case(**town).people.keys
    declined = [(keys[a], keys[b]) for a, b in zip(links.a[~stay], links.b[~stay], strict=True)]
    pairs = np.column_stack((links.a, links.b))[stay].astype(np.int32)
    nobody = np.zeros(len(pairs), np.bool_)
    weight = first.search.best.weight
    before = Before("before", len(links), 0, pairs, nobody, weight, prices.person, prices.place)
    return filed(replace(make_case(**town, never=declined, options=options), before=before))


def test_what_was_chosen_beside_links_that_stay_is_certified_too(continued: Filed) -> None:
    assert broken(*continued) == set()
    standing = continued[1]["standing"]
    assert standing["links"] == 16  # of 20
    assert 0.999 < standing["ratio"] <= 1


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"ratio": 0.5}, "beside what stays the ratio is that of the two"),
        ({"lambda": 1.0}, "beside what stays the links are worth what is stated"),
        ({"prices": {"place": -1.0, "person": {}}}, "no price is below 0"),
        ({"prices": {"place": 9.0, "person": {}}}, "beside what stays the prices give the stated bound"),
    ],
)
def test_what_is_said_beside_links_that_stay_cannot_be_changed(
    continued: Filed, change: dict[str, Any], found: str
) -> None:
    tables, document = continued
    changed = copy.deepcopy(document)
    other = change.get("prices", {})
    changed["standing"] |= change | {"prices": document["standing"]["prices"] | other}
    assert found in broken(tables, changed)
