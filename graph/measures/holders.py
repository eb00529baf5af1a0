"""Who holds a skill: how many, and how unevenly it is spread over units; `failure` says on whom alone it hangs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import DIGITS
from graph.boundaries import Boundary
from graph.skills import Skills


@dataclass(frozen=True, eq=False)
class Holders:
    """By skill, in the order of `Skills.names`.

    Attributes:
        count: (s,) people who hold it at strength 3 or more.
        unevenness: (s,) 0 where it is spread over units as the people are, near 1 where a small unit has it all; NaN
            without a holder who has a unit.
    """

    count: NDArray[np.int64]
    unevenness: NDArray[np.float64]


def holders(skills: Skills, units: Boundary) -> Holders:
    """Counts who holds each skill, and where.

    In plain words: how many could teach a skill, and whether they sit together: unevenness is the part of the holders
    who would have to sit elsewhere for every unit to have its share.

    A holder has an offer of strength 3 or more. Unevenness = half the sum over units of abs(share of the holders -
    share of the people); holders and people without a unit are left out.

    Args:
        skills: Offers of the active people, in the order of the boundary.
        units: Units as given.

    Returns:
        Counts and unevenness.

    Example:
        Units of 6 and 4 people, 3 holders in the first and 1 in the second: (|.75 - .6| + |.25 - .4|) / 2 = .15.

    References:
        Duncan, O. and Duncan, B. (1955). A methodological analysis of segregation indexes. American Sociological
        Review 20, 210-217 (dissimilarity, against all people).
    """
    held = skills.holders().tocsc()
    return Holders(np.diff(held.indptr).astype(np.int64), _unevenness(held, units))


def _unevenness(held: sp.csc_array, units: Boundary) -> NDArray[np.float64]:
    """Units without a holder add their own share, so only the others are looked at: |h - p| = p + (|h - p| - p)."""
    people = np.flatnonzero(units.codes >= 0)
    shape = (len(units.groups), len(units.codes))
    inside = (sp.csr_array((np.ones(len(people)), (units.codes[people], people)), shape=shape) @ held).tocoo()
    unit, skill = inside.coords
    total = np.bincount(skill, weights=inside.data, minlength=held.shape[1])
    here, usual = inside.data / total[skill], units.sizes()[unit] / max(1, len(people))
    apart = 1 + np.bincount(skill, weights=np.abs(here - usual) - usual, minlength=held.shape[1])
    return np.where(total > 0, (apart / 2).round(DIGITS), np.nan)
