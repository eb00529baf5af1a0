"""From the ledger's contacts to a network's ties: resolve accounts, leave bots out, find the as-of week, sum up.

The steps that scale with the number of contacts run in DuckDB through the expressions of `ties`; only ties, weeks and
accounts come back into Python.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from graph import exchange, identity, meetings, ties
from graph.engine import engine
from graph.errors import InputError
from graph.facts import CONTACTS
from graph.incoming import LARGEST_TIE
from graph.ledger import week_of
from graph.merge import LARGEST_AUDIENCE
from graph.network import TIES
from graph.options import TieOptions

BATCH = 1 << 17

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
        accounts: People and unresolved accounts seen in contacts, sorted, bots left out.
        bots: Accounts that were left out as bots or lists, sorted.
        as_of: Last day that is used, days since 1970; None without any dated contact.
        week: Its week.
        faded: Contacts so old that nothing is left of them.
        counts: contacts, to_oneself, announcements, later, undated, accounts.
    """

    ties: pa.Table
    accounts: tuple[str, ...]
    bots: tuple[str, ...]
    as_of: int | None
    week: int | None
    faded: int
    counts: Mapping[str, int]


def gather(files: list[Path], owners: Mapping[str, str], options: TieOptions, *, as_of: int | None = None) -> Gathered:
    """Ties of a ledger.

    Args:
        files: `Ledger.contact_files()`.
        owners: Account to person, `roster.accounts(...)`.
        options: Half-life and channels.
        as_of: Day to look back from; None takes it from the contacts.

    Raises:
        InputError: The amounts of one tie add up to more than can be counted.
    """
    with engine() as connection:
        seen = _open(connection, files, owners, options)
        weeks = _weeks(connection)
        week = week_of(as_of) if as_of is not None else ties.as_of_week(weeks)
        factors = ties.decay(weeks, as_of=week, half_life=options.half_life_weeks)
        _take(connection, as_of)
        everything = _ties(connection, options, factors)
        made, bots = _without_bots(connection, everything, set(owners.values()))
        return Gathered(
            ties=made,
            accounts=tuple(sorted(set(seen.values()) - set(bots))),
            bots=bots,
            as_of=as_of if as_of is not None else _last_day(connection, week),
            week=week,
            faded=sum(weeks[row["week"]] for row in factors.to_pylist() if not row["factor"]),
            counts={
                **_counts(connection),
                "later": _later(weeks, week) if as_of is None else _after(connection, as_of),
                "undated": weeks.get(ties.UNDATED, 0),
                "accounts": len(seen),
            },
        )


@contextmanager
def weekly_contacts(
    files: list[Path], owners: Mapping[str, str], options: TieOptions, *, bots: Collection[str] = ()
) -> Iterator[pa.RecordBatchReader]:
    """Weekly contacts of everything the ledger holds, in batches of schema `WEEKLY`, sorted; for the graph store.

    Args:
        files: `Ledger.contact_files()`.
        owners: Account to person, `roster.accounts(...)`.
        options: Channels and their weights.
        bots: Accounts to leave out, `Gathered.bots`.
    """
    columns = f"a, b, channel, nullif(week, {ties.UNDATED})::INTEGER AS week, source, onward, back, count"
    with engine() as connection:
        _open(connection, files, owners, options)
        weights = connection.from_arrow(_weights(connection, options))
        rows = nw.to_native(ties.weekly(_lazy(connection.table("resolved")), _lazy(weights))).project(columns)
        left_out = connection.from_arrow(pa.table({"bot": pa.array(sorted(bots), pa.string())}))
        for end in ("a", "b"):
            rows = rows.join(left_out.set_alias(f"bot_{end}"), f"{end} = bot", how="anti")
        batches = rows.order("a, b, channel, week, source").to_arrow_reader(BATCH)
        yield pa.RecordBatchReader.from_batches(WEEKLY, (_as(batch, WEEKLY) for batch in batches))


def exchanged(
    files: list[Path],
    owners: Mapping[str, str],
    options: TieOptions,
    *,
    week: int | None,
    as_of: int | None = None,
) -> pa.Table:
    """What goes on along the ties of a ledger, schema `exchange.PAIRS`, sorted; bots and who left are among the ends.

    Args:
        files: `Ledger.contact_files()`.
        owners: Account to person, `roster.accounts(...)`.
        options: Half-life, channels and their flows.
        week: Last week to use, `Gathered.week`.
        as_of: Last day to use, where somebody gave one.

    Raises:
        InputError: The amounts of one pair add up to more than can be counted.
    """
    with engine() as connection:
        _open(connection, files, owners, options)
        _take(connection, as_of)
        weeks = _watched(ties.decay(_weeks(connection), as_of=week, half_life=options.half_life_weeks), week)
        channels = connection.from_arrow(_flows(_weights(connection, options), options))
        expression = ties.exchange(
            _lazy(connection.table("taken")), _lazy(channels), _lazy(connection.from_arrow(weeks))
        )
        try:
            return nw.to_native(expression).order("a, b").to_arrow_table().cast(exchange.PAIRS)
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise _too_large() from error


def met(files: list[Path], owners: Mapping[str, str], options: TieOptions) -> tuple[pa.Table, dict[int, int]]:
    """When any two were first in contact, schema `meetings.PAIRS`, sorted, and the dated contacts of each week.

    Bots and who left are among the ends; contacts without a date are in neither.

    Args:
        files: `Ledger.contact_files()`.
        owners: Account to person, `roster.accounts(...)`.
        options: Channels, their weights, and what is hidden.
    """
    with engine() as connection:
        _open(connection, files, owners, options)
        weights = connection.from_arrow(_weights(connection, options))
        expression = ties.meetings(_lazy(connection.table("resolved")), _lazy(weights))
        pairs = nw.to_native(expression).order("a, b").to_arrow_table().cast(meetings.PAIRS)
        return pairs, {week: n for week, n in _weeks(connection).items() if week != ties.UNDATED}


def _watched(factors: pa.Table, week: int | None) -> pa.Table:
    """The factors of weeks, whether each is recent, and the bit of those that are looked at one by one."""
    dated = [None if w == ties.UNDATED or week is None else week - w for w in factors["week"].to_pylist()]
    lately = [int(age is not None and age < exchange.LATELY) for age in dated]
    bits = [1 << age if age is not None and age < exchange.WATCHED else 0 for age in dated]
    return factors.append_column("lately", pa.array(lately, pa.int64())).append_column(
        "bit", pa.array(bits, pa.int64())
    )


_HALVES = {"forward": (2, 0), "backward": (0, 2), "both": (1, 1)}
"""Halves of a share that go with a contact and against it."""


def _flows(channels: pa.Table, options: TieOptions) -> pa.Table:
    """The channels with where knowledge goes along each."""
    halves = [_HALVES[options.flow(channel)] for channel in channels["channel"].to_pylist()]
    for i, name in enumerate(("along", "against")):
        channels = channels.append_column(name, pa.array([half[i] for half in halves], pa.int64()))
    return channels


def _as(batch: pa.RecordBatch, schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [c.cast(f.type) for c, f in zip(batch.columns, schema, strict=True)], schema=schema
    )


def _open(
    connection: duckdb.DuckDBPyConnection, files: list[Path], owners: Mapping[str, str], options: TieOptions
) -> dict[str, str]:
    """Makes the views `raw` (as in the ledger) and `resolved` (people's keys wherever an account is theirs).

    Returns:
        Every account seen and the person it belongs to, itself where that is nobody known.
    """
    if files:
        rows = connection.read_parquet([str(file) for file in files])
        seen = rows if options.before is None else rows.filter(f"day < {options.before:d}")  # undated ones go, too
        seen.create_view("raw")
    else:
        empty = CONTACTS.append(pa.field("source", pa.string())).empty_table()
        connection.from_arrow(empty).create_view("raw")
    found = connection.execute("SELECT sender FROM raw UNION SELECT recipient FROM raw ORDER BY 1").fetchall()
    accounts = [account for (account,) in found]
    other = identity.aliases(accounts, owners)
    whose = {account: other.get(account, account) for account in accounts}
    if not other:
        connection.table("raw").create_view("resolved")
        return whose
    table = pa.table({"account": pa.array(other.keys(), pa.string()), "person": pa.array(other.values(), pa.string())})
    connection.from_arrow(table).create("aliases")
    connection.execute("""
        CREATE TEMP VIEW resolved AS
        SELECT raw.* REPLACE (coalesce(s.person, sender) AS sender, coalesce(r.person, recipient) AS recipient)
        FROM raw LEFT JOIN aliases s ON s.account = sender LEFT JOIN aliases r ON r.account = recipient
    """)
    return whose


def _take(connection: duckdb.DuckDBPyConnection, as_of: int | None) -> None:
    """Makes the view `taken`: what is used of `resolved`, up to the last day where somebody gave one."""
    rows = connection.table("resolved")
    (rows if as_of is None else rows.filter(f"day IS NULL OR day <= {as_of:d}")).create_view("taken")


def _lazy(relation: duckdb.DuckDBPyRelation) -> ties.Frame:
    frame: ties.Frame = nw.from_native(relation)
    return frame


def _weights(connection: duckdb.DuckDBPyConnection, options: TieOptions) -> pa.Table:
    """The channels to use and their weights."""
    seen = [channel for (channel,) in connection.execute("SELECT DISTINCT channel FROM raw ORDER BY 1").fetchall()]
    used = [c for c in seen if c not in options.exclude and (not options.include or c in options.include)]
    weights = [float(options.weights.get(channel, 1.0)) for channel in used]
    return pa.table({"channel": pa.array(used, pa.string()), "weight": pa.array(weights, pa.float64())})


def _weeks(connection: duckdb.DuckDBPyConnection) -> dict[int, int]:
    """Contacts of each week, `ties.UNDATED` for those without a date."""
    query = f"SELECT coalesce((day + 3) // 7, {ties.UNDATED})::BIGINT, count(*) FROM raw GROUP BY 1"  # noqa: S608 - a number
    return dict(connection.execute(query).fetchall())


def _ties(connection: duckdb.DuckDBPyConnection, options: TieOptions, factors: pa.Table) -> pa.Table:
    contacts, weights = connection.table("taken"), connection.from_arrow(_weights(connection, options))
    expression = ties.aggregate(_lazy(contacts), _lazy(weights), _lazy(connection.from_arrow(factors)))
    try:
        made = nw.to_native(expression).order("a, b").to_arrow_table().cast(TIES)
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise _too_large() from error
    largest = pc.max(pc.add(made["onward"], made["back"])).as_py()
    if (largest or 0) > LARGEST_TIE:
        raise _too_large()
    return made


def _too_large() -> InputError:
    return InputError(
        "the amounts of one tie add up to more than can be counted",
        where="interactions, column weight, minutes or count",
        cure="give the amounts in a larger unit, or lower the channel's weight",
    )


_SENDERS = """
WITH sent AS (SELECT a AS sender, b AS recipient FROM ties WHERE onward > 0
              UNION ALL SELECT b, a FROM ties WHERE back > 0),
     mutual AS (SELECT a AS account FROM ties WHERE onward > 0 AND back > 0
                UNION ALL SELECT b FROM ties WHERE onward > 0 AND back > 0),
     everyone AS (SELECT a AS account FROM ties UNION SELECT b FROM ties),
     sends AS (SELECT sender AS account, count(*) AS n FROM sent GROUP BY 1),
     hears AS (SELECT account, count(*) AS n FROM mutual GROUP BY 1)
SELECT account, coalesce(sends.n, 0), coalesce(hears.n, 0), (SELECT count(*) FROM everyone)
FROM everyone LEFT JOIN sends USING (account) LEFT JOIN hears USING (account)
ORDER BY account
"""


def _without_bots(
    connection: duckdb.DuckDBPyConnection, made: pa.Table, people: set[str]
) -> tuple[pa.Table, tuple[str, ...]]:
    """The ties without bots, and the bots; somebody in the roster is a person whatever they send."""
    connection.from_arrow(made).create_view("ties")
    bots = tuple(
        account
        for account, sent_to, heard_from, everyone in connection.execute(_SENDERS).fetchall()
        if account not in people
        and (identity.named_bot(account) or identity.silent_sender(sent_to, heard_from, everyone))
    )
    if bots:
        left_out = pa.array(bots, pa.string())
        gone = pc.or_(pc.is_in(made["a"], left_out), pc.is_in(made["b"], left_out))
        made = made.filter(pc.invert(gone))
    return made, bots


def _last_day(connection: duckdb.DuckDBPyConnection, week: int | None) -> int | None:
    if week is None:
        return None
    query = "SELECT max(day) FROM raw WHERE day < ($week + 1) * 7 - 3"
    day: int | None = connection.execute(query, {"week": week}).fetchall()[0][0]
    return day


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    rows = connection.execute(f"""
        SELECT count(*), count(*) FILTER (sender = recipient),
               (SELECT count(DISTINCT message) FROM raw WHERE audience > {LARGEST_AUDIENCE})
        FROM resolved
    """).fetchall()  # noqa: S608 - a number of ours
    return dict(zip(("contacts", "to_oneself", "announcements"), rows[0], strict=True))


def _later(weeks: Mapping[int, int], week: int | None) -> int:
    """Contacts of weeks after the last that is used."""
    return sum(n for w, n in weeks.items() if w != ties.UNDATED and week is not None and w > week)


def _after(connection: duckdb.DuckDBPyConnection, as_of: int) -> int:
    """Contacts after a day that somebody gave."""
    count: int = connection.execute("SELECT count(*) FROM raw WHERE day > $day", {"day": as_of}).fetchall()[0][0]
    return count
