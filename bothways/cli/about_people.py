"""What the terminal says about people: who bridges, what would be lost with them, which skills there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow.compute as pc

from bothways import words
from bothways.cli import latest, legend
from bothways.cli.about_units import FULL, MEDIUM, WIDE, names_of
from bothways.cli.desk import Desk
from bothways.cli.request import Request
from bothways.cli.tables import Column, Row, best, figure, group, percent, real, text, whole
from graph.hanging import hanging
from graph.organisation import skill_facts
from graph.privacy import View

HEAVY = 1 / 3
"""Share of a pair's ties that one person carries, from which on they are named beside the pair."""
FEW_TIES = 2.5
"""Pairs with one or two ties are left out there: somebody always carries half of them."""
NOTHING_LOST: Row = dict.fromkeys(("pairs_lost", "people_separated", "skills_lost"))
"""What is told of somebody who is no single point of failure, as far as may be seen."""


def bridges(desk: Desk, request: Request) -> None:
    """Who carries the ties between groups today, or where no groups can be compared, who connects others."""
    view = latest.view(desk)
    if view.gaps(request.boundary).num_rows:
        _carriers(desk, view, request)
    else:
        _connectors(desk, view, request)
    desk.next("show gaps", "show people")


def _carriers(desk: Desk, view: View, request: Request) -> None:
    """People who bridge, and pairs of groups whose ties mostly run through one person."""
    carriers, people = view.bridges(request.boundary).to_pylist(), view.people()
    rows = best(people.filter(pc.fill_null(people["bridging_person"], False)).to_pylist(), "bridging")
    points = _single_points(view)
    more = [row for row in people.to_pylist() if row["person"] in points and not row["bridging_person"]]
    told = ({**row, **points.get(row["person"], NOTHING_LOST)} for row in rows + more)
    desk.lines({**row, "pairs": _pairs_of(row, carriers)} for row in told)
    desk.tell(_bridge_verdict(rows, _everybody(view, people.num_rows), request.boundary))
    heavy = [row for row in carriers if row["carry"] >= HEAVY and row["ties"] / row["carry"] > FEW_TIES]
    if request.boundary != "unit":
        follows = f"; which pairs of {words.PLURAL[request.boundary]} they carry follows --boundary" if heavy else ""
        desk.tell(f"The figures of people are of units all the same{follows}.")
    columns = _bridging_columns(words.short(people["unit"].to_pylist()))
    shown = request.tell(desk, columns, rows)
    desk.tell(*legend.of(shown), *legend.unnamed(request.first(rows), "unit"))
    if heavy:
        name = words.PLURAL[request.boundary]
        said = f"A third or more of all ties between two {name} run through one person here; a tie has two ends,"
        desk.tell("", f"{said} so two people may carry the same one:")
        request.tell(desk, _carry_columns(view, names_of(heavy)), best(heavy, "carry"))
    _losses(desk, view, request)


def _losses(desk: Desk, view: View, request: Request) -> None:
    """The single points of failure, and what would be lost with each."""
    rows = list(_single_points(view).values())
    if rows:
        each = "this person" if len(rows) == 1 else f"one of these {len(rows):,d} people"
        desk.tell("", f"If {each} left, what hangs on them alone would come apart; a second bridge helps most here:")
        request.tell(desk, _loss_columns(view, _hanging(view, latest.run_settings(desk).get("boundary", "unit"))), rows)


def _hanging(view: View, boundary: str) -> Mapping[str, list[str]]:
    """The pairs of groups that hang on one person alone, named, by person."""
    gaps = view.gaps(boundary).to_pylist()
    names = names_of(gaps)
    found = hanging(gaps, view.bridges(boundary).to_pylist())
    return {person: [f"{names[a]} – {names[b]}" for a, b in pairs] for person, pairs in found.items()}


def _single_points(view: View) -> dict[str, Row]:
    """The single points of failure by key, those on whom most pairs of groups and then most people hang first."""
    rows = view.single_points().to_pylist()
    ranked = sorted(rows, key=lambda row: (-(row["pairs_lost"] or 0), -(row["people_separated"] or 0), row["person"]))
    return {row["person"]: row for row in ranked} if view.viewer.sees_people else {}


def _connectors(desk: Desk, view: View, request: Request) -> None:
    """People through whom most shortest ways lead, which needs no groups."""
    people = view.people()
    rows = best([row for row in people.to_pylist() if row["betweenness"]], "betweenness")
    points = _single_points(view)
    desk.lines({**row, **points.get(row["person"], NOTHING_LOST)} for row in rows)
    desk.tell(_connecting_verdict(rows, words.PLURAL[request.boundary]))
    columns = _connecting_columns(words.short(people["unit"].to_pylist()))
    shown = request.tell(desk, columns, rows)
    desk.tell(*legend.of(shown), *legend.unnamed(request.first(rows), "unit"))
    _losses(desk, view, request)


def _pairs_of(row: Row, carriers: Sequence[Row]) -> list[dict[str, object]]:
    """Between which groups a person carries how much."""
    told = ("unit_a", "unit_b", "ties", "carry")
    return [{name: carried[name] for name in told} for carried in carriers if carried["person"] == row["person"]]


def people(desk: Desk, request: Request) -> None:
    """People with their measures, the best connected first."""
    view = request.view(desk)
    rows = view.people().to_pylist()
    desk.lines(rows)
    alone = view.summary().counts.get("without_contact", 0)
    estimated = any(row["basis"] == "estimated" for row in rows)
    everybody = _everybody(view, len(rows))
    desk.tell(
        f"{words.count(everybody, 'person', 'people')},"
        f" {alone if isinstance(alone, str) else words.whole(alone)} of them without any tie."
        + (" Betweenness is estimated." if estimated else "")
        + (" Who opted out is counted and not listed." if everybody > len(rows) else "")
    )
    desk.tell(*_outstanding(rows))
    columns = _people_columns(words.short(row["unit"] for row in rows))
    ordered = best(rows, "degree")
    shown = request.tell(desk, columns, ordered)
    desk.tell(*legend.of(shown), *legend.unnamed(request.first(ordered), "unit"))
    desk.next("show bridges", "explain PERSON PERSON")


STANDS_OUT = {
    "informal_leader": (
        "informal leader",
        "whom others turn to from many sides, whatever the title says; a rank, the first in twenty, and no test",
    ),
    "overloaded": ("overloaded", "whom far more people ask than usual, with nobody or no room to share it"),
}
"""Flags of a person, in a word and in words."""


def _outstanding(rows: Sequence[Row]) -> Iterator[str]:
    """How many people stand out in some way, and what that means."""
    for flag, (word, meaning) in STANDS_OUT.items():
        if count := sum(bool(row[flag]) for row in rows):
            yield f"{words.count(count, 'person', 'people')} {'is' if count == 1 else 'are'} marked {word}: {meaning}."


def _everybody(view: View, shown: int) -> int:
    """How many people there are; those who opted out too, or they could be counted from the difference."""
    return int(view.summary().counts.get("people", shown))


def skills(desk: Desk, request: Request) -> None:
    """Skills with how many can teach and how many want to learn them; few people are never counted exactly."""
    view = latest.view(desk)
    held = {row["skill"]: row for row in view.held().to_pylist()}
    counts = view.skills(skill_facts(latest.ledger(desk)))
    rows = [row | {name: held.get(row["skill"], {}).get(name) for name in OF_SKILLS} for row in counts]
    desk.lines(rows)
    desk.tell(_skill_verdict(rows), *_emerging(rows))
    columns = (*_skill_columns(view), *_new_columns(view, rows))
    desk.tell(*legend.of(request.tell(desk, columns, rows)))
    if alone := [row for row in rows if row["only_holder"]]:
        desk.tell("", "One person alone can teach these; for that person and for learning and development only:")
        request.tell(desk, (text("skill", "skill"), _person(view, "only_holder", "person")), alone)
    desk.next(latest.onward(view))


OF_SKILLS = ("unevenness", "new_before", "new_lately", "growth", "emerging", "only_holder")
"""What the run adds to the counts of a skill."""


def _skill_verdict(rows: Sequence[Row]) -> str:
    if not rows:
        return "No skill is known. `bothways ingest` reads a table with the columns person, skill and kind."
    return f"{words.count(len(rows), 'skill')} of which somebody said they have or want it."


def _emerging(rows: Sequence[Row]) -> Iterator[str]:
    """Which skills spread faster than all together; nothing where none does."""
    found = [row["skill"] for row in best(rows, "growth") if row["emerging"]]
    if found:
        spreads = "spreads" if len(found) == 1 else "spread"
        yield f"Emerging: {words.listed(found, 5)} {spreads} faster than all skills together, beyond chance."


def _bridge_verdict(rows: Sequence[Row], of: int, kind: str) -> str:
    if not rows:
        return f"Nobody carries much of the ties between {words.PLURAL[kind]} alone, or there are none."
    carry = words.count(len(rows), "person carries", "people carry")
    return f"{carry} a good part of what goes across today, of {of:,d}."


def _connecting_verdict(rows: Sequence[Row], groups: str) -> str:
    if not rows:
        return f"No two {groups} can be compared, and no way between two people leads through a third."
    connect = words.count(len(rows), "person connects", "people connect")
    return f"No two {groups} can be compared. {connect} others: shortest ways between two people lead through them."


def _person(view: View, field: str, title: str) -> Column:
    return Column(title, lambda row: words.clean(view.name(row[field])))


def _carry_columns(view: View, names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        _person(view, "person", "person"),
        group("unit_a", "between", names),
        group("unit_b", "and", names),
        Column("carries", lambda row: f"{row['ties']} of {round(row['ties'] / row['carry'])}", number=True),
        percent("carry", "share"),
    )


def _loss_columns(view: View, hanging: Mapping[str, list[str]]) -> tuple[Column, ...]:
    def which(row: Row) -> str:
        return words.listed(hanging.get(row["person"], ()) if row["pairs_lost"] else ()) or words.NOTHING

    return (
        _person(view, "person", "person"),
        whole("pairs_lost", "pairs left without a tie"),
        Column("which", which),
        Column("people cut off", lambda row: view.counted(row["people_separated"]), number=True),
        Column("nobody else teaches", lambda row: words.listed((row["skills_lost"] or "").split(";")) or words.NOTHING),
    )


def _skill_columns(view: View) -> tuple[Column, ...]:
    return (
        text("skill", "skill"),
        Column("can teach", lambda row: view.counted(row["can_teach"]), number=True),
        Column("want to learn", lambda row: view.counted(row["want_to_learn"]), number=True),
        real("unevenness", "unevenness").widely(MEDIUM),
    )


def _new_columns(view: View, rows: Sequence[Row]) -> tuple[Column, ...]:
    """How many people were first seen to have a skill; no column where no date says so."""
    if all(row["new_lately"] is None and row["new_before"] is None for row in rows):
        return ()
    return (
        Column("new in 26 weeks", lambda row: view.counted(row["new_lately"]), number=True).widely(MEDIUM),
        Column("in 26 before", lambda row: view.counted(row["new_before"]), number=True).widely(MEDIUM),
    )


def _people_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        text("name", "name"),
        text("person", "person"),
        group("unit", "unit", names),
        text("location", "location").widely(FULL),
        text("level", "level").widely(MEDIUM),
        whole("degree", "ties"),
        real("strength", "strength").widely(FULL),
        real("effective_size", "effective size").widely(WIDE),
        real("constraint", "constraint"),
        real("participation", "participation").widely(FULL),
        real("bridging", "bridging"),
        real("brokerage", "brokerage").widely(FULL),
        figure("betweenness", "betweenness").widely(MEDIUM),
        Column("beyond contacts", _beyond, number=True).widely(FULL),
        real("balance", "balance").widely(WIDE),
        whole("load", "load").widely(WIDE),
        Column("marked", _marks).widely(WIDE),
    )


def _beyond(row: Row) -> str:
    """Where the sample leaves a person's place open, the residual says nothing."""
    return words.real(None if row["uncertain"] else row["betweenness_residual"])


def _marks(row: Row) -> str:
    """What a person stands out as, in a word each."""
    return words.text(", ".join(word for flag, (word, _) in STANDS_OUT.items() if row[flag]))


def _connecting_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        text("name", "name"),
        text("person", "person"),
        group("unit", "unit", names),
        figure("betweenness", "betweenness"),
        whole("degree", "ties"),
    )


def _bridging_columns(names: Mapping[str, str]) -> tuple[Column, ...]:
    return (
        text("name", "name"),
        text("person", "person"),
        group("unit", "unit", names),
        real("bridging", "bridging"),
        real("brokerage", "brokerage").widely(MEDIUM),
        real("participation", "participation"),
        figure("betweenness", "betweenness").widely(MEDIUM),
        Column("beyond contacts", _beyond, number=True).widely(WIDE),
        whole("degree", "ties"),
    )
