"""How many ties two groups would have if nobody cared for the boundary: the two null models of a gap.

Quasi-independence serves four groups or more; with two or three it fits whatever the data say, so mixing takes over.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TOLERANCE = 1e-9
"""How near each margin, relative to itself, must come."""

MAX_SWEEPS = 10_000


def quasi_independence(
    observed: NDArray[np.int64], siblings: NDArray[np.bool_] | None = None
) -> NDArray[np.float64] | None:
    """Expected ties between groups, given how outward each group is.

    In plain words: some units have many ties to others, some few. Between two of them we expect as many as their
    outwardness allows, and more if they belong to the same division. What is missing beyond that is a gap.

    The model is E_ij = a_i a_j theta_ij for i != j, with theta_ij = theta for siblings, else 1. It keeps each group's
    cross ties r_i and the number of sibling ties, and says nothing of inside ties. theta is 1 where the groups, or
    the ties, are all siblings' or none are: there is nothing to compare then.

    Args:
        observed: (K, K) symmetric counts of ties between groups, every row sum above 0; the diagonal does not matter.
        siblings: (K, K) whether two groups have the same parent in the unit tree; None without a tree.

    Returns:
        (K, K) expected ties with a diagonal of 0; None if it cannot be fitted: one group has as many cross ties as
        all others together, or the sweeps do not settle.

    Example:
        Four groups of equal outwardness: each of the six pairs is expected to have the same number of ties.

        >>> counts = np.array([[0, 0, 3, 3], [0, 0, 3, 3], [3, 3, 0, 0], [3, 3, 0, 0]])
        >>> quasi_independence(counts).round(6)[0].tolist()
        [0.0, 2.0, 2.0, 2.0]

    References:
        Goodman, L. A. (1968). The analysis of cross-classified data: independence, quasi-independence, and interactions
        in contingency tables with or without missing entries. JASA 63, 1091-1131.
    """
    apart = ~np.eye(len(observed), dtype=bool)
    cross = np.where(apart, observed, 0).astype(np.float64)
    margins = cross.sum(axis=1)
    if np.any(margins >= margins.sum() - margins):
        return None
    kin = apart & siblings if siblings is not None else np.zeros_like(apart)
    total = float(cross[kin].sum())
    if np.array_equal(kin, apart) or not 0 < total < cross.sum():
        kin, total = np.zeros_like(apart), 0.0
    return _fit(margins, apart, kin, total)


def _fit(
    margins: NDArray[np.float64], apart: NDArray[np.bool_], kin: NDArray[np.bool_], total: float
) -> NDArray[np.float64] | None:
    """Sweeps over the groups in name order until the margins and the sibling total are met."""
    outward, theta = np.sqrt(margins), 1.0
    factors = apart.astype(np.float64)
    for _ in range(MAX_SWEEPS):
        for i, row in enumerate(factors):
            outward[i] = margins[i] / (row @ outward)
        if total:
            theta *= total / float(_expected(outward, factors)[kin].sum())
            factors[kin] = theta
        expected = _expected(outward, factors)
        settled = np.allclose(expected.sum(axis=1), margins, rtol=TOLERANCE, atol=0)
        if settled and np.isclose(expected[kin].sum(), total, rtol=TOLERANCE, atol=0):
            return expected
    return None


def _expected(outward: NDArray[np.float64], factors: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.outer(outward, outward) * factors


def mixing(observed: NDArray[np.int64]) -> NDArray[np.float64]:
    """Expected ties between groups if all ties were dealt out anew, inside ties too.

    In plain words: with two or three groups we can only ask whether people keep to their own group more than chance.

    E_ij = D_i D_j / 2m, with D_i the tie ends in group i (an inside tie has two) and m the ties.

    Args:
        observed: (K, K) symmetric counts of ties; the diagonal holds each group's inside ties, once.

    Returns:
        (K, K) expected ties with a diagonal of 0; all 0 where there is no tie.

    Example:
        Ten ties inside each of two groups, none between: D = 20 and 20, m = 20, so 20 * 20 / 40 = 10 expected.

        >>> mixing(np.array([[10, 0], [0, 10]])).tolist()
        [[0.0, 10.0], [10.0, 0.0]]

    References:
        Newman, M. E. J. (2003). Mixing patterns in networks. Physical Review E 67, 026126.
    """
    ends = observed.sum(axis=1) + np.diag(observed)
    expected: NDArray[np.float64] = np.outer(ends, ends) / max(1, int(ends.sum()))
    np.fill_diagonal(expected, 0.0)
    return expected
