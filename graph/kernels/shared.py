"""What two positions have in common."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel


@kernel
def sums(
    start: NDArray[np.int64],
    head: NDArray[np.int32],
    value: NDArray[np.float64],
    p: NDArray[np.int32],
    q: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Walks two sorted lists of contacts side by side.

    Args:
        start: Arcs, as `Core` has them.
        head: The same.
        value: (n,) what each position counts as a common contact.
        p: (k,) one position of each pair.
        q: (k,) the other.

    Returns:
        (k,) sum over the common contacts of what they count, in order of position.
    """
    found = np.zeros(len(p))
    for pair in range(len(p)):
        i, j = start[p[pair]], start[q[pair]]
        while i < start[p[pair] + 1] and j < start[q[pair] + 1]:
            if head[i] == head[j]:
                found[pair] += value[head[i]]
            step = head[i] <= head[j]
            j += head[j] <= head[i]
            i += step
    return found
