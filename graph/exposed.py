"""Who got links, load and answers in a run, group by group: by level, or by what people declared of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.exposure import FEWEST, Share, compare
from graph.feedback import DECLINED
from graph.privacy import View
from graph.suggest.excluded import BUSY, NO_ROOM

MEASURES = ("links", "load", "accepted")
"""Links of the run a person with room; what is open or runs, each once; of answered links the share accepted."""

Whole = NDArray[np.int64]
_PAIRS = pa.schema([("a", pa.string()), ("b", pa.string())])


def exposed(view: View, declared: Mapping[str, str] | None, *, seed: int) -> dict[str, tuple[Share, ...]]:
    """Compares groups of the people who may be suggested.

    Args:
        view: The run, and who looks.
        declared: Group by person; people who declared nothing are no group. None compares levels, within units.
        seed: Of the draws.

    Returns:
        Of each of `MEASURES` the groups that are large enough; nothing where fewer than two are.
    """
    people = view.people()
    keys = people["person"].to_pylist()
    levels, units = people["level"].to_pylist(), people["unit"].to_pylist()
    group = levels if declared is None else [declared.get(key) for key in keys]
    names = tuple(sorted({name for name in group if name}))
    strata = [(unit,) if declared is None else (level, unit) for level, unit in zip(levels, units, strict=True)]
    codes, within = _codes(group, names), _codes(strata, tuple(sorted(set(strata), key=repr)))
    return {
        measure: compare(x, y, codes, within, names, floor=floor_of(view), seed=seed)
        for measure, (x, y) in _counted(view, keys).items()
    }


def floor_of(view: View) -> int:
    """Fewest people of a group that is told of."""
    return max(FEWEST, view.viewer.min_group)


def _without(view: View, keys: Sequence[str], *why: str) -> Whole:
    """(n,) 0 for whom the run left out for one of these reasons, else 1."""
    excluded = view.excluded()
    reasons = zip(excluded["person"].to_pylist(), excluded["reason"].to_pylist(), strict=True)
    out = {person for person, reason in reasons if reason in why}
    return np.array([person not in out for person in keys], dtype=np.int64)


def _codes(values: Sequence[object], names: Sequence[object]) -> Whole:
    """Index of each value among the names, -1 where it is none of them."""
    place = {name: i for i, name in enumerate(names)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


def _counted(view: View, keys: Sequence[str]) -> dict[str, tuple[Whole, Whole]]:
    """By measure what each person brings, and out of what."""
    answered = view.answered()
    accepted = answered.filter(pa.array([state != DECLINED for state in answered["state"].to_pylist()], pa.bool_()))
    room = _without(view, keys, NO_ROOM, BUSY)
    takes_on = _without(view, keys, NO_ROOM)  # whose room links that run have filled carries load all the same
    return {
        "links": (_ends(view.links(), keys) * room, room),
        "load": (_ends(_carried(view), keys) * takes_on, takes_on),
        "accepted": (_ends(accepted, keys), _ends(answered, keys)),
    }


def _carried(view: View) -> pa.Table:
    """Columns a, b: pairs that are open or run, each once; a link that was accepted is in both tables."""
    links = view.links()
    open_ = links.filter(
        pa.array([state not in (DECLINED, "done") for state in links["state"].to_pylist()], pa.bool_())
    )
    rows = (
        row for table in (open_, view.running()) for row in zip(*(table[end].to_pylist() for end in "ab"), strict=True)
    )
    pairs = sorted({tuple(sorted(row)) for row in rows})
    return pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}, schema=_PAIRS)


def _ends(pairs: pa.Table, keys: Sequence[str]) -> Whole:
    """(n,) of how many pairs each person is one end."""
    ends = _codes([*pairs["a"].to_pylist(), *pairs["b"].to_pylist()], keys)
    return np.bincount(ends[ends >= 0], minlength=len(keys)).astype(np.int64)
