"""Values of a sparse matrix at millions of positions: a search within the row, not among all that there is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from graph.kernels import kernel

Whole = NDArray[np.int64]
Values = NDArray[np.float64]


@kernel
def _found(start: Whole, column: Whole, value: Values, rows: Whole, columns: Whole) -> Values:
    found = np.zeros(len(rows))
    for i in range(len(rows)):
        low, high, wanted = start[rows[i]], start[rows[i] + 1], columns[i]
        end = high
        while low < high:
            middle = (low + high) >> 1
            if column[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        if low < end and column[low] == wanted:
            found[i] = value[low]
    return found


def values(start: Whole, column: Whole, value: Values, rows: Whole, columns: Whole) -> Values:
    """(m,) what stands at (rows[i], columns[i]) of a matrix in CSR form, columns sorted; 0 where nothing does."""
    return _found(start, column, value, rows, columns)
