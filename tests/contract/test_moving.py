"""A whole organisation in one store and in the other: the content is the same, element by element."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bothways.demo.organisation import SMALLEST, generate
from graph import project, schema
from graph.errors import GuardError
from graph.ledger import Ledger
from graph.options import RunOptions
from graph.project import Upstream
from graph.run import analyse, read
from graph.stores import GraphStore, cypher
from graph.stores.bolt import Place
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from graph.stores.oracle_contract import Opener
from graph.stores.queries import QUERIES
from graph.workspace import Workspace
from ingest.load import LoadOptions, load


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Upstream:
    """120 people with their contacts, skills and units, and one run; stores are made from it, nobody writes there."""
    folder = tmp_path_factory.mktemp("upstream")
    generate(folder / "tables", people=SMALLEST, seed=1)
    workspace, options = Workspace(folder / "demo"), RunOptions()
    load(workspace, sorted((folder / "tables").glob("*.csv*")), LoadOptions())
    facts = read(workspace, options)
    analyse(workspace, facts, options)
    return Upstream(Ledger(workspace.ledger), facts, workspace.runs, options)


@pytest.fixture(autouse=True)
def _many_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that an organisation of this size is sent and read in several parts."""
    monkeypatch.setattr(cypher, "ROWS", 1_000)
    monkeypatch.setattr(cypher, "STARTS", 50)


def questions(store: GraphStore) -> Iterator[tuple[str, dict[str, str]]]:
    """Every named query, asked of some of what stands in the store."""
    some = {name: table["id"].to_pylist()[::15] for name in schema.NODES for table in [store.read_nodes(name)]}
    pair = store.read_ties("CONTACT", columns=["a", "b"]).slice(0, 1).to_pylist()[0]
    known = {"person": some["Person"], "unit": some["Unit"], "run": store.read_nodes("Run")["id"].to_pylist()}
    known |= {"a": [pair["a"]], "b": [pair["b"], *some["Person"][:3]]}
    known |= {"link": store.read_ties("LINK", columns=["link"])["link"].to_pylist()[:3]}
    for query in QUERIES.values():
        for values in product(*(known[name] for name in query.params)):
            yield query.name, dict(zip(query.params, values, strict=True))


def test_a_server_holds_what_an_embedded_store_holds(
    upstream: Upstream, tmp_path: Path, each_neo4j_place: Place
) -> None:
    with EmbeddedStore(tmp_path / "store") as embedded, Neo4jStore(each_neo4j_place) as server:
        assert project.rebuild(embedded, upstream) == project.rebuild(server, upstream)
        for name in schema.NODES:
            assert server.read_nodes(name).equals(embedded.read_nodes(name)), name
        for name in schema.RELATIONS:
            assert server.read_ties(name).equals(embedded.read_ties(name)), name
        asked = list(questions(embedded))
        assert {name for name, _ in asked} == set(QUERIES)
        for name, params in asked:
            assert server.query(name, **params).equals(embedded.query(name, **params)), (name, params)
        assert not project.stale(server, upstream)
        again = project.update(server, upstream)
        assert (again.created, again.updated, again.removed) == (0, 0, 0)


@pytest.fixture
def other(tmp_path: Path) -> Upstream:
    """Another organisation."""
    workspace, options = Workspace(tmp_path / "other"), RunOptions()
    roster = tmp_path / "people.csv"
    roster.write_text("person,unit\nx,X\ny,Y\n", encoding="utf-8")
    load(workspace, [roster], LoadOptions())
    return Upstream(Ledger(workspace.ledger), read(workspace, options), workspace.runs, options)


def test_most_people_do_not_leave_a_store_unless_told_so(opener: Opener, upstream: Upstream, other: Upstream) -> None:
    """What stands may be the graph of another organisation, which others read; 120 people and an account."""
    with opener() as store:
        project.rebuild(store, upstream)
        before = store.read_nodes("Person")
        with pytest.raises(GuardError, match=r"another workspace's graph.*--allow-shrink"):
            project.update(store, other)
        assert store.read_nodes("Person").equals(before)
        assert not project.stale(store, upstream)
        project.update(store, other, shrink=1)
        assert store.read_nodes("Person", ["id"])["id"].to_pylist() == ["x", "y"]
