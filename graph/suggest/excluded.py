"""Why somebody has no link: one plain sentence for everybody of the roster whom the plan leaves out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.skills import HOLDS, Skills
from graph.suggest.candidates import Candidates
from graph.suggest.case import Case, Sight, capacity
from graph.suggest.choice import Choice
from graph.suggest.lessons import WORTHWHILE, Lessons, prepare, value
from graph.suggest.links import ONE_WAY, PAIR, kind_of

OPTED_OUT = "opted out"
NO_ROOM = "takes on no links: max_links or hours_per_month leave no room"
BUSY = "links that run, or people whom they help already, take all their room"
NO_GROUP = "no {kind} is known, so there is no line to cross"
NO_SKILL = "no skill is known"
NO_OFFER = "no offer with strength 3 or more"
NO_TEACHER = "no wish met: nobody across the line can teach it"
NO_LEARNER = "nobody across the line wants to learn what they offer"
NO_PARTNER = "no partner was found across the line with whom both directions work"
NO_LESSON = "nobody above could teach what they wish, and nobody below wants to learn what they offer"
NO_GAP = "no gap was found that an introduction of them would open"
CAPPED = "the links that the people of their unit may get together are used up"
TAKEN = "every possible partner has no room left"
LESS = "other links were worth more"

_SLACK = 1e-9  # a strength that was worked out may miss the one it equals by a last bit


def reasons(case: Case, choice: Choice, three: NDArray[np.integer]) -> tuple[NDArray[np.int64], list[str]]:
    """Who of the roster has no link, and why: the first reason that holds.

    Args:
        case: What the plan was made from.
        choice: The candidates and what was chosen among them.
        three: People of exchanges of three.

    Returns:
        Indices of people in key order, and a reason for each.
    """
    sight, found, problem, n = choice.sight, choice.found, choice.problem, len(case.people.keys)
    linked = choice.links.per_person(n)
    full = (problem.used(choice.chosen) >= problem.room)[n:]
    alone = linked == 0
    alone[three] = False
    out = np.flatnonzero(case.people.known & alone)
    tests = [
        (case.people.opted_out, OPTED_OUT),
        (capacity(case.people) == 0, NO_ROOM),
        (sight.capacity == 0, BUSY),
        (sight.line.codes < 0, NO_GROUP.format(kind=sight.line.kind)),
        *(_no_partner(case, sight) if kind_of(case) == PAIR else []),
        (found.per_person(n) == 0, _nobody(case)),
        (full[problem.caps.of], CAPPED),
        (~_partner_free(sight, found, linked), TAKEN),
    ]
    texts = np.array([text for _, text in tests] + [LESS])
    holds = np.array([mask for mask, _ in tests] + [np.ones(n, dtype=bool)])
    return out, texts[np.argmax(holds[:, out], axis=0)].tolist()


def _nobody(case: Case) -> str:
    why, rules = {PAIR: NO_PARTNER, ONE_WAY: NO_LESSON}.get(kind_of(case), NO_GAP), case.options.rules
    return why if rules.empty else f"{why}, within the rules of {rules.preset or 'this run'}"


def _partner_free(sight: Sight, found: Candidates, linked: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) whether some candidate partner of a person still has room."""
    room = sight.capacity > linked
    free = np.zeros(len(room), dtype=bool)
    free[found.a[room[found.b]]] = True
    free[found.b[room[found.a]]] = True
    return free


def _no_partner(case: Case, sight: Sight) -> list[tuple[NDArray[np.bool_], str]]:
    """Tests on a person's own skills, and on whether they meet anybody's across the line."""
    skills, lessons = case.skills, prepare(case.skills, sight.units)
    holds = np.diff(skills.holders().indptr) > 0
    nothing = (np.diff(skills.offers.indptr) == 0) & (skills.stated.sum(axis=1) == 0)
    all_of = replace(sight, may=case.people.known & ~case.people.opted_out)  # full or not
    return [
        (nothing, NO_SKILL),
        (~holds, NO_OFFER),
        (~_met(all_of, skills, lessons), NO_TEACHER),
        (~_wanted(all_of, skills, lessons), NO_LEARNER),
        (~(_met(sight, skills, lessons) & _wanted(sight, skills, lessons)), TAKEN),
    ]


def _met(sight: Sight, skills: Skills, lessons: Lessons) -> NDArray[np.bool_]:
    """(n,) whether somebody in another group could teach one of a person's wishes."""
    strongest = _best_elsewhere(sight, skills.offers, none=0.0)
    learner = np.repeat(np.arange(len(sight.keys)), np.diff(lessons.start))
    level = strongest[sight.line.codes[learner], lessons.skill]
    return _any(learner, value(lessons.worth, level, lessons.own) >= WORTHWHILE, len(sight.keys))


def _wanted(sight: Sight, skills: Skills, lessons: Lessons) -> NDArray[np.bool_]:
    """(n,) whether an offer of a person is strong enough for somebody's wish in another group."""
    reachable = lessons.worth >= WORTHWHILE
    step = np.maximum(1, 3 * WORTHWHILE / np.maximum(lessons.worth, WORTHWHILE))
    needed = np.where(reachable, np.maximum(lessons.own + step, HOLDS), np.inf)
    # Negated, so that the learner who needs least is the largest.
    demand = sp.csr_array((-needed, lessons.skill, lessons.start), shape=skills.wishes.shape)
    least = -_best_elsewhere(sight, demand, none=-np.inf)
    people = np.repeat(np.arange(len(sight.keys)), np.diff(skills.offers.indptr))
    level, skill = skills.offers.data, skills.offers.indices
    enough = (level >= HOLDS) & (level >= least[sight.line.codes[people], skill] - _SLACK)
    return _any(people, enough, len(sight.keys))


def _best_elsewhere(sight: Sight, strength: sp.csr_array, *, none: float) -> NDArray[np.float64]:
    """(groups + 1, s) the largest value of each skill among people of all other groups; `none` without any."""
    people = np.repeat(np.arange(strength.shape[0]), np.diff(strength.indptr))
    group = sight.line.codes[people]
    able = sight.may[people] & (group >= 0)
    best = np.full((len(sight.line.groups) + 1, strength.shape[1]), none)
    np.maximum.at(best, (group[able], strength.indices[able]), strength.data[able])
    second, top = np.sort(best, axis=0)[-2:] if len(best) > 1 else (best[0], best[0])
    # Whoever is in the one group that reaches the top has to look at the next best.
    alone = (best == top) & (second < top)
    elsewhere: NDArray[np.float64] = np.where(alone, second, top)
    return elsewhere


def _any(people: NDArray[np.int64], holds: NDArray[np.bool_], n: int) -> NDArray[np.bool_]:
    return np.bincount(people[holds], minlength=n) > 0
