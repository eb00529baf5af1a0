"""What the terminal says about links: who is linked with whom, for what, and which links run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bothways import words
from bothways.cli import legend
from bothways.cli.about_units import MEDIUM, WIDE, names_of
from bothways.cli.desk import Desk
from bothways.cli.request import Request
from bothways.cli.tables import Column, Row, group, listed, real, text, whole
from graph.feedback import PROPOSED
from graph.privacy import View


def links(desk: Desk, request: Request) -> None:
    """Suggested links, the best first."""
    view = request.view(desk)
    rows = view.links().to_pylist()
    desk.lines(rows)
    verdict = link_verdict(rows)
    desk.tell(verdict)
    introductions = is_introduced(rows)
    called = _called(view, rows)
    columns = _introduction_columns(called, names_of(rows)) if introductions else _link_columns(called)
    shown = request.tell(desk, (*columns, *_exchange_column(rows), *_state_column(rows)), rows)
    desk.tell(*legend.of(shown), *legend.unnamed(request.first(rows), "unit_a", "unit_b"))
    if _exchanges(rows):
        desk.tell("of three: A teaches B, B teaches C, C teaches A, where no pair could open the gap; all three agree.")
    _tell_running(desk, view, request)
    if introductions:
        desk.tell("They become learning links when both have named what they can teach and what they want to learn.")
        desk.next("export --to DIR", "explain PERSON PERSON")
    elif not rows:
        desk.tell(*(note for note in view.summary().notes if note != verdict))
        desk.next("show gaps", "show health")
    else:
        desk.next(f"explain {rows[0]['a']} {rows[0]['b']}", "export --to DIR")


def _tell_running(desk: Desk, view: View, request: Request) -> None:
    """Links of earlier runs, or of this one, that take somebody's time today."""
    rows = view.running().to_pylist()
    if not rows:
        return
    called = _called(view, rows)
    runs = "learning link runs: it takes" if len(rows) == 1 else "learning links run: they take"
    desk.tell(f"{len(rows)} {runs} room, and a new run suggests nothing to these two again until it is over.")
    ends = (_called_column(called, "a", "one"), _called_column(called, "b", "other"))
    goals = (_called_goal("goal_a", "one wants"), _called_goal("goal_b", "other wants"))
    times = [text("since", "since"), *([text("until", "until")] if any(row["until"] for row in rows) else [])]
    request.tell(desk, (*ends, text("state", "state"), *times, *goals, IN_TOUCH), rows)
    if any(row["fading"] for row in request.first(rows)):
        desk.tell(
            "fades: silent for two planned meetings, and longer than these two's own pace explains; "
            "who never met, for three."
        )


IN_TOUCH = Column(
    "contact", lambda row: words.in_touch(row["weeks"], row["weeks_met"], row["weeks_silent"], fading=row["fading"])
)


def _called_goal(goal: str, title: str) -> Column:
    return Column(title, lambda row: words.clean(row[goal] or "not said yet"))


def _called(view: View, rows: Sequence[Row]) -> Mapping[str, str]:
    """The people of links as they are called, with their key where two share a name."""
    keys = {row[end] for row in rows for end in ("a", "b")}
    shared = Counter(name for name in view.people()["name"].to_pylist() if name)
    return {
        key: words.clean(f"{name} ({key})" if shared[name] > 1 and name != key else name)
        for key, name in ((key, view.name(key)) for key in sorted(keys))
    }


def link_verdict(rows: Sequence[Row]) -> str:
    """What is suggested, and what it does, in words."""
    if not rows:
        return "No link is worth suggesting here."
    people = len({row["a"] for row in rows} | {row["b"] for row in rows})
    if is_introduced(rows):
        return (
            f"{words.count(len(rows), 'introduction')} for {people:,d} people: pairs who could open a gap,"
            " with no lesson claimed."
        )
    if rows[0]["kind"] == "one-way":
        return words.one_way(len(rows))
    said = words.linked(sum(row["kind"] == "pair" for row in rows), len(_exchanges(rows)))
    return f"{said} for {people:,d} people: each teaches, each learns."


def _exchanges(rows: Sequence[Row]) -> dict[str, int]:
    """Number of each exchange of three, from 1."""
    ids = dict.fromkeys(row["exchange"] for row in rows if row["kind"] == "cycle")
    return {exchange: number for number, exchange in enumerate(ids, start=1)}


def _exchange_column(rows: Sequence[Row]) -> tuple[Column, ...]:
    """Which three lessons belong together; no column where there are only pairs."""
    numbers = _exchanges(rows)
    return (
        (Column("of three", lambda row: f"#{numbers[row['exchange']]}" if row["exchange"] else ""),) if numbers else ()
    )


def is_introduced(rows: Sequence[Row]) -> bool:
    """Whether there is nothing but introductions, which claim no lesson."""
    return bool(rows) and all(row["kind"] == "introduction" for row in rows)


def _called_column(called: Mapping[str, str], field: str, title: str) -> Column:
    return Column(title, lambda row: called[row[field]])


def _introduction_columns(called: Mapping[str, str], names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        whole("rank", "#"),
        _called_column(called, "a", "one"),
        group("unit_a", "of", names),
        _called_column(called, "b", "other"),
        group("unit_b", "of", names),
        listed("boundaries", "crosses"),
        real("plausibility", "plausible"),
        real("gap_before", words.GAP_WEIGHT),
        real("gap_after", "after"),
        listed("common_ground", "common ground").widely(WIDE),
    )


def _link_columns(called: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        whole("rank", "#"),
        _called_column(called, "a", "one"),
        text("a_teaches", "teaches"),
        _called_column(called, "b", "other"),
        text("b_teaches", "teaches"),
        listed("boundaries", "crosses").widely(MEDIUM),
        real("score", "score"),
        real("plausibility", "plausible").widely(WIDE),
        real("gap_before", words.GAP_WEIGHT),
        real("gap_after", "after"),
    )


def _state_column(rows: Sequence[Row]) -> tuple[Column, ...]:
    """What became of links; no column before something became of one."""
    return (text("state", "state"),) if {row["state"] for row in rows} - {PROPOSED} else ()
