"""Proof that a run did not look: what scoring must not read is dealt out anew, and nothing may change.

Names, levels and functions are permuted over people, candidates are found and scored again, and greedy takes links at
the lambda of the run. These and all parts of their scores must come out the same. Two controls show that the proof can
fail: permuted units and permuted skills must change the links. The columns that are refused at the door cannot be
permuted here, they were never kept; the project's own checks do that on raw rosters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from graph.suggest.candidates import Candidates
from graph.suggest.case import Case
from graph.suggest.choice import Choice, lay_out
from graph.suggest.portfolio import Problem, greedy

SEEDS = 5
_STREAM = 11  # keeps these permutations apart from every other use of the run's seed
UNREAD = ("name", "level", "function")
"""Columns of the roster that no score reads; the kind of line that links must cross is not among them."""


@dataclass(frozen=True)
class Permutation:
    """One time that columns were dealt out anew.

    Attributes:
        columns: Which.
        draw: Number of the permutation.
        digest: Of the links that came out.
        same: Whether they are the run's own.
        expected: Whether they have to be.
    """

    columns: tuple[str, ...]
    draw: int
    digest: str
    same: bool
    expected: bool


def prove(case: Case, choice: Choice) -> tuple[Permutation, ...]:
    """Makes the choice again for every permutation.

    Args:
        case: What the run chose from.
        choice: What it chose.
    """
    weight = choice.search.best.weight
    own = digest(_links(choice.found, choice.problem, weight))
    unread = tuple(name for name in UNREAD if name not in {case.options.boundary, *case.options.rules.read})
    tried = [(unread, draw, _dealt(case, unread, order), True) for draw, order in _orders(case, SEEDS)]
    tried += [(("unit",), draw, _units_dealt(case, order), False) for draw, order in _orders(case, 1)]
    if case.skills.any_offer:
        tried += [(("skill",), draw, _skills_dealt(case, order), False) for draw, order in _orders(case, 1)]
    found = ((columns, draw, digest(_seen(other, weight)), expected) for columns, draw, other, expected in tried)
    return tuple(Permutation(columns, draw, made, made == own, expected) for columns, draw, made, expected in found)


def _seen(case: Case, weight: float) -> Candidates:
    """What the first stage takes of a case, at the lambda of the run."""
    _, found, problem = lay_out(case)
    return _links(found, problem, weight)


def _links(found: Candidates, problem: Problem, weight: float) -> Candidates:
    return found.take(greedy(problem, weight))


def digest(links: Candidates) -> str:
    """Of who is linked with whom, for what, and every part of the score."""
    made = blake2b(digest_size=16)
    for part in (links.a, links.b, links.a_teaches, links.b_teaches):
        made.update(part.astype("<i8").tobytes())
    for value in (links.w, links.plausibility, links.value_a, links.value_b):
        made.update(np.nan_to_num(value, nan=-1.0).astype("<f8").tobytes())
    return made.hexdigest()


def _orders(case: Case, count: int) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Permutations of the people of the roster; everybody else stays."""
    known = np.flatnonzero(case.people.known)
    for draw in range(count):
        order = np.arange(len(case.people.keys))
        order[known] = np.random.default_rng([case.options.seed, _STREAM, draw]).permutation(known)
        yield draw, order


def _dealt(case: Case, columns: tuple[str, ...], order: NDArray[np.int64]) -> Case:
    """The case with columns of the roster dealt out in another order."""
    people = replace(case.people, names=_texts(case.people.names, order))
    if "level" in columns:
        people = replace(people, level=people.level[order], ranks=_texts(people.ranks, order))
    if "function" in columns:
        people = replace(people, functions=_texts(people.functions, order))
    kinds = {kind: people.boundary(kind) if kind in columns else line for kind, line in case.boundaries.items()}
    return replace(case, people=people, boundaries=kinds)


def _texts(values: tuple[str, ...], order: NDArray[np.int64]) -> tuple[str, ...]:
    return tuple(values[i] for i in order)


def _units_dealt(case: Case, order: NDArray[np.int64]) -> Case:
    unit = case.boundaries["unit"]
    return replace(case, boundaries={**case.boundaries, "unit": replace(unit, codes=unit.codes[order], others=None)})


def _skills_dealt(case: Case, order: NDArray[np.int64]) -> Case:
    """Offers alone are dealt out: the same people then wish for what others have."""
    return replace(case, skills=replace(case.skills, offers=case.skills.offers[order]))
