"""Who got links, load and answers in a run, group by group: by level, or by what people declared of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.exposure import FEWEST, Share, compare
from graph.feedback import DECLINED, DONE
from graph.privacy import View
from graph.suggest.excluded import NO_ROOM

MEASURES = ("links", "load", "accepted")
"""Links of the run a person; what is open or runs, each once; of answered links the share accepted. The first two are
of the same people, all who take on links, so that nobody can count by subtraction whose room is full."""

Whole = NDArray[np.int64]
Pair = tuple[str, str]


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


def _take_on(view: View, keys: Sequence[str]) -> Whole:
    """(n,) 1 for whoever takes on links at all, also where links that run take all their room; else 0."""
    excluded = view.excluded()
    reasons = zip(excluded["person"].to_pylist(), excluded["reason"].to_pylist(), strict=True)
    out = {person for person, reason in reasons if reason == NO_ROOM}
    return np.array([person not in out for person in keys], dtype=np.int64)


def _codes(values: Sequence[object], names: Sequence[object]) -> Whole:
    """Index of each value among the names, -1 where it is none of them."""
    place = {name: i for i, name in enumerate(names)}
    return np.array([place.get(value, -1) for value in values], dtype=np.int64)


def _counted(view: View, keys: Sequence[str]) -> dict[str, tuple[Whole, Whole]]:
    """By measure what each person brings, and out of what."""
    answered = view.answered()
    takes_on = _take_on(view, keys)
    return {
        "links": (_ends(_pairs(view.links()), keys) * takes_on, takes_on),
        "load": (_ends(_carried(view), keys) * takes_on, takes_on),
        "accepted": (_ends(_pairs(answered, DECLINED), keys), _ends(_pairs(answered), keys)),
    }


def _carried(view: View) -> list[Pair]:
    """What is open or runs, each once: a link that was accepted is in both tables."""
    return sorted({*_pairs(view.links(), DECLINED, DONE), *_pairs(view.running())})


def _pairs(links: pa.Table, *but: str) -> list[Pair]:
    """The two of each link that is in none of some states."""
    rows = zip(*(links[name].to_pylist() for name in ("a", "b", "state")), strict=True)
    return [(a, b) for a, b, state in rows if state not in but]


def _ends(pairs: Sequence[Pair], keys: Sequence[str]) -> Whole:
    """(n,) of how many pairs each person is one end."""
    ends = _codes([key for pair in pairs for key in pair], keys)
    return np.bincount(ends[ends >= 0], minlength=len(keys)).astype(np.int64)
