"""Which terms a programme adds to openness: level pairs, skills that a unit lacks, people who have few contacts.

Each family gets its share of openness, dealt out among its terms. None of them is part of a pair's score.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.suggest.candidates import Candidates
from graph.suggest.case import Case, Sight
from graph.suggest.terms import Terms

REACHED, MET = 0.1, 0.5
"""What a link leaves to the next: of a level pair or of a skill in a unit a tenth, of a person a half."""


@dataclass(frozen=True, eq=False)
class Family:
    """Terms of one kind.

    Attributes:
        names: Of each.
        worth: (c,) of each beside the others, 0 or more.
        keep: Share that a link leaves to the next.
        of: (m, j) which each candidate counts for, -1 for none.
    """

    names: tuple[str, ...]
    worth: NDArray[np.float64]
    keep: float
    of: NDArray[np.int64]

    def terms(self, share: float) -> Terms:
        """Those that some candidate counts for, worth a share of openness together."""
        there = (np.bincount(self.of.ravel() + 1, minlength=len(self.worth) + 1)[1:] > 0) & (self.worth > 0)
        if not there.any():
            return Terms.none(len(self.of))
        kept, number = np.flatnonzero(there), np.append(np.where(there, np.cumsum(there) - 1, -1), -1)
        weight = share * self.worth[kept] / self.worth[kept].sum()
        names = tuple(self.names[i] for i in kept.tolist())
        return Terms(names, weight, np.full(len(kept), self.keep), number[self.of].astype(np.int32), share)


Maker = Callable[[Case, Sight, Candidates], Family]


def terms_of(case: Case, sight: Sight, found: Candidates) -> Terms:
    """The terms that the rules of a case ask for, as far as some candidate could count for them."""
    rules, made = case.options.rules, Terms.none(len(found))
    asked: tuple[tuple[float, Maker], ...] = (
        (rules.level_share, level_pairs),
        (rules.skill_share, skills_of_units),
        (rules.equity_share, people),
    )
    for share, family in asked:
        made = made.joined(family(case, sight, found).terms(share)) if share else made
    return made


def level_pairs(_: Case, sight: Sight, found: Candidates) -> Family:
    """Pairs of two levels, each worth the product of their people: where most people could meet, a link opens most."""
    line = sight.gate.lines["level"]
    count, codes = len(line.groups), line.codes.astype(np.int64)
    sizes = np.bincount(codes[sight.may & (codes >= 0)], minlength=count)
    low, high = np.minimum(codes[found.a], codes[found.b]), np.maximum(codes[found.a], codes[found.b])
    names = tuple(f"levels {one} and {other}" for one in line.groups for other in line.groups)
    of = np.where((low >= 0) & (low < high), low * count + high, -1)
    return Family(names, np.outer(sizes, sizes).ravel().astype(np.float64), REACHED, of[:, None])


def skills_of_units(case: Case, sight: Sight, found: Candidates) -> Family:
    """Skills for units in which nobody holds them, each worth the same.

    Where leaders learn some skills only, those are meant, for the leaders of each unit at the top of the tree.
    """
    rules, skills = case.options.rules, case.skills
    names, unit = _units(sight, top=bool(rules.leaders_learn))
    learners = sight.gate.leads if rules.leaders_learn else np.ones(len(unit), dtype=np.bool_)
    member = np.flatnonzero(learners & (unit >= 0))
    of_unit = sp.csr_array((np.ones(len(member)), (unit[member], member)), shape=(len(names), len(unit)))
    lacks = (of_unit @ skills.holders().astype(np.float64)).toarray() == 0
    meant = np.isin(skills.names, rules.leaders_learn) if rules.leaders_learn else np.ones(len(skills.names), bool)
    count = len(skills.names)
    ends = ((found.a, found.b_teaches), (found.b, found.a_teaches))
    of = [np.where(learners[p] & (unit[p] >= 0) & (skill >= 0), unit[p] * count + skill, -1) for p, skill in ends]
    told = tuple(f"{skill} in {name}" for name in names for skill in skills.names)
    return Family(told, (lacks & meant).ravel().astype(np.float64), REACHED, np.column_stack(of))


def people(case: Case, sight: Sight, found: Candidates) -> Family:
    """People, each worth the more the fewer contacts they have: 1 less their percentile among all who may get links."""
    degrees, may = case.network.degrees, np.flatnonzero(sight.may)
    order = np.sort(degrees[may])
    below, upto = (np.searchsorted(order, degrees, side=side) for side in ("left", "right"))
    percentile = (below + upto) / 2 / max(1, len(may))
    return Family(sight.keys, 1 - percentile, MET, np.column_stack((found.a, found.b)))


def _units(sight: Sight, *, top: bool) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of units, as given or at the top of the tree, and (n,) the unit of each person, -1 without."""
    if not top:
        return sight.units.groups, sight.units.codes.astype(np.int64)
    tops = [name.split("/")[0] for name in sight.units.groups]
    names = tuple(sorted(set(tops)))
    number = np.array([*(names.index(name) for name in tops), -1], dtype=np.int64)
    return names, number[sight.units.codes]
