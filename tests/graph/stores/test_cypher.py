"""The Cypher text of the Neo4j store, and what goes through it."""

import pyarrow as pa

from graph import schema
from graph.stores import cypher, longtexts
from graph.stores.dialects import LADYBUG, NEO4J
from graph.stores.queries import QUERIES


def test_a_relationship_is_merged_by_its_ends_and_its_identity() -> None:
    assert cypher.merge(schema.relation("TIE")) == (
        "UNWIND $rows AS row MATCH (a:`Person` {id: row[0]}) MATCH (b:`Person` {id: row[1]})"
        " MERGE (a)-[r:`TIE` {`run`: row[2]}]->(b)"
        " SET r.`strength` = row[3], r.`onward` = row[4], r.`back` = row[5] RETURN count(*) AS n"
    )


def test_rows_are_sent_in_bounded_batches() -> None:
    table = pa.table({"id": [str(number) for number in range(2 * cypher.ROWS + 1)]})
    sent = [(len(params["rows"]), params["rows"][0]) for _, params in cypher.statements("MERGE", table)]
    assert sent == [(cypher.ROWS, ["0"]), (cypher.ROWS, [str(cypher.ROWS)]), (1, [str(2 * cypher.ROWS)])]


def test_what_was_sent_is_let_go_of_at_once() -> None:
    """The driver holds the parameters of a transaction to its end."""
    table = pa.table({"id": [str(number) for number in range(2 * cypher.ROWS)]})
    kept = [params["rows"] for _, params in cypher.statements("MERGE", table)]
    assert kept == [[], []]


def test_lists_come_back_as_a_table_with_what_was_missing() -> None:
    contact = schema.relation("CONTACT")
    columns = ["a", "b", "week"]
    assert cypher.read_columns(contact, columns) == ["b", "week"]
    made = cypher.table(contact, columns, [["x", "y"], [["y", "z"], ["z"]], [[1, False], [0]]])
    assert made.to_pylist() == [
        {"a": "x", "b": "y", "week": 1},
        {"a": "x", "b": "z", "week": None},
        {"a": "y", "b": "z", "week": 0},
    ]


def test_only_the_shortest_way_is_said_in_dialect() -> None:
    assert set(LADYBUG.texts) == set(NEO4J.texts) == {query.name for query in QUERIES.values() if not query.cypher}


def test_every_label_has_a_key_and_runs_an_index() -> None:
    made = [NEO4J.create(element) for element in schema.ELEMENTS.values()]
    assert sum("IS UNIQUE" in text for text in made) == len(schema.NODES)
    assert sum("ON (r.run)" in text for text in made) == 2  # TIE and LINK


def test_a_text_too_long_for_an_index_stands_aside_and_comes_back() -> None:
    long, odd = "ü" * 1500, longtexts.MARK + "mine"  # 3000 bytes; and one that looks like a digest
    table = pa.table({"id": [long, odd, "short", None], "n": [1, 2, 3, 4]})
    short, aside = longtexts.folded(table)
    assert sorted(aside.values()) == sorted([long, odd])
    assert longtexts.hidden(short) == sorted(aside)
    assert longtexts.unfolded(short, aside).equals(table)


def test_a_table_of_short_texts_is_handed_on_as_it_is() -> None:
    table = pa.table({"id": ["a", None]})
    assert longtexts.folded(table) == (table, {})
    assert longtexts.hidden(table) == []
