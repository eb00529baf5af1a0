"""Load and overload: how much a person carries for others beside their own work, and who carries too much."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import among, pair_keys
from graph.boundaries import Boundary
from graph.exchange import LATELY, Exchange
from graph.network import Network

MUCH = 4.0
"""Contacts within the recent weeks from which on giving to somebody is work."""

LOPSIDED = 2.0
"""What was given must be this many times what came back."""

FAR_OUT = 2.5
"""Robust z of the people who ask, from which on it is far more than usual."""

CROSSING = 0.5
"""Share of somebody's strength that must cross units."""

_SIGMA = 1.4826
"""The median distance from the median times this is the standard deviation of a normal distribution."""


def helped(
    exchange: Exchange, units: Boundary, manager: NDArray[np.int32], running: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Counts the people elsewhere whom somebody helps informally: by a rule, so that it is estimated.

    In plain words: whoever had a good deal from somebody of another unit lately and gave little back is helped. The own
    team, the own manager and reports do not count, nor does who is in a learning link with somebody: the link counts.

    People q outside p's unit who are neither p's manager nor p's report, to whom knowledge of at least 4 contacts went
    from p in the last 8 weeks, and at least twice what came back.

    Args:
        exchange: Who exchanges what.
        units: Units as given; who has none is outside nobody's.
        manager: (n,) index of each person's manager, -1 without one.
        running: (k, 2) people of each learning link that runs.

    Returns:
        (n,) whole numbers; NaN for everybody where no recent contact is dated or no channel has a direction.

    Example:
        Ann sent 6 mails each to Ben and Cara of other units; Ben answered 2 times, Cara 4 times: Ben counts
        (6 >= 2 * 2), Cara does not (6 < 2 * 4), so 1.

    References:
        Cross, R., Rebele, R. and Grant, A. (2016). Collaborative overload. HBR 94, 74-79.
    """
    if not exchange.dated or not exchange.turned.any():
        return np.full(exchange.people, np.nan)
    giver, taker = exchange.source, exchange.target
    helps = (exchange.lately >= MUCH) & (exchange.lately >= LOPSIDED * exchange.opposite(exchange.lately))
    helps &= (manager[giver] != taker) & (manager[taker] != giver)
    linked = np.unique(pair_keys(running[:, 0], running[:, 1], exchange.people))
    helps &= ~among(pair_keys(giver, taker, exchange.people), linked)
    arcs = np.flatnonzero(helps)
    arcs = arcs[units.across(giver[arcs], taker[arcs])]
    return np.bincount(giver[arcs], minlength=exchange.people).astype(np.float64)


def load(informal: NDArray[np.float64], running: NDArray[np.int32]) -> NDArray[np.float64]:
    """Counts the people whom somebody is there for: in learning links, and informally.

    In plain words: two learning links that run today, and three people elsewhere who are helped, are a load of five.
    It takes room: whoever would take on three links and has a load of two gets one more.

    load = formal + informal. Formal: learning links that were accepted or met and are not done.

    Args:
        informal: (n,) as `helped` counts it.
        running: (k, 2) people of each learning link that runs.

    Returns:
        (n,) whole numbers; NaN where the informal part is.

    Example:
        Ann, in one link, helps one person: 1 + 1 = 2.
    """
    return np.bincount(running.ravel(), minlength=len(informal)) + informal


@dataclass(frozen=True, eq=False)
class Overload:
    """Who is asked by far more people than usual, and what follows.

    Attributes:
        askers: (n,) people who turn to each in a week, on the mean of the last 8.
        z: (n,) how far that is above what is usual, in robust standard deviations; NaN where usual cannot be told.
        overloaded: (n,) whether it is too much.
    """

    askers: NDArray[np.float64]
    z: NDArray[np.float64]
    overloaded: NDArray[np.bool_]

    @property
    def told(self) -> bool:
        """Whether anything can be said of anybody."""
        return not bool(np.isnan(self.z).all())


def overload(
    network: Network,
    exchange: Exchange,
    units: Boundary,
    known: NDArray[np.bool_],
    *,
    full: NDArray[np.bool_],
    soft: NDArray[np.bool_],
) -> Overload:
    """Finds people whom far more others turn to than is usual, over unit lines, with nobody to share it.

    In plain words: if half of what somebody does goes across units, several times as many people as usual write to them
    each week, and either two units reach each other through nobody else or all the time they have for links is taken,
    another link would be one too many. A second bridge beside them is worth more.

    x = ln(1 + weekly distinct askers), the mean of the last 8 weeks; z = (x - median) / (1.4826 median |x - median|)
    over the roster. Overloaded: z >= 2.5, at least half of the strength crosses units, and a soft single point or no
    room for links. Who asks is who turns to somebody on a channel with a direction.

    Args:
        network: People and ties.
        exchange: Who exchanges what.
        units: Units as given.
        known: (n,) False for accounts in no roster; they ask, but are not judged.
        full: (n,) whether the load has reached what each can take on.
        soft: (n,) whether all ties of some pair of units touch this person.

    Returns:
        Askers, z and who is overloaded; z is NaN without dates, without directions, and where over half of the people
        are asked by equally many.

    Example:
        Weekly askers 1, 1, 2, 3 and 60: x = .69, .69, 1.10, 1.39, 4.11, median 1.10, distances .41, .41, 0, .29, 3.01,
        their median .41, so z of the last is 3.01 / (1.4826 * .41) = 5.0.

    References:
        Iglewicz, B. and Hoaglin, D. (1993). How to Detect and Handle Outliers. ASQC (the robust z).
    """
    askers = np.bincount(exchange.target, weights=exchange.asking, minlength=exchange.people) / LATELY
    z = _robust(np.log1p(askers), known) if exchange.dated and exchange.turned.any() else np.full(len(known), np.nan)
    over = (z >= FAR_OUT) & (_crossing(network, units) >= CROSSING) & (full | soft)
    return Overload(askers, z, over)


def _robust(x: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n,) distance from the median of the known in robust standard deviations; NaN for others."""
    usual = np.median(x[known]) if known.any() else np.nan
    spread = _SIGMA * np.median(np.abs(x[known] - usual)) if known.any() else 0.0
    z: NDArray[np.float64] = np.divide(x - usual, spread, out=np.full(len(x), np.nan), where=known & (spread > 0))
    return z


def _crossing(network: Network, units: Boundary) -> NDArray[np.float64]:
    """(n,) share of each person's strength that crosses units; NaN without a tie between people who have one."""
    placed = (units.codes[network.a] >= 0) & (units.codes[network.b] >= 0)
    across = units.across(network.a, network.b)
    total, crossing = (_strength(network, ties) for ties in (placed, across))
    share: NDArray[np.float64] = np.divide(crossing, total, out=np.full(len(total), np.nan), where=total > 0)
    return share


def _strength(network: Network, ties: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(n,) summed strength of some ties."""
    ends = np.concatenate((network.a[ties], network.b[ties]))
    weights = np.tile(network.strength[ties], 2)
    return np.bincount(ends, weights=weights, minlength=len(network.people)).astype(np.float64)
