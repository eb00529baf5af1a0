"""What goes on along ties beyond their strength: who turned to whom, where knowledge went, and in which weeks.

`gather` reads it from the ledger; measures of voices (give and take, who is sought, load, trend) start from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import digest
from graph.arrays import among
from graph.network import TIE_SCALE, Network
from graph.ties import SHARE

LATELY = 8
"""Weeks that count as recent, the last one among them."""

WATCHED = 52
"""Weeks that are looked at one by one; a year of them fits a whole number."""

PAIRS = pa.schema(
    [
        ("a", pa.string()),
        ("b", pa.string()),
        *((name, pa.int64()) for name in ("onward", "back", "onward_lately", "back_lately")),
        *((name, pa.int64()) for name in ("turned_onward", "turned_back", "bits_onward", "bits_back", "bits")),
    ]
)
"""One row a pair in contact, a < b, sorted; what `ties.exchange` gives."""

Value = TypeVar("Value", bound=np.generic)


def oldest(weeks: NDArray[np.int64]) -> NDArray[np.int64]:
    """(k,) how many weeks ago the earliest week of contact was, by weeks as bits; 0 where there is none."""
    exponents: NDArray[np.int64] = np.frexp(weeks.astype(np.float64))[1].astype(np.int64)  # 52 bits: exact
    return np.maximum(exponents - 1, 0)


@dataclass(frozen=True, eq=False)
class Exchange:
    """Who exchanges what, by arcs: every pair stands twice, first as (a, b) with a < b, then, k rows on, as (b, a).

    Attributes:
        people: Number of people; everybody is an index below it.
        source: (2k,) one person of each arc.
        target: (2k,) the other.
        given: (2k,) contacts by which knowledge goes from source to target, older weeks worth less.
        lately: (2k,) the same of the last `LATELY` weeks, undecayed; 0 everywhere where nothing is dated.
        turned: (2k,) whether source ever turned to target, on a channel with a direction.
        asking: (2k,) in how many of the last `LATELY` weeks source turned to target.
        weeks: (k,) weeks of contact of each pair, bit i standing for i weeks before the last one; 0 without dates.
    """

    people: int
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    given: NDArray[np.float64]
    lately: NDArray[np.float64]
    turned: NDArray[np.bool_]
    asking: NDArray[np.int64]
    weeks: NDArray[np.int64]

    @classmethod
    def from_pairs(cls, people: Sequence[str], pairs: pa.Table) -> Exchange:
        """Of the pairs between `people` (sorted), from a table of schema `PAIRS`."""
        keys = pa.array(people, pa.string())
        ends = [pc.index_in(pairs[end], keys) for end in ("a", "b")]
        inside = pc.and_(*(pc.is_valid(end) for end in ends))
        rows = pairs.filter(inside)
        a, b = (pc.filter(end, inside).to_numpy().astype(np.int32) for end in ends)

        def arcs(onward: str, back: str) -> NDArray[np.int64]:
            return np.concatenate((rows[onward].to_numpy(), rows[back].to_numpy()))

        recent = (1 << LATELY) - 1
        return cls(
            people=len(people),
            source=np.concatenate((a, b)),
            target=np.concatenate((b, a)),
            given=arcs("onward", "back") / (2 * TIE_SCALE),
            lately=arcs("onward_lately", "back_lately") / (2 * SHARE),
            turned=arcs("turned_onward", "turned_back") > 0,
            asking=np.bitwise_count(arcs("bits_onward", "bits_back") & recent).astype(np.int64),
            weeks=rows["bits"].to_numpy(),
        )

    def opposite(self, values: NDArray[Value]) -> NDArray[Value]:
        """(2k,) the value of each arc's way back."""
        return np.roll(values, len(self.weeks))

    def answered(self, network: Network) -> NDArray[np.bool_]:
        """(m,) of which ties of a network of the same people each end turned to the other, on a directed channel."""
        k = len(self.weeks)
        both = self.turned[:k] & self.turned[k:]
        keys = self.source[:k].astype(np.int64) * self.people + self.target[:k]
        return among(network.a.astype(np.int64) * self.people + network.b, np.sort(keys[both]))

    @cached_property
    def directed(self) -> NDArray[np.bool_]:
        """(2k,) whether one of the two ever turned to the other, so that a direction can be told."""
        both: NDArray[np.bool_] = self.turned | self.opposite(self.turned)
        return both

    @cached_property
    def digest(self) -> str:
        """Names it by what it says; the people themselves stand in the facts of an organisation."""
        arcs = {name: getattr(self, name) for name in ("source", "target", "given", "lately", "turned", "asking")}
        return digest.of_document(
            {"arcs": digest.of_table(pa.table(arcs)), "weeks": digest.of_table(pa.table({"weeks": self.weeks}))}
        )

    @property
    def dated(self) -> bool:
        """Whether any contact of the watched weeks carries a date."""
        return bool(self.weeks.any())

    @cached_property
    def oldest(self) -> int:
        """How many weeks before the last one the first watched contact of anybody was; 0 without dates."""
        return int(oldest(np.bitwise_or.reduce(self.weeks, keepdims=True, initial=0))[0])
