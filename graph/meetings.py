"""When any two people were first in contact: what a past looked like on a day, and which pairs met later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import digest
from graph.merge import WEEK_OF_DAY

PAIRS = pa.schema([("a", pa.string()), ("b", pa.string()), ("first", pa.int32())])
"""One row a pair that was ever in contact, a < b, sorted; what `ties.meetings` gives."""


@dataclass(frozen=True, eq=False)
class Meetings:
    """First days of contact between people; everybody is an index.

    Attributes:
        a: (k,) the one whose key comes first.
        b: (k,) the other.
        first: (k,) day since 1970.
        weeks: Contacts of each week, in order of the weeks.
    """

    a: NDArray[np.int32]
    b: NDArray[np.int32]
    first: NDArray[np.int32]
    weeks: Mapping[int, int]

    @classmethod
    def from_pairs(cls, people: Sequence[str], pairs: pa.Table, weeks: Mapping[int, int]) -> Meetings:
        """Of the pairs between `people` (sorted), from a table of schema `PAIRS`."""
        keys = pa.array(people, pa.string())
        ends = [pc.index_in(pairs[end], keys) for end in ("a", "b")]
        inside = pc.and_(*(pc.is_valid(end) for end in ends))
        a, b = (pc.filter(end, inside).to_numpy().astype(np.int32) for end in ends)
        first = pc.filter(pairs["first"], inside).to_numpy().astype(np.int32)
        return cls(a, b, first, dict(sorted(weeks.items())))

    @classmethod
    def none(cls) -> Meetings:
        """Nobody met on any day that is known."""
        return cls.from_pairs((), PAIRS.empty_table(), {})

    def day_at(self, share: float) -> int | None:
        """First day of the week before which about this share of all contacts lies; None without contacts."""
        if not self.weeks:
            return None
        weeks, total = list(self.weeks), np.cumsum(list(self.weeks.values()))
        place = min(int(np.searchsorted(total, share * total[-1], side="right")), len(weeks) - 1)
        return weeks[place] * 7 - WEEK_OF_DAY

    @property
    def span(self) -> tuple[int, int]:
        """First day of the first week and last day of the last week with contacts."""
        weeks = list(self.weeks)
        return weeks[0] * 7 - WEEK_OF_DAY, weeks[-1] * 7 - WEEK_OF_DAY + 6

    def until(self, day: int) -> Meetings:
        """What was known before a day, by whole weeks as far as `weeks` goes."""
        seen = self.first < day
        weeks = {week: n for week, n in self.weeks.items() if week * 7 - WEEK_OF_DAY < day}
        return Meetings(self.a[seen], self.b[seen], self.first[seen], weeks)

    @cached_property
    def digest(self) -> str:
        """Names it by what it says; the people themselves stand in the facts of an organisation."""
        pairs = pa.table({"a": self.a, "b": self.b, "first": self.first})
        counts = np.array(list(self.weeks.items()), np.int64).reshape(-1, 2)
        weeks = pa.table({"week": counts[:, 0], "contacts": counts[:, 1]})
        return digest.of_document({"pairs": digest.of_table(pairs), "weeks": digest.of_table(weeks)})
