"""The chosen links, column by column: their ids, the gaps they open, whom they bring within reach, and their text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from graph.days import date_of
from graph.skills import BASES, Skills, rarity
from graph.suggest.candidates import Candidates, joined
from graph.suggest.case import Case
from graph.suggest.cycles import LEGS, Cycles
from graph.suggest.ground import shared_skill
from graph.suggest.reach import reach_gain
from graph.suggest.wording import Lesson, Story

HOME = (("rare", 0.75), ("some", 0.5), ("common", 0.0))
"""Bands of how rare a skill is at home (`skills.rarity`), from the least rarity on."""

PAIR, INTRODUCTION, CYCLE, ONE_WAY = "pair", "introduction", "cycle", "one-way"


@dataclass(frozen=True, eq=False)
class Links:
    """Links in order of choice, k of them.

    Attributes:
        pairs: The chosen candidates, in order of choice; then the lessons of exchanges of three.
        kinds: What each is: "pair", "introduction", "cycle" for one of the three lessons of an exchange, or "one-way".
        exchange: Id that the lessons of one exchange of three share; None for all else.
        ids: Stable ids: the same pair, skills and programme give the same id in every run.
        boundaries: Boundary kinds that each crosses.
        gap_before: (k,) gap weight of the cell before the link, given those chosen earlier; NaN without a gap.
        gap_after: (k,) the same with it.
        reach_gain_a: (k,) people who come within two steps of a by this link alone.
        reach_gain_b: (k,) the same of b.
        stories: What the text says.
    """

    pairs: Candidates
    kinds: tuple[str, ...]
    exchange: tuple[str | None, ...]
    ids: tuple[str, ...]
    boundaries: tuple[tuple[str, ...], ...]
    gap_before: NDArray[np.float64]
    gap_after: NDArray[np.float64]
    reach_gain_a: NDArray[np.int64]
    reach_gain_b: NDArray[np.int64]
    stories: tuple[Story, ...]

    def __len__(self) -> int:
        return len(self.ids)


def describe(case: Case, chosen: Candidates, cycles: Cycles) -> Links:
    """All about pairs that were chosen, given in order of choice, and exchanges of three beside them."""
    pairs = joined(chosen, cycles.legs)
    kinds = (kind_of(case),) * len(chosen) + (CYCLE,) * len(cycles.legs)
    crossed = boundaries_crossed(case, pairs)
    before, after = left_of_gaps(pairs.cell, pairs.plausibility, np.nan_to_num(case.gaps.gap))
    known, network = case.people.known, case.network
    ids = _ids(case, pairs)
    return Links(
        pairs,
        kinds,
        (None,) * len(chosen) + _exchanges(ids[len(chosen) :]),
        ids,
        crossed,
        before,
        after,
        reach_gain(network, known, pairs.a, pairs.b),
        reach_gain(network, known, pairs.b, pairs.a),
        stories(case, pairs, crossed, kinds),
    )


def kind_of(case: Case) -> str:
    """What kind of link the skills and rules of a case allow."""
    if not case.skills.any_offer:
        return INTRODUCTION
    return ONE_WAY if case.options.rules.one_way else PAIR


def link_id(a: str, b: str, skills: tuple[str, str], programme: str) -> str:
    """16 hexadecimal digits of BLAKE2b over the pair (a before b), what each teaches, and the programme."""
    return blake2b("\0".join((a, b, *skills, programme)).encode(), digest_size=8).hexdigest()


def _exchanges(ids: tuple[str, ...]) -> tuple[str, ...]:
    """One id for three lessons in a row, from theirs."""
    threes = [sorted(ids[i : i + LEGS]) for i in range(0, len(ids), LEGS)]
    return tuple(blake2b("\0".join(three).encode(), digest_size=8).hexdigest() for three in threes for _ in three)


def _ids(case: Case, pairs: Candidates) -> tuple[str, ...]:
    keys, names = case.people.keys, (*case.skills.names, "")
    programme = (case.options.rules.preset or "two-way") if case.skills.any_offer else INTRODUCTION
    columns = (pairs.a.tolist(), pairs.b.tolist(), pairs.a_teaches.tolist(), pairs.b_teaches.tolist())
    return tuple(
        link_id(keys[a], keys[b], (names[x], names[y]), programme) for a, b, x, y in zip(*columns, strict=True)
    )


def boundaries_crossed(case: Case, pairs: Candidates) -> tuple[tuple[str, ...], ...]:
    """The boundary kinds that each pair crosses, in the order unit, function, location, level."""
    a, b = pairs.a.astype(np.int32), pairs.b.astype(np.int32)
    crossed = {kind: boundary.across(a, b).tolist() for kind, boundary in case.boundaries.items()}
    return tuple(tuple(kind for kind, across in crossed.items() if across[i]) for i in range(len(pairs)))


def left_of_gaps(
    cells: NDArray[np.int64], likely: NDArray[np.float64], gap: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is left of a gap, gap 2^-X, before and with each link; X adds up its cell's plausibilities up to then.

    Args:
        cells: (k,) the gap that each link lies in, in order of choice; -1 for none.
        likely: (k,) its plausibility.
        gap: (c,) missing ties of each cell.

    Returns:
        (k,) twice; NaN where a link lies in no gap.
    """
    before, after = np.full(len(cells), np.nan), np.full(len(cells), np.nan)
    left = gap.copy()
    for i, (cell, plausibility) in enumerate(zip(cells.tolist(), likely.tolist(), strict=True)):
        if cell >= 0:
            before[i] = left[cell]
            left[cell] = after[i] = left[cell] * 2**-plausibility
    return before, after


def stories(
    case: Case, pairs: Candidates, crossed: tuple[tuple[str, ...], ...], kinds: tuple[str, ...]
) -> tuple[Story, ...]:
    """What the text of each pair says, of which `describe` knows what it crosses and of what kind it is."""
    rare = rarity(case.skills, case.boundaries["unit"])
    to_b = _lessons(case, rare, pairs.a, pairs.b, pairs.a_teaches)
    to_a = _lessons(case, rare, pairs.b, pairs.a, pairs.b_teaches)
    return tuple(
        Story(
            to_b[i],
            to_a[i],
            crossed[i],
            bool(pairs.cell[i] >= 0),
            common_ground(case.skills, pairs, i),
            float(pairs.plausibility[i]),
            kinds[i],
        )
        for i in range(len(pairs))
    )


def common_ground(skills: Skills, pairs: Candidates, i: int) -> tuple[str, ...]:
    """The common ground of one pair in words; who the common contacts are is nobody's business."""
    words = ["a common contact"] if pairs.contact[i] else []
    words += [f"both know {shared_skill(skills, int(pairs.a[i]), int(pairs.b[i]))}"] if pairs.skill[i] else []
    words += ["the same location"] if pairs.place[i] else []
    words += ["the same circle of contacts"] if pairs.circle[i] else []
    return tuple(words)


def day(days: int | None) -> date | None:
    """A day since 1970 as a date."""
    return None if days is None else date_of(days)


def _lessons(
    case: Case,
    rare: NDArray[np.float64],
    teacher: NDArray[np.int64],
    learner: NDArray[np.int64],
    skill: NDArray[np.int64],
) -> list[Lesson | None]:
    """What each teacher teaches each learner, with the strongest evidence; None where nothing is taught."""
    skills = case.skills
    taught = np.flatnonzero(skill >= 0)
    lessons: list[Lesson | None] = [None] * len(skill)
    first, _ = skills.facts_of(teacher[taught], skill[taught], wish=False)
    facts = skills.evidence.take(first).select(["evidence", "strength", "as_of"]).to_pylist()
    bases = skills.basis_of(learner[taught], skill[taught]).tolist()
    homes = case.boundaries["unit"].codes[learner[taught]]
    at = np.where(homes < 0, np.nan, rare[homes, skill[taught]]).tolist()
    for i, fact, basis, r in zip(taught.tolist(), facts, bases, at, strict=True):
        known = fact["evidence"], fact["strength"], day(fact["as_of"]), BASES[basis]
        lessons[i] = Lesson(skills.names[skill[i]], *known, at_home(r))
    return lessons


def at_home(rare: float) -> str:
    """How many in a unit could teach a skill, in bands so wide that nobody can be counted from them; "" for NaN."""
    return next((word for word, least in HOME if rare >= least), "")
