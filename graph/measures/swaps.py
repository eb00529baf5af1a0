"""The swap null: the same people with the same number of cross ties each, otherwise arranged by chance.

`claims` compares what is observed with many such arrangements.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from graph.measures.gaps import Gaps, sibling_groups
from graph.network import Network

BURN_IN, BETWEEN = 20, 3
"""Sweeps before the first draw, and from one draw to the next."""

MOST_WORK, FEWEST_DRAWS = 10**8, 99
"""Draws are cut so that sweeps between draws times ties stay below `MOST_WORK`, but never under `FEWEST_DRAWS`."""

DENSE_PEOPLE = 4096
"""Up to here "is that tie there already" is a look into a square table (80 MiB), above it a sort, at twice the time."""

_APART, _SIBLINGS, _INSIDE = 0, 1, 4
"""What a tie joins. Two ties may become two others if the sums are equal: no inside tie, as many sibling ties."""

_STREAM = 1
"""Second word of the seed: keeps these draws apart from those of other measures."""

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


def swap_draws(network: Network, gaps: Gaps, *, seed: int, draws: int) -> Whole:
    """Counts the ties of every pair of groups in random arrangements of the cross ties.

    Two ties a-b and c-d exchange ends and become a-d and c-b, or a-c and d-b. A swap is refused when it would make an
    inside tie, a tie that is there already, or change the number of ties between sibling groups. So everybody keeps
    the number of colleagues they have in other groups, and divisions stay as close-knit as they are. One sweep matches
    all cross ties at random in twos and swaps each two if allowed; 20 sweeps come first, 3 lie between two draws.

    Args:
        network: People and ties.
        gaps: The pairs of groups to count.
        seed: The run's seed.
        draws: Arrangements wanted; fewer are made where the ties are very many, never under 99 (or `draws`).

    Returns:
        (draws made, k) ties of each pair in each arrangement.

    References:
        Maslov, S. and Sneppen, K. (2002). Specificity and stability in topology of protein networks. Science 296, 910.
        Fosdick, B. et al. (2018). Configuring random graph models with fixed degree sequences. SIAM Review 60, 315-355.
    """
    mixer = Mixer(network, gaps, np.random.default_rng([seed, _STREAM]))
    draws = min(draws, max(FEWEST_DRAWS, MOST_WORK // (BETWEEN * max(1, len(mixer.ties)))))
    mixer.sweep(BURN_IN)
    counts = np.empty((draws, len(gaps.pairs)), dtype=np.int64)
    for row in counts:
        mixer.sweep(BETWEEN)
        row[:] = mixer.counts()
    return counts


class Mixer:
    """The cross ties of one boundary, rearranged in place sweep by sweep.

    A sweep treats all its twos at once. Where several of them have or would make the same tie, only the last of them in
    the order of the lot may move. So each sweep is undone by another with the same chance, and in the long run every
    arrangement is equally likely, as if the twos were treated one after the other.

    Attributes:
        ties: (m,) the two ends of each tie packed into one number, the smaller one in the higher bits. People are
            renumbered to those who have a cross tie, in key order.
    """

    ties: Whole

    def __init__(self, network: Network, gaps: Gaps, rng: np.random.Generator) -> None:
        cross = gaps.cells(network.a, network.b) >= 0
        ends = np.stack((network.a[cross], network.b[cross]))
        people, places = np.unique(ends, return_inverse=True)
        self._rng = rng
        self._bits = max(1, (len(people) - 1).bit_length())
        self._group = gaps.boundary.codes[people].astype(np.int64)
        self._kinds = _kinds(gaps)
        self._pair_at, self._pairs = gaps.pair_at, len(gaps.pairs)
        self.ties = self._packed(*places.reshape(2, -1))
        self._there: _There = _Table(self.ties, self._bits) if len(people) <= DENSE_PEOPLE else _Sorted(self.ties)

    def sweep(self, times: int = 1) -> None:
        """Matches all ties at random in twos and swaps each two if allowed, `times` times over."""
        half = len(self.ties) // 2
        for _ in range(times):
            self._rng.shuffle(self.ties)
            self._swap(self.ties[:half], self.ties[half : 2 * half])

    def counts(self) -> Whole:
        """(k,) ties of each pair of groups as they lie now."""
        a, b = self._unpacked(self.ties)
        return np.bincount(self._pair_at[self._group[a], self._group[b]], minlength=self._pairs)

    def _swap(self, left: Whole, right: Whole) -> None:
        """Swaps tie left[i] with tie right[i] where allowed; both are changed in place."""
        a, b = self._unpacked(left)
        c, d = self._unpacked(right)
        turned, at = self._ways(a, b, c, d)
        c, d = np.where(turned, d, c)[at], np.where(turned, c, d)[at]
        had = np.stack((left[at], right[at]))
        made = np.stack((self._packed(a[at], d), self._packed(c, b[at])))
        free = self._there.free(had, made)
        self._there.replace(had[:, free], made[:, free])
        left[at[free]], right[at[free]] = made[:, free]

    def _ways(self, a: Whole, b: Whole, c: Whole, d: Whole) -> tuple[Flags, NDArray[np.intp]]:
        """Which of the two ways to exchange ends each two takes (by lot where both are allowed), and who has one."""
        kinds = self._kinds
        a, b, c, d = self._group[a], self._group[b], self._group[c], self._group[d]
        now = kinds[a, b] + kinds[c, d]
        straight = kinds[a, d] + kinds[c, b] == now
        crossed = kinds[a, c] + kinds[d, b] == now
        lot = self._rng.integers(0, 2, len(a), dtype=np.bool_)
        return crossed & (lot | ~straight), np.flatnonzero(straight | crossed)

    def _packed(self, a: Whole, b: Whole) -> Whole:
        packed: Whole = np.minimum(a, b) << self._bits | np.maximum(a, b)
        return packed

    def _unpacked(self, ties: Whole) -> tuple[Whole, Whole]:
        return ties >> self._bits, ties & ((1 << self._bits) - 1)


def _kinds(gaps: Gaps) -> NDArray[np.int8]:
    """(K, K) what a tie between two groups joins."""
    kinds = np.where(sibling_groups(gaps.boundary), _SIBLINGS, _APART).astype(np.int8)
    np.fill_diagonal(kinds, _INSIDE)
    return kinds


class _There(Protocol):
    """The ties that are there now."""

    def free(self, had: Whole, made: Whole) -> Flags:
        """Which twos may move: what they make is not there, and none after them has or would make one of their ties.

        Args:
            had: (2, k) ties that each two has.
            made: (2, k) ties that it would make instead.
        """

    def replace(self, had: Whole, made: Whole) -> None:
        """Takes note of the moves."""


class _Table:
    """One entry for every possible tie: fast while people are few."""

    def __init__(self, ties: Whole, bits: int) -> None:
        self._there = np.zeros(1 << 2 * bits, dtype=np.bool_)
        self._there[ties] = True
        self._last = np.zeros(1 << 2 * bits, dtype=np.int32)

    def free(self, had: Whole, made: Whole) -> Flags:
        ties = np.concatenate((had, made))
        twos = np.arange(had.shape[1], dtype=np.int32)
        self._last[ties.T.ravel()] = twos.repeat(4)  # where an index repeats, numpy keeps the value that comes last
        last = (self._last[ties] == twos).all(axis=0)
        free: Flags = last & ~self._there[made].any(axis=0)
        return free

    def replace(self, had: Whole, made: Whole) -> None:
        self._there[had] = False
        self._there[made] = True


class _Sorted:
    """The mixer's own list of ties, sorted for every question: for any number of people."""

    def __init__(self, ties: Whole) -> None:
        self._ties = ties  # shared: the mixer changes it in place

    def free(self, had: Whole, made: Whole) -> Flags:
        """One sort answers: entries of one tie come side by side, first what is there, then the twos in their order."""
        twos = 2 * np.arange(1, had.shape[1] + 1, dtype=np.int64)
        bits = int(2 * len(twos) + 3).bit_length()
        had, made = had << bits | twos, made << bits | twos | 1
        entries = np.sort(np.concatenate((self._ties << bits, *had, *made)))
        tie, who = entries >> bits, entries & ((1 << bits) - 1)
        starts = np.append(True, tie[1:] != tie[:-1])
        is_there = who[np.maximum.accumulate(np.where(starts, np.arange(len(tie)), 0))] == 0
        stuck = np.zeros(len(twos) + 1, dtype=np.bool_)
        stuck[who[:-1][~starts[1:]] >> 1] = True
        stuck[who[is_there & (who & 1 == 1)] >> 1] = True
        free: Flags = ~stuck[1:]
        return free

    def replace(self, had: Whole, made: Whole) -> None:
        """Nothing to do: the list is the mixer's."""
