"""Contacts to ties: one Narwhals expression, so that a laptop's DuckDB and a cluster give the same rows.

Every sum is over whole numbers and every date is an integer, because those depend on no order, partition or engine:
a contact is 1,000,000 shares divided by its audience, and the decay of a week is a factor of 2^20 from a small table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import narwhals as nw
import pyarrow as pa

from graph.merge import LARGEST_AUDIENCE, WEEK_OF_DAY

SHARE = 1_000_000
"""Shares of one contact of amount 1."""

DECAY = 1 << 20
"""The factor of this week; older weeks have less."""

UNDATED = -(2**31)
"""Stands for the week of a contact without a date, since engines never join a null."""

Frame = nw.LazyFrame[Any]
"""A lazy table of any engine."""

col = nw.col


def weekly(contacts: Frame, weights: Frame) -> Frame:
    """Contacts between two people, summed by channel, week and source, undecayed.

    Args:
        contacts: Columns of `facts.CONTACTS` and `source`, accounts already resolved to people.
        weights: `channel`, `weight`: the channels to use; contacts of other channels are left out.

    Returns:
        One row per (a, b, channel, week, source) with a < b: `onward` and `back` are shares from a to b and from b to
        a, `count` the number of contacts.
    """
    return (
        _shares(contacts, weights)
        .group_by("a", "b", "channel", "week", "source")
        .agg(
            onward=col("onward").sum().cast(nw.Int64),
            back=col("back").sum().cast(nw.Int64),
            count=nw.len().cast(nw.Int64),
        )
    )


def aggregate(contacts: Frame, weights: Frame, factors: Frame) -> Frame:
    """Ties: one row per unordered pair, both directions kept, older weeks worth less.

    Whole numbers make this one grouping equal to summing `weekly` rows; it is a third cheaper.

    Args:
        contacts: As for `weekly`.
        weights: As for `weekly`.
        factors: `week`, `factor` of the weeks to use, from `decay`; other weeks are left out.

    Returns:
        a, b (a < b), onward, back in units of `network.TIE_SCALE`; ties of strength 0 are no ties.
    """
    return (
        _shares(contacts, weights)
        .join(factors, on="week", how="inner")
        .with_columns(onward=col("onward") * col("factor"), back=col("back") * col("factor"))
        .group_by("a", "b")
        .agg(onward=col("onward").sum().cast(nw.Int64), back=col("back").sum().cast(nw.Int64))
        .filter(col("onward") + col("back") > 0)
    )


def exchange(contacts: Frame, channels: Frame, weeks: Frame) -> Frame:
    """What goes on along ties: who turns to whom, where knowledge goes, in which weeks.

    A contact with a direction is one person turning to another. Knowledge goes with it (forward), against it (backward)
    or half and half (both), so every sum is of half shares.

    Args:
        contacts: As for `weekly`.
        channels: `channel`, `weight` as for `weekly`; `along`, `against`: halves of a share that go with a contact and
            against it (2 and 0, 0 and 2, 1 and 1).
        weeks: `week`, `factor` from `decay`; `lately`, 1 where the week is recent, else 0; `bit`, its own power of two,
            0 for weeks that are not looked at one by one.

    Returns:
        a, b (a < b) and for both directions: `onward`, `back`, knowledge in halves, older weeks worth less;
        `onward_lately`, `back_lately`, the same of recent weeks, undecayed; `turned_onward`, `turned_back`, above 0
        where the one ever turned to the other, and `bits_onward`, `bits_back` in which weeks; `bits`, weeks of contact.
    """
    there, counter, directed = col("along"), col("against"), (col("along") != col("against")).cast(nw.Int64)
    by_week = (
        _shares(contacts, channels)
        .with_columns(
            gone=col("onward") * there + col("back") * counter,
            come=col("back") * there + col("onward") * counter,
            asked=col("onward") * directed,
            heard=col("back") * directed,
        )
        .group_by("a", "b", "week")
        .agg(**{name: col(name).sum().cast(nw.Int64) for name in ("gone", "come", "asked", "heard")})
    )
    factor, lately, bit = col("factor"), col("lately"), col("bit")
    none = nw.lit(0, nw.Int64)
    parts = {
        "onward": col("gone") * factor,
        "back": col("come") * factor,
        "onward_lately": col("gone") * lately,
        "back_lately": col("come") * lately,
        "turned_onward": nw.when(col("asked") > 0).then(factor).otherwise(none),
        "turned_back": nw.when(col("heard") > 0).then(factor).otherwise(none),
        "bits_onward": nw.when(col("asked") > 0).then(bit).otherwise(none),
        "bits_back": nw.when(col("heard") > 0).then(bit).otherwise(none),
        "bits": nw.when(col("gone") + col("come") > 0).then(bit).otherwise(none),
    }
    return (
        by_week.join(weeks, on="week", how="inner")
        .with_columns(**parts)
        .group_by("a", "b")
        .agg(**{name: col(name).sum().cast(nw.Int64) for name in parts})
    )


def meetings(contacts: Frame, weights: Frame) -> Frame:
    """When any two were first in contact.

    Args:
        contacts: As for `weekly`.
        weights: As for `weekly`.

    Returns:
        a, b (a < b), first: a day since 1970. Contacts without a date, or that count nothing, are left out.
    """
    return (
        _shares(contacts, weights)
        .filter(~col("day").is_null(), col("onward") + col("back") > 0)
        .group_by("a", "b")
        .agg(first=col("day").min().cast(nw.Int32))
    )


def _shares(contacts: Frame, weights: Frame) -> Frame:
    """One row a contact between two people: a < b, week, and its shares as `onward` or as `back`."""
    onward = col("sender") < col("recipient")
    share = (col("amount") * col("weight") * SHARE).round().cast(nw.Int64) // col("audience").cast(nw.Int64)
    none = nw.lit(0, nw.Int64)
    return (
        contacts.filter(col("sender") != col("recipient"), col("audience") <= LARGEST_AUDIENCE)
        .join(weights, on="channel", how="inner")
        .with_columns(
            a=nw.min_horizontal("sender", "recipient"),
            b=nw.max_horizontal("sender", "recipient"),
            week=((col("day").cast(nw.Int64) + WEEK_OF_DAY) // 7).fill_null(UNDATED),
            onward=nw.when(onward).then(share).otherwise(none),
            back=nw.when(onward).then(none).otherwise(share),
        )
    )


def decay(weeks: Iterable[int], *, as_of: int | None, half_life: float) -> pa.Table:
    """Factor of each week up to `as_of`: round(2^20 * 2^(-age / half_life)); 2^20 for undated contacts.

    Args:
        weeks: Weeks that hold contacts, `UNDATED` among them where some have no date.
        as_of: Last week to use; None where nothing is dated.
        half_life: Weeks after which a contact counts half.
    """
    used = sorted(week for week in set(weeks) if week == UNDATED or (as_of is not None and week <= as_of))
    ages = [0 if week == UNDATED or as_of is None else as_of - week for week in used]
    factors = [round(DECAY * 2.0 ** (-age / half_life)) for age in ages]
    return pa.table({"week": pa.array(used, pa.int64()), "factor": pa.array(factors, pa.int64())})


def as_of_week(counts: dict[int, int]) -> int | None:
    """The week that a run looks back from, so that one row dated 2099 does not erase an organisation.

    The latest week such that at most 0.1 % of the dated contacts lie later. With fewer than 1,000 contacts, where that
    share is no whole contact, one that lies more than 52 weeks after the one before it is left out likewise.

    Args:
        counts: Contacts of each week; `UNDATED` is not looked at.
    """
    weeks = sorted(week for week in counts if week != UNDATED)
    if not weeks:
        return None
    total = sum(counts[week] for week in weeks)
    if total < 1000:
        alone = len(weeks) > 1 and counts[weeks[-1]] == 1 and weeks[-1] - weeks[-2] > 52
        return weeks[-2] if alone else weeks[-1]
    later = 0
    for week, before in zip(reversed(weeks), [*reversed(weeks[:-1]), None], strict=True):
        later += counts[week]
        if later > total * 0.001 or before is None:
            return week
    return weeks[-1]
