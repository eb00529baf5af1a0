"""Stores are found by name, and nothing is imported to find them."""

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from graph import stores
from graph.errors import SettingsError, StoreError


def test_the_built_in_stores_are_registered_like_any_other() -> None:
    assert {"memory", "embedded", "neo4j"} <= set(stores.installed())


@pytest.mark.parametrize("name", ["memory", "embedded"])
def test_a_store_opens_by_name(tmp_path: Path, name: str) -> None:
    with stores.open_store(name, str(tmp_path / "store")) as store:
        store.ensure_schema()
        assert store.read_nodes("Person").num_rows == 0


def test_an_unknown_name_lists_those_there_are_and_the_nearest() -> None:
    with pytest.raises(SettingsError, match=r"unknown graph store 'embeded'.*embedded, memory.*did you mean embedded"):
        stores.open_store("embeded", "x")


def test_a_store_that_cannot_be_imported_says_where_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint("broken", "no_such_module:open_store", stores.GROUP)
    monkeypatch.setattr(stores, "installed", lambda: {"broken": broken})
    with pytest.raises(StoreError, match=r"no_such_module:open_store.*cannot be loaded"):
        stores.open_store("broken", "x")


def test_the_database_is_imported_only_when_a_store_is_opened() -> None:
    """stores.md, trap 9: importing an engine costs tenths of a second."""
    stores_there_are = "import sys, graph.stores.embedded, graph.stores.neo4j, graph.project"
    check = f"{stores_there_are}; sys.exit(bool({{'ladybug', 'neo4j'}} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
