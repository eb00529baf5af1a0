"""Terms: what openness counts beside gaps where a programme asks for it, like levels or skills that a link reaches.

Each term is worth weight (1 - keep^N), N the links that count for it: the first brings most. With shares that add up to
s, gaps keep 1 - s of openness, so that it stays in [0, 1].
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Terms:
    """c terms over m candidates.

    Attributes:
        names: Of each.
        weight: (c,) most that each can be worth, as a share of openness.
        keep: (c,) share of it that a link leaves to the next.
        of: (m, j) terms that each candidate counts for, no two the same, -1 for none.
        share: s, what all terms are worth together before any link.
    """

    names: tuple[str, ...]
    weight: NDArray[np.float64]
    keep: NDArray[np.float64]
    of: NDArray[np.int32]
    share: float

    @classmethod
    def none(cls, candidates: int) -> Terms:
        """Openness is about gaps alone."""
        nothing = np.zeros(0)
        return cls((), nothing, nothing, np.zeros((candidates, 0), dtype=np.int32), 0.0)

    def joined(self, other: Terms) -> Terms:
        """Two kinds of terms over the same candidates."""
        onward = np.where(other.of >= 0, other.of + len(self.names), -1).astype(np.int32)
        return Terms(
            self.names + other.names,
            np.concatenate((self.weight, other.weight)),
            np.concatenate((self.keep, other.keep)),
            np.column_stack((self.of, onward)),
            self.share + other.share,
        )

    @property
    def told(self) -> list[str | None]:
        """Of each candidate the numbers of its terms as text, joined by `;`; None for none."""
        return [";".join(str(term) for term in row if term >= 0) or None for row in self.of.tolist()]

    def take(self, chosen: NDArray[np.integer]) -> Terms:
        """The same for some of the candidates."""
        return replace(self, of=self.of[chosen])

    def counts(self, chosen: NDArray[np.integer]) -> NDArray[np.int64]:
        """(c,) links of a set that count for each."""
        return np.bincount(self.of[chosen].ravel() + 1, minlength=len(self.weight) + 1)[1:]

    def value(self, chosen: NDArray[np.integer]) -> float:
        """What a set is worth, in [0, share]."""
        return float((self.weight * (1 - self.keep ** self.counts(chosen))).sum())

    def beside(self, standing: NDArray[np.integer]) -> Terms:
        """What links that stand leave."""
        return replace(self, weight=self.weight * self.keep ** self.counts(standing))

    def tilt(self, slope: NDArray[np.float64]) -> NDArray[np.float64]:
        """(m,) what the terms of each candidate earn where a link of a term earns its slope."""
        earned: NDArray[np.float64] = np.append(slope, 0.0)[self.of].sum(axis=1)
        return earned

    def conjugate(self, weight: float, slope: NDArray[np.float64]) -> tuple[float, NDArray[np.int64]]:
        """The most that terms can be worth beyond what links earn of them, and with how many links each.

        Args:
            weight: lambda.
            slope: (c,) what a link of each term earns, 0 or more.

        Returns:
            Sum over terms of max over N of weight (1 - keep^N) - slope N, and (c,) the smallest N that comes near it.
        """
        top = weight * self.weight
        count = self._most_worth(top, slope)
        best = np.where(slope > 0, top * (1 - self.keep**count) - slope * count, top)
        return float(best.sum()), self._most_worth(top, np.maximum(slope, _NOTHING * top))

    def _most_worth(self, top: NDArray[np.float64], slope: NDArray[np.float64]) -> NDArray[np.int64]:
        """(c,) links of each term up to the first that adds no more than its slope."""
        count = np.zeros(len(top), dtype=np.int64)
        for _ in range(_MOST):
            more = top * self.keep**count * (1 - self.keep) > slope
            if not more.any():
                break
            count += more
        return count


def numbers(told: list[str | None]) -> NDArray[np.int32]:
    """(m, j) what `Terms.told` told."""
    rows = [[int(number) for number in text.split(";")] if text else [] for text in told]
    of = np.full((len(rows), max(map(len, rows), default=0)), -1, dtype=np.int32)
    for row, found in zip(of, rows, strict=True):
        row[: len(found)] = found
    return of


_MOST = 64
"""Links of one term after which nothing is left: .5^64."""
_NOTHING = 1e-4
"""Share of a term that is as good as nothing: where links earn no slope, all that come beyond are one too many."""
