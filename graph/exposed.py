"""Who got links, load and answers in a run, group by group: by level, or by what people declared of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.exposure import FEWEST, Share, compare
from graph.privacy import View
from graph.suggest.excluded import BUSY, NO_ROOM

MEASURES = ("links", "load", "accepted")
"""Links of the run a person; these and links that run; of answered links the share that was accepted."""

Whole = NDArray[np.int64]


def exposed(view: View, declared: Mapping[str, str] | None, *, seed: int) -> dict[str, tuple[Share, ...]]:
    """Compares groups of the people who may be suggested.

    Args:
        view: The run, and who looks.
        declared: Group by person; people who declared nothing are no group. None compares levels, within units.
        seed: Of the draws.

    Returns:
        Of each of `MEASURES` the groups that are large enough; nothing where fewer than two are.
    """
    people = _eligible(view)
    keys = people["person"].to_pylist()
    levels, units = people["level"].to_pylist(), people["unit"].to_pylist()
    group = levels if declared is None else [declared.get(key) for key in keys]
    names = tuple(sorted({name for name in group if name}))
    strata = [(unit,) if declared is None else (level, unit) for level, unit in zip(levels, units, strict=True)]
    floor = max(FEWEST, view.viewer.min_group)
    codes, within = _codes(group, names), _codes(strata, tuple(sorted(set(strata), key=repr)))
    return {
        measure: compare(x, y, codes, within, names, floor=floor, seed=seed)
        for measure, (x, y) in _counted(view, keys).items()
    }


def _eligible(view: View) -> pa.Table:
    """People with room for a link, as far as they may be named."""
    people, excluded = view.people(), view.excluded()
    reasons = zip(excluded["person"].to_pylist(), excluded["reason"].to_pylist(), strict=True)
    full = {person for person, reason in reasons if reason in (NO_ROOM, BUSY)}
    return people.filter(pa.array([person not in full for person in people["person"].to_pylist()], pa.bool_()))


def _codes(values: Sequence[object], names: Sequence[object]) -> Whole:
    """Index of each value among the names, -1 where it is none of them."""
    place = {name: i for i, name in enumerate(names)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


def _counted(view: View, keys: Sequence[str]) -> dict[str, tuple[Whole, Whole]]:
    """By measure what each person brings, and out of what."""
    links, one = _ends(view.links(), keys), np.ones(len(keys), dtype=np.int64)
    answered = view.answered()
    accepted = answered.filter(pa.array([state != "declined" for state in answered["state"].to_pylist()], pa.bool_()))
    return {
        "links": (links, one),
        "load": (links + _ends(view.running(), keys), one),
        "accepted": (_ends(accepted, keys), _ends(answered, keys)),
    }


def _ends(pairs: pa.Table, keys: Sequence[str]) -> Whole:
    """(n,) of how many pairs each person is one end."""
    ends = _codes([*pairs["a"].to_pylist(), *pairs["b"].to_pylist()], keys)
    return np.bincount(ends[ends >= 0], minlength=len(keys)).astype(np.int64)
