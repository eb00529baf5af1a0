"""Pairs that had never met on a day of the past, and which of them came to meet afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.arrays import among, distinct, pair_keys
from graph.boundaries import Boundary
from graph.meetings import Meetings
from graph.network import Network
from graph.suggest.nearness import Nearness, nearness

MOST_PAIRS = 40_000
"""Where there are more pairs of people than this, some are drawn of those that did not meet."""
MOST_CAME = 4_000
TRIED = 9
"""Pairs tried for each that met, where they are drawn."""

_STREAM = 21  # keeps these draws apart from every other use of a run's seed

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Past:
    """What is known of how people came to meet; all arrays in the order of `keys`.

    Attributes:
        meetings: Who met whom first on which day.
        keys: (n,) person keys, sorted.
        known: (n,) False for accounts in no roster: they are contacts, but no pair of theirs is looked at.
        units: Units as given.
        line: The boundary that a pair must cross.
        location: (n,) index of the location, -1 where unknown.
    """

    meetings: Meetings
    keys: tuple[str, ...]
    known: NDArray[np.bool_]
    units: Boundary
    line: Boundary
    location: NDArray[np.int32]

    def network(self, day: int) -> Network:
        """Who had met before a day; every tie has strength 1."""
        met = self.meetings.first < day
        ends = self.meetings.a[met], self.meetings.b[met]
        return Network.from_strengths(self.keys, *ends, np.ones(len(ends[0])), units=self.units.codes)

    def eligible(self, network: Network) -> Numbers:
        """People of the roster on one side of the line who had met somebody: of others nothing can be foretold."""
        return np.flatnonzero(self.known & (self.line.codes >= 0) & (network.degrees > 0))

    def keys_met(self, day: int) -> tuple[Numbers, Numbers]:
        """Sorted keys (`pair_keys`) of pairs that had met before a day, and of those that met from then on."""
        keys = pair_keys(self.meetings.a, self.meetings.b, len(self.keys))
        before = self.meetings.first < day
        return np.sort(keys[before]), np.sort(keys[~before])

    def across(self, keys: Numbers) -> Numbers:
        """Those of some pair keys that lie across the line."""
        a, b = np.divmod(keys, len(self.keys))
        return keys[self.line.across(a.astype(np.int32), b.astype(np.int32))]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs that had never met before a day, in key order.

    Attributes:
        past: Where they are from.
        network: Who had met by then.
        a: (m,) one of each pair.
        b: (m,) the other.
        came: (m,) whether they met from that day on.
        stands_for: (m,) how many pairs each stands for, 1 or more.
    """

    past: Past
    network: Network
    a: Numbers
    b: Numbers
    came: NDArray[np.bool_]
    stands_for: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.a)

    def take(self, rows: NDArray[np.bool_]) -> Pairs:
        """Some of the pairs."""
        part = {name: getattr(self, name)[rows] for name in ("a", "b", "came", "stands_for")}
        return replace(self, **part)

    @cached_property
    def crossing(self) -> NDArray[np.bool_]:
        """(m,) whether each pair lies across the line."""
        return self.past.line.across(self.a.astype(np.int32), self.b.astype(np.int32))

    @cached_property
    def across(self) -> Pairs:
        """Those across the line."""
        return self.take(self.crossing)

    @cached_property
    def people(self) -> Numbers:
        """Who is one of any pair, sorted."""
        return np.unique(np.concatenate((self.a, self.b)))

    @cached_property
    def near(self) -> Nearness:
        """What lay between the two of each pair on the day."""
        return nearness(self.network, self.past.units, self.past.location, self.a, self.b)

    @cached_property
    def degrees(self) -> NDArray[np.float64]:
        """(m,) the product of both numbers of contacts: that who knows many will know more."""
        degree = self.network.degrees.astype(np.float64)
        product: NDArray[np.float64] = degree[self.a] * degree[self.b]
        return product


def across(past: Past, day: int, *, seed: int) -> Pairs:
    """Pairs across the line that had never met before a day: all of them, or where they are too many some, drawn."""
    network = past.network(day)
    people, (met, later) = past.eligible(network), past.keys_met(day)
    came = past.across(_between(later, people, len(past.keys)))
    if len(people) * (len(people) - 1) // 2 <= MOST_PAIRS:
        keys = past.across(_all(people, len(past.keys)))
        return _pairs(past, network, keys[~among(keys, met)], came, (1.0, 1.0))
    rng = np.random.default_rng([seed, _STREAM, day])
    kept = np.sort(rng.choice(came, MOST_CAME, replace=False)) if len(came) > MOST_CAME else came
    tries = TRIED * max(len(kept), 1)
    ends = people[rng.integers(0, len(people), (2, tries))]
    a, b = ends[:, ends[0] != ends[1]]
    others = past.across(distinct(pair_keys(a, b, len(past.keys))))
    others = others[~among(others, met) & ~among(others, came)]
    stands_for = len(people) ** 2 / (2 * tries), len(came) / max(len(kept), 1)  # a try hits a pair either way round
    return _pairs(past, network, np.union1d(kept, others), kept, stands_for)


def anywhere(past: Past, day: int, people: Numbers) -> Pairs:
    """All pairs among some people that had never met before a day, on whichever side of the line."""
    network = past.network(day)
    met, later = past.keys_met(day)
    keys = _all(people, len(past.keys))
    return _pairs(past, network, keys[~among(keys, met)], later, (1.0, 1.0))


def _all(people: Numbers, n: int) -> Numbers:
    one, other = np.triu_indices(len(people), 1)
    return pair_keys(people[one], people[other], n)


def _between(keys: Numbers, people: Numbers, n: int) -> Numbers:
    """Those of some pair keys whose both ends are among some people."""
    a, b = np.divmod(keys, n)
    return keys[among(a, people) & among(b, people)]


def _pairs(past: Past, network: Network, keys: Numbers, came: Numbers, stands_for: tuple[float, float]) -> Pairs:
    met = among(keys, came)
    return Pairs(past, network, *np.divmod(keys, len(past.keys)), met, np.where(met, stands_for[1], stands_for[0]))
