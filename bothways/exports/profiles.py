"""What stands in an export: the tables of a run as its viewer may see them, with people named, hidden or left out.

named          person columns hold the workspace's person key
pseudonymous   a keyed hash instead, stable within the workspace; no display names, no link ids that give it away
aggregate      nobody: no person columns, no table that is about people only, no skill that few could teach
"""

from __future__ import annotations

from enum import StrEnum

import pyarrow as pa

from bothways.exports import grouped
from bothways.exports.pseudonyms import Hide, hider
from graph.privacy import View
from graph.results import TABLES, Results
from graph.viewer import Viewer


class Profile(StrEnum):
    """How people stand in an export."""

    NAMED = "named"
    PSEUDONYMOUS = "pseudonymous"
    AGGREGATE = "aggregate"


PERSONAL = ("people", "bridges", "single_points", "excluded")
"""Tables that say something of single people and nothing else."""

SHARED = (
    "links", "evidence", "gaps", "units", "people", "bridges", "single_points", "reach", "candidates", "excluded",
    "effect", "skills", "trend",
)  # fmt: skip
"""Tables that leave the workspace, in the order of the documentation; the network itself does not."""

KEPT_BACK = ("opted_out",)
"""Columns of a run that `View` never hands out."""

PERSON_COLUMNS = ("person", "a", "b")
UNIT_COLUMNS = ("unit", "unit_a", "unit_b", "cell")
BRANCH = "Branch "
"""How a unit that comes from the reporting tree is called, before the key of the person at its head."""
BETWEEN = " | "
"""What stands between the two units of a cell."""

NAMES = ("name", "only_holder", "skills_lost", "terms", "opens")
"""Columns that say who it is, by name, by what nobody else can, by their place in a list of people, or by a figure that
may hold what is one person's; dropped under `pseudonymous` and `aggregate` (the sentences of a link say A and B).
Whoever knows the house knows the one who alone holds a skill, whatever the key."""


def viewer(profile: Profile, min_group: int) -> Viewer:
    """Whose eyes an export is seen through: `aggregate` is what somebody sees who sees groups only."""
    return Viewer(role="leader" if profile is Profile.AGGREGATE else "analyst", min_group=min_group)


def tables(results: Results, profile: Profile, *, min_group: int, key: bytes = b"") -> dict[str, pa.Table]:
    """The tables of an export by name.

    Args:
        results: A finished run.
        profile: How people stand in it.
        min_group: Floor on the size of a group that is shown.
        key: The workspace's secret; only `named` does without it.
    """
    view = View(results, viewer(profile, min_group))
    made = {name: view.table(name) for name in SHARED}
    if profile is Profile.AGGREGATE:
        made |= grouped.tables(View(results, viewer(Profile.NAMED, min_group)))
        made = {name: table for name, table in made.items() if name not in PERSONAL}
    if profile is Profile.NAMED:
        return made
    if view.summary().units_from == "tree":
        made = {name: _branches_hidden(table, hider(key, "person")) for name, table in made.items()}
    return {name: _people_hidden(name, table, key) for name, table in made.items()}


def _people_hidden(name: str, table: pa.Table, key: bytes) -> pa.Table:
    """A table without names; its link ids are hidden too, because they are a digest of the pair's keys."""
    table = table.drop_columns([column for column in NAMES if column in table.column_names])
    table = _replaced(table, PERSON_COLUMNS, hider(key, "person"))
    table = _replaced(table, ("link",), hider(key, "link"))
    return _sorted(name, table)


def _sorted(name: str, table: pa.Table) -> pa.Table:
    """Rows by their key as far as it is left, then by all else: no order of people that are not in the table stays."""
    key = [column for column in TABLES[name].metadata[b"key"].decode().split(",") if column in table.column_names]
    order = [*key, *(column for column in table.column_names if column not in key)]
    return table.sort_by([(column, "ascending") for column in order])


def _branches_hidden(table: pa.Table, hide: Hide) -> pa.Table:
    """A table in which the branches of a reporting tree are no longer called by the key of the person at their head."""

    def renamed(column: pa.ChunkedArray) -> pa.Array:
        cells = [None if text is None else text.split(BETWEEN) for text in column.to_pylist()]
        heads = sorted({unit.removeprefix(BRANCH) for cell in cells for unit in cell or () if unit.startswith(BRANCH)})
        hidden = hide(pa.chunked_array([pa.array(heads, pa.string())])).to_pylist()
        known = {f"{BRANCH}{head}": f"{BRANCH}{other}" for head, other in zip(heads, hidden, strict=True)}
        return pa.array(
            [None if cell is None else BETWEEN.join(known.get(unit, unit) for unit in cell) for cell in cells],
            pa.string(),
        )

    return _replaced(table, UNIT_COLUMNS, renamed)


def _replaced(table: pa.Table, columns: tuple[str, ...], hide: Hide) -> pa.Table:
    for column in columns:
        if column in table.column_names:
            table = table.set_column(table.column_names.index(column), column, hide(table[column]))
    return table
