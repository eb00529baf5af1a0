"""Which stores the contract is run on: a line each, Neo4j on its long-term line and on the newest."""

import functools
import logging
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

pytest.register_assert_rewrite("graph.stores.contract", "graph.stores.oracle_contract")

from graph.stores.base import GraphStore  # noqa: E402 - after the line above
from graph.stores.bolt import Place, Server  # noqa: E402
from graph.stores.embedded import EmbeddedStore  # noqa: E402
from graph.stores.memory import Graph, MemoryStore  # noqa: E402
from graph.stores.neo4j import Neo4jStore  # noqa: E402
from graph.stores.oracle_contract import Opener  # noqa: E402


def _memory(_: Path) -> Opener:
    graph = Graph()

    def again(*, read_only: bool = False) -> GraphStore:
        return MemoryStore(graph, read_only=read_only)

    return again


def _embedded(folder: Path) -> Opener:
    def again(*, read_only: bool = False) -> GraphStore:
        return EmbeddedStore(folder, read_only=read_only, memory=1 << 28)

    return again


STORES: Mapping[str, Callable[[Path], Opener]] = {
    "memory": _memory,
    "embedded": _embedded,
}
NEO4J = (
    pytest.param("neo4j_place", marks=pytest.mark.neo4j, id="neo4j"),
    pytest.param("newest_neo4j_place", marks=[pytest.mark.neo4j, pytest.mark.newer_java], id="newest neo4j"),
)
"""Fixtures that give the places of servers."""


@pytest.fixture(params=[*STORES, *NEO4J])
def opener(request: pytest.FixtureRequest, tmp_path: Path, record_property: Callable[[str, object], None]) -> Opener:
    """Opens an empty store of each kind in turn."""
    if request.param in STORES:
        record_property("store", request.param)
        return STORES[request.param](tmp_path / "store")
    place: Place = request.getfixturevalue(request.param)
    record_property("store", _said_by(place))
    return partial(Neo4jStore, place)


@pytest.fixture(params=NEO4J)
def each_neo4j_place(request: pytest.FixtureRequest) -> Place:
    """An empty database on each line of Neo4j in turn."""
    place: Place = request.getfixturevalue(request.param)
    return place


@pytest.fixture(autouse=True)
def _nothing_is_on_its_way_out(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No statement uses what a server says will be removed."""
    yield
    remarks = [record for record in caplog.get_records("call") if record.name == "neo4j.notifications"]
    assert [record.getMessage() for record in remarks if record.levelno >= logging.WARNING] == []


@functools.cache
def _said_by(place: Place) -> str:
    """Which version a server says that it is, and which Java runs it."""
    server = Server(place, writing=False)
    parts = dict(server.ask("CALL dbms.components() YIELD name, versions RETURN name, versions[0]"))
    java = server.ask("CALL dbms.queryJmx('java.lang:type=Runtime') YIELD attributes AS a RETURN a.SpecVersion.value")
    server.close()
    return f"Neo4j {parts['Neo4j Kernel']} on Java {java[0][0]}"
