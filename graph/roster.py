"""Who is here as of a date: people, their units, levels, managers, and the boundaries between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.boundaries import Boundary


@dataclass(frozen=True, eq=False)
class People:
    """The people of a network, in key order: active people of the roster, and accounts that are in no roster.

    Attributes:
        keys: (n,) person keys, sorted; the same as the network's `people`.
        known: (n,) True for people of the roster; False for unresolved accounts, which are never suggested.
        names: (n,) display only; "" where unknown.
        units: (n,) paths of each person's units, the first one counts for gaps; () without a unit.
        manager: (n,) index of the manager, -1 without one.
        level: (n,) 1 = front line; NaN where unknown or unranked.
        ranks: (n,) the level as a group name; "" where unknown.
        locations: (n,) "" where unknown.
        functions: (n,) "" where unknown.
        opted_out: (n,) present in counts only, never suggested, never named.
        max_links: (n,) -1 where not given.
        hours_per_month: (n,) NaN where not given.
        units_from: "roster", "tree" (branches under the root of the reporting tree) or "none".
    """

    keys: tuple[str, ...]
    known: NDArray[np.bool_]
    names: tuple[str, ...]
    units: tuple[tuple[str, ...], ...]
    manager: NDArray[np.int32]
    level: NDArray[np.float64]
    ranks: tuple[str, ...]
    locations: tuple[str, ...]
    functions: tuple[str, ...]
    opted_out: NDArray[np.bool_]
    max_links: NDArray[np.int32]
    hours_per_month: NDArray[np.float64]
    units_from: str

    def boundary(self, kind: str) -> Boundary:
        """The boundary of one kind; it may have no group at all."""
        if kind == "unit":
            return self._units()
        names = {"function": self.functions, "location": self.locations, "level": self.ranks}[kind]
        return _boundary(kind, names)

    def _units(self) -> Boundary:
        groups = tuple(sorted({path for paths in self.units for path in paths}))
        place = {name: i for i, name in enumerate(groups)}
        first = np.array([place[paths[0]] if paths else -1 for paths in self.units], dtype=np.int32)
        others = [(p, place[path]) for p, paths in enumerate(self.units) for path in paths[1:]]
        tree = any("/" in name for name in groups)
        return Boundary("unit", groups, first, tree, np.array(others, dtype=np.int32).reshape(-1, 2))


def _boundary(kind: str, names: tuple[str, ...]) -> Boundary:
    groups = tuple(sorted(set(names) - {""}))
    place = {name: i for i, name in enumerate(groups)} | {"": -1}
    return Boundary(kind, groups, np.array([place[name] for name in names], dtype=np.int32))
