"""The oracle's answers: what each query of `queries` means, in plain Python over plain dictionaries.

Written for whoever wonders what a query really says, not for speed. Rows may come in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from graph.stores.queries import FARTHEST

Row = dict[str, Any]
Rows = Mapping[str, Mapping[tuple[str, ...], Row]]
"""For each label and relationship type, rows by key."""


def contacts(rows: Rows, *, person: str, run: str) -> list[Row]:
    """Ties of one person, seen from them."""
    seen = []
    for tie in _of_run(rows, "TIE", run):
        for near, far, gives, gets in (("a", "b", "onward", "back"), ("b", "a", "back", "onward")):
            if tie[near] == person:
                flows = {"strength": tie["strength"], "gives": tie[gives], "gets": tie[gets]}
                seen.append({"person": tie[far], "unit": _unit(rows, tie[far]), **flows})
    return seen


def ego(rows: Rows, *, person: str, run: str) -> list[Row]:
    """People two steps away, with the number of ways there."""
    beside = _beside(rows, run)
    paths = Counter(far for near in beside.get(person, ()) for far in beside[near] if far != person)
    return [{"person": far, "unit": _unit(rows, far), "paths": count} for far, count in paths.items()]


def steps(rows: Rows, *, a: str, b: str, run: str) -> list[Row]:
    """Rounds of asking everybody's contacts until b is among them."""
    beside = _beside(rows, run)
    reached = {a}
    for step in range(1, FARTHEST + 1):
        reached |= {far for near in reached for far in beside.get(near, ())}
        if b in reached and a != b:
            return [{"steps": step}]
    return []


def unit_matrix(rows: Rows, *, run: str) -> list[Row]:
    """Ends of ties by the units on both sides."""
    counts: Counter[tuple[str, str]] = Counter()
    for tie in _of_run(rows, "TIE", run):
        near, far = _unit(rows, tie["a"]), _unit(rows, tie["b"])
        if near is not None and far is not None:
            counts.update([(near, far), (far, near)])
    return [{"unit": unit, "other": other, "ties": ties} for (unit, other), ties in counts.items()]


def links(rows: Rows, *, run: str) -> list[Row]:
    """Links of a run."""
    return [dict(link) for link in _of_run(rows, "LINK", run)]


def links_of(rows: Rows, *, person: str, run: str) -> list[Row]:
    """Links of a run that one person is part of."""
    return [link for link in links(rows, run=run) if person in (link["a"], link["b"])]


def feedback(rows: Rows, *, link: str) -> list[Row]:
    """All that was said of one link."""
    return [dict(row) for row in rows["FEEDBACK"].values() if row["link"] == link]


def skills_of(rows: Rows, *, person: str) -> list[Row]:
    """Evidence for offers and wishes of one person."""
    kinds = (("HAS_SKILL", "offer"), ("WANTS_SKILL", "wish"))
    return [
        {**fact, "skill": fact["b"], "kind": kind}
        for relation, kind in kinds
        for fact in rows[relation].values()
        if fact["a"] == person
    ]


def could_teach(rows: Rows, *, person: str, run: str) -> list[Row]:
    """Holders of a wished skill, in another unit and without a tie."""
    own, beside = _unit(rows, person), _beside(rows, run)
    wished = {fact["b"] for fact in rows["WANTS_SKILL"].values() if fact["a"] == person}
    found = {
        (fact["a"], fact["b"])
        for fact in rows["HAS_SKILL"].values()
        if fact["b"] in wished and fact["a"] not in beside.get(person, ())
    }
    others = [(who, _unit(rows, who), skill) for who, skill in found]
    return [
        {"person": who, "unit": unit, "skill": skill}
        for who, unit, skill in others
        if own is not None and unit is not None and unit != own
    ]


def between(rows: Rows, *, a: str, b: str) -> list[Row]:
    """Weekly contacts of a pair."""
    return [dict(row) for row in rows["CONTACT"].values() if (row["a"], row["b"]) == (a, b)]


def weeks(rows: Rows) -> list[Row]:
    """Weekly contacts summed over pairs."""
    pairs: Counter[tuple[int | None, str]] = Counter()
    amounts: Counter[tuple[int | None, str]] = Counter()
    for row in rows["CONTACT"].values():
        pairs[row["week"], row["channel"]] += 1
        amounts[row["week"], row["channel"]] += row["count"]
    return [
        {"week": week, "channel": channel, "pairs": count, "contacts": amounts[week, channel]}
        for (week, channel), count in pairs.items()
    ]


def units(rows: Rows) -> list[Row]:
    """Units, what they are part of, and how many count for them."""
    above = {row["a"]: row["b"] for row in rows["PART_OF"].values()}
    people = Counter(row["b"] for row in rows["MEMBER_OF"].values() if row["first"])
    return [
        {"unit": unit["id"], "depth": unit["depth"], "parent": above.get(unit["id"]), "people": people[unit["id"]]}
        for unit in rows["Unit"].values()
    ]


def members(rows: Rows, *, unit: str) -> list[Row]:
    """Memberships in a unit or in one whose way up passes it."""
    above = {row["a"]: row["b"] for row in rows["PART_OF"].values()}
    return [
        {"person": row["a"], "unit": row["b"], "first": row["first"]}
        for row in rows["MEMBER_OF"].values()
        if unit in _way_up(row["b"], above)
    ]


def runs(rows: Rows) -> list[Row]:
    """All runs."""
    return [{**row, "run": row["id"]} for row in rows["Run"].values()]


def _of_run(rows: Rows, relation: str, run: str) -> list[Row]:
    return [row for row in rows[relation].values() if row["run"] == run]


def _unit(rows: Rows, person: str) -> str | None:
    unit: str | None = rows["Person"][person,]["unit"] if (person,) in rows["Person"] else None
    return unit


def _beside(rows: Rows, run: str) -> dict[str, set[str]]:
    """Everybody's contacts in a run."""
    beside: dict[str, set[str]] = {}
    for tie in _of_run(rows, "TIE", run):
        beside.setdefault(tie["a"], set()).add(tie["b"])
        beside.setdefault(tie["b"], set()).add(tie["a"])
    return beside


def _way_up(unit: str, above: Mapping[str, str]) -> Iterator[str]:
    """The unit itself and those above it."""
    at: str | None = unit
    while at is not None:
        yield at
        at = above.get(at)


Answer = Callable[..., list[Row]]

ANSWERS: dict[str, Answer] = {
    answer.__name__: answer
    for answer in (
        contacts,
        ego,
        steps,
        unit_matrix,
        links,
        links_of,
        feedback,
        skills_of,
        could_teach,
        between,
        weeks,
        units,
        members,
        runs,
    )
}
