"""Messages to contacts, as sets: which rows are one message, how large its audience is, what was known already.

The keys are digests of text (never an engine's own hash), so the same rows have the same keys on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

WEEK_OF_DAY = 3
"""Day 0 is a Thursday: (day + 3) // 7 numbers weeks that start on Monday."""

LARGEST_AUDIENCE = 50
"""A message to more people than this is an announcement; it is counted and takes no part in ties."""

_ROWS = """
CREATE TEMP VIEW staged_rows AS
SELECT id, sender, list_sort(list_distinct(recipients)) AS recipients, channel, "at", day, amount,
       -- dates without a time of day: equal rows are separate contacts, numbered within the call
       CASE WHEN id IS NULL AND "at" IS NULL AND day IS NOT NULL
            THEN row_number() OVER (PARTITION BY id, "at", sender, recipients, channel, day, amount)
            ELSE 0 END AS number
FROM staged
"""

_EXPLODED = """
CREATE TEMP TABLE exploded AS
WITH keyed AS (
    SELECT unhex(md5(CASE
        WHEN id IS NOT NULL THEN concat_ws(chr(31), 'id', $source, id)
        ELSE concat_ws(chr(31), 'row', $source, channel, sender, array_to_string(recipients, chr(30)),
                       coalesce("at"::VARCHAR, ''), coalesce(day::VARCHAR, ''), amount::VARCHAR, number::VARCHAR)
        END)) AS message, *
    FROM staged_rows
)
SELECT message, id IS NOT NULL AS named, sender, unnest(recipients) AS recipient, channel, "at", day, amount FROM keyed
"""

_STANDING = """
CREATE TEMP TABLE standing AS
SELECT message, sender, recipient, channel, "at", day, amount FROM parts
WHERE {touched}
"""

# Of rows that say different things about one (message, recipient), the earliest counts, then the smallest.
_MERGED = """
CREATE TEMP TABLE merged AS
WITH facts AS (
    SELECT message, recipient,
           min((coalesce("at", 1::BIGINT << 62), coalesce(day, 1 << 30), sender, channel, amount)) AS f
    FROM (SELECT message, recipient, sender, channel, "at", day, amount FROM exploded UNION ALL BY NAME FROM standing)
    GROUP BY message, recipient
), dated AS (
    SELECT message, recipient, f[3] AS sender, f[4] AS channel, nullif(f[1], 1::BIGINT << 62) AS "at",
           nullif(f[2], 1 << 30) AS day, f[5] AS amount
    FROM facts
), whole AS (
    SELECT message, count(DISTINCT recipient) FILTER (recipient <> sender) AS audience, min(day) AS first_day
    FROM dated GROUP BY message
)
SELECT message, sender, recipient, channel, "at", day, amount, audience::INTEGER AS audience,
       (first_day + {monday}) // 7 AS week
FROM dated JOIN whole USING (message)
"""

_COUNTS = """
SELECT (SELECT count(*) FROM exploded) AS rows,
       (SELECT count(*) FROM (SELECT DISTINCT message, recipient FROM exploded)) AS facts,
       (SELECT count(*) FROM (SELECT DISTINCT message, recipient FROM exploded
                              INTERSECT SELECT message, recipient FROM standing)) AS known,
       (SELECT count(*) FROM (SELECT DISTINCT message FROM exploded WHERE sender = recipient)) AS to_self,
       (SELECT count(*) FROM (SELECT DISTINCT message FROM merged SEMI JOIN exploded USING (message)
                              WHERE audience > $largest)) AS announcements
"""


@dataclass(frozen=True)
class Merged:
    """What the temporary table `merged` holds.

    Attributes:
        weeks: Weeks whose part must be written anew, None for undated contacts; sorted.
        counts: rows, new, known, repeats, to_self, announcements.
    """

    weeks: tuple[int | None, ...]
    counts: dict[str, int]


def merge_messages(
    connection: duckdb.DuckDBPyConnection, staged: Path, source: str, standing: Mapping[int | None, Path]
) -> Merged:
    """Makes the table `merged` from staged messages of one source and the parts that they touch.

    Args:
        connection: An open engine; gets temporary tables.
        staged: Parquet file of schema `facts.MESSAGES`.
        source: Name of the source; part of every key.
        standing: The source's parts by week.
    """
    connection.read_parquet(str(staged)).create_view("staged")
    connection.execute(_ROWS)
    connection.execute(_EXPLODED, {"source": source})
    _open_standing(connection, list(standing.values()))
    connection.execute(_MERGED.format(monday=WEEK_OF_DAY))
    rows, facts, known, to_self, announcements = connection.execute(_COUNTS, {"largest": LARGEST_AUDIENCE}).fetchall()[
        0
    ]
    weeks = [week for (week,) in connection.execute("SELECT DISTINCT week FROM merged").fetchall()]
    counts = {
        "rows": rows,
        "new": facts - known,
        "known": known,
        "repeats": rows - facts,
        "to_self": to_self,
        "announcements": announcements,
    }
    return Merged(tuple(sorted(weeks, key=lambda week: -1 if week is None else week)), counts)


def _open_standing(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    """Loads the contacts that stand in the weeks the staged ones touch."""
    if not files:
        connection.execute("CREATE TEMP TABLE standing AS SELECT * EXCLUDE (named) FROM exploded WHERE false")
        return
    week = f"(day + {WEEK_OF_DAY}) // 7"
    touched = f"coalesce({week}, -1) IN (SELECT coalesce({week}, -1) FROM exploded)"  # noqa: S608 - a number of ours
    named = "message IN (SELECT message FROM exploded WHERE named)"
    connection.read_parquet([str(file) for file in files]).create_view("parts")
    connection.execute(_STANDING.format(touched=f"{touched} OR {named}"))
