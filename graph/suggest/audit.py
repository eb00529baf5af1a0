"""The audit of a plan: what scoring read, what must hold and does, and who got how many links.

It works from the finished links and the roster, not from what the optimiser believed. `blindness` proves that fields
which are not read change nothing; it does not prove that no field that is read stands in for them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.arrays import pair_keys
from graph.facts import MIN_GROUP
from graph.measures.reach import leaders
from graph.skills import STATED
from graph.suggest.blindness import Permutation, prove
from graph.suggest.candidates import Candidates, joined
from graph.suggest.case import HOURS_A_LINK, USUAL_LINKS, Case, Sight, capacity, fields_read
from graph.suggest.choice import Choice
from graph.suggest.lessons import WORTHWHILE

ROOM, HOURS = "nobody has more links than they take on", "nobody has more hours than they give"
OPTED_OUT, OUTSIDE = "nobody who opted out has a link", "nobody outside the roster has a link"
BARRED = "no pair is tied, manager and report, forbidden or past"
ALWAYS = (ROOM, HOURS, OPTED_OUT, OUTSIDE, BARRED)
"""What is checked of every run."""


@dataclass(frozen=True)
class Check:
    """Something that must hold.

    Attributes:
        name: What.
        holds: Whether it does.
        broken_by: How many people or links break it.
    """

    name: str
    holds: bool
    broken_by: int


@dataclass(frozen=True)
class Exposure:
    """How many links the people of one level got.

    Attributes:
        level: Name of the level.
        people: Who takes part there: not opted out, and takes on links.
        links: Links per such person, to four decimals.
    """

    level: str
    people: int
    links: float


@dataclass(frozen=True)
class Audit:
    """What was checked about a plan.

    Attributes:
        fields_read: Input columns that scoring reads.
        checks: What must hold.
        permutations: What scoring must not read, dealt out anew, and controls that must be noticed.
        exposure: Links by level; groups under 5 people, and a further one that would give them away, are left out.
        less_value: People who get less expected lesson value than without openness: the price of it, no failure.
    """

    fields_read: tuple[str, ...]
    checks: tuple[Check, ...]
    permutations: tuple[Permutation, ...]
    exposure: tuple[Exposure, ...]
    less_value: int

    @property
    def passed(self) -> bool:
        """Whether every check holds and no permutation of an unread column changed the links."""
        blind = all(tried.same for tried in self.permutations if tried.expected)
        return blind and all(check.holds for check in self.checks)

    def to_dict(self) -> dict[str, Any]:
        """For `audit.json`."""
        return {
            "fields_read": list(self.fields_read),
            "checks": [asdict(check) for check in self.checks],
            "permutations": [asdict(tried) for tried in self.permutations],
            "exposure_by_level": [asdict(group) for group in self.exposure],
            "less_lesson_value_than_without_openness": self.less_value,
            "passed": self.passed,
            "scope": "shows that no other field is used, not that no field that is used stands in for one",
        }


def audit(case: Case, choice: Choice, legs: Candidates) -> Audit:
    """Audits a choice against the roster.

    Args:
        case: What it was made from.
        choice: The portfolio.
        legs: The lessons of exchanges of three beside it.
    """
    sight, links = choice.sight, choice.links
    checks = (
        *_people_checks(case, joined(links, legs)),
        *_pair_checks(sight, links, legs),
        *_lesson_checks(case, links),
        *_circle_checks(case, legs),
    )
    less = int((_received(case, links) < _received(case, choice.without_openness) - 1e-9).sum())
    return Audit(fields_read(case), checks, prove(case, choice), _exposure(case, links), less)


def _check(name: str, broken: NDArray[np.bool_]) -> Check:
    return Check(name, not broken.any(), int(broken.sum()))


def _people_checks(case: Case, links: Candidates) -> tuple[Check, ...]:
    people, count = case.people, links.per_person(len(case.people.keys))
    load = np.where(count > 0, count + case.load, 0)
    usual = np.full(len(count), USUAL_LINKS)
    if case.options.rules.leader_links:
        usual[leaders(people)] = case.options.rules.leader_links
    too_many = load > np.where(people.max_links < 0, usual, people.max_links)
    too_long = HOURS_A_LINK * load > np.where(np.isnan(people.hours_per_month), np.inf, people.hours_per_month)
    return (
        _check(ROOM, too_many),
        _check(HOURS, too_long),
        _check(OPTED_OUT, people.opted_out & (count > 0)),
        _check(OUTSIDE, ~people.known & (count > 0)),
    )


def _pair_checks(sight: Sight, links: Candidates, legs: Candidates) -> tuple[Check, ...]:
    every = joined(links, legs)
    barred = np.isin(pair_keys(every.a, every.b, len(sight.keys)), sight.barred)
    inside = ~sight.line.across(links.a.astype(np.int32), links.b.astype(np.int32))
    astray = ~sight.gate.lets(links.a, links.b)
    return (
        _check(BARRED, barred),
        _check(f"every pair lies across a {sight.line.kind} line", inside),
        *([] if sight.gate.rules.empty else [_check("every pair keeps the rules of the preset", astray)]),
    )


def _lesson_checks(case: Case, links: Candidates) -> tuple[Check, ...]:
    if not case.skills.any_offer:
        return ()
    weak = np.nan_to_num(np.minimum(links.value_a, links.value_b)) < WORTHWHILE  # a way that is not taught is no lesson
    return (
        _check("both directions of every link are worth a lesson", weak),
        _check("nobody with a stated wish only teaches", _only_teaches(case, links)),
    )


def _circle_checks(case: Case, legs: Candidates) -> tuple[Check, ...]:
    """Of exchanges of three: everybody teaches as many as they learn from, and nothing that is worth too little."""
    if not len(legs):
        return ()
    n, forth = len(case.people.keys), legs.a_teaches >= 0
    taught = np.bincount(np.where(forth, legs.a, legs.b), minlength=n)
    learned = np.bincount(np.where(forth, legs.b, legs.a), minlength=n)
    weak = np.where(forth, legs.value_b, legs.value_a) < WORTHWHILE
    return (
        _check("in an exchange of three everybody teaches and learns", taught != learned),
        _check("every lesson of an exchange of three is worth giving", weak),
    )


def _only_teaches(case: Case, links: Candidates) -> NDArray[np.bool_]:
    """(n,) linked people with a stated wish who get no lesson in anything they stated."""
    learner = np.concatenate((links.a, links.b))
    skill = np.concatenate((links.b_teaches, links.a_teaches))
    served = np.zeros(len(case.people.keys), dtype=bool)
    served[learner[case.skills.basis_of(learner, skill) == STATED]] = True
    stated = case.skills.stated.sum(axis=1) > 0
    return stated & (links.per_person(len(served)) > 0) & ~served


def _received(case: Case, links: Candidates) -> NDArray[np.float64]:
    """(n,) expected value of the lessons each person gets; 0 for introductions."""
    n, likely = len(case.people.keys), links.plausibility
    received = np.zeros(n)
    np.add.at(received, links.a, np.nan_to_num(links.value_a) * likely)
    np.add.at(received, links.b, np.nan_to_num(links.value_b) * likely)
    return received


def _exposure(case: Case, links: Candidates) -> tuple[Exposure, ...]:
    levels = case.people.boundary("level")
    # Also whose room links that run take: a count without them would tell how many these are.
    takes_part = case.people.known & ~case.people.opted_out & (capacity(case.people) > 0)
    able = takes_part & (levels.codes >= 0)
    people = np.bincount(levels.codes[able], minlength=len(levels.groups))
    count = np.bincount(levels.codes[able], links.per_person(len(able))[able], len(levels.groups))
    return tuple(
        Exposure(levels.groups[i], int(people[i]), round(float(count[i] / people[i]), 4))
        for i in _shown(people, levels.groups)
    )


def _shown(people: NDArray[np.int64], names: tuple[str, ...]) -> list[int]:
    """Groups that may be shown; where just one is hidden the smallest other one goes too, lest totals tell."""
    there = [i for i in range(len(people)) if people[i]]
    shown = sorted((i for i in there if people[i] >= MIN_GROUP), key=lambda i: (people[i], names[i]))
    return sorted(shown[1:] if len(there) - len(shown) == 1 else shown)
