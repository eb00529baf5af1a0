"""Graph stores: one protocol (`base`), an oracle in memory, an embedded database, whatever else is installed.

Stores are found by name in the entry-point group `bothways.stores`; none is imported before it is opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from graph.errors import SettingsError, StoreError
from graph.nearest import nearest
from graph.stores.base import GraphStore, OpenStore, Scope, WriteStats

__all__ = ["GraphStore", "OpenStore", "Scope", "WriteStats", "installed", "open_store"]

GROUP = "bothways.stores"
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


def installed() -> dict[str, EntryPoint]:
    """Every store by name, in order, without importing any."""
    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def open_store(
    name: str, location: str, *, read_only: bool = False, settings: Mapping[str, str] = NO_SETTINGS
) -> GraphStore:
    """Opens the graph store of that name.

    Args:
        name: As registered, for instance "embedded".
        location: A folder, or the address of a server.
        read_only: Refuse to write.
        settings: What this kind of store needs besides.

    Raises:
        SettingsError: No store of that name is installed.
        StoreError: The store cannot be loaded or opened.
    """
    known = installed()
    if name not in known:
        raise SettingsError(f"unknown graph store {name!r}", where="store", cure=nearest(name, known))
    try:
        opener: OpenStore = known[name].load()
    except (ImportError, AttributeError) as error:
        raise StoreError(f"the graph store {name} cannot be loaded ({error})", where=known[name].value) from error
    return opener(location, read_only=read_only, settings=settings)
