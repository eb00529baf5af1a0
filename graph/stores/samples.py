"""Small graphs to test stores with: rows by hand, and graphs drawn by Hypothesis."""

from __future__ import annotations

from itertools import product
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from graph import schema


def people(*keys: str, name: str | None = None, unit: str | None = None) -> pa.Table:
    """Rows of Person, all of one name and unit."""
    rows = [{"id": key, "name": name, "unit": unit, "known": True, "active": True, "opted_out": False} for key in keys]
    return pa.Table.from_pylist(rows, schema=schema.node("Person").schema)


def units(*paths: str) -> pa.Table:
    """Rows of Unit."""
    rows = [{"id": path, "name": path.rpartition("/")[2], "depth": path.count("/") + 1} for path in paths]
    return pa.Table.from_pylist(rows, schema=schema.node("Unit").schema)


def ties(run: str, *pairs: str, strength: float = 1.5) -> pa.Table:
    """Rows of TIE of one run; a pair is two letters."""
    flows = {"run": run, "strength": strength, "onward": 1, "back": 2}
    rows = [{"a": a, "b": b, **flows} for a, b in map(tuple, pairs)]
    return pa.Table.from_pylist(rows, schema=schema.relation("TIE").schema)


def links(run: str, *pairs: str) -> pa.Table:
    """Rows of LINK of one run; the pair is the id of the link."""
    rows = [{"a": a, "b": b, "run": run, "link": f"{a}{b}", "kind": "pair"} for a, b in map(tuple, pairs)]
    return pa.Table.from_pylist(rows, schema=schema.relation("LINK").schema)


def feedback(event: str, *pairs: str) -> pa.Table:
    """Rows of FEEDBACK, all of one event and undated; the pair is the id of the link."""
    rows = [{"a": a, "b": b, "link": f"{a}{b}", "event": event} for a, b in map(tuple, pairs)]
    return pa.Table.from_pylist(rows, schema=schema.relation("FEEDBACK").schema)


def contacts(source: str, *pairs: str) -> pa.Table:
    """Rows of CONTACT of one source and week."""
    amounts = {"channel": "mail", "week": 2700, "source": source, "onward": 1, "back": 2, "count": 3}
    rows = [{"a": a, "b": b, "key": f"{source}/mail/2700", **amounts} for a, b in map(tuple, pairs)]
    return pa.Table.from_pylist(rows, schema=schema.relation("CONTACT").schema)


_PERSONS = ("a", "b", "c", "d", "é")
_UNITS = ("U", "U/1", "U/2", "V")
_SKILLS = ("Go", "SQL")
_RUNS = ("r", "s")
_LINKS = ("ab", "ac")

_values = {
    "text": st.sampled_from(["", "x", "ü"]),
    "whole": st.integers(-(2**40), 2**40),
    "real": st.floats(-1e9, 1e9, allow_nan=False),
    "flag": st.booleans(),
}
_told = {  # what a property may be where any text would ask the queries nothing
    "unit": st.sampled_from([None, *_UNITS]),
    "run": st.sampled_from(_RUNS),
    "link": st.sampled_from(_LINKS),
    "source": st.sampled_from(["mail", "chat"]),
    "week": st.sampled_from([None, 1, 2]),
    "count": st.integers(1, 9),
}
_keys = {"Person": _PERSONS, "Unit": _UNITS, "Skill": _SKILLS, "Run": _RUNS, "Projection": ("facts",)}


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, pa.Table]:
    """Small graphs in which all nodes stand and any relationships between them, units in a tree."""
    made = {name: _table(draw, node, [{"id": key} for key in _keys[name]]) for name, node in schema.NODES.items()}
    for name, kind in schema.RELATIONS.items():
        ends = draw(st.lists(st.sampled_from(_pairs(kind)), max_size=8, unique=True))
        made[name] = _table(draw, kind, [{"a": a, "b": b} for a, b in ends])
    return made


def _pairs(kind: schema.Relation) -> list[tuple[str, str]]:
    """Ends that may be together: a unit lies in the one its path says, people stand in order."""
    pairs = [(a, b) for a in _keys[kind.start] for b in _keys[kind.end]]
    if kind.name == "PART_OF":
        return [(a, b) for a, b in pairs if a.rpartition("/")[0] == b]
    return [(a, b) for a, b in pairs if kind.start != kind.end or a < b]


def _table(draw: st.DrawFn, element: schema.Element, rows: list[dict[str, Any]]) -> pa.Table:
    """The rows with values drawn for every property that they lack."""
    for row in rows:
        for declared in element.properties:
            value = _told.get(declared.name, _values[declared.type])
            maybe = value if declared.required else st.none() | value
            row.setdefault(declared.name, draw(maybe))
    return pa.Table.from_pylist(rows, schema=element.schema)


def questions(params: tuple[str, ...]) -> list[dict[str, str]]:
    """Every way to fill in the parameters of a query."""
    choices = {"person": _PERSONS, "a": _PERSONS, "b": _PERSONS, "unit": _UNITS, "run": _RUNS, "link": _LINKS}
    return [dict(zip(params, values, strict=True)) for values in product(*(choices[name] for name in params))]
