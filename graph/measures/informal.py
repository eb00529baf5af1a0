"""Informal leaders: people whom others turn to, from many sides, whatever the chart says they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.boundaries import Boundary
from graph.exchange import Exchange

TOP = 0.05
"""Share of the people that may stand out."""

EACH = 0.5
"""Percentile that every part needs to reach, so that one high part makes nobody a leader."""

FEWEST_PEOPLE = 20
"""Among fewer the top 5 % is nobody."""


@dataclass(frozen=True, eq=False)
class Informal:
    """Who is sought.

    Attributes:
        seekers: (n,) people of the roster who turn to each and are answered.
        score: (n,) mean percentile of the three parts, in (0, 1); NaN where a part is unknown.
        leader: (n,) whether somebody stands out.
    """

    seekers: NDArray[np.int64]
    score: NDArray[np.float64]
    leader: NDArray[np.bool_]

    @property
    def told(self) -> bool:
        """Whether anything can be said of anybody."""
        return not bool(np.isnan(self.score).all())


def informal(exchange: Exchange, units: Boundary, known: NDArray[np.bool_], residual: NDArray[np.float64]) -> Informal:
    """Finds people who lead without having to be anybody's manager.

    In plain words: whom do people turn to, do they get an answer, do they come from more than one unit, and does the
    person connect others more than somebody with as many contacts usually does? Title, level and number of reports are
    not read: a manager can be found here or not, like anybody else.

    Three parts: distinct people who turn to p and are answered; the residual of p's betweenness; participation of the
    seekers, 1 - sum over units of (share of them)^2. Each becomes a percentile, (number below + half of the equals)
    / n; the score is their mean. Leaders: the top 5 % by score with every percentile at least .5, from 20 people with
    a score on. Who turns to p has written to them or asked them, on a channel with a direction; they are answered where
    knowledge goes from p to them: a mail comes back, or naming p as an adviser says so itself.

    Args:
        exchange: Who exchanges what.
        units: Units as given.
        known: (n,) False for accounts in no roster, which neither lead nor count as seekers.
        residual: (n,) betweenness beyond what the number of contacts explains; NaN where unknown.

    Returns:
        Seekers, scores and who stands out.

    Example:
        Of 100 people Ann has the 3rd most seekers, they come from the most units, and her residual is the 7th largest:
        (.975 + .995 + .935) / 3 = .968.

    References:
        Krackhardt, D. and Hanson, J. (1993). Informal networks: the company behind the chart. HBR 71, 104-111.
        Cross, R. and Parker, A. (2004). The Hidden Power of Social Networks. Harvard Business School Press.
    """
    sought = exchange.turned & (exchange.opposite(exchange.given) > 0)
    sought &= known[exchange.source] & known[exchange.target]
    seeker, person = exchange.source[sought], exchange.target[sought]
    seekers = np.bincount(person, minlength=exchange.people)
    parts = np.array([seekers, residual, _spread(seeker, person, units)], dtype=np.float64)
    parts[:, ~known | np.isnan(parts).any(axis=0)] = np.nan
    ranks = np.array([percentile(part) for part in parts])
    score = ranks.mean(axis=0)
    scored = np.count_nonzero(~np.isnan(score))
    leader = (percentile(score) > 1 - TOP) & (ranks >= EACH).all(axis=0) & (scored >= FEWEST_PEOPLE)
    return Informal(seekers, score if scored >= FEWEST_PEOPLE else np.full_like(score, np.nan), leader)


def percentile(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """(number below + half of the equals) / n of each value; NaN where there is none.

    Example:
        >>> percentile(np.array([3, 1, 3, np.nan, 7])).tolist()
        [0.5, 0.125, 0.5, nan, 0.875]
    """
    there = ~np.isnan(values)
    ordered = np.sort(values[there])
    below, upto = (np.searchsorted(ordered, values[there], side=side) for side in ("left", "right"))
    ranks = np.full(len(values), np.nan)
    ranks[there] = (below + upto) / (2 * max(1, len(ordered)))
    return ranks


def _spread(seeker: NDArray[np.int32], person: NDArray[np.int32], units: Boundary) -> NDArray[np.float64]:
    """(n,) participation of everybody's seekers, each counted once; NaN without one that has a unit."""
    n, placed = len(units.codes), units.codes[seeker] >= 0
    ends = (person[placed], units.codes[seeker[placed]])
    counts = sp.csr_array((np.ones(len(ends[0])), ends), shape=(n, len(units.groups)))
    total: NDArray[np.float64] = counts.sum(axis=1)
    squares: NDArray[np.float64] = counts.power(2).sum(axis=1)  # the matrix has added up equal places
    spread: NDArray[np.float64] = 1 - np.divide(squares, total**2, out=np.full(n, np.nan), where=total > 0)
    return spread
