"""Who gets links, carries load and has answers accepted, group by group, beside what chance gives in like places.

Every person brings two numbers, x and y, and a group is told sum x / sum y: links a person (y = 1), or accepted answers
of all answers. Groups are compared with all others that are told. Labels are dealt out anew within strata (people of
one level in one unit) 9,999 times: what differs because a level or a unit differs is nobody's disadvantage here, and
does not count. The largest of all differences is what chance is asked for, so many groups make no false alarm (max-T).

References:
    Westfall, P. and Young, S. (1993). Resampling-based multiple testing: max-T adjusted p-values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

DRAWS = 9_999
"""Times that labels are dealt out anew."""
RESAMPLED = 2_000
FEWEST = 30
"""People that a group needs to be told of."""
_STREAM = 29  # keeps these draws apart from every other use of the run's seed

Real = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Share:
    """One group in one measure.

    Attributes:
        group: Its name.
        people: How many people of it were counted.
        mean: sum x / sum y.
        low: Lower end of the 95 % interval of it, people resampled.
        high: Upper end.
        difference: From all other groups that are told.
        difference_low: Lower end of its interval.
        difference_high: Upper end.
        explained: The difference that level and unit explain: what dealing labels out within strata gives on average.
        ratio: mean over that of the others; None where theirs is 0.
        p: How often labels dealt out anew within strata give a difference as large in any group, in (0, 1].
    """

    group: str
    people: int
    mean: float
    low: float
    high: float
    difference: float
    difference_low: float
    difference_high: float
    explained: float
    ratio: float | None
    p: float


def compare(
    x: Whole, y: Whole, group: Whole, stratum: Whole, names: tuple[str, ...], *, floor: int = FEWEST, seed: int = 0
) -> tuple[Share, ...]:
    """Compares groups of people; nothing where fewer than two are large enough.

    Whoever is in a group that is too small takes part in nothing, so that no number of theirs can be worked out.

    Args:
        x: (n,) what is counted of each person, 0 or more.
        y: (n,) out of what; 1 for means, answers for shares. People with 0 take no part.
        group: (n,) index of the group, -1 for none.
        stratum: (n,) index of the stratum, within which labels are dealt out.
        names: Names of the groups.
        floor: Fewest people of a group.
        seed: Of the draws.
    """
    kept = (group >= 0) & (y > 0)
    size = np.bincount(group[kept], minlength=len(names))
    told = np.flatnonzero(size >= floor)
    if len(told) < 2:
        return ()
    kept &= np.isin(group, told)
    values, value = np.unique(np.stack((x, y))[:, kept], axis=1, return_inverse=True)
    cells = _Cells(values.astype(np.float64), np.searchsorted(told, group[kept]), value.ravel(), stratum[kept])
    rng = np.random.default_rng([seed, _STREAM])
    mean, others = cells.means(cells.counts)
    dealt = np.subtract(*cells.means(cells.dealt(rng)))
    p, explained = _max_t(mean - others, dealt), dealt.mean(axis=0)
    drawn, drawn_others = cells.means(cells.resampled(rng))
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    apart_low, apart_high = np.percentile(drawn - drawn_others, (2.5, 97.5), axis=0)
    return tuple(
        Share(
            group=names[told[i]],
            people=int(size[told[i]]),
            mean=_short(mean[i]),
            low=_short(low[i]),
            high=_short(high[i]),
            difference=_short(mean[i] - others[i]),
            difference_low=_short(apart_low[i]),
            difference_high=_short(apart_high[i]),
            explained=_short(explained[i]),
            ratio=_short(mean[i] / others[i]) if others[i] else None,
            p=_short(p[i]),
        )
        for i in range(len(told))
    )


@dataclass(frozen=True, eq=False)
class _Cells:
    """People by group and by what they bring, so that a draw costs as much as there are kinds of people.

    Attributes:
        values: (2, v) the kinds: x and y.
        group: (n,) group of each person, 0 to g - 1.
        value: (n,) kind.
        stratum: (n,) stratum.
    """

    values: Real
    group: Whole
    value: Whole
    stratum: Whole

    @property
    def shape(self) -> tuple[int, int]:
        return int(self.group.max()) + 1, self.values.shape[1]

    @property
    def counts(self) -> Whole:
        """(1, g, v) people of each group and kind."""
        return self._table(np.ones(len(self.group), dtype=np.bool_))[None]

    def means(self, counts: Whole) -> tuple[Real, Real]:
        """(draws, g) sum x / sum y of each group and of all others; of a single draw (g,)."""
        sums = counts @ self.values.T
        rest = sums.sum(axis=1, keepdims=True) - sums
        mean, others = (each[..., 0] / np.maximum(each[..., 1], 1) for each in (sums, rest))
        return (mean[0], others[0]) if len(counts) == 1 else (mean, others)

    def resampled(self, rng: np.random.Generator) -> Whole:
        """(draws, g, v) as many people of each group, drawn from it with replacement."""
        whole = self.counts[0]
        drawn = [rng.multinomial(row.sum(), row / row.sum(), size=RESAMPLED) for row in whole]
        return np.stack(drawn, axis=1)

    def dealt(self, rng: np.random.Generator) -> Whole:
        """(draws, g, v) with labels dealt out anew within strata."""
        total = np.zeros((DRAWS, *self.shape), dtype=np.int64)
        order = np.argsort(self.stratum, kind="stable")
        ends = np.flatnonzero(np.diff(self.stratum[order])) + 1
        for rows in np.split(order, ends):
            inside = np.zeros(len(self.group), dtype=np.bool_)
            inside[rows] = True
            table = self._table(inside)
            alone = np.count_nonzero(table.sum(axis=0)) == 1 or np.count_nonzero(table.sum(axis=1)) == 1
            total += table if alone else _dealt(table, rng)
        return total

    def _table(self, rows: NDArray[np.bool_]) -> Whole:
        groups, kinds = self.shape
        keys = self.group[rows] * kinds + self.value[rows]
        return np.bincount(keys, minlength=groups * kinds).reshape(groups, kinds)


def _dealt(table: Whole, rng: np.random.Generator) -> Whole:
    """(draws, g, v) random tables with the margins of one, as labels that are shuffled over people give them."""
    groups, kinds = table.shape
    made = np.zeros((DRAWS, groups, kinds), dtype=np.int64)
    left = np.tile(table.sum(axis=0), (DRAWS, 1))
    for i in range(groups - 1):
        open_ = np.full(DRAWS, table[i].sum())
        after = left.sum(axis=1)
        for j in range(kinds):
            after = after - left[:, j]
            took = rng.hypergeometric(left[:, j], after, open_)
            made[:, i, j] = took
            left[:, j] -= took
            open_ = open_ - took
    made[:, -1] = left
    return made


def _max_t(found: Real, dealt: Real) -> Real:
    """(g,) max-T adjusted p-values: differences over their spread under dealing, the largest of each draw compared."""
    middle, spread = dealt.mean(axis=0), dealt.std(axis=0)
    spread = np.where(spread > 0, spread, np.inf)
    largest = (np.abs(dealt - middle) / spread).max(axis=1)
    reached = (largest[:, None] >= np.abs(found - middle) / spread - 1e-12).sum(axis=0)
    p: Real = (1 + reached) / (1 + len(dealt))
    return p


def _short(value: float) -> float:
    """Six significant digits, as in every table."""
    return float(f"{value:.6g}")
