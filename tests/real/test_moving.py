"""The manufacturer moves to a Neo4j server and back by the real command, and answers the same throughout."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph import schema
from graph.stores import GraphStore
from graph.stores.bolt import Place
from graph.stores.embedded import EmbeddedStore
from graph.stores.neo4j import Neo4jStore

pytestmark = [pytest.mark.real, pytest.mark.neo4j]


def _bothways(place: Path, *words: str, **environment: str) -> str:
    command = [sys.executable, "-m", "bothways", "-C", str(place), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | environment)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _told(place: Path, to: str, environment: Mapping[str, str]) -> dict[str, bytes]:
    """What is read through the store: the exported files, and what `show` says."""
    _bothways(place, "export", "--to", str(place / to), "--from-store", **environment)
    files = {path.name: path.read_bytes() for path in sorted((place / to).iterdir())}
    shown = {
        topic: _bothways(place, "show", topic, "-n", "0", "--from-store", **environment).encode()
        for topic in ("people", "links")
    }
    return files | shown


def _read(store: GraphStore) -> dict[str, object]:
    with store:
        nodes = {name: store.read_nodes(name) for name in schema.NODES}
        return nodes | {name: store.read_ties(name) for name in schema.RELATIONS}


def test_moving_to_a_server_and_back_changes_no_byte(real_data: Path, tmp_path: Path, neo4j_place: Place) -> None:
    place, folder = tmp_path / "manufacturer", real_data / "manufacturer"
    server = {
        "BOTHWAYS_STORE": "neo4j",
        "BOTHWAYS_NEO4J__URI": neo4j_place.uri,
        "BOTHWAYS_NEO4J__PASSWORD": neo4j_place.password,
    }
    _bothways(place, "ingest", str(folder / "communication.csv"), str(folder / "reportsto.csv"))
    _bothways(place, "run")
    before = _told(place, "before", {})
    _bothways(place, "rebuild", **server)
    embedded, moved = _read(EmbeddedStore(place / "store", read_only=True)), _read(Neo4jStore(neo4j_place))
    assert moved == embedded
    assert _told(place, "moved", server) == before
    _bothways(place, "rebuild")
    assert _told(place, "back", {}) == before
    assert {"links.csv", "people.csv"} <= set(before)
