"""A synthetic graph as a store takes it, and the ledger that it comes from: seeded, made once, kept in `.bench/`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from graph import facts, schema
from graph.ledger import Ledger

Ints = NDArray[np.int64]

SEED = 21
UNITS = 200
SKILLS = 5_000
SKILLS_EACH = 3
CONTACTS_EACH = 20
INSIDE = 0.7
"""Share of contacts inside a unit."""

WEEKS = 52
FIRST_WEEK = 2900  # weeks since 1970, in 2025
CHANNELS = ("chat", "mail", "meeting")  # sorted, and so is the key that holds them
ROW_GROUP = 100_000
MILLION = 1_000_000


def write(folder: Path, people: int) -> None:
    """Writes one Parquet file an element for so many people into `folder`, and a ledger, unless they stand there."""
    if (folder / "done").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(SEED)
    unit = np.sort(rng.integers(0, UNITS, people))
    keys = pa.array([f"p{number:07d}" for number in range(people)])
    for name, table in (
        ("Person", _people(keys, unit)),
        ("Unit", _units()),
        ("Skill", pa.table({"id": [f"skill {number}" for number in range(SKILLS)]})),
        ("MEMBER_OF", pa.table({"a": keys, "b": _unit_names(unit), "first": np.ones(people, dtype=np.bool_)})),
        ("HAS_SKILL", _skills(keys, rng)),
        ("CONTACT", _contacts(keys, unit, rng)),
    ):
        pq.write_table(
            table.cast(schema.element(name).schema),
            folder / f"{name}.parquet",
            compression="zstd",
            row_group_size=ROW_GROUP,
        )
    _write_ledger(folder)
    (folder / "done").touch()


def _write_ledger(folder: Path) -> None:
    """The same people, skills and contacts as facts: a message for each weekly contact."""
    people, skills = (pq.read_table(folder / f"{name}.parquet") for name in ("Person", "HAS_SKILL"))
    with Ledger(folder / "ledger").stage() as staging:
        units = pa.array([[unit] for unit in people["unit"].to_pylist()])
        staging.replace("people", "people", _facts(facts.PEOPLE, person=people["id"], name=people["name"], units=units))
        taught = {"person": skills["a"], "skill": skills["b"], "strength": skills["strength"]}
        said = {"kind": "offer", "evidence": "declared"}
        staging.replace("skills", "skills", _facts(facts.SKILLS, **taught, **said))
        for batch in pq.ParquetFile(folder / "CONTACT.parquet").iter_batches(ROW_GROUP):
            staging.add_messages("bench", _messages(pa.Table.from_batches([batch])))
        staging.commit()


def _messages(contacts: pa.Table) -> pa.Table:
    return _facts(
        facts.MESSAGES,
        sender=contacts["a"],
        recipients=pa.array([[b] for b in contacts["b"].to_pylist()]),
        channel=contacts["channel"],
        day=pc.multiply(contacts["week"], 7),
        amount=1.0,
    )


def _facts(schema: pa.Schema, **columns: Any) -> pa.Table:
    """Columns, or one value for all rows, as a table of facts; what is not given is null."""
    rows = next(len(column) for column in columns.values() if not isinstance(column, str | float))
    whole = {
        name: pa.repeat(pa.scalar(column), rows) if isinstance(column, str | float) else column
        for name, column in columns.items()
    }
    made = [whole.get(field.name, pa.nulls(rows, field.type)) for field in schema]
    return pa.table([column.cast(field.type) for column, field in zip(made, schema, strict=True)], schema=schema)


def _people(keys: pa.Array, unit: Ints) -> pa.Table:
    count, yes = len(keys), np.ones(len(keys), dtype=np.bool_)
    columns = {
        "id": keys,
        "name": pa.array([f"Person {number}" for number in range(count)]),
        "unit": _unit_names(unit),
        "level": pa.array([str(1 + number % 6) for number in range(count)]),
        "location": pa.nulls(count, pa.string()),
        "function": pa.nulls(count, pa.string()),
        "known": yes,
        "active": yes,
        "opted_out": ~yes,
    }
    return pa.table(columns)


def _unit_names(unit: Ints) -> pa.Array:
    return pa.array([f"Unit {number:03d}" for number in range(UNITS)]).take(pa.array(unit))


def _units() -> pa.Table:
    names = _unit_names(np.arange(UNITS))
    return pa.table({"id": names, "name": names, "depth": np.ones(UNITS, dtype=np.int64)})


def _skills(keys: pa.Array, rng: np.random.Generator) -> pa.Table:
    """`SKILLS_EACH` distinct skills a person, some held by many."""
    first = (SKILLS * rng.beta(0.6, 2, len(keys))).astype(np.int64)
    skill = ((first[:, None] + np.arange(SKILLS_EACH) * 7) % SKILLS).ravel()
    count = len(skill)
    return pa.table(
        {
            "a": keys.take(pa.array(np.repeat(np.arange(len(keys)), SKILLS_EACH))),
            "b": pa.array([f"skill {number}" for number in skill]),
            "source": pa.repeat(pa.scalar("skills"), count),
            "evidence": pa.repeat(pa.scalar("declared"), count),
            "origin": pa.repeat(pa.scalar(""), count),
            "strength": rng.integers(1, 6, count).astype(np.float64),
            "as_of": pa.nulls(count, pa.int64()),
        }
    )


def _contacts(keys: pa.Array, unit: Ints, rng: np.random.Generator) -> pa.Table:
    """Distinct (pair, channel, week), sorted by the start as `weekly_contacts` gives them."""
    a, b, channel, week = np.unique(_drawn(unit, CONTACTS_EACH * len(keys), rng), axis=1)
    names = pa.array(CHANNELS).take(pa.array(channel))
    key = [f"bench/{CHANNELS[c]}/{FIRST_WEEK + w}" for c, w in zip(channel.tolist(), week.tolist(), strict=True)]
    return pa.table(
        {
            "a": keys.take(pa.array(a)),
            "b": keys.take(pa.array(b)),
            "key": pa.array(key),
            "channel": names,
            "week": FIRST_WEEK + week,
            "source": pa.repeat(pa.scalar("bench"), len(a)),
            "onward": rng.integers(0, 9 * MILLION, len(a)),
            "back": rng.integers(0, 9 * MILLION, len(a)),
            "count": rng.integers(1, 40, len(a)),
        }
    )


def _drawn(unit: Ints, count: int, rng: np.random.Generator) -> Ints:
    """Pairs with a channel and a week: four rows of `count` (some more, for repeats)."""
    people, more = len(unit), count + count // 10
    a, b = rng.integers(0, people, (2, more))
    start = np.searchsorted(unit, np.arange(UNITS + 1))
    size = np.maximum(np.diff(start)[unit[a]], 1)
    inside = rng.random(more) < INSIDE
    b = np.where(inside, start[unit[a]] + b % size, b)
    a, b = np.minimum(a, b), np.maximum(a, b)
    kept = np.flatnonzero(a < b)[:count]
    return np.stack([a[kept], b[kept], rng.integers(0, len(CHANNELS), len(kept)), rng.integers(0, WEEKS, len(kept))])


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
