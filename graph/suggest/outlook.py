"""What the organisation would look like if some pairs had met: measures of the graph with a few more ties.

A set of links is judged by what it opens, so the same measures that describe today are taken again, on today's ties and
those of the links. Nothing is extrapolated; what is assumed is that a link becomes a tie at all, and how strong it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS, among, distinct, pair_keys
from graph.core import Core, build
from graph.measures.bubble import sides
from graph.measures.reach import SHOWN_FROM, leaders
from graph.measures.voice import ABOVE
from graph.suggest.case import Case

FAR = 6
"""Steps at which nobody is counted any nearer: farther away, or not to be reached at all, is the same."""

LINK_STRENGTH = 2.0
"""Strength of the tie that a link is assumed to become: one contact of this week each way."""

NEEDED, LEADERS, VOICE, BUBBLE = "introductions_needed", "leader_reach", "voice", "bubble_index"

Pairs = NDArray[np.integer]


@dataclass(frozen=True, eq=False)
class Outlook:
    """Everything about today that does not change with the ties that are added.

    Attributes:
        case: Today.
        tied: (m,) sorted `pair_keys` of the ties there are.
        lines: (m,) ties between somebody and their manager.
        leaders: (k,) whose reach is looked at; nobody where there are too few to speak of.
        speakers: (j,) the front line: people of the lowest level that has somebody two levels up.
        above: (n,) the people two levels up or more from there.
        alike: Contact that stays among people of one unit who know the same things, summed over all people.
        contact: All contact between people with a unit.
    """

    case: Case
    tied: NDArray[np.int64]
    lines: NDArray[np.bool_]
    leaders: NDArray[np.int64]
    speakers: NDArray[np.int64]
    above: NDArray[np.bool_]
    alike: float
    contact: float

    def measure(self, a: Pairs, b: Pairs) -> dict[str, float]:
        """The measures of the organisation with ties between a[i] and b[i] added; without any it is today.

        In plain words: how many introductions it takes to get to somebody on the other side of a gap, how many people
        a leader comes across, how much of the upper levels the front line is in exchange with, and how much contact
        stays among people who are alike.

        `introductions_needed`: steps from a person of one group of a gap to the nearest of the other, less the last,
        in [0, 5]; six steps and more count as six; the mean over both groups, then over gaps by their share.
        `leader_reach`: the middle leader's share of people within two steps, reporting lines left out.
        `voice`: the middle share, over the front line, of people two levels up within two answered ties.
        `bubble_index`: as `measures.bubble`, over all units.

        Args:
            a: (k,) people; a pair that has a tie already changes nothing.
            b: (k,) people.

        Returns:
            By name; what cannot be told of this organisation is not there.
        """
        a, b = self.new(a, b)
        found: dict[str, float] = {}
        if np.nan_to_num(self.case.gaps.share).any():
            found[NEEDED] = self._introductions(self._core(np.ones(len(self.lines), np.bool_), a, b))
        if len(self.leaders):
            over = self.case.people.manager
            beside = (over[a] != b) & (over[b] != a)
            found[LEADERS] = self._reach(self._core(~self.lines, a[beside], b[beside]))
        if len(self.speakers):
            found[VOICE] = self._voice(self._core(self.case.answered, a, b))
        if self.contact > 0:
            found[BUBBLE] = self._bubble(a, b)
        return found

    def new(self, a: Pairs, b: Pairs) -> tuple[Pairs, Pairs]:
        """Those of the pairs that have no tie yet, each once."""
        n = len(self.case.network.people)
        keys = distinct(pair_keys(a, b, n))
        first, second = np.divmod(keys[~among(keys, self.tied)], n)
        return first, second

    def _core(self, kept: NDArray[np.bool_], a: Pairs, b: Pairs) -> Core:
        """Some of today's ties and the new ones, all alike strong: only ways are asked of it."""
        network = self.case.network
        ends = (np.append(network.a[kept], a.astype(np.int32)), np.append(network.b[kept], b.astype(np.int32)))
        return build(len(network.people), *ends, np.ones(len(ends[0])), self.case.boundaries["unit"].codes)

    def _introductions(self, core: Core) -> float:
        from graph.kernels.distances import introductions  # noqa: PLC0415 - loaded by who measures, not by who reads

        gaps = self.case.gaps
        groups, sizes = len(gaps.boundary.groups), gaps.boundary.sizes()
        steps = introductions(core.start, core.head, gaps.boundary.codes[core.order], groups, FAR)
        i, j = gaps.pairs.T
        mean = (steps[i, j] + steps[j, i]) / (sizes[i] + sizes[j])
        return float((np.nan_to_num(gaps.share) * (mean - 1)).sum())

    def _reach(self, core: Core) -> float:
        known = self.case.people.known
        return self._middle(core, self.leaders, known, int(known.sum()) - 1)

    def _voice(self, core: Core) -> float:
        return self._middle(core, self.speakers, self.above, int(self.above.sum()))

    def _middle(self, core: Core, sources: NDArray[np.int64], counted: NDArray[np.bool_], every: int) -> float:
        """How many of those counted the sources reach within two steps, the middle one of them, as a share."""
        from graph.kernels.distances import within  # noqa: PLC0415

        group = np.where(counted, 0, -1).astype(np.int32)[core.order]
        reached = within(core.start, core.head, core.place[sources], 2, group, 1)[:, 0]
        return float(np.median(reached)) / every

    def _bubble(self, a: Pairs, b: Pairs) -> float:
        alike, contact = sides(a, b, self.case.boundaries["unit"], self.case.skills.offers)
        return (self.alike + 2 * LINK_STRENGTH * alike) / (self.contact + 2 * LINK_STRENGTH * contact)


def outlook(case: Case) -> Outlook:
    """Prepares to measure a case with more ties."""
    network, people = case.network, case.people
    manager, level = people.manager, np.where(people.known, people.level, np.nan)
    speakers, above = _front_line(level)
    known = leaders(people)
    alike, contact = sides(network.a, network.b, case.boundaries["unit"], case.skills.offers, network.strength)
    return Outlook(
        case,
        pair_keys(network.a, network.b, len(network.people)),
        (manager[network.a] == network.b) | (manager[network.b] == network.a),
        known if len(known) >= SHOWN_FROM and len(network.a) else known[:0],
        speakers if case.answered.any() else speakers[:0],
        above,
        round(2 * alike, DIGITS),
        round(2 * contact, DIGITS),
    )


def _front_line(level: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Who speaks and who could hear; nobody where no level lies two below another."""
    standing = np.unique(level[~np.isnan(level)])
    above = level >= standing[0] + ABOVE if len(standing) else np.zeros(len(level), np.bool_)
    if len(standing) < 1 + ABOVE or not above.any():
        return np.zeros(0, np.int64), above
    return np.flatnonzero(level == standing[0]), above
