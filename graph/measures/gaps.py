"""Gaps: pairs of groups with fewer ties than their outwardness lets expect. They rank and steer; they claim nothing.

What is said of a gap ("silo", "too thin") is decided in `claims`; the null models stand in `independence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph.boundaries import Boundary
from graph.measures.independence import mixing, quasi_independence
from graph.measures.merging import merge_small, regroup
from graph.network import Network

ENOUGH = 3.0
"""Mean expected ties a pair below which a kind is judged one level higher up the tree."""

QUASI_GROUPS = 4
"""Fewer groups than this are fitted exactly by quasi-independence, whatever the data."""

GAP_Z = 1.0
"""A pair is a gap from this many standard deviations of missing ties."""


@dataclass(frozen=True, eq=False)
class Gaps:
    """Every pair of groups of one boundary kind that can be judged.

    Attributes:
        boundary: The groups as they were judged: merged, rolled up; code -1 for people left out.
        given: The groups as they were given.
        level_used: Depth of the unit tree that was judged, 1 = top; 1 where there is no tree.
        null: "quasi", "mixing", "not fitted" (no expected values), or "none" (no two groups to compare).
        pairs: (k, 2) indices into `boundary.groups`, first < second, sorted.
        observed: (k,) distinct ties between the two groups.
        expected: (k,) ties to be expected by the null, at most n_i n_j; NaN where not fitted.
        z: (k,) (expected - observed) / sqrt(expected); NaN where not fitted.
        gap: (k,) missing ties, 0 where z < 1; NaN where not fitted.
        share: (k,) this gap's share of all gaps, in [0, 1]; NaN where not fitted.
        bridged_by: (k,) people of either group with a tie into the other.
    """

    boundary: Boundary
    given: Boundary
    level_used: int
    null: str
    pairs: NDArray[np.int32]
    observed: NDArray[np.int64]
    expected: NDArray[np.float64]
    z: NDArray[np.float64]
    gap: NDArray[np.float64]
    share: NDArray[np.float64]
    bridged_by: NDArray[np.int64]

    @classmethod
    def none(cls, boundary: Boundary) -> Gaps:
        """Nothing was judged."""
        nothing, whole = np.zeros(0), np.zeros(0, dtype=np.int64)
        pairs = np.zeros((0, 2), dtype=np.int32)
        return cls(boundary, boundary, 1, "none", pairs, whole, nothing, nothing, nothing, nothing, whole)

    @cached_property
    def pair_at(self) -> NDArray[np.int32]:
        """(K + 1, K + 1) index into `pairs` by the codes of two groups; -1 for one group, or for people left out."""
        size = len(self.boundary.groups) + 1
        table = np.full((size, size), -1, dtype=np.int32)
        first, second = self.pairs.T
        table[first, second] = table[second, first] = np.arange(len(self.pairs), dtype=np.int32)
        return table

    def cells(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.int32]:
        """The pair of groups that lies between person a[i] and person b[i], as an index into `pairs`; -1 for none."""
        codes = self.boundary.codes
        found: NDArray[np.int32] = self.pair_at[codes[a], codes[b]]
        return found


def judge(network: Network, boundary: Boundary) -> Gaps:
    """Compares the ties between each two groups with what chance would give.

    In plain words: a gap of 12 says "about twelve people would know each other across this line if these two units
    were as open to each other as they are to everybody else". Only gaps of at least one standard deviation count.

    Small groups are merged first (`merge_small`). Where the data are too thin, the whole kind is judged one level
    higher in the unit tree, as long as four groups or more remain there.

    Args:
        network: People and ties.
        boundary: The groups, over the network's people.

    Returns:
        All pairs of the groups judged, in name order.

    Example:
        Expected 16 ties, observed 6: z = (16 - 6) / sqrt(16) = 2.5, so the gap is 10. Expected 16, observed 13:
        z = 0.75, below 1, so the gap is 0: that little may well be chance.
    """
    level, at = boundary.depth(), boundary
    gaps = _judge_at(network, merge_small(at), boundary, level)
    while level > 1 and _mean_expected(gaps) < ENOUGH:
        level, at = level - 1, at.rolled_up()
        merged = merge_small(at)
        if len(merged.groups) < QUASI_GROUPS:
            break
        gaps = _judge_at(network, merged, boundary, level)
    return gaps


def _judge_at(network: Network, merged: Boundary, given: Boundary, level: int) -> Gaps:
    judged, observed = _groups_to_fit(network, merged)
    null, expected = _null(observed, judged)
    pairs = np.argwhere(np.triu(np.ones_like(observed, dtype=bool), 1)).astype(np.int32)
    first, second = pairs.T
    sizes = judged.sizes()
    m, e = observed[first, second], np.minimum(expected[first, second], sizes[first] * sizes[second])
    z = np.divide(e - m, np.sqrt(e), out=np.where(np.isnan(e), np.nan, 0.0), where=e > 0)
    gap = np.where(np.isnan(z), np.nan, np.where(z >= GAP_Z, e - m, 0.0))
    total = float(np.nansum(gap))
    share = gap / total if total else gap
    bridged_by = _bridged_by(network, judged)[first, second]
    return Gaps(judged, given, level, null, pairs, m, e, z, gap, share, bridged_by)


def _groups_to_fit(network: Network, merged: Boundary) -> tuple[Boundary, NDArray[np.int64]]:
    """Leaves out groups without any cross tie where the fit needs one; hands back their counts of ties too."""
    observed = tie_counts(network, merged)
    if len(merged.groups) < QUASI_GROUPS:
        return merged, observed
    open_groups = observed.sum(axis=1) > np.diag(observed)
    keep = tuple(name for name, some in zip(merged.groups, open_groups, strict=True) if some)
    return regroup(merged, list(merged.groups), keep), observed[np.ix_(open_groups, open_groups)]


def _null(observed: NDArray[np.int64], judged: Boundary) -> tuple[str, NDArray[np.float64]]:
    if len(observed) < 2:
        return "none", np.zeros_like(observed, dtype=np.float64)
    if len(observed) < QUASI_GROUPS:
        return "mixing", mixing(observed)
    expected = quasi_independence(observed, sibling_groups(judged))
    if expected is None:
        return "not fitted", np.full(observed.shape, np.nan)
    return "quasi", expected


def _mean_expected(gaps: Gaps) -> float:
    """Mean expected ties a pair; the observed mean where nothing was fitted, since a fit keeps the sum."""
    if not len(gaps.pairs):
        return 0.0
    return float((gaps.observed if gaps.null == "not fitted" else gaps.expected).mean())


def sibling_groups(boundary: Boundary) -> NDArray[np.bool_]:
    """(K, K) whether two groups have the same parent; all of them where there is no tree."""
    parents = np.array([boundary.parent(i) for i in range(len(boundary.groups))], dtype=object)
    same: NDArray[np.bool_] = parents[:, None] == parents[None, :]
    return same


def tie_counts(network: Network, boundary: Boundary) -> NDArray[np.int64]:
    """(K, K) symmetric number of distinct ties between groups; inside ties stand once on the diagonal."""
    from graph.kernels import attributes  # noqa: PLC0415 - compiled code is loaded by who measures, not by who reads

    core, size = network.core, len(boundary.groups)
    found = attributes.mixing(core.start, core.head, core.weight, boundary.codes[core.order], size)
    counts = np.zeros((size, size), np.int64)
    counts[np.repeat(np.arange(size), np.diff(found.start)), found.column] = found.ties
    return counts


def _bridged_by(network: Network, boundary: Boundary) -> NDArray[np.int64]:
    """(K, K) symmetric number of people of either group with a tie into the other; the diagonal has no meaning."""
    size = len(boundary.groups)
    people = np.concatenate((network.a, network.b)).astype(np.int64)
    into = boundary.codes[np.concatenate((network.b, network.a))]
    both = (boundary.codes[people] >= 0) & (into >= 0)
    person, group = np.divmod(np.unique(people[both] * max(1, size) + into[both]), max(1, size))
    counts = np.bincount(boundary.codes[person] * size + group, minlength=size * size).reshape(size, size)
    return counts + counts.T
