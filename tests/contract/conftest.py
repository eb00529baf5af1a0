"""Which stores the contract is run on: a line each."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pytest

pytest.register_assert_rewrite("graph.stores.contract")

from graph.stores.base import GraphStore  # noqa: E402 - after the line above
from graph.stores.bolt import Place  # noqa: E402
from graph.stores.contract import Opener  # noqa: E402
from graph.stores.embedded import EmbeddedStore  # noqa: E402
from graph.stores.memory import Graph, MemoryStore  # noqa: E402
from graph.stores.neo4j import Neo4jStore  # noqa: E402


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


@pytest.fixture(params=[*STORES, pytest.param("neo4j", marks=pytest.mark.neo4j)])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens an empty store of each kind in turn."""
    if request.param == "neo4j":
        place: Place = request.getfixturevalue("neo4j_place")
        return partial(Neo4jStore, place)
    return STORES[request.param](tmp_path / "store")
