"""Trend: whether the organisation opens or closes, between two windows of the same length."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph.arrays import DIGITS
from graph.boundaries import Boundary
from graph.exchange import WATCHED, Exchange
from graph.facts import ACROSS
from graph.measures.claims import step_up

BLOCK = 2
"""Weeks of a block, so that who writes every other week stands in each."""

FEWEST_BLOCKS = 5
"""Blocks that each window needs."""

MOST_BLOCKS = WATCHED // BLOCK // 2

DRAWS = 999
FEWEST_DRAWS = 99

MOST_WORK = 2 * 10**8
"""Kinds of ties times draws; above that there are fewer draws."""

ACTIVITY = "ties_a_person"
TOO_SHORT = (
    f"There is no trend: two windows of {BLOCK * FEWEST_BLOCKS} weeks each are needed, and the contacts cover fewer."
)

_STREAM = 4
"""Second word of the seed: keeps these draws apart from those of other measures."""

Real = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Trend:
    """Measures of two windows, beside each other.

    Attributes:
        measures: Names: `ACTIVITY`, then `ACROSS` with each boundary kind that has groups.
        earlier: (r,) value in the earlier window; NaN where it has no tie.
        later: (r,) value in the later window.
        p: (r,) two-sided chance of a difference as large, the larger of two (see `trend`).
        clear: (r,) whether the difference stands after Benjamini and Hochberg's step-up at .10.
        placebo: (r,) the difference between odd and even blocks, where none should be.
        placebo_p: (r,) its chance among the draws.
        weeks: Weeks of each window.
        active: People in contact in both.
        draws: Random arrangements made.
        why: Why there is none of this, as a sentence; "" where there is, or where nothing is dated.
    """

    measures: tuple[str, ...]
    earlier: Real
    later: Real
    p: Real
    clear: NDArray[np.bool_]
    placebo: Real
    placebo_p: Real
    weeks: int
    active: int
    draws: int
    why: str = ""


def trend(
    exchange: Exchange, boundaries: Mapping[str, Boundary], known: NDArray[np.bool_], *, seed: int, draws: int = DRAWS
) -> Trend:
    """Compares two windows of equal length that end with the last week.

    In plain words: half a year ago 31 % of all ties crossed units, now 26 % do. Could that be luck? We deal the
    fortnights out anew, a thousand times, and look how often two random halves differ as much; then we ask the same
    of ties that come and go by themselves. Only what neither explains is called a change. Odd fortnights against even
    ones are printed beside it: there nothing should show.

    A tie is in a window if there was any contact in it: nothing decays. Only people with a contact in both windows
    count, so that who joins or leaves is no trend. Windows have 5 to 13 blocks of 2 weeks, as many as the contacts of
    the last year allow. Measures are those that one count over ties gives, since every draw counts anew: ties a person
    (does everybody talk more or less?) and, by boundary kind, the share of ties that cross (silos and strata); the E-I
    index is twice that share less 1, so it would add nothing; gaps and participation move with the number of ties.

    p is the larger of two. Blocks: labels of blocks are permuted, (1 + hits) / (1 + B). Ties: every tie that is in one
    window only gets the other with chance 1/2, which holds off ties that come and go for long (decision 16).

    Args:
        exchange: Who was in contact in which weeks.
        boundaries: Groups by kind as given; kinds without groups are left out.
        known: (n,) False for accounts in no roster, whose ties do not count.
        seed: The run's seed.
        draws: Random arrangements wanted; fewer where the work would pass 2 * 10^8, not under 99.

    Returns:
        The measures with what chance says of each difference.

    Example:
        Ann and Ben, of two units, meet in each of ten fortnights; Cara and Dan, of one, in the first five only, but
        both see Eve of another unit in all. Earlier 3 of 4 ties cross, later 3 of 3; ties a person go from 8/5 to 6/5.

    References:
        Good, P. (2005). Permutation, Parametric, and Bootstrap Tests of Hypotheses. Springer.
        Phipson, B. and Smyth, G. (2010). Permutation p-values should never be zero. SAGMB 9, 39.
    """
    blocks = _blocks(exchange)
    kinds = tuple(kind for kind, boundary in boundaries.items() if boundary.groups)
    if blocks < FEWEST_BLOCKS:
        return _nothing(TOO_SHORT if exchange.dated else "")
    held = _held(exchange, {kind: boundaries[kind] for kind in kinds}, known, blocks)
    later, odd = _first(blocks), sum(1 << BLOCK * k for k in range(0, 2 * blocks, 2))
    rng = np.random.default_rng([seed, _STREAM])
    wanted = int(min(draws, max(FEWEST_DRAWS, MOST_WORK // max(1, len(held.seen)))))
    windows = [later, odd, *_dealt(blocks, wanted, rng)]
    found = np.array([held.values(window) - held.values(held.all ^ window) for window in windows])
    before, after, change, placebo, by_block = held.values(held.all ^ later), held.values(later), *found[:2], found[2:]
    p = np.maximum(_two_sided(change, by_block), _two_sided(change, held.swapped(later, wanted, rng)))
    return Trend(
        measures=(ACTIVITY, *(f"{ACROSS}{kind}" for kind in kinds)),
        earlier=before,
        later=after,
        p=p,
        clear=step_up(p),
        placebo=placebo,
        placebo_p=_two_sided(placebo, by_block),
        weeks=BLOCK * blocks,
        active=held.active,
        draws=wanted,
    )


@dataclass(frozen=True, eq=False)
class _Held:
    """Ties between people who are active in both windows, those that are alike in blocks and lines counted as one.

    Attributes:
        seen: (u,) blocks of contact, a bit each.
        sort: (u,) index into `crossing` and `placed`.
        many: (u,) ties like this.
        crossing: (sorts, kinds) 1.0 where such ties cross the boundary of a kind.
        placed: (sorts, kinds) 1.0 where both ends have a group of the kind.
        active: People.
        all: Bits of all blocks.
    """

    seen: NDArray[np.int64]
    sort: NDArray[np.int64]
    many: NDArray[np.int64]
    crossing: Real
    placed: Real
    active: int
    all: int

    def values(self, window: int) -> Real:
        """(r,) the measures over the ties of a window."""
        return self._measures(self._counts((self.seen & window) != 0))

    def swapped(self, window: int, draws: int, rng: np.random.Generator) -> Real:
        """(draws, r) differences where every tie of one window alone may as well be in the other alone."""
        inside, outside = (self.seen & window) != 0, (self.seen & (self.all ^ window)) != 0
        steady, moving = self._counts(inside & outside), self._counts(inside ^ outside)
        moved = rng.binomial(moving.astype(np.int64), 0.5, size=(draws, len(moving)))
        return self._measures(steady + moved) - self._measures(steady + moving - moved)

    def _counts(self, there: NDArray[np.bool_]) -> Real:
        """(sorts,) ties of each sort."""
        counts = np.bincount(self.sort[there], weights=self.many[there], minlength=len(self.placed))
        return counts.astype(np.float64)

    def _measures(self, counts: Real) -> Real:
        """(..., r) the measures from numbers of ties by sort."""
        apart, among = counts @ self.crossing, counts @ self.placed
        shares = np.divide(apart, among, out=np.full(among.shape, np.nan), where=among > 0)
        ties = 2 * counts.sum(axis=-1, keepdims=True) / max(1, self.active)
        return np.concatenate((ties, shares), axis=-1).round(DIGITS)


def _blocks(exchange: Exchange) -> int:
    """Blocks that each window can have: the contacts reach back over twice as many."""
    reach = int(np.bitwise_or.reduce(exchange.weeks, initial=0)).bit_length()
    return min(MOST_BLOCKS, reach // BLOCK // 2)


def _first(blocks: int) -> int:
    """Bits of the newest blocks; block k has bit 2 k, the first of its weeks."""
    return sum(1 << BLOCK * k for k in range(blocks))


def _dealt(blocks: int, draws: int, rng: np.random.Generator) -> Iterator[int]:
    """Halves of all blocks, drawn at random."""
    for _ in range(draws):
        yield sum(1 << BLOCK * k for k in rng.permutation(2 * blocks)[:blocks].tolist())


def _held(exchange: Exchange, boundaries: Mapping[str, Boundary], known: NDArray[np.bool_], blocks: int) -> _Held:
    """Ties of people who are in contact in both windows, by blocks and by the lines they cross."""
    whole, later = _first(2 * blocks), _first(blocks)
    weeks = exchange.weeks & ((1 << 2 * BLOCK * blocks) - 1)
    seen = (weeks | weeks >> 1) & whole  # a block is met in either of its weeks
    a, b = (ends[: len(seen)] for ends in (exchange.source, exchange.target))
    active = known.copy()
    for window in (later, whole ^ later):
        met = (seen & window) != 0
        active &= np.bincount(np.concatenate((a[met], b[met])), minlength=len(known)) > 0
    counted = active[a] & active[b] & (seen != 0)
    a, b = a[counted], b[counted]
    sorts, sort = _sorts(a, b, boundaries)
    alike, many = np.unique(seen[counted] * len(sorts) + sort, return_counts=True)
    crossing, placed = (sorts == 2).astype(np.float64), (sorts > 0).astype(np.float64)
    return _Held(*np.divmod(alike, len(sorts)), many, crossing, placed, int(active.sum()), whole)


def _sorts(
    a: NDArray[np.int32], b: NDArray[np.int32], boundaries: Mapping[str, Boundary]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """By kind 0 where an end has no group, 1 inside, 2 across: all there may be, (3^kinds, kinds), and each tie's."""
    sort = np.zeros(len(a), dtype=np.int64)
    for boundary in boundaries.values():
        placed = (boundary.codes[a] >= 0) & (boundary.codes[b] >= 0)
        sort = 3 * sort + placed + boundary.across(a, b)
    powers = 3 ** np.arange(len(boundaries))[::-1]
    return np.arange(3 ** len(boundaries))[:, None] // powers % 3, sort


def _two_sided(change: Real, draws: Real) -> Real:
    """(r,) share of the draws that differ as much; NaN where there is no difference to speak of."""
    hits = np.count_nonzero(np.abs(draws) >= np.abs(change), axis=0)
    return np.where(np.isnan(change), np.nan, (1 + hits) / (1 + len(draws)))


def _nothing(why: str) -> Trend:
    none, flags = np.zeros(0), np.zeros(0, dtype=np.bool_)
    return Trend((), none, none, none, flags, none, none, weeks=0, active=0, draws=0, why=why)
