"""Which pairs are worth a closer look, found without ever writing down all pairs of people.

Swap keys: somebody who offers x and wishes y stands under (x, y); a two-way match is somebody under (y, x), and where
both have to be of one group, of the same. Two steps: people who share a contact. Where there are no skills: people on
the two sides of a gap.
Every function hands back sorted pair keys (`case.pair_keys`) of pairs that may be suggested and lie across the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from graph.arrays import among, bits, distinct, pair_keys, rank_within, runs
from graph.network import Network
from graph.skills import HOLDS, Skills
from graph.suggest.case import Sight
from graph.suggest.nearness import introduces

PER_UNIT = 3
"""People of one group under one key."""
PER_KEY = 24
"""People under one key in all."""
NEAREST = 200
"""People two steps away who are looked at for each; as many as candidates are kept of."""


def allowed(sight: Sight, a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted distinct keys of those pairs that may be suggested at all."""
    open_ = sight.may[a] & sight.may[b] & (sight.line.codes[a] != sight.line.codes[b])
    a, b = a[open_], b[open_]
    keys = distinct(pair_keys(a, b, len(sight.keys)))
    keys = keys[~among(keys, sight.barred)]
    a, b = np.divmod(keys, len(sight.keys))
    return keys[sight.line.across(a.astype(np.int32), b.astype(np.int32)) & sight.gate.lets(a, b)]


def swaps(sight: Sight, skills: Skills) -> NDArray[np.int64]:
    """Pairs that meet under a swap key: each offers at 3 or more what the other wishes."""
    rows = _capped(_key_rows(sight, skills), sight, skills)
    keys, mirrored = rows.keys(len(skills.names)), rows.mirrored().keys(len(skills.names))
    order = np.argsort(keys, kind="stable")
    left = np.flatnonzero(rows.offer < rows.wish)
    low, high = (np.searchsorted(keys[order], mirrored[left], side=side) for side in ("left", "right"))
    owner, place = runs(low, high - low)
    return allowed(sight, rows.person[left[owner]], rows.person[order[place]])


def taught(sight: Sight, skills: Skills) -> NDArray[np.int64]:
    """Pairs of whom one offers at 3 or more what the other wishes, the best few of each skill on either side."""
    able = _able(sight)
    sides = []
    for matrix, least in ((skills.offers, HOLDS), (skills.wishes, 0.0)):
        person = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        kept = np.flatnonzero(able[person] & (matrix.data > 0) & (matrix.data >= least))
        skill = matrix.indices[kept].astype(np.int64)
        one = _Rows(
            person[kept], skill, skill, sight.gate.inside[person[kept]].astype(np.int64), matrix.data[kept].round(12)
        )
        one = _capped(one, sight, skills)
        sides.append(one.take(np.argsort(one.keys(len(skills.names)), kind="stable")))
    teachers, learners = sides
    keys, theirs = (side.keys(len(skills.names)) for side in (teachers, learners))
    low, high = (np.searchsorted(theirs, keys, side=side) for side in ("left", "right"))
    owner, place = runs(low, high - low)
    return allowed(sight, teachers.person[owner], learners.person[place])


@dataclass(frozen=True, eq=False)
class _Rows:
    """Everybody under every key: person, skill offered, skill wished for, group inside, and L[offer] * W[wish]."""

    person: NDArray[np.int64]
    offer: NDArray[np.int64]
    wish: NDArray[np.int64]
    inside: NDArray[np.int64]
    fit: NDArray[np.float64]

    def take(self, kept: NDArray[np.integer]) -> _Rows:
        return _Rows(self.person[kept], self.offer[kept], self.wish[kept], self.inside[kept], self.fit[kept])

    def mirrored(self) -> _Rows:
        return _Rows(self.person, self.wish, self.offer, self.inside, self.fit)

    def keys(self, skills: int) -> NDArray[np.int64]:
        """One number for each offer, wish and group inside."""
        found: NDArray[np.int64] = (self.inside * skills + self.offer) * skills + self.wish
        return found


def _able(sight: Sight) -> NDArray[np.bool_]:
    """(n,) who may be suggested and stands where the rules can look for a partner."""
    able: NDArray[np.bool_] = sight.may & (sight.line.codes >= 0) & (sight.gate.inside >= 0)
    return able


def _key_rows(sight: Sight, skills: Skills) -> _Rows:
    offers, wishes = skills.offers, skills.wishes
    person = np.repeat(np.arange(offers.shape[0]), np.diff(offers.indptr))
    taught = (offers.data >= HOLDS) & _able(sight)[person]
    person, offer, level = person[taught], offers.indices[taught].astype(np.int64), offers.data[taught]
    row, wish = runs(wishes.indptr[person], np.diff(wishes.indptr)[person])
    wished = wishes.indices[wish].astype(np.int64)
    fit = np.round(level[row] * wishes.data[wish], 12)
    return _Rows(person[row], offer[row], wished, sight.gate.inside[person[row]].astype(np.int64), fit)


def _capped(rows: _Rows, sight: Sight, skills: Skills) -> _Rows:
    """The best few of each group, and of all, under each key; equals in an order of their own for every key."""
    cell = rows.keys(len(skills.names)) * (len(sight.line.groups) + 1) + sight.line.codes[rows.person]
    rows = _best(rows, cell, PER_UNIT, sight, skills)
    return _best(rows, rows.keys(len(skills.names)), PER_KEY, sight, skills)


def _best(rows: _Rows, cell: NDArray[np.int64], most: int, sight: Sight, skills: Skills) -> _Rows:
    """At most so many rows of each cell; only where there are more than that anything is compared."""
    _, place, many = np.unique(cell, return_inverse=True, return_counts=True)
    crowded = many[place] > most
    some = np.flatnonzero(crowded)
    order = some[np.lexsort((_draws(rows.take(some), sight, skills), -rows.fit[some], cell[some]))]
    kept = ~crowded
    kept[order[rank_within(cell[order]) < most]] = True
    return rows.take(np.flatnonzero(kept))


def _draws(rows: _Rows, sight: Sight, skills: Skills) -> NDArray[np.uint64]:
    """BLAKE2b of (key, person): settles ties the same way everywhere, and differently under every key."""
    names, keys = skills.names, sight.keys
    texts = (
        f"{names[x]}\0{names[y]}\0{keys[p]}".encode()
        for x, y, p in zip(rows.offer.tolist(), rows.wish.tolist(), rows.person.tolist(), strict=True)
    )
    digests = b"".join(blake2b(text, digest_size=8).digest() for text in texts)
    return np.frombuffer(digests, dtype=">u8").astype(np.uint64)


def two_steps(sight: Sight, network: Network, skills: Skills | None = None) -> NDArray[np.int64]:
    """Pairs with a common contact (hubs skipped), for everybody the `NEAREST` by Adamic and Adar's index.

    With `skills` only those who each offer at 3 or more something that the other wishes.
    """
    from graph.kernels.candidates import Swaps  # noqa: PLC0415 - compiled code is loaded by who chooses
    from graph.kernels.candidates import two_steps as around  # noqa: PLC0415

    core = network.core
    codes = np.where(sight.may, sight.line.codes, -1).astype(np.int32)[core.order]
    value = introduces(network.degrees)[core.order]
    fit = Swaps.none(len(codes))
    if skills is not None:
        fit = Swaps(*(bits(side[core.order]) for side in (skills.holders(), skills.wishes)))
    found = around(core.start, core.head, codes, value, fit, rank=core.order, most=NEAREST)
    return allowed(sight, *(core.order[ends].astype(np.int64) for ends in (found.p, found.q)))
