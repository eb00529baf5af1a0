"""Why this pair, or why not: answered from the tables of a finished run, so the answer fits what was printed.

Of a pair that the tables do not hold, `objection` may say more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.skills import BASES, EVIDENCE, STATED
from graph.suggest import standing
from graph.suggest.lessons import WORTHWHILE
from graph.suggest.links import INTRODUCTION
from graph.suggest.objection import WEAK
from graph.suggest.rivals import instead, runner_up
from graph.suggest.wording import Lesson, Story, band, leaving

SUGGESTED, NOT_CHOSEN, NO_CANDIDATE, UNKNOWN = "suggested", "not chosen", "no candidate", "unknown"


@dataclass(frozen=True)
class Explanation:
    """What a run says about a pair.

    Attributes:
        a: As asked for.
        b: As asked for.
        verdict: SUGGESTED, NOT_CHOSEN (it was a candidate), NO_CANDIDATE or UNKNOWN (one of them is not in the run).
        reasons: Sentences, the most important first.
    """

    a: str
    b: str
    verdict: str
    reasons: tuple[str, ...]


_BECAME = {
    "accepted": " It was accepted.",
    "declined": " It was declined; nobody is told by whom.",
    "met": " The two have met.",
    "done": " It is done.",
}
"""What became of a link since, beside that it was suggested."""


def explain(
    tables: Mapping[str, pa.Table],
    a: str,
    b: str,
    accounts: Collection[str] = (),
    ask: Callable[[], Mapping[str, Any]] | None = None,
) -> Explanation:
    """Explains a pair in either order; A and B in the sentences are as asked for.

    Args:
        tables: people, gaps, network, links, evidence, candidates, excluded, single_points and skills of one run,
            masked or not: whoever a masked table of people lacks is unknown.
        a: Key of one person.
        b: Key of the other.
        accounts: Keys that have contacts and stand in no roster; nothing more is known of them.
        ask: Gives what speaks against (a, b), as in `objection.Objection`, masked or not;
            asked only where the tables do not know why the pair is not there.
    """
    unknown = _unknown(tables["people"], a, b, accounts)
    if unknown:
        return Explanation(a, b, UNKNOWN, unknown)
    verdict, reasons = _verdict(tables, a, b, ask)
    return Explanation(a, b, verdict, (*reasons, *_beside(tables, a, b)))


def _verdict(
    tables: Mapping[str, pa.Table], a: str, b: str, ask: Callable[[], Mapping[str, Any]] | None
) -> tuple[str, Sequence[str]]:
    """What the run made of a pair of which both are known, and why."""
    first, second = sorted((a, b))
    sides = ("A", "B") if first == a else ("B", "A")
    if link := _row(tables["links"], first, second):
        return SUGGESTED, (*_why(link, tables["evidence"], sides), *runner_up(tables, link))
    if candidate := _row(tables["candidates"], first, second):
        return NOT_CHOSEN, (*_worth(candidate, sides), *instead(tables, candidate, sides))
    return NO_CANDIDATE, _why_no_candidate(tables, a, b, ask)


def _beside(tables: Mapping[str, pa.Table], a: str, b: str) -> Iterator[str]:
    """What to know of the two, whatever became of the pair: how they stand today, what hangs on one of them alone."""
    both = [(side, row) for side, key in (("A", a), ("B", b)) if (row := _person(tables["people"], key))]
    yield from standing.between(tables["gaps"], *(row["unit"] for _, row in both))
    for side, row in both:
        yield from standing.of(side, row)
        key = row["person"]
        if row["overloaded"]:
            yield f"Far more people than usual ask {side}, with nobody or no room to share it."
        if point := _person(tables["single_points"], key):  # this names the skills too
            yield leaving(side, point["pairs_lost"], point["people_separated"], point["skills_lost"])
        elif skills := _alone(tables["skills"], key):
            yield f"{side} alone holds {', '.join(skills)} well enough to teach."


def _alone(skills: pa.Table, key: str) -> list[str]:
    return [str(skill) for skill in skills.filter(pc.equal(skills["only_holder"], key))["skill"].to_pylist()]


def _unknown(people: pa.Table, a: str, b: str, accounts: Collection[str]) -> tuple[str, ...]:
    if a == b:
        return ("A and B are the same person.",)
    gone = [(side, key) for side, key in (("A", a), ("B", b)) if _gone(people, key)]
    return tuple(
        f"{key} ({side}) is in no roster: add a row for {key} to the people file, `bothways ingest` it and run again."
        if key in accounts
        else f"{side} is not among the people of this run."
        for side, key in gone
    )


def _gone(people: pa.Table, key: str) -> bool:
    row = _person(people, key)
    return row is None or bool(row.get("opted_out"))


def _row(table: pa.Table, first: str, second: str) -> dict[str, Any] | None:
    found = table.filter(pc.and_(pc.equal(table["a"], first), pc.equal(table["b"], second))).to_pylist()
    return found[0] if found else None


def _person(table: pa.Table, key: str) -> dict[str, Any] | None:
    found = table.filter(pc.equal(table["person"], key)).to_pylist()
    return found[0] if found else None


def _why(link: Mapping[str, Any], evidence: pa.Table, sides: tuple[str, str]) -> tuple[str, ...]:
    facts = evidence.filter(pc.equal(evidence["link"], link["link"])).to_pylist()
    lessons = {side: _lesson(facts, teacher, learner) for side, teacher, learner in zip(sides, "ab", "ba", strict=True)}
    common = tuple(part for part in (link["common_ground"] or "").split(";") if part)
    opens = link["gap_before"] is not None
    crossed = tuple(link["boundaries"].split(";"))
    story = Story(lessons["A"], lessons["B"], crossed, opens, common, link["plausibility"], link["kind"])
    said = [f"It is link {link['rank']} of this run.{_BECAME.get(link['state'], '')}", str(story)]
    if opens:
        said.append(
            f"It takes the gap weight from {link['gap_before']:.3g} to {link['gap_after']:.3g}: "
            "a link that takes place is assumed to halve it, "
            f"one of plausibility p = {link['plausibility']:.2g} to leave 2^-p of it."
        )
    if link["opens"] is not None:
        taught = "" if link["kind"] == INTRODUCTION else f"{link['score']:.2g} expected lessons and "
        said.append(f"To the links before it, it adds {taught}{link['opens']:.2%} of openness.")
    return tuple(said)


def _lesson(facts: Sequence[Mapping[str, Any]], teacher: str, learner: str) -> Lesson | None:
    """The lesson of one direction from its evidence, the strongest first; None for an introduction."""
    offers = [fact for fact in facts if fact["direction"] == f"{teacher}_teaches"]
    wishes = [fact for fact in facts if fact["direction"] == f"{learner}_wishes"]
    if not offers or not wishes:
        return None
    best = min(offers, key=lambda fact: (-fact["strength"], EVIDENCE.index(fact["kind"]), _age(fact["as_of"])))
    basis = wishes[0]["kind"] if wishes[0]["kind"] in BASES.values() else BASES[STATED]
    home = next((fact["kind"] for fact in facts if fact["direction"] == f"{learner}_home"), "")
    return Lesson(best["skill"], best["kind"], best["strength"], best["as_of"], basis, home)


def _age(day: date | None) -> int:
    """Newer days come first, undated facts last."""
    return 0 if day is None else -day.toordinal()


def _worth(candidate: Mapping[str, Any], sides: tuple[str, str]) -> tuple[str, ...]:
    first, second = sides
    likely = f"Plausibility: {band(candidate['plausibility'])}."
    ways = ((first, "a_teaches", "value_b"), (second, "b_teaches", "value_a"))
    lessons = [
        f"{side} could teach {candidate[skill]}, worth {candidate[value]:.2g} of a full lesson"
        for side, skill, value in ways
        if candidate[skill]
    ]
    if not lessons:
        return (f"An introduction would be worth {candidate['w']:.2g}.", likely)
    # A speaks first, whichever way the pair was asked for
    return (f"{'; '.join(sorted(lessons))}. The pair is worth {candidate['w']:.2g}.", likely)


def _why_no_candidate(
    tables: Mapping[str, pa.Table], a: str, b: str, ask: Callable[[], Mapping[str, Any]] | None
) -> list[str]:
    reasons = ["They have a tie already."] if _row(tables["network"], *sorted((a, b))) else []
    units = [(_person(tables["people"], key) or {}).get("unit") for key in (a, b)]
    if units[0] is not None and units[0] == units[1]:
        reasons.append("They are in the same unit.")
    if reasons:
        return reasons
    left_out = [(side, _person(tables["excluded"], key)) for side, key in (("A", a), ("B", b))]
    reasons = [f"{side} has no link in this run: {row['reason']}." for side, row in left_out if row]
    said = ask() if ask else None
    if said is None or not said["kind"]:
        unsure = "It was no candidate: a direction has no lesson worth giving, or each has better partners."
        return [*reasons, unsure]
    if said["reason"] == WEAK:
        return [*reasons, *_too_weak(said)]
    if said["reason"]:
        return [f"{said['reason'][0].upper()}{said['reason'][1:]}.", *reasons]
    if not tables["candidates"].num_rows:
        return reasons or ["Nothing speaks against the pair, but no pair was worth suggesting in this run."]
    return [*reasons, "Nothing speaks against the pair, but each has better partners."]


def _too_weak(said: Mapping[str, Any]) -> list[str]:
    """Which direction has no lesson worth giving; both may have none."""
    directions = (("B", "A", said["b_teaches"], said["score_a"]), ("A", "B", said["a_teaches"], said["score_b"]))
    asked = f"at least {WORTHWHILE:g} is asked for"
    return [
        f"{teacher} has no lesson for {learner} that is worth giving: "
        f"the best, {skill}, is worth {value:.2g} of a full lesson, {asked}."
        if skill
        else f"{teacher} is known to teach nothing that {learner} could want."
        for teacher, learner, skill, value in directions
        if value is not None and value < WORTHWHILE
    ]
