"""A whole organisation in one store and in the other: the content is the same, element by element."""

from pathlib import Path

import pytest

from graph import project, schema
from graph.ledger import Ledger
from graph.options import RunOptions
from graph.project import Upstream
from graph.run import analyse, read
from graph.stores.bolt import Place
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore
from graph.workspace import Workspace
from ingest.load import LoadOptions, load


@pytest.fixture
def upstream(demo_tables: Path, tmp_path: Path) -> Upstream:
    """300 people with their contacts, skills and units, and one run."""
    workspace, options = Workspace(tmp_path / "demo"), RunOptions()
    load(workspace, sorted(path for path in demo_tables.iterdir() if ".csv" in path.suffixes), LoadOptions())
    facts = read(workspace, options)
    analyse(workspace, facts, options)
    return Upstream(Ledger(workspace.ledger), facts, workspace.runs, options)


def test_a_server_holds_what_an_embedded_store_holds(
    upstream: Upstream, tmp_path: Path, each_neo4j_place: Place
) -> None:
    with EmbeddedStore(tmp_path / "store") as embedded, Neo4jStore(each_neo4j_place) as server:
        assert project.rebuild(embedded, upstream) == project.rebuild(server, upstream)
        for name in schema.NODES:
            assert server.read_nodes(name).equals(embedded.read_nodes(name)), name
        for name in schema.RELATIONS:
            assert server.read_ties(name).equals(embedded.read_ties(name)), name
        assert not project.stale(server, upstream)
        again = project.update(server, upstream)
        assert (again.created, again.updated, again.removed) == (0, 0, 0)
