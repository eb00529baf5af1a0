"""Needs: what one group wishes to learn and the other could teach, for every pair of groups."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.facts import MIN_GROUP
from graph.measures.gaps import Gaps
from graph.skills import Skills

SHOWN = 3
"""Skills named a group."""


def needs(gaps: Gaps, skills: Skills) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names up to three skills that each group of a pair wishes and the other holds.

    In plain words: the subjects on which two units could start talking. A skill is named only if at least five people
    of the group wish it and five of the other hold it well enough to teach, so that nobody is pointed at.

    Skills are taken by the sum of wishes in the group, the largest first, equal ones by name.

    Args:
        gaps: The pairs of groups.
        skills: Offers and wishes of the network's people.

    Returns:
        Two texts a pair, `;`-joined, "" for none: what the first group needs of the second, and the other way round.

    Example:
        Seven in Sales wish Python with 2.4 in all and five German with 0.6. Six people in Research hold Python, two
        hold German: Sales needs "Python" of Research.
    """
    size = len(gaps.boundary.groups)
    member = _membership(gaps)
    wishes = (member @ skills.wishes).tocsr()
    taught = (member @ skills.holders()).toarray() >= MIN_GROUP
    wishing = (member @ (skills.wishes > 0)).toarray() >= MIN_GROUP
    wanted = [_by_wish(wishes, wishing, group) for group in range(size)]
    texts = np.full((size, size), "", dtype=object)
    for group, order in enumerate(wanted):
        for other in range(size):
            texts[group, other] = ";".join(skills.names[s] for s in order[taught[other, order]][:SHOWN])
    first, second = gaps.pairs.T
    return tuple(texts[first, second].tolist()), tuple(texts[second, first].tolist())


def _membership(gaps: Gaps) -> sp.csr_array:
    """(K, n) 1.0 where a person is in a group."""
    codes = gaps.boundary.codes
    grouped = np.flatnonzero(codes >= 0)
    entries = (np.ones(len(grouped)), (codes[grouped], grouped))
    return sp.csr_array(entries, shape=(len(gaps.boundary.groups), len(codes)))


def _by_wish(wishes: sp.csr_array, wishing: NDArray[np.bool_], group: int) -> NDArray[np.intp]:
    """Skills that enough of a group wish, by the sum of wishes, then by name."""
    total = wishes[[group]].toarray().ravel().round(12)  # a last bit must not decide between equal sums
    order = np.argsort(-total, kind="stable")
    enough: NDArray[np.intp] = order[wishing[group, order]]
    return enough
