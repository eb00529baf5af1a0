"""The graph is declared once, and holds nothing that must not be there."""

import re

import pytest

from graph import schema
from graph.errors import StoreError


def test_nobody_can_store_a_title_an_age_or_a_text() -> None:
    """README of the design, decision 8: blind by construction."""
    names = {p.name for element in schema.ELEMENTS.values() for p in element.properties}
    assert not names & {"title", "age", "birth_date", "gender", "salary", "email", "text", "subject", "photo"}


def test_contacts_are_whole_numbers_with_both_directions() -> None:
    """Issue: (:Person)-[:CONTACT {key, channel, week, source, onward, back, count}]->(:Person)."""
    contact = schema.relation("CONTACT")
    assert contact.schema.names == ["a", "b", "key", "channel", "week", "source", "onward", "back", "count"]
    assert {str(contact.schema.field(name).type) for name in ("week", "onward", "back", "count")} == {"int64"}


def test_every_relationship_joins_labels_that_are_declared() -> None:
    for relation in schema.RELATIONS.values():
        assert {relation.start, relation.end} <= set(schema.NODES)
        assert set(relation.identity) | ({relation.scope} - {""}) <= {p.name for p in relation.properties}


def test_what_tells_rows_apart_is_never_missing() -> None:
    for element in schema.ELEMENTS.values():
        assert not any(element.schema.field(name).nullable for name in element.key)


def test_everything_that_is_declared_says_what_it_means() -> None:
    for element in schema.ELEMENTS.values():
        assert all(text.endswith(".") for text in [element.meaning, *(p.meaning for p in element.properties)])


def test_the_page_of_the_data_model_names_everything() -> None:
    page = schema.describe()
    for element in schema.ELEMENTS.values():
        assert f"### {element.name}" in page
        assert all(f"| {p.name} | {p.type}" in page for p in element.properties)


def test_the_picture_draws_every_label_and_every_relationship_between_its_ends() -> None:
    drawn = schema.picture()
    assert all(f"\n    {label}\n" in drawn for label in schema.NODES)
    arrows = re.findall(r'(\w+) -- "(.+)" --> (?:other\w+\[)?(\w+)', drawn)
    found = {(start, name, end) for start, names, end in arrows for name in names.split("<br>")}
    assert found == {(kind.start, kind.name, kind.end) for kind in schema.RELATIONS.values()}


def test_unknown_names_are_refused_with_the_nearest() -> None:
    with pytest.raises(StoreError, match="did you mean CONTACT"):
        schema.relation("CONTACTS")
    with pytest.raises(StoreError, match="there are: CONTACT"):
        schema.element("zzz")
