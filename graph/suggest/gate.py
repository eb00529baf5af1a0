"""Which pairs the rules of a programme let through, and what they change about people: nothing else reads rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from graph.arrays import rank_within
from graph.boundaries import Boundary
from graph.errors import UsageError
from graph.facts import lies_in
from graph.measures.reach import leaders
from graph.nearest import nearest
from graph.roster import People
from graph.rules import EVERY, Rules
from graph.skills import ASSUMED, LACKS, Skills

ASSUMED_WISH = 0.3
"""Weight of a wish that a programme assumes, as much as the best inferred one."""


@dataclass(frozen=True, eq=False)
class Gate:
    """What the rules need to know of people, in the network's order.

    Attributes:
        rules: What is asked.
        lines: Boundary kinds by name, groups as given: those that the rules name, and units.
        level: (n,) 1 = front line; NaN where unknown or not asked for.
        leads: (n,) of the top two levels.
        opted_in: (n,) put the cohort on their wishes.
    """

    rules: Rules
    lines: Mapping[str, Boundary]
    level: NDArray[np.float64]
    leads: NDArray[np.bool_]
    opted_in: NDArray[np.bool_]

    def lets(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.bool_]:
        """(m,) whether each pair (a[i], b[i]) fulfils the rules; the same from either side."""
        rules, ends = self.rules, (a.astype(np.int32), b.astype(np.int32))
        let = np.ones(len(a), dtype=np.bool_)
        for kind in rules.crosses:
            let &= self.lines[kind].across(*ends)
        if rules.crosses_one_of:
            let &= np.any([self.lines[kind].across(*ends) for kind in rules.crosses_one_of], axis=0)
        let &= (self.inside[a] >= 0) & (self.inside[a] == self.inside[b])
        if rules.level_distance:
            let &= np.abs(self.level[a] - self.level[b]) >= rules.level_distance  # NaN is no distance
        if rules.one_leader:
            let &= self.leads[a] != self.leads[b]
        if rules.one_in:
            member = self._members(*rules.one_in)
            let &= member[a] != member[b]
        if rules.cohort:
            let &= self._has_opted_in(a, b)
        return let

    @cached_property
    def inside(self) -> NDArray[np.int32]:
        """(n,) group on whose one side both have to stand, -1 where unknown; all 0 where nothing is asked."""
        kind = self.rules.inside
        return self.lines[kind].codes if kind else np.zeros(len(self.level), np.int32)

    def _has_opted_in(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.bool_]:
        """(m,) whether who stands lower is of the cohort; one of the two where neither does or nobody looks at it."""
        lower, higher = self.level[a] < self.level[b], self.level[a] > self.level[b]
        found: NDArray[np.bool_] = (self.opted_in[a] & ~higher) | (self.opted_in[b] & ~lower)
        return found

    def _members(self, kind: str, group: str) -> NDArray[np.bool_]:
        line = self.lines[kind]
        inside = [i for i, name in enumerate(line.groups) if lies_in(name, group)]
        return np.isin(line.codes, inside)

    def room(self, people: People, room: NDArray[np.int64]) -> NDArray[np.int64]:
        """(n,) links each person may get: leaders as the rules say, where the roster says nothing."""
        if not self.rules.leader_links:
            return room
        unsaid = (people.max_links < 0) & np.isnan(people.hours_per_month)
        return np.where(self.leads & unsaid, self.rules.leader_links, room)

    def thinned(self, a: NDArray[np.int64], b: NDArray[np.int64], w: NDArray[np.float64]) -> NDArray[np.bool_]:
        """(m,) which candidates stay: of a leader's partners in one unit the one of the most valuable pair alone.

        Args:
            a: One of each pair, pairs in key order.
            b: The other.
            w: Value of each pair.
        """
        stays = np.ones(len(a), dtype=np.bool_)
        if not self.rules.one_partner_a_unit:
            return stays
        unit, twice = self.lines["unit"].codes, np.tile(np.arange(len(a)), 2)
        leader, partner = np.concatenate((a, b)), np.concatenate((b, a))
        rows = np.flatnonzero(self.leads[leader] & (unit[partner] >= 0))
        cell = leader[rows] * (len(self.lines["unit"].groups) + 1) + unit[partner[rows]]
        order = np.lexsort((twice[rows], -w[twice[rows]], cell))
        stays[twice[rows[order[rank_within(cell[order]) > 0]]]] = False
        return stays


def check(rules: Rules, lines: Mapping[str, Boundary], skills: Skills) -> None:
    """Whether what the rules name exists in the organisation.

    Raises:
        UsageError: A group or a skill is in none of the tables; names the nearest that is.
    """
    if rules.one_in:
        kind, group = rules.one_in
        _known(rules, f"one_in.group: no {kind} is called {group!r}", group, _branches(lines[kind]))
    for unit, _ in rules.unit_links:
        _known(rules, f"unit_links: no unit is called {unit!r}", unit, [EVERY, *_branches(lines["unit"])])
    if rules.one_way and not skills.any_offer:
        raise UsageError(
            "one_way: no skill is known, so nobody can be taught",
            where=f"preset {rules.preset}",
            cure="load skills (`bothways ingest SKILLS`), or run without it",
        )
    for skill in rules.leaders_learn:
        _known(rules, f"leaders_learn: no skill is called {skill!r}", skill, list(skills.names))
    if rules.cohort:
        wished = np.flatnonzero(np.asarray(skills.stated.sum(axis=0)).ravel() > 0)
        told = f"cohort: nobody stated a wish for {rules.cohort!r}"
        _known(rules, told, rules.cohort, [skills.names[i] for i in wished])


def _branches(line: Boundary) -> list[str]:
    """Groups and all that stands above them, sorted."""
    return sorted({"/".join(name.split("/")[: k + 1]) for name in line.groups for k in range(9)})


def _known(rules: Rules, message: str, name: str, known: list[str]) -> None:
    if name not in known:
        raise UsageError(message, where=f"preset {rules.preset}", cure=nearest(name, known))


def gate_of(rules: Rules, people: People, lines: Mapping[str, Boundary], skills: Skills) -> Gate:
    """The gate of a run; it knows of people what the rules name, and nothing else."""
    leads, read = np.zeros(len(people.keys), dtype=np.bool_), "level" in rules.read
    if read:
        leads[leaders(people)] = True
    level = people.level if read else np.full(len(people.keys), np.nan)
    opted_in = np.zeros(len(people.keys), dtype=np.bool_)
    if rules.cohort in skills.names:
        column = skills.stated[:, [skills.names.index(rules.cohort)]]
        opted_in[np.flatnonzero(np.asarray(column.sum(axis=1)).ravel() > 0)] = True
    return Gate(rules, {kind: lines[kind] for kind in {*rules.read, "unit"}}, level, leads, opted_in)


def limited(skills: Skills, people: People, rules: Rules) -> Skills:
    """The skills as the rules use them: who leads wishes for nothing but what leaders are to learn.

    A leader who stated no such wish is assumed to have a weak one for each of these skills that they lack; a link that
    rests on it says so.
    """
    if not rules.leaders_learn:
        return skills
    taught = np.flatnonzero(np.isin(skills.names, rules.leaders_learn))
    leads = leaders(people)
    wishes, basis = (_only(matrix, leads, taught) for matrix in (skills.wishes, skills.basis))
    stated, held = (matrix[leads][:, taught].toarray() for matrix in (skills.stated, skills.offers))
    leader, skill = np.nonzero(~stated.any(axis=1, keepdims=True) & (held < LACKS))
    assumed = leads[leader], taught[skill]
    wishes[assumed], basis[assumed] = ASSUMED_WISH, ASSUMED
    return replace(skills, wishes=sp.csr_array(wishes), basis=sp.csr_array(basis))


def _only(matrix: sp.csr_array, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> sp.lil_array:
    """The matrix with nothing but some columns in some rows, to be written in."""
    kept = ~np.isin(matrix.tocoo().row, rows) | np.isin(matrix.tocoo().col, columns)
    cut = matrix.copy()
    cut.data = np.where(kept, cut.data, 0)
    cut.eliminate_zeros()
    return cut.tolil()
