"""Tables about single people without the people: what is left of a link when nobody may be found in it.

Person columns go, and with them the sentences and dates that could tell who it is. A skill that fewer people than the
floor could teach is not named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from graph.privacy import View
from graph.suppression import blank

DROPPED: Mapping[str, tuple[str, ...]] = {
    "links": ("a", "b", "common_ground", "explanation"),
    "evidence": ("as_of", "source"),
    "candidates": ("a", "b"),
}
"""Columns that are absent: keys of people, and texts and dates that could tell who it is."""

TEACHER = {"a_teaches": "a", "b_teaches": "b"}
"""Columns that name a skill, and the one who teaches it."""


def tables(view: View) -> dict[str, pa.Table]:
    """Links, evidence and candidates of a viewer who may see people, without these."""
    seen = {name: view.table(name) for name in DROPPED}
    rare = _rare([seen["links"], seen["candidates"]], view.viewer.min_group)
    return {name: _without(rare, seen[name]).drop_columns(list(columns)) for name, columns in DROPPED.items()}


def _rare(rows: list[pa.Table], floor: int) -> frozenset[str]:
    """Skills that fewer people than the floor could teach in these pairs."""
    teachers: dict[str, set[str]] = defaultdict(set)
    for table in rows:
        for skill, teacher in TEACHER.items():
            for name, person in zip(table[skill].to_pylist(), table[teacher].to_pylist(), strict=True):
                if name:
                    teachers[name].add(person)
    return frozenset(skill for skill, people in teachers.items() if len(people) < floor)


def _without(rare: frozenset[str], table: pa.Table) -> pa.Table:
    """The table without the names of rare skills."""
    for column in (*TEACHER, "skill"):
        if column in table.column_names:
            hidden = np.array([name in rare for name in table[column].to_pylist()], dtype=bool)
            table = blank(table, hidden, (column,))
    return table
