"""What people made of links: which two a link is about, what became of it, and what names a link nobody suggested.

Feedback stands in the ledger under the id of a link, which is the same in every run. A run's folder never changes; what
became of its links is told when they leave through `privacy`, and never who said so. Links that run are load for their
two people in the next run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph.days import day_of
from graph.identity import resolved
from graph.results import Results
from graph.roster import Finding

STATES = ("proposed", "accepted", "declined", "met", "done")
"""What may have become of a link; of several that are said the last one here counts."""

PROPOSED, DECLINED, DONE = "proposed", "declined", "done"

RUNNING = pa.schema(
    [
        *((name, pa.string()) for name in ("link", "a", "b", "state")),
        ("since", pa.date32()),
        *((name, pa.string()) for name in ("goal_a", "goal_b")),
    ]
)
"""What is told of a link that takes somebody's time today."""

_STATE_OF = {"taught": "done", "learned": "done"}
"""Events that are not called as the state that they lead to."""


_RESTS = frozenset((DECLINED, DONE))
"""States after which a pair is left alone for a while; nobody is told which of the two it was."""

_RUNNING = frozenset(("accepted", "met"))
"""States of a link that takes somebody's time today."""


def with_ends(facts: pa.Table, runs: Iterable[Results]) -> pa.Table:
    """The same feedback with the two people of each link, as far as another row or one of the runs knows them.

    Args:
        facts: Columns of `facts.FEEDBACK`.
        runs: Finished runs; read only where a row does not know.
    """
    if not facts["a"].null_count:
        return facts
    known = facts.filter(pc.is_valid(facts["a"]))
    ends = pa.concat_tables(
        [table.select(["link", "a", "b"]) for table in (known, *_links(runs))], promote_options="default"
    )
    place = pc.index_in(facts["link"], ends["link"])
    for name in ("a", "b"):
        column = pc.coalesce(facts[name], ends[name].take(place))
        facts = facts.set_column(facts.column_names.index(name), name, column)
    return facts


def said_by_others(facts: pa.Table, owners: Mapping[str, str]) -> NDArray[np.bool_]:
    """(rows,) what one person of the roster said of the link of two others.

    An account that the roster does not know may be a further address of one of the two: it is believed.

    Args:
        facts: Columns of `facts.FEEDBACK`, with the two people of each link.
        owners: Account to person, from `roster.accounts`; {} without a roster.
    """
    known = set(owners.values())
    rows = zip(*_columns(resolved(facts, owners, "person"), "a", "b", "person"), strict=True)
    return np.array([bool(a and b) and person in known - {a, b} for a, b, person in rows], dtype=np.bool_)


def _links(runs: Iterable[Results]) -> Iterator[pa.Table]:
    return (run.table("links") for run in runs)


def check(facts: pa.Table) -> list[Finding]:
    """Links that feedback names and no run suggested."""
    strangers = facts.filter(pc.is_null(facts["a"]))["link"].unique().to_pylist()
    return [Finding("feedback on an unknown link", link, "kept aside until a run suggests it") for link in strangers]


def told(links: pa.Table, facts: pa.Table) -> pa.Table:
    """Links of a run (`results.TABLES`) with what became of each."""
    became = _states(facts)
    states = [became.get(link, state) for link, state in zip(*_columns(links, "link", "state"), strict=True)]
    place = links.column_names.index("state")
    return links.set_column(place, links.schema.field(place), pa.array(states, pa.string()))


def running(facts: pa.Table) -> list[tuple[str, str]]:
    """The two of every link that was accepted or met and is neither declined nor done, as far as they are known."""
    became = _states(facts)
    rows = zip(*_columns(facts, "link", "a", "b"), strict=True)
    return sorted({(a, b) for link, a, b in rows if a and b and became[link] in _RUNNING})


def resting(facts: pa.Table, *, as_of: int | None, days: int) -> list[tuple[str, str]]:
    """The two of every link that was declined or is done, as long as they are left alone.

    Args:
        facts: Columns of `facts.FEEDBACK`.
        as_of: Day since 1970; None where nothing is dated: then everybody is still left alone.
        days: How long, from the last thing that was said of the link. What was said on no day rests for good.
    """
    became, last = _states(facts), _last_days(facts)
    rows = zip(*_columns(facts, "link", "a", "b"), strict=True)
    return sorted(
        {
            (a, b)
            for link, a, b in rows
            if a and b and became[link] in _RESTS and (as_of is None or as_of < last[link] + days)
        }
    )


def afresh(facts: pa.Table, *, as_of: int | None, days: int) -> pa.Table:
    """The same feedback without what was said of a link before its two had been left alone long enough.

    Whoever is suggested to each other again after that has a link of which nothing was said yet.

    Args:
        facts: Columns of `facts.FEEDBACK`.
        as_of: Day since 1970; None where nothing is dated.
        days: How long two are left alone whose link was declined or is done.
    """
    if as_of is None:
        return facts
    said: dict[str, list[tuple[int, str]]] = {}
    for link, day, event in zip(*_columns(facts, "link", "day", "event"), strict=True):
        if day is not None:
            said.setdefault(link, []).append((int(day), _STATE_OF.get(event, event)))
    over = {link: _rested(sorted(events), as_of, days) for link, events in said.items()}
    rows = zip(*_columns(facts, "link", "day"), strict=True)
    return facts.filter(pa.array([day is None or day > over[link] for link, day in rows], pa.bool_()))


def _rested(events: list[tuple[int, str]], as_of: int, days: int) -> float:
    """The last day that nothing followed for so long, if the link was at rest by then; before all time without one."""
    found, furthest = -math.inf, PROPOSED
    for (day, state), (later, _) in zip(events, [*events[1:], (as_of, "")], strict=True):
        furthest = max(furthest, state, key=STATES.index)
        if later - day >= days and later > day and furthest in _RESTS:
            found, furthest = day, PROPOSED
    return found


def last_days(links: pa.Table, weeks: int) -> pa.ChunkedArray:
    """(k,) last day of each link, of schema `RUNNING`; null where it has an open end, or began on no known day.

    Args:
        links: Running links.
        weeks: How long one runs from the first day that was said of it; 0 for open end.
    """
    if not weeks:
        return pa.chunked_array([pa.nulls(links.num_rows, pa.date32())])
    return pc.add(links["since"].cast(pa.int32()), pa.scalar(7 * weeks, pa.int32())).cast(pa.date32())


def time_boxed(facts: pa.Table, *, weeks: int, as_of: int | None) -> pa.Table:
    """The same feedback, with every running link done on the day its time was over, as far as that has come.

    Args:
        facts: Columns of `facts.FEEDBACK`.
        weeks: How long a link runs from the first day that was said of it; 0 for open end.
        as_of: Day since 1970; None where nothing is dated.
    """
    links = told_of_running(facts)
    if as_of is None:
        return facts
    last = last_days(links, weeks).cast(pa.int32())
    over = links.append_column("day", last)
    over = over.filter(pc.fill_null(pc.less_equal(last, as_of), fill_value=False)).select(["link", "a", "b", "day"])
    done = over.append_column("event", pa.array([DONE] * over.num_rows, pa.string()))
    return pa.concat_tables([facts, done], promote_options="default").select(facts.column_names).cast(facts.schema)


def seen_by(facts: pa.Table, manifest: Mapping[str, Any]) -> pa.Table:
    """Feedback as a run takes it, which may be newer than the run: `time_boxed` by its rules and its day."""
    weeks = manifest.get("settings", {}).get("rules", {}).get("weeks", 0)
    return time_boxed(facts, weeks=weeks, as_of=_as_of(manifest))


def seen_afresh(facts: pa.Table, manifest: Mapping[str, Any]) -> pa.Table:
    """Of that, what was said of the links that the run suggests, and not of the same two long before: `afresh`."""
    return afresh(facts, as_of=_as_of(manifest), days=manifest.get("settings", {}).get("cooling_off", 0))


def _as_of(manifest: Mapping[str, Any]) -> int | None:
    day = manifest.get("as_of")
    return day_of(date.fromisoformat(day)) if day else None


def answered(facts: pa.Table) -> pa.Table:
    """Every link that something was said of and whose two are known, with its state: a, b, state."""
    became = _states(facts)
    rows = sorted({row for row in zip(*_columns(facts, "link", "a", "b"), strict=True) if row[1] and row[2]})
    columns = [[a for _, a, _ in rows], [b for _, _, b in rows], [became[link] for link, _, _ in rows]]
    return pa.table(columns, schema=pa.schema([(name, pa.string()) for name in ("a", "b", "state")]))


def told_of_running(facts: pa.Table) -> pa.Table:
    """Links that were accepted or met and are not done: since when, null where undated, and what either wants of it."""
    became, goals = _states(facts), _goals(facts)
    first: dict[tuple[str, str, str], int | None] = {}
    for link, a, b, day in zip(*_columns(facts, "link", "a", "b", "day"), strict=True):
        if a and b and became[link] in _RUNNING:
            days = [known for known in (first.get((link, a, b)), day) if known is not None]
            first[link, a, b] = min(days, default=None)
    rows = [
        (link, a, b, became[link], since, goals.get((link, a)), goals.get((link, b)))
        for (link, a, b), since in sorted(first.items())
    ]
    columns = list(zip(*rows, strict=True)) or [()] * len(RUNNING)
    return pa.table(columns, schema=RUNNING)


def _goals(facts: pa.Table) -> dict[tuple[str, str], str]:
    """What each person said that they want of a link: what they said last, of one day the last in the alphabet."""
    said: dict[tuple[str, str], tuple[float, str]] = {}
    for link, person, goal, day in zip(*_columns(facts, "link", "person", "goal", "day"), strict=True):
        if person and goal:
            now = (-math.inf if day is None else day, goal)
            said[link, person] = max(said.get((link, person), now), now)
    return {key: goal for key, (_, goal) in said.items()}


def with_goals(rows: pa.Table, links: Iterable[pa.Table]) -> pa.Table:
    """Running links, goals that nobody said filled in from what the link offers: each learns what the other teaches.

    Args:
        rows: Schema `RUNNING`.
        links: Links of finished runs, `results.TABLES`; read only where a goal is missing.
    """
    for found in links if rows["goal_a"].null_count or rows["goal_b"].null_count else ():
        place = pc.index_in(rows["link"], found["link"])
        for goal, taught in (("goal_a", "b_teaches"), ("goal_b", "a_teaches")):
            column = pc.coalesce(rows[goal], found[taught].take(place))
            rows = rows.set_column(rows.column_names.index(goal), goal, column)
    return rows


def with_contact(rows: pa.Table, seen: pa.Table) -> pa.Table:
    """Running links beside what a run saw of them: columns until, weeks, weeks_met, weeks_silent, fading.

    Args:
        rows: Schema `RUNNING`, perhaps more.
        seen: The run's table `running`; of a link that it does not know everything is null.
    """
    place = pc.index_in(rows["link"], seen["link"])
    for name in ("until", "weeks", "weeks_met", "weeks_silent", "fading"):
        rows = rows.append_column(seen.schema.field(name), seen[name].take(place))
    return rows


def _last_days(facts: pa.Table) -> dict[str, float]:
    """Last day on which something was said of each link; for ever where that was on no day."""
    last: dict[str, float] = {}
    for link, day in zip(*_columns(facts, "link", "day"), strict=True):
        last[link] = max(last.get(link, -math.inf), math.inf if day is None else day)
    return last


def _states(facts: pa.Table) -> dict[str, str]:
    """The furthest state of each link that something was said of."""
    became: dict[str, str] = {}
    for link, event in zip(*_columns(facts, "link", "event"), strict=True):
        states = (became.get(link, PROPOSED), _STATE_OF.get(event, event))
        became[link] = max(states, key=STATES.index)
    return became


def _columns(table: pa.Table, *names: str) -> list[list[str]]:
    return [table[name].to_pylist() for name in names]
