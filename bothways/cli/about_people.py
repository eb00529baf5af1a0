"""What the terminal says about people: who bridges, who is linked with whom, which skills there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow.compute as pc

from bothways import words
from bothways.cli import latest
from bothways.cli.about_units import MEDIUM, PLURAL, WIDE, names_of
from bothways.cli.desk import Desk
from bothways.cli.request import Request
from bothways.cli.tables import Column, Row, best, figure, group, listed, percent, real, text, whole
from graph.privacy import View

HEAVY = 1 / 3
"""Share of a pair's ties that one person carries, from which on they are named beside the pair."""
FEW_TIES = 2.5
"""Pairs with one or two ties are left out there: somebody always carries half of them."""


def bridges(desk: Desk, request: Request) -> None:
    """Who carries the ties between groups today."""
    view = latest.view(desk)
    carriers = view.bridges(request.boundary)
    desk.lines(carriers.to_pylist())
    people = view.people()
    rows = people.filter(pc.fill_null(people["bridging_person"], False)).to_pylist()
    desk.tell(_bridge_verdict(rows, people.num_rows, request.boundary))
    request.tell(desk, _bridging_columns(words.short(people["unit"].to_pylist())), best(rows, "bridging"))
    heavy = [row for row in carriers.to_pylist() if row["carry"] >= HEAVY and row["ties"] / row["carry"] > FEW_TIES]
    if heavy:
        name = PLURAL[request.boundary]
        desk.tell(f"\nA third or more of all ties between two {name} run through one person here:")
        request.tell(desk, _carry_columns(view, names_of(heavy)), best(heavy, "carry"))
    desk.next("show gaps", "show people")


def people(desk: Desk, request: Request) -> None:
    """People with their measures, the best connected first."""
    view = latest.view(desk)
    rows = view.people().to_pylist()
    desk.lines(rows)
    alone = sum(row["degree"] == 0 for row in rows)
    estimated = any(row["basis"] == "estimated" for row in rows)
    desk.tell(
        f"{words.count(len(rows), 'person', 'people')}, {alone:,d} of them without any tie."
        + (" Betweenness is estimated." if estimated else "")
    )
    request.tell(desk, _people_columns(words.short(row["unit"] for row in rows)), best(rows, "degree"))
    desk.next("show bridges", "explain PERSON PERSON")


def links(desk: Desk, request: Request) -> None:
    """Suggested links, the best first."""
    view = latest.view(desk)
    rows = view.links().to_pylist()
    desk.lines(rows)
    verdict = link_verdict(rows)
    desk.tell(verdict)
    introductions = _introduced(rows)
    request.tell(desk, _introduction_columns(view, names_of(rows)) if introductions else _link_columns(view), rows)
    if introductions:
        desk.tell("They become learning links when both have named what they can teach and what they want to learn.")
        desk.next("export --to DIR", "explain PERSON PERSON")
    elif not rows:
        desk.tell(*(note for note in view.summary().notes if note != verdict))
        desk.next("show gaps", "show health")
    else:
        desk.next(f"explain {rows[0]['a']} {rows[0]['b']}", "export --to DIR")


def skills(desk: Desk, request: Request) -> None:
    """Skills with how many can teach and how many want to learn them; few people are never counted exactly."""
    view = latest.view(desk)
    rows = view.skills(latest.ledger(desk).snapshot("skills"))
    desk.lines(rows)
    if not rows:
        desk.tell("No skill is known. `bothways ingest` reads a table with the columns person, skill and kind.")
    else:
        desk.tell(f"{words.count(len(rows), 'skill')} of which somebody said they have or want it.")
    request.tell(desk, _skill_columns(view), rows)
    desk.next("show links")


def link_verdict(rows: Sequence[Row]) -> str:
    """What is suggested, and what it does, in words."""
    if not rows:
        return "No link is worth suggesting here."
    people = len({row["a"] for row in rows} | {row["b"] for row in rows})
    if _introduced(rows):
        return (
            f"{words.count(len(rows), 'introduction')} for {people:,d} people: pairs who could open a gap,"
            " with no lesson claimed."
        )
    return f"{words.count(len(rows), 'two-way link')} for {people:,d} people: each teaches, each learns."


def _introduced(rows: Sequence[Row]) -> bool:
    """Whether there is nothing but introductions, which claim no lesson."""
    return bool(rows) and all(row["kind"] == "introduction" for row in rows)


def _bridge_verdict(rows: Sequence[Row], of: int, kind: str) -> str:
    if not rows:
        return f"Nobody carries much of the ties between {PLURAL[kind]} alone."
    return f"{words.count(len(rows), 'person carries', 'people carry')} knowledge across today, of {of:,d}."


def _person(view: View, field: str, title: str) -> Column:
    return Column(title, lambda row: words.clean(view.name(row[field])))


def _carry_columns(view: View, names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        _person(view, "person", "person"),
        group("unit_a", "between", names),
        group("unit_b", "and", names),
        whole("ties", "ties"),
        percent("carry", "carries"),
    )


def _introduction_columns(view: View, names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        whole("rank", "#"),
        _person(view, "a", "one"),
        group("unit_a", "of", names),
        _person(view, "b", "other"),
        group("unit_b", "of", names),
        listed("boundaries", "crosses"),
        real("plausibility", "plausible"),
        real("gap_before", "gap"),
        real("gap_after", "after"),
        listed("common_ground", "common ground").widely(WIDE),
    )


def _link_columns(view: View) -> tuple[Column, ...]:
    return (
        whole("rank", "#"),
        _person(view, "a", "one"),
        text("a_teaches", "teaches"),
        _person(view, "b", "other"),
        text("b_teaches", "teaches"),
        listed("boundaries", "crosses").widely(MEDIUM),
        real("score", "score"),
        real("plausibility", "plausible").widely(WIDE),
        real("gap_before", "gap"),
        real("gap_after", "after"),
    )


def _skill_columns(view: View) -> tuple[Column, ...]:
    return (
        text("skill", "skill"),
        Column("can teach", lambda row: view.counted(row["can_teach"]), number=True),
        Column("want to learn", lambda row: view.counted(row["want_to_learn"]), number=True),
    )


def _people_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        text("name", "name"),
        text("person", "person"),
        group("unit", "unit", names),
        text("location", "location").widely(WIDE),
        text("level", "level").widely(MEDIUM),
        whole("degree", "ties"),
        real("strength", "strength").widely(WIDE),
        real("constraint", "constraint"),
        real("participation", "participation").widely(WIDE),
        real("bridging", "bridging"),
        figure("betweenness", "betweenness").widely(MEDIUM),
    )


def _bridging_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        text("name", "name"),
        text("person", "person"),
        group("unit", "unit", names),
        real("bridging", "bridging"),
        real("participation", "participation"),
        figure("betweenness", "betweenness").widely(MEDIUM),
        whole("degree", "ties"),
    )
