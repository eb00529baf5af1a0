"""`bothways run --what-if FILE`: what some pairs would change if they all met; nothing is written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from bothways import words
from bothways.cli import latest
from bothways.cli.about_runs import MEASURES
from bothways.cli.access import check_readable
from bothways.cli.desk import Desk
from bothways.cli.tables import Column, Row, text
from graph.run import case_of
from graph.suggest.case import Case
from graph.suggest.changes import Figure, what_if
from graph.suggest.outlook import outlook
from graph.suggest.score import score
from ingest.plain import read_pairs


def tell_what_if(desk: Desk, file: Path) -> None:
    """Reads pairs, adds them to the ties that the latest run saw, and tells the measures before and after."""
    check_readable([file])
    given = read_pairs(file)
    rows = list(zip(given["a"].to_pylist(), given["b"].to_pylist(), strict=True))
    pairs = list({tuple(sorted(pair)): pair for pair in rows}.values())  # whichever way round, a pair is one link
    with desk.working("measuring the graph with these links"):
        case = case_of(desk.workspace, latest.results(desk))
        left_out, tied, figures = asked(case, pairs)
    desk.document({"pairs": len(pairs), "left_out": left_out, "measures": [asdict(figure) for figure in figures]})
    desk.tell(f"If {words.count(len(pairs) - len(left_out), 'link')} of {file} were all taken up:")
    if len(rows) > len(pairs):
        desk.tell(f"{words.count(len(rows) - len(pairs), 'row says', 'rows say')} a pair again and is counted once.")
    if tied:
        have = words.count(tied, "of them has a tie today and changes", "of them have a tie today and change")
        desk.tell(f"{have} nothing.")
    desk.table(COLUMNS, [asdict(figure) for figure in figures])
    desk.tell("The graph was measured with a tie for each; that they last, and how far they close a gap, is assumed.")
    desk.tell(*(f"Left out: {row['a']} and {row['b']}: {row['reason']}." for row in left_out))


def asked(case: Case, pairs: list[tuple[str, str]]) -> tuple[list[dict[str, str]], int, tuple[Figure, ...]]:
    """Pairs that nothing can be said of, with the reason; of the others how many have a tie, and what they change."""
    judged = score(case, pairs)
    place = {key: i for i, key in enumerate(case.people.keys)}
    clear = [(place[row.a], place[row.b]) for row in judged if row.score is not None]
    ends = np.array(clear, dtype=np.int64).reshape(-1, 2)
    left_out = [{"a": row.a, "b": row.b, "reason": row.reason} for row in judged if row.score is None]
    today = outlook(case)
    a, b = ends.T
    tied = len(ends) - len(today.new(a, b)[0])
    return left_out, tied, what_if(a, b, today)


def _figure(field: str, title: str) -> Column:
    def written(row: Row) -> Any:
        return MEASURES[row["measure"]][1](row[field])

    return Column(title, written, number=True)


COLUMNS = (
    Column("what", lambda row: MEASURES[row["measure"]][0]),
    _figure("before", "today"),
    _figure("after", "with them"),
    text("basis", "basis"),
)
