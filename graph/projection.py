"""Facts and runs as the tables that a graph store takes, in the columns of `schema`; no store is touched here.

Who opted out keeps no name in the store, who left keeps only a key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import schema
from graph.ledger import Ledger
from graph.network import TIE_SCALE
from graph.organisation import Organisation, skill_facts
from graph.results import Results
from graph.roster import People

SKILL_KINDS = {"HAS_SKILL": "offer", "WANTS_SKILL": "wish"}


def people(organisation: Organisation, ledger: Ledger) -> dict[str, pa.Table]:
    """Everything but contacts and runs: a table each for people, units, skills and what holds them together."""
    made = {
        "Person": pa.concat_tables([_active(organisation.people), _departed(organisation, ledger)]).sort_by("id"),
        "MEMBER_OF": _memberships(organisation.people),
        **_unit_tree(organisation.people),
    }
    facts = skill_facts(ledger)
    facts = facts.filter(pc.is_in(facts["person"], made["Person"]["id"]))
    skills = pc.unique(facts["skill"]).sort()
    return {
        **made,
        "Skill": pa.table([skills], schema=schema.node("Skill").schema),
        **{relation: _evidence(facts, relation) for relation in SKILL_KINDS},
    }


def contacts(weekly: pa.Table) -> pa.Table:
    """Weekly contacts, schema `gather.WEEKLY`, with the key that tells those of a pair apart."""
    week = pc.fill_null(weekly["week"].cast(pa.string()), "undated")
    key = pc.binary_join_element_wise(weekly["source"], weekly["channel"], week, "/")
    return weekly.append_column("key", key)


def ties(run: Results, people: pa.ChunkedArray) -> pa.Table:
    """Ties of one run between the people named, whatever that run knew."""
    table = _between(run.table("network"), people)
    strength = pc.divide(pc.add(table["onward"], table["back"]).cast(pa.float64(), safe=False), float(TIE_SCALE))
    return table.append_column("strength", strength).append_column("run", _repeated(run.run, table))


def links(run: Results, people: pa.ChunkedArray) -> pa.Table:
    """Links of one run between the people named."""
    table = _between(run.table("links"), people)
    return table.select([name for name in schema.relation("LINK").schema.names if name in table.column_names])


def feedback(facts: pa.Table, people: pa.ChunkedArray) -> pa.Table:
    """What became of links between the people named, with the first day of each event; nobody's word it was."""
    key = ["a", "b", *schema.relation("FEEDBACK").identity]
    first = _between(facts, people).group_by(key).aggregate([("day", "min")]).rename_columns({"day_min": "day"})
    return first.sort_by([(name, "ascending") for name in key])


def runs(finished: Iterable[Results]) -> pa.Table:
    """One row a run, from its manifest."""
    rows = [
        {
            "id": run.run,
            "version": run.manifest.get("versions", {}).get("bothways"),
            "facts": run.manifest.get("facts"),
            "seed": run.manifest.get("settings", {}).get("seed"),
            "as_of": run.manifest.get("as_of"),
        }
        for run in finished
    ]
    return pa.Table.from_pylist(rows, schema=schema.node("Run").schema)


def _between(table: pa.Table, people: pa.ChunkedArray) -> pa.Table:
    return table.filter(pc.and_(pc.is_in(table["a"], people), pc.is_in(table["b"], people)))


def _repeated(value: str, table: pa.Table) -> pa.Array:
    return pa.repeat(pa.scalar(value, pa.string()), table.num_rows)


def _active(people: People) -> pa.Table:
    """Whom the organisation knows as of its day, accounts that are in no roster among them."""
    return _person_table(
        id=people.keys,
        name=[None if out else name or None for name, out in zip(people.names, people.opted_out, strict=True)],
        unit=[paths[0] if paths else None for paths in people.units],
        level=[rank or None for rank in people.ranks],
        location=[place or None for place in people.locations],
        function=[work or None for work in people.functions],
        known=people.known,
        active=np.ones(len(people.keys), dtype=np.bool_),
        opted_out=people.opted_out,
    )


def _departed(organisation: Organisation, ledger: Ledger) -> pa.Table:
    """People of the roster who are not here as of the day; their contacts are."""
    facts = ledger.snapshot("people")
    gone = sorted(set(facts["person"].to_pylist()) - set(organisation.people.keys))
    out = set(facts.filter(pc.fill_null(facts["opt_out"], fill_value=False))["person"].to_pylist())
    nothing = [None] * len(gone)
    return _person_table(
        id=gone,
        name=nothing,
        unit=nothing,
        level=nothing,
        location=nothing,
        function=nothing,
        known=[True] * len(gone),
        active=[False] * len(gone),
        opted_out=[person in out for person in gone],
    )


def _person_table(**columns: Sequence[Any] | NDArray[np.bool_]) -> pa.Table:
    made = schema.node("Person").schema
    return pa.table([pa.array(columns[field.name], field.type) for field in made], schema=made)


def _memberships(people: People) -> pa.Table:
    rows = [
        {"a": person, "b": path, "first": place == 0}
        for person, paths in zip(people.keys, people.units, strict=True)
        for place, path in enumerate(dict.fromkeys(paths))
    ]
    return pa.Table.from_pylist(rows, schema=schema.relation("MEMBER_OF").schema)


def _unit_tree(people: People) -> dict[str, pa.Table]:
    """Every unit that somebody is in, and every unit above one."""
    paths = sorted({above for path in {path for own in people.units for path in own} for above in _way_up(path)})
    units = [{"id": path, "name": path.rpartition("/")[2], "depth": path.count("/") + 1} for path in paths]
    parts = [{"a": path, "b": path.rpartition("/")[0]} for path in paths if "/" in path]
    return {
        "Unit": pa.Table.from_pylist(units, schema=schema.node("Unit").schema),
        "PART_OF": pa.Table.from_pylist(parts, schema=schema.relation("PART_OF").schema),
    }


def _way_up(path: str) -> list[str]:
    """A unit's path and those above it."""
    parts = path.split("/")
    return ["/".join(parts[:depth]) for depth in range(len(parts), 0, -1)]


def _evidence(facts: pa.Table, relation: str) -> pa.Table:
    """Offers or wishes, one row a piece of evidence; of several that differ in strength alone the strongest."""
    rows = facts.filter(pc.equal(facts["kind"], SKILL_KINDS[relation]))
    rows = rows.set_column(rows.schema.get_field_index("origin"), "origin", pc.fill_null(rows["origin"], ""))
    key = ["person", "skill", "source", "evidence", "origin"]
    strongest = rows.group_by(key).aggregate([("strength", "max"), ("as_of", "max")])
    return strongest.rename_columns(["a", "b", *key[2:], "strength", "as_of"]).sort_by(
        [(name, "ascending") for name in ("a", "b", *key[2:])]
    )
