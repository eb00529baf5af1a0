"""What speaks against a pair: why nothing can be said of it, or what keeps it from being suggested.

It takes facts and lessons alone. Nothing is measured for it, so whoever only reads a finished run can ask.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph.suggest.candidates import swap_of
from graph.suggest.case import Case, Sight, see
from graph.suggest.lessons import WORTHWHILE
from graph.suggest.links import kind_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WEAK = f"a direction is worth less than {WORTHWHILE:g} of a full lesson"


@dataclass(frozen=True)
class Objection:
    """What there is to say about a pair that was no candidate; the parts are named as in `score.Scored`.

    Attributes:
        a: As given.
        b: As given.
        kind: "pair" or "introduction"; "" where nothing can be said.
        score_a: Value of the best lesson that a could get, in [0, 1]; None for introductions.
        score_b: Value of the best lesson that b could get.
        a_teaches: That lesson for b; "" without one.
        b_teaches: That lesson for a.
        reason: What speaks against it; "" where nothing does.
    """

    a: str
    b: str
    kind: str = ""
    score_a: float | None = None
    score_b: float | None = None
    a_teaches: str = ""
    b_teaches: str = ""
    reason: str = ""


SIDES = (("a", "b"), ("score_a", "score_b"), ("a_teaches", "b_teaches"), ("a_wishes", "b_wishes"))
"""What is said of one and what is said of the other."""

Row = TypeVar("Row", bound="DataclassInstance")


def exchanged(row: Row) -> Row:
    """The same pair seen from the other side."""
    there = {field.name for field in fields(row)}
    turned = {one: other for pair in SIDES if there.issuperset(pair) for one, other in (pair, pair[::-1])}
    return replace(row, **{one: getattr(row, other) for one, other in turned.items()})


def objection(case: Case, a: str, b: str) -> Objection:
    """What speaks against the pair of two keys; from the other side it is the same with the sides exchanged."""
    place = {key: i for i, key in enumerate(case.people.keys)}
    if why := unclear(case, place, a, b):
        return Objection(a, b, reason=why)
    first, second = sorted((a, b))
    ends, sight, names = (place[first], place[second]), see(case), (*case.skills.names, "")
    swap = swap_of(case, sight, *(np.array([end], dtype=np.int64) for end in ends))
    found = Objection(
        first,
        second,
        kind=kind_of(case),
        score_a=number(swap.value_a[0]),
        score_b=number(swap.value_b[0]),
        a_teaches=names[swap.a_teaches[0]],
        b_teaches=names[swap.b_teaches[0]],
        reason=against(case, sight, ends, weak=swap.weak[0]),
    )
    return found if first == a else exchanged(found)


def unclear(case: Case, place: dict[str, int], a: str, b: str) -> str:
    """Why nothing can be said about a pair; "" where something can."""
    if not a or not b:
        return "the row does not name two people"
    if a == b:
        return "a person cannot be paired with themself"
    for key in sorted((a, b)):
        if key not in place or case.people.opted_out[place[key]]:
            return f"{key} is not among the people who may be suggested"
        if not case.people.known[place[key]]:
            return f"{key} is in no roster"
    return ""


def against(case: Case, sight: Sight, ends: tuple[int, int], *, weak: np.bool_) -> str:
    """What keeps a pair from being suggested, the first that holds; "" where nothing does.

    Args:
        case: The organisation.
        sight: What scoring sees of it.
        ends: The two people.
        weak: Whether a lesson of theirs is worth too little.
    """
    (a, b), line, people = ends, sight.line, case.people
    one, other = np.array([a]), np.array([b])
    named = case.options.rules.preset or "this run"
    tests = (
        (people.manager[a] == b or people.manager[b] == a, "one of them reports to the other"),
        (case.network.adjacency[a, b] > 0, "they have a tie already"),
        (_among(case.running, a, b), "a learning link of theirs runs"),
        (_among(case.rests, a, b), "an earlier link of theirs is over, and they are left alone for a while"),
        (_among(case.never, a, b), "a list says that they must not be paired, or that they were before"),
        (
            not sight.gate.lets(one, other)[0],
            f"the rules of {named} do not pair them",
        ),
        (min(line.codes[a], line.codes[b]) < 0, f"of one of them no {line.kind} is known"),
        (not line.across(one.astype(np.int32), other.astype(np.int32))[0], f"they share a {line.kind}"),
        (min(sight.capacity[a], sight.capacity[b]) == 0, "one of them has no room for another link"),
        (weak, WEAK),
    )
    return next((reason for holds, reason in tests if holds), "")


def number(value: float) -> float | None:
    """A number, or None where it is NaN: nothing is known of the lessons of an introduction."""
    return None if np.isnan(value) else float(value)


def _among(pairs: NDArray[np.int32], a: int, b: int) -> bool:
    """Whether two people stand among pairs of which the smaller index comes first."""
    return bool(((pairs[:, 0] == min(a, b)) & (pairs[:, 1] == max(a, b))).any())
