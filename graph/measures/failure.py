"""Single points of failure: what would come apart if one person left."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.bridging import Bridging
from graph.measures.cohesion import Cohesion
from graph.measures.gaps import Gaps
from graph.skills import Skills

ENOUGH = 3.0
"""Pairs of groups with fewer expected ties are thin whoever stays."""

NOBODY = -1


@dataclass(frozen=True, eq=False)
class Failure:
    """What would be lost with each person.

    Attributes:
        separated: (n,) people of the roster who would no longer reach the rest; above 0 = a hard single point.
        pairs: (n,) pairs of groups that would have no tie left; above 0 = a soft single point.
        last_holder: (s,) the one who holds each skill well enough to teach it; `NOBODY` where none or several do.
    """

    separated: NDArray[np.int32]
    pairs: NDArray[np.int64]
    last_holder: NDArray[np.int64]


def failure(held: Cohesion, gaps: Gaps, carried: Bridging, skills: Skills) -> Failure:
    """Takes away one person at a time and looks at what is left.

    In plain words: if all that Sales and Research hear of each other goes through Ann, or if a whole office is tied to
    the others through her alone, then her leaving, her holiday or her full calendar cuts them off. That is no fault of
    hers: it is the place where a second bridge is worth most.

    Hard: a cut point; separated = people in the component without p, less those in the largest part that stays
    together. Soft: all ties of a pair of groups with E >= 3 touch p. A skill loses its last holder where p alone has
    strength 3 or more.

    Args:
        held: Who is cut off without whom, unresolved accounts not counted.
        gaps: The pairs of groups, as they were judged.
        carried: Who has how many of a pair's ties.
        skills: What people offer.

    Returns:
        Losses by person, and the last holder of each skill.

    Example:
        A chain a - b - c - d - e: without c two are cut off from the other two, so 2; without b or d one, so 1.

    References:
        Granovetter, M. (1973). The strength of weak ties. American Journal of Sociology 78, 1360-1380 (bridges).
    """
    whole = (carried.ties == gaps.observed[carried.pairs]) & (gaps.expected[carried.pairs] >= ENOUGH)
    return Failure(
        separated=held.separated,
        pairs=np.bincount(carried.people[whole], minlength=len(held.separated)),
        last_holder=_last_holder(skills),
    )


def _last_holder(skills: Skills) -> NDArray[np.int64]:
    holders = skills.holders().tocsc()
    alone = np.diff(holders.indptr) == 1
    last = np.full(len(skills.names), NOBODY, dtype=np.int64)
    last[alone] = holders.indices[holders.indptr[:-1][alone]]
    return last
