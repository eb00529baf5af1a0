# ruff: noqa: PLC0415 - each process pays for its own imports and for nobody else's
"""What is measured, one function a process: `python -m benchmarks.subjects NAME FOLDER...`.

Ours and what it is compared to read the same files. Everything is imported inside the functions, so that a process
loads what it measures and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sized
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

TIES_SQL = """
WITH contacts AS (
    SELECT least(sender, recipient) AS a, greatest(sender, recipient) AS b, sender < recipient AS onward,
           (day + 3) // 7 AS week, round(amount * 1000000)::BIGINT // audience AS share
    FROM read_parquet($files) WHERE sender <> recipient AND audience <= 50
), latest AS (SELECT max(week) AS week FROM contacts
), weekly AS (
    SELECT a, b, contacts.week, coalesce(sum(share) FILTER (onward), 0)::BIGINT AS onward,
           coalesce(sum(share) FILTER (NOT onward), 0)::BIGINT AS back
    FROM contacts GROUP BY ALL
), factors AS (
    SELECT DISTINCT weekly.week, round(1048576 * 2 ** ((weekly.week - latest.week) / 8.0))::BIGINT AS factor
    FROM weekly, latest
)
SELECT a, b, sum(onward * factor)::BIGINT AS onward, sum(back * factor)::BIGINT AS back
FROM weekly JOIN factors USING (week) GROUP BY a, b ORDER BY a, b
"""
"""Ties as somebody who needs them once would write them."""

MAILS_SQL = """
WITH mails AS (
    SELECT DISTINCT Sender, Recipient, EventDate FROM read_csv($file, delim = ';') WHERE Sender <> Recipient
), latest AS (SELECT max(epoch(EventDate)) AS at FROM mails)
SELECT least(Sender, Recipient) AS a, greatest(Sender, Recipient) AS b,
       sum(2 ** ((epoch(EventDate) - latest.at) / (8.0 * 7 * 86400))) AS strength
FROM mails, latest GROUP BY ALL ORDER BY a, b
"""

MEMORY_LIMIT = "512MB"


def ties(folder: Path) -> pa.Table:
    """Contacts to ties as a run does it, as-of week and search for bots included."""
    from graph.gather import gather
    from graph.options import TieOptions

    return gather(sorted(folder.glob("*.parquet")), {}, TieOptions()).ties


def ties_by_sql(folder: Path) -> pa.Table:
    """The same ties by hand-written SQL, with the same memory limit and a spill folder."""
    import tempfile

    import duckdb

    with tempfile.TemporaryDirectory() as spill:
        connection = duckdb.connect()
        for setting in (
            f"memory_limit = '{MEMORY_LIMIT}'",
            f"temp_directory = '{spill}'",
            "preserve_insertion_order = false",
        ):
            connection.execute(f"SET {setting}")
        files = [str(file) for file in sorted(folder.glob("*.parquet"))]
        return connection.sql(TIES_SQL, params={"files": files}).to_arrow_table()


def mails(workspace: Path, log: Path, roster: Path) -> Sized:
    """A mail log and a roster to the ledger, the ledger to ties."""
    from graph.ledger import Ledger
    from graph.options import RunOptions
    from graph.organisation import read
    from graph.workspace import Workspace
    from ingest.load import LoadOptions, load

    place = Workspace(workspace)
    load(place, [log, roster], LoadOptions())
    return read(Ledger(place.ledger), RunOptions()).network.a


def mails_by_sql(log: Path) -> pa.Table:
    """A mail log to decayed ties by hand-written SQL: no checks, no roster, nothing kept."""
    import duckdb

    return duckdb.connect().sql(MAILS_SQL, params={"file": str(log)}).to_arrow_table()


def measures_by_networkx(workspace: Path) -> Sized:
    """Two of a run's measures on the run's own ties, by networkx alone."""
    import networkx as nx
    import pyarrow.parquet as pq

    name = (workspace / "runs" / "latest").read_text().strip()
    rows = pq.read_table(workspace / "runs" / name / "network.parquet", columns=["a", "b"])
    network = nx.Graph(zip(rows["a"].to_pylist(), rows["b"].to_pylist(), strict=True))
    nx.constraint(network)
    nx.betweenness_centrality(network, k=128, seed=0)
    return dict(network.degree)


SUBJECTS: dict[str, Callable[..., Sized]] = {
    subject.__name__: subject for subject in (ties, ties_by_sql, mails, mails_by_sql, measures_by_networkx)
}

if __name__ == "__main__":
    print(len(SUBJECTS[sys.argv[1]](*map(Path, sys.argv[2:]))), "rows")
