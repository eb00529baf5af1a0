"""The plain tables: what each row of people, skills, interactions, pairs and feedback says, as facts.

Which names a column may have stands in `columns`; how a cell is read and checked in `rows`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from graph.errors import InputError
from graph.facts import FEEDBACK, MESSAGES, PAIRS, PEOPLE, SKILLS
from ingest import dates
from ingest.batch import TableFile
from ingest.columns import Layout, Wanted, plain, recognise
from ingest.findings import Rejects
from ingest.readers import open_table
from ingest.rows import Rows, lower_addresses, over_lists

DATES = {
    "people": ("active_from", "active_to"),
    "skills": ("as_of",),
    "interactions": ("at",),
    "pairs": ("until",),
    "feedback": ("at",),
}
"""Fields that hold dates."""

DEFAULT_CHANNEL = "contact"
"""The channel of interactions that name none."""

_YES_NO = dict.fromkeys(("true", "yes", "y", "1", "x"), "true") | dict.fromkeys(("false", "no", "n", "0"), "false")
_KINDS = dict.fromkeys(("offer", "canteach"), "offer") | dict.fromkeys(("wish", "wantstolearn"), "wish")
_EVIDENCE = {word: word for word in ("declared", "attested", "observed")}
_ASKED = pa.schema([("a", pa.string()), ("b", pa.string()), ("line", pa.int64())])
_EVENTS = {word: word for word in ("accepted", "declined", "met", "done", "taught", "learned")}
_REASONS = {plain(word): word for word in ("no_time", "no_interest", "know_each_other", "not_a_fit", "other")}
_PAIR_KINDS = {word: word for word in ("never", "past")}


def read(
    table: TableFile,
    layout: Layout,
    rejects: Rejects,
    day_first: bool | None = None,  # noqa: FBT001 - a three-way value
) -> Iterator[pa.Table]:
    """The facts of a file, batch by batch.

    Args:
        table: The file.
        layout: Which column is which field.
        rejects: Takes the rows that cannot be used.
        day_first: Whether dates have the day before the month; None decides it over the whole file.

    Yields:
        Tables of schema PEOPLE, SKILLS, MESSAGES, PAIRS or FEEDBACK.

    Raises:
        InputError: The file is damaged, or its dates do not tell the day from the month.
    """
    order = _day_first(table, layout, day_first)
    for batch in table.read():
        rejects.add_damage(batch.damaged)
        yield CHECKS[layout.kind](Rows(batch, layout, rejects, order))


def people(rows: Rows) -> pa.Table:
    """Rows of a roster (schema PEOPLE)."""
    person = rows.needed_key("person")
    start, end = rows.date("active_from"), rows.date("active_to")
    rows.refuse(start.valid & end.valid & (start.days > end.days), "active_to", "lies before active_from")
    level, layer = rows.text("level"), pa.nulls(len(person), pa.string())
    if rows.header("level") == "layer":
        level, layer = layer, level
    columns = [
        person,
        rows.text("name"),
        over_lists(rows.many("email"), pc.utf8_lower),
        over_lists(rows.many("unit"), _path),
        rows.key("manager"),
        level,
        layer,
        rows.text("location"),
        rows.text("function"),
        start.to_days(),
        end.to_days(),
        rows.number("max_links", low=0, high=1000, whole=True),
        rows.number("hours_per_month", low=0, high=744),
        pc.equal(rows.word("opt_out", _YES_NO, default="false"), "true"),
        rows.text("title"),
    ]
    return rows.good(columns, PEOPLE)


def skills(rows: Rows) -> pa.Table:
    """Rows of a skill sheet (schema SKILLS); a question without an answer is skipped."""
    if rows.has("question"):
        rows.skip(rows.text("skill").is_null().to_numpy(zero_copy_only=False))
    columns = [
        rows.needed_key("person"),
        rows.needed_text("skill"),
        rows.word("kind", _KINDS, default="offer"),
        pc.fill_null(rows.number("strength", low=1, high=5), 3.0),
        rows.word("evidence", _EVIDENCE, default="declared"),
        rows.date("as_of").to_days(),
        rows.text("source"),
    ]
    return rows.good(columns, SKILLS)


def interactions(rows: Rows) -> pa.Table:
    """Rows of a log of contacts (schema MESSAGES)."""
    sender, recipients = rows.needed_key("from"), over_lists(rows.many("to"), lower_addresses)
    rows.refuse(recipients.is_null().to_numpy(zero_copy_only=False), "to", "is missing")
    at = rows.date("at")
    if rows.has("at"):
        rows.refuse(~at.valid, "at", "is missing")
    columns = [
        rows.text("id"),
        sender,
        recipients,
        pc.fill_null(pc.utf8_lower(rows.text("channel")), DEFAULT_CHANNEL),
        at.to_seconds(),
        at.to_days(),
        _amount(rows),
    ]
    return rows.good(columns, MESSAGES)


def pairs(rows: Rows) -> pa.Table:
    """Rows of a list of pairs (schema PAIRS), in the order of the file; a pair of one person is let pass."""
    a, b = rows.needed_key("a"), rows.needed_key("b")
    columns = [a, b, rows.word("kind", _PAIR_KINDS, default="never"), rows.date("until").to_days()]
    return rows.good(columns, PAIRS)


def feedback(rows: Rows) -> pa.Table:
    """Rows of feedback on links (schema FEEDBACK), the two people left open; of a reason only its kind is kept."""
    nobody = pa.nulls(rows.batch.rows, pa.string())
    columns = [
        rows.needed_key("link"),
        rows.needed_word("event", _EVENTS),
        nobody,
        nobody,
        rows.key("person"),
        rows.few_words("goal"),
        rows.word_or("reason", _REASONS, other="other"),
        rows.date("at").to_days(),
    ]
    return rows.good(columns, FEEDBACK)


CHECKS: Mapping[str, Callable[[Rows], pa.Table]] = {
    "people": people,
    "skills": skills,
    "interactions": interactions,
    "pairs": pairs,
    "feedback": feedback,
}


def ordered(table: pa.Table) -> pa.Table:
    """The same pairs with a before b: a pair has no direction."""
    turned = pc.greater(table["a"], table["b"])
    first, second = pc.if_else(turned, table["b"], table["a"]), pc.if_else(turned, table["a"], table["b"])
    return pa.table([first, second, table["kind"], table["until"]], schema=PAIRS)


def read_pairs(path: Path) -> pa.Table:
    """The pairs of a file in its order, without a workspace: for scoring, where every row gets an answer.

    Returns:
        Columns a and b, one row a line of the file; "" where a line does not say, or cannot be taken apart.

    Raises:
        InputError: The file is refused.
    """
    wanted = Wanted(kind="pairs")
    table = open_table(path, wanted=wanted)
    layout = recognise(table.columns, wanted, where=table.where)
    parts = [_asked(Rows(batch, layout, Rejects(table.name), lambda: True)) for batch in table.read()]
    rows = sum(part.num_rows for part in parts)
    Rejects(table.name, part=table.part).judge(rows, None)
    return pa.concat_tables(parts).sort_by("line").select(["a", "b"])


def _asked(rows: Rows) -> pa.Table:
    """Columns a, b, line; damaged lines among them."""
    damaged = [one.line for one in rows.batch.damaged]
    keys = [pc.fill_null(rows.key(name), "") for name in ("a", "b")]
    asked = pa.table([*keys, rows.batch.lines], schema=_ASKED)
    blank = [""] * len(damaged)
    return pa.concat_tables([asked, pa.table([blank, blank, damaged], schema=_ASKED)])


def _amount(rows: Rows) -> pa.Array:
    """Weight, else minutes / 15, else count, else 1; from 0 (excluded) to a million."""
    found = pa.array(np.ones(rows.batch.rows))
    for name, unit in (("count", 1.0), ("minutes", 15.0), ("weight", 1.0)):
        if rows.has(name):
            given = rows.number(name, low=0, high=1e6 * unit)
            rows.refuse(pc.fill_null(pc.equal(given, 0), fill_value=False).to_numpy(zero_copy_only=False), name, "is 0")
            found = pc.coalesce(pc.divide(given, unit), found)
    return found


def _path(units: pa.Array) -> pa.Array:
    """Paths without blanks around the steps and without empty steps."""
    steps = pc.replace_substring_regex(units, r"\s*/[\s/]*", "/")
    return pc.utf8_trim(steps, "/")


def _day_first(table: TableFile, layout: Layout, given: bool | None) -> Callable[[], bool]:  # noqa: FBT001 - three-way
    """Answers whether the day comes first; reads the file once more, but only when a date asks."""
    places = [layout.used[name] for name in DATES[layout.kind] if name in layout.used]

    @cache
    def answer() -> bool:
        if given is not None:
            return given
        found = dates.decide(
            pc.utf8_trim_whitespace(batch.columns[place]) for batch in table.read() for place in places
        )
        if found is None:
            columns = ", ".join(repr(table.columns[place]) for place in places)
            raise InputError(
                "the dates do not tell whether the day or the month comes first "
                "(no number is over 12, or numbers over 12 stand in both places)",
                where=f"{table.name}, column {columns}",
                cure="give --day-first or --month-first",
            )
        return found

    return answer
