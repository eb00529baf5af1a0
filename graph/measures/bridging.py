"""Bridging people: who carries the ties between two groups today."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.measures.gaps import Gaps
from graph.network import Network

FEWEST_TIES = 3
"""Pairs with fewer ties make nobody a bridging person: one of two ties is no load."""

MUCH = 1 / 3
"""Who carries this share of a pair's ties is a bridging person."""

TOP = 0.05
"""So are this share of the people, by score."""


@dataclass(frozen=True, eq=False)
class Bridging:
    """Who bridges, and what.

    Attributes:
        score: (n,) sum of the shares carried over all pairs with 3 ties or more; NaN for people in no judged group.
        person: (n,) whether somebody is a bridging person.
        pairs: (r,) index into `Gaps.pairs` of each share carried, sorted; pairs with fewer than 3 ties too.
        people: (r,) who carries it, sorted within a pair.
        ties: (r,) ties of that person into the other group.
        carry: (r,) these ties over all ties of the pair, in (0, 1].
    """

    score: NDArray[np.float64]
    person: NDArray[np.bool_]
    pairs: NDArray[np.int32]
    people: NDArray[np.int32]
    ties: NDArray[np.int64]
    carry: NDArray[np.float64]


def bridging(network: Network, gaps: Gaps) -> Bridging:
    """Shares out the ties of every pair of groups to the people who hold them.

    In plain words: if three of the four ties between Sales and Research are Ann's, she carries three quarters of what
    the two know of each other. That is worth thanks, and a risk.

    carry(p, ij) = p's ties into the other group / m_ij; score = sum over pairs with m_ij >= 3. A bridging person has a
    carry of at least 1/3 of such a pair, or is among the top 5 % by score (equal scores stand or fall together).

    Args:
        network: People and ties.
        gaps: The pairs of groups, as they were judged.

    Returns:
        Scores by person, and the shares by pair and person.

    Example:
        Two units with 4 ties: Ann has 3 of them, Ben 1; Cara and Dan on the other side have 2 each. Carry: .75, .25,
        .5, .5; Ann, Cara and Dan are bridging people.
    """
    n = len(network.people)
    cells = np.tile(gaps.cells(network.a, network.b), 2).astype(np.int64)
    keys = cells * n + np.concatenate((network.a, network.b))
    keys, ties = np.unique(keys[cells >= 0], return_counts=True)
    pair, carrier = np.divmod(keys, max(1, n))
    carry = ties / gaps.observed[pair]
    counts = gaps.observed[pair] >= FEWEST_TIES
    score = np.bincount(carrier[counts], weights=carry[counts], minlength=n).astype(np.float64)
    score[gaps.boundary.codes < 0] = np.nan
    person = _top(score)
    person[carrier[counts & (carry >= MUCH)]] = True
    return Bridging(score, person, pair.astype(np.int32), carrier.astype(np.int32), ties, carry)


def _top(score: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The people above 0 whose score fewer than 5 % of the people exceed."""
    known = np.sort(score[~np.isnan(score)])[::-1]
    places = int(TOP * len(known))
    if not places:
        return np.zeros(len(score), dtype=np.bool_)
    top: NDArray[np.bool_] = (score >= known[places - 1]) & (score > 0)
    return top
