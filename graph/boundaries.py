"""A boundary: one way of dividing people into groups (units, functions, locations, levels).

Every measure over groups takes one of these and never asks what kind it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Boundary:
    """Who belongs to which group.

    Attributes:
        kind: unit, function, location or level.
        groups: Names in their order (a unit is its path, `Sales/North`).
        codes: (n,) index into `groups` of each person in the network's order; -1 without a group.
        tree: Whether the names are paths, so that groups have parents and siblings.
        others: (k, 2) further memberships (person, group) of people in several units; they count for `across` only.
    """

    kind: str
    groups: tuple[str, ...]
    codes: NDArray[np.int32]
    tree: bool = False
    others: NDArray[np.int32] | None = None

    def sizes(self) -> NDArray[np.int64]:
        """People in each group, shape (len(groups),)."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.groups))

    def across(self, a: NDArray[np.int32], b: NDArray[np.int32]) -> NDArray[np.bool_]:
        """Whether each pair (a[i], b[i]) lies across the boundary: both have a group and they share none."""
        apart: NDArray[np.bool_] = (self.codes[a] >= 0) & (self.codes[b] >= 0) & (self.codes[a] != self.codes[b])
        if self.others is None or not len(self.others):
            return apart
        several = np.flatnonzero(apart & (np.isin(a, self.others[:, 0]) | np.isin(b, self.others[:, 0])))
        member = self._membership(self.others)
        shared = member[a[several]].multiply(member[b[several]]).sum(axis=1)
        apart[several[np.asarray(shared).ravel() > 0]] = False
        return apart

    def _membership(self, others: NDArray[np.int32]) -> sp.csr_array:
        """(n, groups) 1 wherever a person belongs to a group."""
        first = np.flatnonzero(self.codes >= 0)
        person, group = np.concatenate((first, others[:, 0])), np.concatenate((self.codes[first], others[:, 1]))
        return sp.csr_array((np.ones(len(person)), (person, group)), shape=(len(self.codes), len(self.groups)))

    def parent(self, group: int) -> str:
        """Path above a group; "" for the organisation itself, and for every group where there is no tree."""
        return self.groups[group].rpartition("/")[0] if self.tree else ""

    def depth(self) -> int:
        """Levels of the tree below the organisation; 1 where there is no tree."""
        return max((name.count("/") + 1 for name in self.groups), default=1) if self.tree else 1

    def rolled_up(self) -> Boundary:
        """The same people one tree level higher: every path longer than depth - 1 steps loses its last steps."""
        keep = max(1, self.depth() - 1)
        shorter = ["/".join(name.split("/")[:keep]) for name in self.groups]
        groups = tuple(sorted(set(shorter)))
        place = {name: i for i, name in enumerate(groups)}
        lookup = np.array([place[name] for name in shorter] + [-1], dtype=np.int32)
        return Boundary(self.kind, groups, lookup[self.codes], self.tree)


def any_of(lines: Sequence[Boundary]) -> Boundary:
    """The line that whoever crosses one of several lines crosses: people are together who are in all groups together.

    A group that somebody lacks is one of its own here, so that more pairs lie across it than across one of the lines.
    """
    codes = np.stack([line.codes for line in lines])
    known, place = np.unique(codes, axis=1, return_inverse=True)
    names = tuple(" / ".join(_named(line, code) for line, code in zip(lines, group, strict=True)) for group in known.T)
    kind = " or ".join(line.kind for line in lines)
    nowhere = (codes < 0).all(axis=0)
    return Boundary(kind, names, np.where(nowhere, -1, place.reshape(-1)).astype(np.int32))


def _named(line: Boundary, code: int) -> str:
    return line.groups[code] if code >= 0 else "?"
