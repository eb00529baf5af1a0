"""The reporting tree: who is a root, who stands in a cycle, which branch somebody belongs to, how high they stand.

People are numbers here; `manager[p]` is the manager of p, -1 without one. A person who reports to themself is a root.
"""

from __future__ import annotations

from collections.abc import Sequence


def cycles(manager: Sequence[int]) -> list[int]:
    """Everybody who reports, over others, to themself; sorted. A root that names itself is no cycle."""
    state = [0] * len(manager)  # 0 unseen, 1 on the path being walked, 2 done
    caught: list[int] = []
    for start in range(len(manager)):
        path: list[int] = []
        person = start
        while person >= 0 and state[person] == 0:
            state[person] = 1
            path.append(person)
            person = manager[person] if manager[person] != person else -1
        if person >= 0 and state[person] == 1:
            caught.extend(path[path.index(person) :])
        for seen in path:
            state[seen] = 2
    return sorted(caught)


def heads(manager: Sequence[int]) -> list[int]:
    """Whose branch each person belongs to, -1 for none; `manager` holds no cycle.

    With one tree the branches hang under its root, who belongs to none. With several trees each is a branch of its
    own, its root included. Somebody with neither manager nor reports belongs to none.
    """
    reports = _reports(manager)
    roots = [p for p, above in enumerate(manager) if above < 0 and reports[p]]
    tops = reports[roots[0]] if len(roots) == 1 else roots
    head = [-1] * len(manager)
    for top in tops:
        for person in _below(top, reports):
            head[person] = top
    return head


def heights(manager: Sequence[int]) -> list[int]:
    """1 + the longest reporting chain below each person; `manager` holds no cycle."""
    height = [1] * len(manager)
    reports = _reports(manager)
    roots = [p for p, above in enumerate(manager) if above < 0]
    for root in roots:
        for person in reversed(_below(root, reports)):
            height[person] = 1 + max((height[report] for report in reports[person]), default=0)
    return height


def _reports(manager: Sequence[int]) -> list[list[int]]:
    reports: list[list[int]] = [[] for _ in manager]
    for person, above in enumerate(manager):
        if above >= 0:
            reports[above].append(person)
    return reports


def _below(top: int, reports: list[list[int]]) -> list[int]:
    """`top` and everybody below, each after their manager."""
    order = [top]
    for person in order:
        order.extend(reports[person])
    return order
