"""A run's folder: its tables, their schemas, how they are written and read.

Tables are sorted by their key and hold floats of 6 significant digits, so the same facts give the same bytes.
Nothing here decides who may see what; that is `privacy`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.errors import BrokenError, UsageError
from graph.seal import sealed

if TYPE_CHECKING:
    from graph.network import Network

SIGNIFICANT = 6


def _schema(key: str, **columns: str) -> pa.Schema:
    """A table's columns in order; `key` names those that it is sorted by."""
    types = {"text": pa.string(), "whole": pa.int64(), "real": pa.float64(), "flag": pa.bool_(), "day": pa.date32()}
    return pa.schema([(name, types[kind]) for name, kind in columns.items()], metadata={"key": key})


TABLES: dict[str, pa.Schema] = {
    "links": _schema(
        "rank,link",
        run="text",
        link="text",
        kind="text",
        a="text",
        b="text",
        a_teaches="text",
        b_teaches="text",
        unit_a="text",
        unit_b="text",
        boundaries="text",
        score="real",
        score_a="real",
        score_b="real",
        plausibility="real",
        rank="whole",
        opens="real",
        gap_before="real",
        gap_after="real",
        hours_per_month="real",
        common_ground="text",
        reach_gain_a="whole",
        reach_gain_b="whole",
        arm="text",
        exchange="text",
        state="text",
        explanation="text",
    ),
    "evidence": _schema(
        "link,direction,skill,kind,source",
        link="text",
        direction="text",
        skill="text",
        kind="text",
        strength="real",
        as_of="day",
        source="text",
    ),
    "gaps": _schema(
        "boundary,unit_a,unit_b",
        run="text",
        boundary="text",
        level_used="whole",
        unit_a="text",
        unit_b="text",
        people_a="whole",
        people_b="whole",
        observed="whole",
        expected="real",
        gap="real",
        share="real",
        z="real",
        p="real",
        null="text",
        finding="text",
        bridged_by="whole",
        needs_a="text",
        needs_b="text",
        suppressed="flag",
    ),
    "units": _schema(
        "boundary,unit",
        run="text",
        boundary="text",
        unit="text",
        people="whole",
        ties="whole",
        ei_index="real",
        ei_expected="real",
        z="real",
        insularity="real",
        bubble_index="real",
        bubble_expected="real",
        basis="text",
    ),
    "people": _schema(
        "person",
        run="text",
        person="text",
        name="text",
        unit="text",
        location="text",
        function="text",
        level="text",
        degree="whole",
        strength="real",
        constraint="real",
        effective_size="real",
        participation="real",
        bridging="real",
        bridging_person="flag",
        brokerage="real",
        betweenness="real",
        betweenness_residual="real",
        uncertain="flag",
        basis="text",
        community="whole",
        core="whole",
        cut_point="flag",
        balance="real",
        informal="real",
        informal_leader="flag",
        load="whole",
        overloaded="flag",
        opted_out="flag",
    ),
    "bridges": _schema(
        "boundary,unit_a,unit_b,person",
        run="text",
        boundary="text",
        unit_a="text",
        unit_b="text",
        person="text",
        ties="whole",
        carry="real",
    ),
    "single_points": _schema(
        "person", run="text", person="text", pairs_lost="whole", people_separated="whole", skills_lost="text"
    ),
    "reach": _schema(
        "measure,level", run="text", measure="text", level="text", people="whole", others="whole", median="real"
    ),
    "candidates": _schema(
        "a,b",
        a="text",
        b="text",
        w="real",
        plausibility="real",
        cell="text",
        a_teaches="text",
        value_b="real",
        b_teaches="text",
        value_a="real",
        terms="text",
    ),
    "excluded": _schema("person", run="text", person="text", reason="text"),
    "effect": _schema(
        "measure",
        run="text",
        measure="text",
        before="real",
        after="real",
        random_swap="real",
        basis="text",
        low="real",
        high="real",
        popular="real",
        accepted_low="real",
        accepted_high="real",
    ),
    "skills": _schema(
        "skill",
        run="text",
        skill="text",
        holders="whole",
        only_holder="text",
        unevenness="real",
        new_before="whole",
        new_lately="whole",
        growth="real",
        p="real",
        emerging="flag",
    ),
    "trend": _schema(
        "measure",
        run="text",
        measure="text",
        earlier="real",
        later="real",
        p="real",
        clear="flag",
        placebo="real",
        placebo_p="real",
        weeks="whole",
        active="whole",
    ),
    "running": _schema(
        "link",
        run="text",
        link="text",
        a="text",
        b="text",
        until="day",
        weeks="whole",
        weeks_met="whole",
        weeks_silent="whole",
        fading="flag",
    ),
    "network": _schema("a,b", a="text", b="text", onward="whole", back="whole"),
}
"""Columns of every table of a run. `value_a` is what a learns; `people.name` is display only,
`people.opted_out` never leaves `privacy`."""


SINCE = ("running",)
"""Tables that a run of before does not have: empty there."""


def rounded(table: pa.Table) -> pa.Table:
    """The table with its floats at `SIGNIFICANT` digits (nulls stay null)."""
    for i, column in enumerate(table.schema):
        if pa.types.is_floating(column.type):
            values = [None if v is None else float(f"{v:.{SIGNIFICANT}g}") + 0.0 for v in table.column(i).to_pylist()]
            table = table.set_column(i, column, pa.array(values, column.type))
    return table


def table(name: str, rows: Mapping[str, Any]) -> pa.Table:
    """A run table from columns (arrays or lists) in any order, sorted by its key, floats rounded.

    Args:
        name: One of `TABLES`.
        rows: Column name to values; every column of the schema must be there. NaN becomes null.
    """
    schema = TABLES[name]
    columns = [_column(rows[column.name], column.type) for column in schema]
    made = pa.table(columns, schema=schema)
    key = [(part, "ascending") for part in schema.metadata[b"key"].decode().split(",")]
    return rounded(made.sort_by(key))


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        return pa.array(values, kind, from_pandas=True)
    return pa.array(values, kind)


@dataclass(frozen=True)
class Results:
    """One finished run, read from its folder table by table, when asked."""

    folder: Path
    _read: dict[str, pa.Table] = field(default_factory=dict, repr=False, compare=False)

    @property
    def run(self) -> str:
        """The run's id."""
        return self.folder.name

    def table(self, name: str) -> pa.Table:
        """One table of `TABLES`; columns that came later than the run are null.

        Raises:
            BrokenError: The run's folder lacks it, or it is damaged.
        """
        if name not in self._read:
            path = self.folder / f"{name}.parquet"
            if name in SINCE and not path.exists():
                return TABLES[name].empty_table()
            if not path.exists():
                raise BrokenError(f"the run has no table {name}", where=str(path), cure="run `bothways run` again")
            try:
                self._read[name] = _completed(name, pq.ParquetFile(path).read())
            except (OSError, ValueError, KeyError, pa.ArrowException) as error:
                raise _unreadable("table", path) from error
        return self._read[name]

    @cached_property
    def network(self) -> Network:
        """Its people and ties as networkx's functions take them: all who are in a table of the run, by their keys."""
        from graph.network import Network  # noqa: PLC0415 - few readers of a run compute anything

        people, ties = self.table("people"), self.table("network")
        keys = _sorted(pa.chunked_array([*people["person"].chunks, *ties["a"].chunks, *ties["b"].chunks]))
        known = people.select(["unit", "location", "function", "level"]).take(pc.index_in(keys, people["person"]))
        units = pc.index_in(known["unit"], _sorted(people["unit"].drop_null())).fill_null(-1).to_numpy()
        return Network.from_ties(tuple(keys.to_pylist()), ties, units=units, attributes=known)

    def having(self, tables: Mapping[str, pa.Table]) -> Results:
        """The same run with some of its tables read elsewhere."""
        return Results(self.folder, {**self._read, **tables})

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """Versions, settings, seed, digest of the facts, counts: what `_manifest.json` holds."""
        return self._document("manifest")

    @cached_property
    def audit(self) -> dict[str, Any]:
        """What was checked about the run itself."""
        return self._document("audit")

    @cached_property
    def certificate(self) -> dict[str, Any]:
        """How good its portfolio is at least, with all that is needed to check it; empty for a run of before."""
        return self._document("certificate") if (self.folder / "certificate.json").exists() else {}

    def _document(self, name: str) -> dict[str, Any]:
        path = self.folder / f"{name}.json"
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _unreadable("document", path) from error
        if not isinstance(document, dict):
            raise _unreadable("document", path)
        return document


def _completed(name: str, table: pa.Table) -> pa.Table:
    """The table with the columns that came after it was written; a KeyError where it is another one."""
    table.select(TABLES[name].metadata[b"key"].decode().split(","))
    for column in TABLES[name]:
        if column.name not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, column.type))
    return table


def _sorted(texts: pa.ChunkedArray) -> pa.Array:
    """Every text once, in order."""
    once = pc.unique(texts)
    return once.take(pc.sort_indices(once))


def _unreadable(what: str, path: Path) -> BrokenError:
    return BrokenError(f"the run's {what} {path.stem} cannot be read", where=str(path), cure="run `bothways run` again")


def write(runs: Path, run: str, tables: Mapping[str, pa.Table], documents: Mapping[str, Mapping[str, Any]]) -> Results:
    """Writes a run's folder and makes it the latest; whoever reads sees the whole run or none of it.

    Args:
        runs: The workspace's `runs/`.
        run: Id of the run.
        tables: Made by `table`; missing ones are written empty.
        documents: JSON documents by name (manifest, audit).
    """
    runs.mkdir(parents=True, exist_ok=True)
    staged, final = runs / f".{run}.{os.getpid()}", runs / run
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir()
    for name, schema in TABLES.items():
        pq.write_table(tables.get(name, schema.empty_table()), staged / f"{name}.parquet", compression="zstd")
    for name, document in sorted(documents.items(), key=lambda item: item[0] == "manifest"):  # it seals the others
        told = sealed(staged, document) if name == "manifest" else document
        text = json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False)
        (staged / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    if final.exists():
        shutil.rmtree(final)
    staged.rename(final)
    pointer = runs / ".latest.new"
    pointer.write_text(run + "\n", encoding="utf-8")
    pointer.replace(runs / "latest")
    return Results(final)


def finished(runs: Path) -> dict[str, Results]:
    """Every run that stands in a workspace's `runs/`, by id."""
    folders = sorted(path.parent for path in runs.glob("*/manifest.json"))
    return {folder.name: Results(folder) for folder in folders if not folder.name.startswith(".")}


def latest(runs: Path) -> Results:
    """The run that was made last.

    Raises:
        UsageError: There is no run yet.
    """
    pointer = runs / "latest"
    if not pointer.exists():
        raise UsageError("there is no run yet", where=str(runs), cure="run `bothways run` first")
    return Results(runs / pointer.read_text(encoding="utf-8").strip())
