"""What is known, as Arrow schemas: people, skills, pairs, feedback, contacts. No field can carry the text of a message.

Facts are sets: a row stands once however often and in whatever order it was loaded. `ledger` keeps them, `ingest`
makes them, `roster`, `skills` and `ties` read them.
"""

from __future__ import annotations

import pyarrow as pa

PEOPLE = pa.schema(
    [
        pa.field("person", pa.string(), nullable=False),
        ("name", pa.string()),
        ("emails", pa.list_(pa.string())),  # identity: every address the person is known under
        ("units", pa.list_(pa.string())),  # paths with "/"; the first one counts for gaps
        ("manager", pa.string()),
        ("level", pa.string()),  # as given: a number (1 = front line) or a rank in words
        ("layer", pa.string()),  # as given: counts from the top
        ("location", pa.string()),
        ("function", pa.string()),
        ("active_from", pa.int32()),  # days since 1970
        ("active_to", pa.int32()),
        ("max_links", pa.int32()),
        ("hours_per_month", pa.float64()),
        ("opt_out", pa.bool_()),
        ("title", pa.string()),  # display only, and only where `keep_titles` asks for it
    ]
)

DISPLAY = ("name", "title")
"""Columns of people that a page may show and no run may use."""

SKILLS = pa.schema(
    [
        pa.field("person", pa.string(), nullable=False),
        pa.field("skill", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # offer | wish
        pa.field("strength", pa.float64(), nullable=False),  # 1..5
        pa.field("evidence", pa.string(), nullable=False),  # declared | attested | observed
        ("as_of", pa.int32()),  # days since 1970
        ("origin", pa.string()),  # the table's own column `source`: where it comes from
    ]
)

PAIRS = pa.schema(
    [
        pa.field("a", pa.string(), nullable=False),
        pa.field("b", pa.string(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),  # never | past
        ("until", pa.int32()),  # days since 1970; null = for good
    ]
)

FEEDBACK = pa.schema(
    [
        pa.field("link", pa.string(), nullable=False),
        pa.field("event", pa.string(), nullable=False),  # accepted | declined | met | done | taught | learned
        ("a", pa.string()),  # the two of the link, the smaller key first; null where no run suggested it
        ("b", pa.string()),
        ("person", pa.string()),  # whose answer it is; stays in the ledger
        ("goal", pa.string()),  # what that person wants of the link, in a few words, where they said so
        ("reason", pa.string()),  # no_time | no_interest | know_each_other | not_a_fit | other
        ("day", pa.int32()),  # days since 1970; null where undated
    ]
)

MESSAGES = pa.schema(
    [
        ("id", pa.string()),  # rows that share it are one message; null: the row is a message of its own
        pa.field("sender", pa.string(), nullable=False),
        pa.field("recipients", pa.list_(pa.string()), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        ("at", pa.int64()),  # seconds since 1970, UTC; null where the row holds no time of day
        ("day", pa.int32()),  # days since 1970; null where undated
        pa.field("amount", pa.float64(), nullable=False),  # weight, else minutes / 15, else count, else 1
    ]
)
"""Interactions as a reader hands them over, one row a line of the file."""

CONTACTS = pa.schema(
    [
        pa.field("message", pa.binary(), nullable=False),  # key of the message, 16 bytes
        pa.field("sender", pa.string(), nullable=False),
        pa.field("recipient", pa.string(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        ("at", pa.int64()),
        ("day", pa.int32()),
        pa.field("amount", pa.float64(), nullable=False),
        pa.field("audience", pa.int32(), nullable=False),  # distinct recipients other than the sender
    ]
)
"""Interactions as the ledger keeps them: one row a message and recipient."""

SNAPSHOTS = {"people": PEOPLE, "skills": SKILLS, "pairs": PAIRS}
"""Tables that are full truth for their source: a later one replaces the earlier."""

ADDED = {"feedback": FEEDBACK}
"""Tables whose facts add up: a later one replaces nothing."""

BOUNDARY_KINDS = ("unit", "function", "location", "level")
"""The four lines that a link may cross; a division is a unit judged higher up the tree."""

ACROSS = "across_"
"""Before a boundary kind: the measure of a trend that is the share of ties across it."""

MIN_GROUP = 5
"""Merging, fitting and showing start at this many people; a viewer may only raise what is shown."""


def lies_in(unit: str | None, group: str) -> bool:
    """Whether a unit is a group, or stands under it: `Sales/North` lies in `Sales`."""
    return unit is not None and f"{unit}/".startswith(f"{group}/")
