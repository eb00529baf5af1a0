"""Groups too small to be judged: put together with their small siblings, else left out. Gaps only use this.

Closure, participation and whether a pair lies across use the groups as they were given.
"""

from __future__ import annotations

import numpy as np

from graph.boundaries import Boundary
from graph.facts import MIN_GROUP


def merge_small(boundary: Boundary) -> Boundary:
    """Merges groups under `MIN_GROUP` people with their siblings under `MIN_GROUP`, and leaves out what stays small.

    The merged group of `Sales` is `Sales/other units of Sales`, a sibling of the other units of Sales; at the top, and
    for kinds without a tree, it is `other units of the organisation`.

    Args:
        boundary: Any boundary; groups without people do not matter.

    Returns:
        The boundary of the groups that have `MIN_GROUP` people or more, names sorted; everybody else has code -1.
    """
    sizes = boundary.sizes()
    names = [_merged_name(boundary, i) if 0 < sizes[i] < MIN_GROUP else name for i, name in enumerate(boundary.groups)]
    people = dict.fromkeys(names, 0)
    for name, size in zip(names, sizes.tolist(), strict=True):
        people[name] += size
    groups = tuple(sorted(name for name, size in people.items() if size >= MIN_GROUP))
    return regroup(boundary, names, groups)


def regroup(boundary: Boundary, names: list[str], groups: tuple[str, ...]) -> Boundary:
    """The same people in the groups `groups`, where group i of the boundary is now called `names[i]`.

    Args:
        boundary: The boundary to start from.
        names: New name of each of its groups; several may share one.
        groups: The groups to keep, in order; people of any other group get code -1.
    """
    place = {name: i for i, name in enumerate(groups)}
    lookup = np.array([place.get(name, -1) for name in names] + [-1], dtype=np.int32)
    return Boundary(boundary.kind, groups, lookup[boundary.codes], boundary.tree)


def _merged_name(boundary: Boundary, group: int) -> str:
    parent = boundary.parent(group)
    whole = parent.rpartition("/")[2] or "the organisation"
    name = f"other {boundary.kind}s of {whole}"
    return f"{parent}/{name}" if parent else name
