"""Common ground: what two people share, so that they have something to start from.

Kinds: a common contact, a skill that both hold at 2 or more, the same location, the same community (a circle of people
who are much in contact with each other). C = .8, .9, 1 for none, one, more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import bits
from graph.skills import Skills, at_least
from graph.suggest.nearness import Nearness

SHARED = 2.0
"""Strength from which a skill counts as shared."""
_FACTOR = np.array([0.8, 0.9, 1.0, 1.0, 1.0])


@dataclass(frozen=True, eq=False)
class Ground:
    """Which kinds of common ground each pair has, shape (m,) each."""

    contact: NDArray[np.bool_]
    skill: NDArray[np.bool_]
    place: NDArray[np.bool_]
    circle: NDArray[np.bool_]

    @property
    def factor(self) -> NDArray[np.float64]:
        """(m,) C."""
        kinds = self.contact.astype(np.int64) + self.skill + self.place + self.circle
        factor: NDArray[np.float64] = _FACTOR[kinds]
        return factor


def ground(
    skills: Skills, near: Nearness, community: NDArray[np.int32], a: NDArray[np.integer], b: NDArray[np.integer]
) -> Ground:
    """The common ground of pairs (a[i], b[i]); it is the same from either side."""
    circle = (community[a] >= 0) & (community[a] == community[b])
    held, both = bits(at_least(skills.offers, SHARED)), np.zeros(len(a), dtype=np.bool_)
    for word in held.T:
        both |= (word[a] & word[b]) > 0
    return Ground(near.common > 0, both, near.same_place, circle)


def shared_skill(skills: Skills, a: int, b: int) -> str:
    """The skill that both of two people hold best, by the weaker of them; "" without one. Among equals by name."""
    mine, theirs = (skills.offers[[person]].toarray()[0] for person in (a, b))
    weaker = np.minimum(mine, theirs)
    best = int(np.argmax(weaker)) if len(weaker) else 0
    return skills.names[best] if len(weaker) and weaker[best] >= SHARED else ""
