"""Why this pair, or why not: answered from the tables of a finished run, so the answer fits what was printed.

Typed fields first, sentences from them. Of a pair that the tables do not hold, `objection` may say more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from graph.skills import BASES, EVIDENCE, STATED
from graph.suggest.lessons import WORTHWHILE
from graph.suggest.links import INTRODUCTION
from graph.suggest.objection import WEAK
from graph.suggest.rivals import Rivals, RunnerUp, rivals, runner_up
from graph.suggest.standing import Standing, between, said_of, standing
from graph.suggest.wording import Lesson, Story, band, teacher_and_learner

SUGGESTED, NOT_CHOSEN, NO_CANDIDATE, UNKNOWN = "suggested", "not chosen", "no candidate", "unknown"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Found:
    """What the tables of a run hold about a pair, its rows as they stand there: the smaller key is `a`.

    Attributes:
        link: The link; None where the pair is not suggested.
        evidence: What speaks for its two lessons, of both people.
        candidate: The pair as it was considered; None where it was not.
        rivals: What was chosen instead; None where it was not considered, or is suggested.
        runner_up: What would come next over the gap of the link, or for its two; None where no pair was considered.
        exchange: The three lessons, where the link is one of an exchange of three.
        tied: Whether the two have a tie; asked only of pairs that were not considered.
        excluded: The rows of those of the two who were left out of the run.
        objection: What speaks against it, A and B as asked for; None where the tables say enough.
        others: Whether any pair was considered at all.
    """

    link: Row | None = None
    evidence: tuple[Row, ...] = ()
    candidate: Row | None = None
    rivals: Rivals | None = None
    runner_up: RunnerUp | None = None
    exchange: tuple[Row, ...] = ()
    tied: bool = False
    excluded: tuple[Row, ...] = ()
    objection: Row | None = None
    others: bool = True


@dataclass(frozen=True)
class Explanation:
    """What a run says about a pair.

    Attributes:
        a: As asked for.
        b: As asked for.
        verdict: SUGGESTED, NOT_CHOSEN (it was a candidate), NO_CANDIDATE or UNKNOWN (one of them is not in the run).
        reasons: Sentences, the most important first.
        found: What most of them are made from.
        gap: The row of the gap between the units of the two; None where there is none, or it may not be seen.
        standing: How A and B stand in the network; empty where one of them is unknown.
    """

    a: str
    b: str
    verdict: str
    reasons: tuple[str, ...]
    found: Found = Found()
    gap: Row | None = None
    standing: tuple[Standing, ...] = ()


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
        tables: people, gaps, network, links, evidence, candidates, excluded, single_points, skills and full of one
            run, masked or not: whoever a masked table of people lacks is unknown.
        a: Key of one person.
        b: Key of the other.
        accounts: Keys that have contacts and stand in no roster; nothing more is known of them.
        ask: Gives what speaks against (a, b), as in `objection.Objection`, masked or not;
            asked only where the pair was no candidate.
    """
    one, other = (_known(tables["people"], key) for key in (a, b))
    if one is None or other is None or a == b:
        gone = [(side, key) for side, key, row in (("A", a, one), ("B", b, other)) if row is None]
        return Explanation(a, b, UNKNOWN, _unknown(gone, accounts))
    sides = ("A", "B") if a < b else ("B", "A")
    found = _find(tables, (min(a, b), max(a, b)), ask)
    gap = between(tables["gaps"], one["unit"], other["unit"])
    stand = standing(tables, one), standing(tables, other)
    verdict, reasons = _verdict(found, sides, a, b)
    return Explanation(a, b, verdict, (*reasons, *_beside(gap, stand)), found, gap, stand)


def _find(tables: Mapping[str, pa.Table], pair: tuple[str, str], ask: Callable[[], Row] | None) -> Found:
    """What the tables hold about the pair of two keys in order, and what speaks against it where it is not there."""
    first, second = pair
    link, candidate = (_row(tables[name], first, second) for name in ("links", "candidates"))
    if link:
        facts = tables["evidence"].filter(pc.equal(tables["evidence"]["link"], link["link"])).to_pylist()
        lessons = tables["links"].filter(pc.equal(tables["links"]["exchange"], link["exchange"])).to_pylist()
        return Found(link, tuple(facts), candidate, None, runner_up(tables, candidate), tuple(lessons))
    if candidate:
        return Found(candidate=candidate, rivals=rivals(tables, candidate))
    return Found(
        tied=_row(tables["network"], first, second) is not None,
        excluded=tuple(row for key in (first, second) if (row := _person(tables["excluded"], key))),
        objection=ask() if ask else None,
        others=tables["candidates"].num_rows > 0,
    )


def _verdict(found: Found, sides: tuple[str, str], a: str, b: str) -> tuple[str, Sequence[str]]:
    """What the run made of a pair of which both are known, and why."""
    if found.link:
        why = _why(found.link, found.evidence, sides)
        return SUGGESTED, (*why, *_circle(found.exchange), *map(str, filter(None, [found.runner_up])))
    if found.candidate and found.rivals:
        return NOT_CHOSEN, (*_worth(found.candidate, sides), *found.rivals.sentences(sides))
    return NO_CANDIDATE, _why_no_candidate(found, a, b)


def _beside(gap: Row | None, stand: tuple[Standing, Standing]) -> Iterator[str]:
    """What to know of the two, whatever became of the pair: how they stand today, what hangs on one of them alone."""
    if gap:
        yield said_of(gap)
    for side, one in zip("AB", stand, strict=True):
        yield from one.sentences(side)


def _unknown(gone: Sequence[tuple[str, str]], accounts: Collection[str]) -> tuple[str, ...]:
    """Why nothing can be said: who is not there, as side and key; nobody where both are the same person."""
    if not gone:
        return ("A and B are the same person.",)
    return tuple(
        f"{key} ({side}) is in no roster: add a row for {key} to the people file, `bothways ingest` it and run again."
        if key in accounts
        else f"{side} is not among the people of this run."
        for side, key in gone
    )


def _known(people: pa.Table, key: str) -> Row | None:
    """The row of somebody who takes part; who opted out is as unknown as a stranger."""
    row = _person(people, key)
    return None if row is None or row.get("opted_out") else row  # a masked table has nobody who did, and no such column


def _row(table: pa.Table, first: str, second: str) -> Row | None:
    found = table.filter(pc.and_(pc.equal(table["a"], first), pc.equal(table["b"], second))).to_pylist()
    return found[0] if found else None


def _person(table: pa.Table, key: str) -> Row | None:
    found = table.filter(pc.equal(table["person"], key)).to_pylist()
    return found[0] if found else None


def _why(link: Row, facts: Sequence[Row], sides: tuple[str, str]) -> tuple[str, ...]:
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


def _circle(lessons: Sequence[Row]) -> Iterator[str]:
    """Who else takes part, where a link is one lesson of three."""
    ways = [f"{' teaches '.join(teacher_and_learner(row))} {row['a_teaches'] or row['b_teaches']}" for row in lessons]
    if ways:
        yield f"It is one lesson of an exchange of three: {', '.join(ways)}."


def _lesson(facts: Sequence[Row], teacher: str, learner: str) -> Lesson | None:
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


def _worth(candidate: Row, sides: tuple[str, str]) -> tuple[str, ...]:
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


def _why_no_candidate(found: Found, a: str, b: str) -> list[str]:
    """What speaks against the pair of two keys, as asked for, first; then who was left out, and why."""
    sides = {a: "A", b: "B"}
    left_out = [f"{sides[row['person']]} has no link in this run ({row['reason']})." for row in found.excluded]
    said = found.objection
    if said and said["reason"] and said["reason"] != WEAK:
        return [f"{said['reason'][0].upper()}{said['reason'][1:]}.", *left_out]
    if found.tied:
        return ["They have a tie already.", *left_out]
    if said is None or not said["kind"]:
        return [*left_out, "It was no candidate: a direction has no lesson worth giving, or each has better partners."]
    if said["reason"] == WEAK:
        return [*left_out, *_too_weak(said)]
    if not found.others:
        return left_out or ["Nothing speaks against the pair, but no pair was worth suggesting in this run."]
    return [*left_out, "Nothing speaks against the pair, but each has better partners."]


def _too_weak(said: Row) -> list[str]:
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
