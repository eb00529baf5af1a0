"""What people declared of themselves for an audit: a table of a person and a group, read here and kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import InputError
from ingest.columns import TABLES, Layout, plain
from ingest.findings import Rejects
from ingest.readers import open_table
from ingest.rows import Rows

GROUP = "group"


def read_declared(path: Path, column: str | None = None) -> pa.Table:
    """The groups of a file by person: columns person and group, texts, in order of key.

    Whoever declared nothing, or two things, is left out.

    Columns that are never stored may be read here: nothing of this file is stored.

    Args:
        path: Any table file.
        column: The column that holds the group; None takes the only one beside the person's.

    Raises:
        InputError: The file is refused, has no column of people, or leaves open which column is meant.
    """
    table = open_table(path)
    person = _person(table.columns, table.where)
    group = _group(table.columns, person, column, table.where)
    names = {"person": table.columns[person], GROUP: table.columns[group]}
    layout = Layout("people", {"person": person, GROUP: group}, names)
    rejects, parts = (
        Rejects(table.name, part=table.part),
        [pa.table({name: pa.array([], pa.string()) for name in names})],
    )
    for batch in table.read():
        rows = Rows(batch, layout, rejects, lambda: True)
        parts.append(pa.table({"person": rows.key("person"), GROUP: rows.text(GROUP)}))
    said = pa.concat_tables(parts)
    rejects.judge(said.num_rows, None)
    return _of_one_mind(said.drop_null())


def _of_one_mind(said: pa.Table) -> pa.Table:
    """Everybody once, by key; who is in two groups is in none, whichever row stands first."""
    groups = said.group_by(["person", GROUP]).aggregate([])
    count = groups.group_by("person").aggregate([([], "count_all")])
    once = count.filter(pc.equal(count["count_all"], 1))["person"].combine_chunks()
    return groups.filter(pc.is_in(groups["person"], once)).sort_by("person").select(["person", GROUP])


def _person(columns: tuple[str, ...] | list[str], where: str) -> int:
    known = next(field for field in TABLES["people"] if field.name == "person").names
    for name in known:
        for place, column in enumerate(columns):
            if plain(column) == name:
                return place
    raise InputError("no column says who a row is about", where=where, cure="call the column with the key person")


def _group(columns: tuple[str, ...] | list[str], person: int, column: str | None, where: str) -> int:
    others = [place for place, name in enumerate(columns) if place != person and name]
    wanted = [place for place in others if column is None or plain(columns[place]) == plain(column)]
    if len(wanted) == 1:
        return wanted[0]
    listed = ", ".join(repr(columns[place]) for place in others) or "none"
    if column is None:
        raise InputError(
            f"which column holds the group is open: beside the person's there are {listed}",
            where=where,
            cure="name it with --column",
        )
    raise InputError(f"there is no column {column!r}", where=where, cure=f"give one of {listed} as --column")
