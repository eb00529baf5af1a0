"""`bothways score PAIRS`: given pairs with the parts of their score, or why nothing can be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from bothways import words
from bothways.cli import latest, legend
from bothways.cli.access import check_readable
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.tables import real, text
from bothways.exports.formats import writer_of
from graph.results import rounded
from graph.run import case_of, known_case
from graph.suggest.objection import Objection, objection
from graph.suggest.score import Scored
from graph.suggest.score import score as judge
from ingest.plain import read_pairs

app = verb()


@app.command()
def score(
    ctx: typer.Context,
    *,
    pairs: Annotated[Path, typer.Argument(metavar="PAIRS", readable=False, help="A table with the columns a and b.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write to this file; its ending is the format.")
    ] = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Score given pairs as the latest run would, with the parts of each score; a pair it cannot judge says why."""
    desk = open_desk(ctx, here, as_json)
    writer = writer_of(out) if out else None
    check_readable([pairs])
    given = read_pairs(pairs)
    with desk.working("scoring pairs"):
        table = seen(desk, list(zip(given["a"].to_pylist(), given["b"].to_pylist(), strict=True)))
    if out and writer:
        writer(table, out)
    rows = table.to_pylist()
    desk.lines(rows)
    unjudged = sum(row["score"] is None for row in rows)
    desk.tell(
        f"{words.count(len(rows), 'pair')} scored, {unjudged:,d} of them could not be judged."
        + (f" Wrote {out}." if out else "")
    )
    if not out:
        desk.tell(*legend.of(desk.table(COLUMNS, rows)))


def seen(desk: Desk, pairs: list[tuple[str, str]]) -> pa.Table:
    """The scores of pairs of keys, as the local analyst may see them."""
    return latest.view(desk).scored(as_table(judge(case_of(desk.workspace, latest.results(desk)), pairs)))


def objection_to(desk: Desk, a: str, b: str) -> Mapping[str, Any]:
    """What speaks against a pair of keys, found from facts alone, as the local analyst may see it."""
    found = objection(known_case(desk.workspace, latest.results(desk)), a, b)
    row: Mapping[str, Any] = latest.view(desk).scored(as_table([found])).to_pylist()[0]
    return row


def as_table(scored: Sequence[Scored | Objection]) -> pa.Table:
    """One or more of one kind in the order of the pairs, one column a part, floats of 6 significant digits."""
    types = {"score", "score_a", "score_b", "both_ways", "plausibility", "ground", "gap"}
    columns = {}
    for part in fields(scored[0] if scored else Scored):
        values = [getattr(row, part.name) for row in scored]
        joined = [";".join(value) if isinstance(value, tuple) else value for value in values]
        kind = pa.float64() if part.name in types else pa.string()
        empty = "" if part.name in ("a", "b") else None  # the people stay as they were given
        columns[part.name] = pa.array([value if value != "" else empty for value in joined], kind)
    return rounded(pa.table(columns))


COLUMNS = (
    text("a", "one"),
    text("b", "other"),
    real("score", "score"),
    real("score_a", "first learns"),
    real("score_b", "second learns"),
    real("plausibility", "plausibility"),
    real("ground", "common ground"),
    real("gap", "gap"),
    text("a_teaches", "first teaches"),
    text("b_teaches", "second teaches"),
    text("boundaries", "crosses"),
    text("reason", "but"),
)
