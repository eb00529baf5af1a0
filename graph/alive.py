"""Learning links that run, and whether their two still meet: the table `running` of a run."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.exchange import WATCHED, Exchange, oldest
from graph.feedback import last_days, told_of_running
from graph.ledger import week_of
from graph.measures.fading import fades


def running(
    answers: pa.Table, keys: tuple[str, ...], exchange: Exchange, *, week: int | None, cadence: int, lasts: int
) -> pa.Table:
    """Links that were accepted or met and are not done, with how their two are in contact.

    What cannot be told is null: everything where contacts carry no dates, and of a link that began on no known day.

    Args:
        answers: What was made of links, columns of `facts.FEEDBACK`.
        keys: The people of the run, sorted.
        exchange: In which weeks pairs were in contact.
        week: The last week of contacts; None where nothing is dated.
        cadence: Weeks planned between two meetings.
        lasts: Weeks that a link runs; 0 for open end.

    Returns:
        The columns of `results.TABLES` but `run`.
    """
    links = told_of_running(answers)
    began = np.array([-1 if day is None else week_of(day) for day in _days(links["since"])], dtype=np.int64)
    active = np.where(began >= 0, (-1 if week is None else week) - began, -1)
    known = (active >= 0) & (week is not None)
    began_ago = active.clip(0, WATCHED - 1)
    said = _said(answers, links["link"].to_pylist(), week or 0) & _last(began_ago)
    seen = np.minimum(began_ago, exchange.oldest)  # nothing is known of the weeks before anybody's first contact
    bits, span = _weeks(links, keys, exchange) & _last(seen) | said, np.maximum(seen, oldest(said))
    met, quiet = np.bitwise_count(bits).astype(np.int64), np.minimum(_since(bits), seen)
    fading = fades(seen - quiet, met, quiet, cadence)
    columns = {"weeks": span, "weeks_met": met, "weeks_silent": quiet, "fading": fading}
    told = {name: pa.array(values, mask=~known) for name, values in columns.items()}
    return pa.table({**{name: links[name] for name in ("link", "a", "b")}, "until": last_days(links, lasts), **told})


def _last(weeks: NDArray[np.int64]) -> NDArray[np.int64]:
    """(k,) this week and as many before it, as bits."""
    return np.left_shift(np.int64(1), weeks + 1) - 1


def _days(dates: pa.ChunkedArray) -> list[int | None]:
    days: list[int | None] = dates.cast(pa.int32()).to_pylist()
    return days


def _weeks(links: pa.Table, keys: tuple[str, ...], exchange: Exchange) -> NDArray[np.int64]:
    """(k,) weeks of contact of each link's two as bits, 0 where they had none or are not among the people."""
    people, count = pa.array(keys, pa.string()), len(exchange.weeks)
    ends = [pc.fill_null(pc.index_in(links[end], people), -1).to_numpy().astype(np.int64) for end in ("a", "b")]
    low, high = np.minimum(*ends), np.maximum(*ends)
    pairs = exchange.source[:count].astype(np.int64) * exchange.people + exchange.target[:count]
    order = np.argsort(pairs, kind="stable")
    place = np.searchsorted(pairs[order], low * exchange.people + high).clip(max=max(0, count - 1))
    if not count:
        return np.zeros(len(low), dtype=np.int64)
    found = (pairs[order[place]] == low * exchange.people + high) & (low >= 0)
    weeks: NDArray[np.int64] = np.where(found, exchange.weeks[order[place]], 0)
    return weeks


def _said(answers: pa.Table, links: list[str], week: int) -> NDArray[np.int64]:
    """(k,) weeks in which the two said that they met, as bits; what the calendar does not know counts too."""
    place, bits = {link: i for i, link in enumerate(links)}, np.zeros(len(links), dtype=np.int64)
    rows = answers.filter(pc.and_(pc.equal(answers["event"], "met"), pc.is_valid(answers["day"])))
    for link, day in zip(rows["link"].to_pylist(), rows["day"].to_pylist(), strict=True):
        ago = week - week_of(day)
        if link in place and 0 <= ago < WATCHED:
            bits[place[link]] |= 1 << ago
    return bits


def _since(bits: NDArray[np.int64]) -> NDArray[np.int64]:
    """(k,) weeks since the last week of contact: the place of the lowest bit; `WATCHED` where there is none."""
    lowest = bits & -bits
    return np.where(lowest > 0, np.bitwise_count(lowest - 1), WATCHED).astype(np.int64)
