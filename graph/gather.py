"""From the ledger's contacts to a network's ties: resolve accounts, leave bots out, find the as-of week, sum up.

The steps that scale with the number of contacts run in DuckDB through the expressions of `ties`; only ties, weeks and
accounts come back into Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import narwhals as nw
import pyarrow as pa

from graph import identity, ties
from graph.engine import engine
from graph.errors import InputError
from graph.facts import CONTACTS
from graph.ledger import week_of
from graph.network import TIES
from graph.options import TieOptions

LARGEST_TIE = 2**62

WEEKLY = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        ("channel", pa.string()),
        ("week", pa.int32()),  # null = undated
        ("source", pa.string()),
        ("onward", pa.int64()),
        ("back", pa.int64()),
        ("count", pa.int64()),
    ]
)
"""Weekly contacts as a graph store keeps them: whole numbers, undecayed, a < b, sorted."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """What the contacts of a ledger come to.

    Attributes:
        ties: Schema `network.TIES`, sorted; unresolved accounts among the ends, bots left out.
        weekly: Schema `WEEKLY`; everything up to now, bots left out.
        accounts: People and unresolved accounts that take part in contacts, sorted, bots left out.
        bots: Accounts that were left out as bots or lists, sorted.
        as_of: Last day that is used, days since 1970; None without any dated contact.
        week: Its week.
        counts: contacts, to_oneself, announcements, later, accounts, undated.
    """

    ties: pa.Table
    weekly: pa.Table
    accounts: tuple[str, ...]
    bots: tuple[str, ...]
    as_of: int | None
    week: int | None
    counts: Mapping[str, int]


def gather(files: list[Path], owners: Mapping[str, str], options: TieOptions, *, as_of: int | None = None) -> Gathered:
    """Ties and weekly contacts of a ledger.

    Args:
        files: `Ledger.contact_files()`.
        owners: Account to person, `roster.accounts(...)`.
        options: Half-life and channels.
        as_of: Day to look back from; None takes it from the contacts.

    Raises:
        InputError: The amounts of one tie add up to more than can be counted.
    """
    with _contacts(files, owners, options) as connection:
        weeks = dict(connection.execute("SELECT week, sum(count)::BIGINT FROM weekly GROUP BY week").fetchall())
        week = week_of(as_of) if as_of is not None else ties.as_of_week(weeks)
        bots = _leave_bots_out(connection, set(owners.values()))
        factors = ties.decay(weeks, as_of=week, half_life=options.half_life_weeks)
        made = _ties(connection, factors)
        accounts = connection.execute("SELECT a FROM weekly UNION SELECT b FROM weekly ORDER BY 1").fetchall()
        return Gathered(
            ties=made,
            weekly=_weekly_table(connection),
            accounts=tuple(account for (account,) in accounts),
            bots=bots,
            as_of=as_of if as_of is not None else _last_day(connection, week),
            week=week,
            counts=_counts(connection, weeks, week),
        )


@contextmanager
def _contacts(files: list[Path], owners: Mapping[str, str], options: TieOptions) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with the views `raw` and `resolved` and the table `weekly`."""
    with engine() as connection:
        if files:
            connection.read_parquet([str(file) for file in files]).create_view("raw")
        else:
            empty = CONTACTS.append(pa.field("source", pa.string())).empty_table()
            connection.from_arrow(empty).create_view("raw")
        _resolve(connection, owners)
        weights = connection.from_arrow(_weights(connection, options))
        expression = ties.weekly(_lazy(connection.table("resolved")), _lazy(weights))
        try:
            nw.to_native(expression).create("weekly")
        except duckdb.OutOfRangeException as error:
            raise _too_large() from error
        yield connection


def _lazy(relation: duckdb.DuckDBPyRelation) -> ties.Frame:
    frame: ties.Frame = nw.from_native(relation)
    return frame


def _resolve(connection: duckdb.DuckDBPyConnection, owners: Mapping[str, str]) -> None:
    """Makes the view `resolved`: contacts with a person's key wherever an account belongs to one."""
    seen = connection.execute("SELECT sender FROM raw UNION SELECT recipient FROM raw").fetchall()
    other = identity.aliases((account for (account,) in seen), owners)
    table = pa.table({"account": pa.array(other.keys(), pa.string()), "person": pa.array(other.values(), pa.string())})
    connection.from_arrow(table).create("aliases")
    if not other:
        connection.table("raw").create_view("resolved")
        return
    connection.execute("""
        CREATE TEMP VIEW resolved AS
        SELECT raw.* REPLACE (coalesce(s.person, sender) AS sender, coalesce(r.person, recipient) AS recipient)
        FROM raw LEFT JOIN aliases s ON s.account = sender LEFT JOIN aliases r ON r.account = recipient
    """)


def _weights(connection: duckdb.DuckDBPyConnection, options: TieOptions) -> pa.Table:
    """The channels to use and their weights."""
    seen = [channel for (channel,) in connection.execute("SELECT DISTINCT channel FROM raw ORDER BY 1").fetchall()]
    used = [c for c in seen if c not in options.exclude and (not options.include or c in options.include)]
    weights = [float(options.weights.get(channel, 1.0)) for channel in used]
    return pa.table({"channel": pa.array(used, pa.string()), "weight": pa.array(weights, pa.float64())})


def _leave_bots_out(connection: duckdb.DuckDBPyConnection, people: set[str]) -> tuple[str, ...]:
    """Deletes the weekly contacts of bots; somebody in the roster is a person whatever they send."""
    rows = connection.execute("""
        WITH sent AS (SELECT DISTINCT a AS sender, b AS recipient FROM weekly WHERE onward > 0
                      UNION SELECT DISTINCT b, a FROM weekly WHERE back > 0),
             everyone AS (SELECT sender AS account FROM sent UNION SELECT recipient FROM sent),
             answered AS (SELECT s.sender, count(*) AS n FROM sent s
                          JOIN sent r ON r.sender = s.recipient AND r.recipient = s.sender GROUP BY s.sender)
        SELECT account, count(sent.recipient), coalesce(any_value(answered.n), 0), (SELECT count(*) FROM everyone)
        FROM everyone LEFT JOIN sent ON sent.sender = account LEFT JOIN answered ON answered.sender = account
        GROUP BY account ORDER BY account
    """).fetchall()
    bots = [
        account
        for account, sent_to, heard_from, everyone in rows
        if account not in people
        and (identity.named_bot(account) or identity.silent_sender(sent_to, heard_from, everyone))
    ]
    if bots:
        connection.execute(
            "DELETE FROM weekly WHERE a IN $bots OR b IN $bots".replace("$bots", "(SELECT unnest(?))"), [bots, bots]
        )
    return tuple(bots)


def _ties(connection: duckdb.DuckDBPyConnection, factors: pa.Table) -> pa.Table:
    expression = ties.aggregate(_lazy(connection.table("weekly")), _lazy(connection.from_arrow(factors)))
    try:
        made = nw.to_native(expression).order("a, b").to_arrow_table().cast(TIES)
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise _too_large() from error
    largest = pa.compute.max(pa.compute.add(made["onward"], made["back"])).as_py()
    if (largest or 0) > LARGEST_TIE:
        raise _too_large()
    return made


def _too_large() -> InputError:
    return InputError(
        "the amounts of one tie add up to more than can be counted",
        where="interactions, column weight, minutes or count",
        cure="give the amounts in a larger unit, or lower the channel's weight",
    )


def _weekly_table(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    columns = f"a, b, channel, nullif(week, {ties.UNDATED})::INTEGER AS week, source, onward, back, count"
    rows = connection.table("weekly").project(columns).order("a, b, channel, week, source")
    return rows.to_arrow_table().cast(WEEKLY)


def _last_day(connection: duckdb.DuckDBPyConnection, week: int | None) -> int | None:
    if week is None:
        return None
    query = "SELECT max(day) FROM raw WHERE day < ($week + 1) * 7 - 3"
    day: int | None = connection.execute(query, {"week": week}).fetchall()[0][0]
    return day


def _counts(connection: duckdb.DuckDBPyConnection, weeks: Mapping[int, int], week: int | None) -> dict[str, int]:
    contacts, to_oneself, announcements = connection.execute("""
        SELECT count(*), count(*) FILTER (sender = recipient), count(DISTINCT message) FILTER (audience > 50)
        FROM resolved
    """).fetchall()[0]
    everyone = connection.execute("SELECT count(*) FROM (SELECT sender FROM raw UNION SELECT recipient FROM raw)")
    later = sum(n for w, n in weeks.items() if w != ties.UNDATED and week is not None and w > week)
    return {
        "contacts": contacts,
        "to_oneself": to_oneself,
        "announcements": announcements,
        "later": later,
        "undated": weeks.get(ties.UNDATED, 0),
        "accounts": everyone.fetchall()[0][0],
    }
