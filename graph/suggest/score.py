"""Scores pairs that somebody asks about, with the parts of the score, and says why where it cannot judge.

It never raises on a pair, and the score of (B, A) is that of (A, B) with the sides exchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from graph.skills import BASES
from graph.suggest.candidates import Candidates, judge
from graph.suggest.case import Case, Sight, see
from graph.suggest.lessons import WORTHWHILE, both_ways
from graph.suggest.links import boundaries_crossed, common_ground, kind_of
from graph.suggest.objection import against, exchanged, number, unclear

_GROUND = {0: 0.8, 1: 0.9}


@dataclass(frozen=True)
class Scored:
    """One pair, as asked for.

    Attributes:
        a: As given.
        b: As given.
        kind: "pair" or "introduction"; "" where nothing can be said.
        score: w in [0, 1]: 0 where a direction is worth too little; None where nothing can be said.
        score_a: Value of the lesson that a gets.
        score_b: Value of the lesson that b gets.
        both_ways: B, the harmonic mean of the two; None for introductions.
        plausibility: A.
        ground: C, the factor of common ground.
        common: Common ground in words.
        a_teaches: The best lesson for b; "" without one.
        b_teaches: The best lesson for a.
        a_wishes: Where a's wish to learn it comes from: stated, inferred, assumed; "" without a lesson.
        b_wishes: The same of b.
        boundaries: Boundary kinds between them.
        gap: Missing ties of the gap between them; None without one.
        reason: Why it cannot be judged, or why it would not be suggested; "" where nothing speaks against it.
    """

    a: str
    b: str
    kind: str = ""
    score: float | None = None
    score_a: float | None = None
    score_b: float | None = None
    both_ways: float | None = None
    plausibility: float | None = None
    ground: float | None = None
    common: tuple[str, ...] = ()
    a_teaches: str = ""
    b_teaches: str = ""
    a_wishes: str = ""
    b_wishes: str = ""
    boundaries: tuple[str, ...] = ()
    gap: float | None = None
    reason: str = ""


def score(case: Case, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
    """Scores pairs of person keys, in the order given."""
    sight, place = see(case), {key: i for i, key in enumerate(case.people.keys)}
    doubts = [unclear(case, place, a, b) for a, b in pairs]
    clear = [tuple(sorted((place[a], place[b]))) for (a, b), why in zip(pairs, doubts, strict=True) if not why]
    judged = iter(_judged(case, sight, np.array(clear, dtype=np.int64).reshape(-1, 2)))
    rows = []
    for (a, b), why in zip(pairs, doubts, strict=True):
        if why:
            rows.append(Scored(a, b, reason=why))
            continue
        row = next(judged)
        rows.append(row if row.a == a else exchanged(row))
    return rows


def _judged(case: Case, sight: Sight, pairs: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> list[Scored]:
    found = judge(case, sight, pairs[:, 0], pairs[:, 1])
    crossed = boundaries_crossed(case, found)
    benefit = np.where(np.isnan(found.value_a), np.nan, both_ways(found.value_a, found.value_b))
    weak = np.fmin(found.value_a, found.value_b) < WORTHWHILE
    ends = zip(found.a.tolist(), found.b.tolist(), strict=True)
    reasons = [against(case, sight, pair, weak=weak[i]) for i, pair in enumerate(ends)]
    return [
        replace(_row(case, found, i), boundaries=crossed[i], both_ways=number(benefit[i]), reason=reasons[i])
        for i in range(len(found))
    ]


def _row(case: Case, found: Candidates, i: int) -> Scored:
    a, b, names = int(found.a[i]), int(found.b[i]), (*case.skills.names, "")
    common = common_ground(case.skills, found, i)
    return Scored(
        case.people.keys[a],
        case.people.keys[b],
        kind=kind_of(case),
        score=float(found.w[i]),
        score_a=number(found.value_a[i]),
        score_b=number(found.value_b[i]),
        plausibility=float(found.plausibility[i]),
        ground=_GROUND.get(len(common), 1.0),
        common=common,
        a_teaches=names[found.a_teaches[i]],
        b_teaches=names[found.b_teaches[i]],
        a_wishes=_basis(case, a, int(found.b_teaches[i])),
        b_wishes=_basis(case, b, int(found.a_teaches[i])),
        gap=float(case.gaps.gap[found.cell[i]]) if found.cell[i] >= 0 else None,
    )


def _basis(case: Case, person: int, skill: int) -> str:
    if skill < 0:
        return ""
    return BASES[int(case.skills.basis_of(np.array([person]), np.array([skill]))[0])]
