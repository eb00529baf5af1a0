"""The page for analysts: its data model is that of `graph.schema`, and its questions run on a real server."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from graph import schema
from graph.stores.bolt import Place, Server
from graph.stores.neo4j import Neo4jStore
from graph.stores.samples import contacts, people, ties, units

START, END = "<!-- data model -->\n", "<!-- end -->"


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "how-to" / "neo4j.md").read_text(encoding="utf-8")


def test_the_data_model_on_the_page_is_that_of_the_schema(page: str) -> None:
    """When this fails: paste what `python -c "from graph import schema; print(schema.describe())"` says."""
    assert page.split(START)[1].split(END, maxsplit=1)[0] == schema.describe()


def _rows(element: str, *rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema.element(element).schema)


def _skills(element: str, *facts: str) -> pa.Table:
    """Who, which skill, on which evidence (each from a source of its own), how strong."""
    names = ("a", "b", "evidence", "strength")
    told = [dict(zip(names, fact.split(), strict=True)) for fact in facts]
    sure = [{**row, "source": row["evidence"], "origin": "", "strength": float(row["strength"])} for row in told]
    return _rows(element, *sure)


def _undated(rows: pa.Table) -> pa.Table:
    return _rows("CONTACT", *({**row, "week": None} for row in rows.to_pylist()))


def _link(run: str, a: str, b: str) -> dict[str, Any]:
    teaches = {"a_teaches": "Go", "b_teaches": "SQL"}
    return {"a": a, "b": b, "run": run, "link": f"{a}{b}", "kind": "pair", "rank": 1, **teaches}


NODES = (
    ("Unit", units("A", "B", "C")),
    ("Skill", _rows("Skill", {"id": "Go"}, {"id": "SQL"})),
    ("Run", _rows("Run", {"id": "s", "as_of": "2026-10-04"}, {"id": "r", "as_of": "2026-11-20", "version": "0.1.0"})),
    ("Person", people("a", "b", unit="A")),
    ("Person", people("c", unit="B")),
    ("Person", people("d", unit="C")),
    ("Person", _rows("Person", {**people("o", unit="B").to_pylist()[0], "opted_out": True})),
)
RELATIONS = (
    ("MEMBER_OF", _rows("MEMBER_OF", *({"a": a, "b": b, "first": True} for a, b in ["aA", "bA", "cB", "dC", "oB"]))),
    ("TIE", ties("r", "ac", strength=3)),
    ("TIE", ties("r", "ab", "ao", "bc", "cd")),
    ("TIE", ties("s", "ad", strength=9)),
    ("CONTACT", contacts("mail", "ab", "ad", "cd")),
    ("CONTACT", _undated(contacts("chat", "ad", "bc"))),
    ("HAS_SKILL", _skills("HAS_SKILL", "a Go declared 4", "a Go attested 5", "b Go declared 3", "b SQL declared 2")),
    ("HAS_SKILL", _skills("HAS_SKILL", "o Go declared 5")),
    ("WANTS_SKILL", _skills("WANTS_SKILL", "c SQL declared 3", "c SQL observed 3", "d SQL declared 3")),
    ("WANTS_SKILL", _skills("WANTS_SKILL", "d Go declared 3")),
    ("LINK", _rows("LINK", _link("r", "a", "d"), _link("r", "b", "o"), _link("s", "b", "c"))),
)
"""Four people in three units, a fifth who opted out, and two runs: of the older one nothing may be seen."""


@pytest.fixture
def server(each_neo4j_place: Place):
    """The graph above on a server."""
    with Neo4jStore(each_neo4j_place) as store:
        store.ensure_schema()
        for label, rows in NODES:
            store.write_nodes(label, rows, batch="1")
        for kind, rows in RELATIONS:
            store.write_rels(kind, rows, batch="1")
    connection = Server(each_neo4j_place, writing=False)
    yield connection
    connection.close()


GIVEN = {"run": "r", "person": "a", "unit": "C", "skill": "Go"}
EXPECTED = {
    "The runs that stand in the store": [["r", "2026-11-20", "0.1.0"], ["s", "2026-10-04", None]],
    "The strongest ties of somebody": [["c", "B", 3.0], ["b", "A", 1.5]],
    "The shortest way from somebody into a unit": [[["a", "c", "d"], 2]],
    "Who reaches the most other units": [["c", "B", 2], ["a", "A", 1], ["b", "A", 1], ["d", "C", 1]],
    "Ties between units, each pair once": [["A", "B", 3, 6.0], ["B", "C", 1, 1.5]],
    "Units without any tie between them": [["A", "C"]],
    "Contacts of a unit with the others, by week and channel": [
        [dt.date(2021, 9, 27), "mail", 6],
        [None, "mail", 3],
    ],
    "Who can teach a skill, and on which evidence": [
        ["a", "A", 5.0, ["attested", "declared"]],
        ["b", "A", 3.0, ["declared"]],
    ],
    "Skills that more people wish for than offer": [["SQL", 2, 1]],
    "What a run suggests, with the units that it connects": [[1, "a", "A", "Go", "d", "C", "SQL"]],
}
"""By hand from the graph above; `date -d '1969-12-29 +18900 days'` (2,700 weeks) is 2021-09-27."""


def test_every_question_on_the_page_runs_and_says_what_it_promises(page: str, server: Server) -> None:
    questions = dict(re.findall(r"\n([^\n(]+)[^\n]*:\n\n```cypher\n(.*?)```", page, re.DOTALL))
    assert [title.strip() for title in questions] == list(EXPECTED)
    for title, text in questions.items():
        needed = {name: GIVEN[name] for name in set(re.findall(r"\$(\w+)", text))}
        assert server.ask(text, **needed) == EXPECTED[title.strip()], title
