"""The page for analysts: its data model is that of `graph.schema`, and its questions run on a real server."""

import re
from pathlib import Path

import pytest

from graph import schema
from graph.stores.bolt import Place, Server
from graph.stores.neo4j import Neo4jStore
from graph.stores.samples import people, ties, units

START, END = "<!-- data model -->\n", "<!-- end -->"


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "how-to" / "neo4j.md").read_text(encoding="utf-8")


def test_the_data_model_on_the_page_is_that_of_the_schema(page: str) -> None:
    """When this fails: paste what `python -c "from graph import schema; print(schema.describe())"` says."""
    assert page.split(START)[1].split(END, maxsplit=1)[0] == schema.describe()


@pytest.fixture
def server(each_neo4j_place: Place):
    """A graph of three people in two units, one tie across and one inside."""
    with Neo4jStore(each_neo4j_place) as store:
        store.ensure_schema()
        store.write_nodes("Unit", units("A", "B", "C"), batch="1")
        store.write_nodes("Person", people("a", "b", unit="A"), batch="1")
        store.write_nodes("Person", people("c", unit="B"), batch="1")
        store.write_nodes("Person", people("d", unit="C"), batch="1")
        store.write_rels("TIE", ties("r", "ab", "bc"), batch="1")
    connection = Server(each_neo4j_place, writing=False)
    yield connection
    connection.close()


GIVEN = {"run": "r", "person": "a", "unit": "B", "skill": "Go"}
EXPECTED = {
    "The strongest ties of somebody": [["b", "A", 1.5]],
    "Ties between units, each pair once": [["A", "B", 1, 1.5]],
    "Units without any tie between them": [["A", "C"], ["B", "C"]],
    "Who reaches the most other units": [["b", "A", 1], ["c", "B", 1]],
    "The shortest way from somebody into a unit": [[["a", "b", "c"], 2]],
}
"""By hand from the graph above; the other questions find nothing in it."""


def test_every_question_on_the_page_runs_and_says_what_it_promises(page: str, server: Server) -> None:
    questions = dict(re.findall(r"\n([^\n]+):\n\n```cypher\n(.*?)```", page, re.DOTALL))
    assert len(questions) == 10
    for title, text in questions.items():
        needed = {name: GIVEN[name] for name in set(re.findall(r"\$(\w+)", text))}
        assert server.ask(text, **needed) == EXPECTED.get(title, []), title
