"""What stands beside a pair: which links take its people's room, what is worth more over the same gap, what comes next.

Read from the tables of a finished run, as `explain` does: typed fields first, sentences from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Row = Mapping[str, Any]
Ranks = tuple[int, ...]
"""Numbers of links of the run, ascending."""


@dataclass(frozen=True)
class Rivals:
    """What was chosen instead of a candidate.

    Attributes:
        room_a: Links that take the room of the candidate's `a`.
        room_b: Links that take the room of its `b`.
        over: Links over the same gap.
        least: What the least of those is worth; None where there is none.
        worth: What the candidate is worth.
    """

    room_a: Ranks
    room_b: Ranks
    over: Ranks
    least: float | None
    worth: float

    def sentences(self, sides: tuple[str, str]) -> Iterator[str]:
        """Why the candidate was not chosen: room first, then what was worth more.

        Args:
            sides: What its first and its second person are called.
        """
        for side, ranks in sorted(zip(sides, (self.room_a, self.room_b), strict=True)):
            if ranks:
                yield f"{side}'s room goes to {_numbered(ranks)} of this run."
        if self.least is not None:
            chosen, more = _numbered(self.over), " or more" if len(self.over) > 1 else ""
            stand = "stand" if more else "stands"
            lower = _beside(self.worth, self.least, "this pair is worth less")
            yield f"Over the same gap {stand} {chosen}, worth {self.least:.2g}{more}: {lower}."
        yield "Within everybody's room and the number of links asked for, other links were worth more."


@dataclass(frozen=True)
class RunnerUp:
    """The best pair over the gap of a link that was not chosen.

    Attributes:
        a: One of the two; None, as what follows, where no other pair could open the gap.
        b: The other.
        worth: What that pair is worth.
        room: Links that take the room of its people.
        own: What the link itself is worth.
    """

    a: str | None
    b: str | None
    worth: float | None
    room: Ranks
    own: float

    def __str__(self) -> str:
        if self.worth is None:
            return "No other pair could open this gap."
        compared = _beside(self.worth, self.own, f"this link is worth {self.own:.2g}")
        why = f"room of theirs goes to {_numbered(self.room)}" if self.room else compared
        return f"Next over this gap would be {self.a} and {self.b}, worth {self.worth:.2g}: {why}."


def rivals(tables: Mapping[str, pa.Table], candidate: Row) -> Rivals:
    """What was chosen instead of a candidate.

    Args:
        tables: links and candidates of one run, masked or not.
        candidate: A row of candidates.
    """
    over = _over(tables, candidate["cell"])
    return Rivals(
        room_a=_links_of(tables["links"], candidate["a"]),
        room_b=_links_of(tables["links"], candidate["b"]),
        over=tuple(row["rank"] for row in over),
        least=min((row["w"] for row in over), default=None),
        worth=candidate["w"],
    )


def runner_up(tables: Mapping[str, pa.Table], own: Row | None) -> RunnerUp | None:
    """Which pair over the same gap would come next after a link; None without a gap.

    Args:
        tables: links and candidates of one run, masked or not.
        own: The row of candidates that the link was; None where it was none.
    """
    if own is None or own["cell"] is None:
        return None
    chosen = _ranks(tables["links"])
    others = [row for row in _of_cell(tables["candidates"], own["cell"]) if (row["a"], row["b"]) not in chosen]
    if not others:
        return RunnerUp(None, None, None, (), own["w"])
    best = min(others, key=lambda row: (-row["w"], row["a"], row["b"]))
    room = {rank for end in "ab" for rank in _links_of(tables["links"], best[end])}
    return RunnerUp(best["a"], best["b"], best["w"], tuple(sorted(room)), own["w"])


def _beside(worth: float, other: float, less: str) -> str:
    return less if worth < other else "one more there would add less than elsewhere"


def _links_of(links: pa.Table, key: str) -> Ranks:
    mine = links.filter(pc.or_(pc.equal(links["a"], key), pc.equal(links["b"], key)))
    return tuple(sorted(mine["rank"].to_pylist()))


def _ranks(links: pa.Table) -> dict[tuple[str, str], int]:
    return {(row["a"], row["b"]): row["rank"] for row in links.select(["a", "b", "rank"]).to_pylist()}


def _over(tables: Mapping[str, pa.Table], cell: str | None) -> list[dict[str, Any]]:
    """The chosen links over a gap, by rank, with their worth."""
    if cell is None:
        return []
    ranks = _ranks(tables["links"])
    rows = [row for row in _of_cell(tables["candidates"], cell) if (row["a"], row["b"]) in ranks]
    return sorted(({**row, "rank": ranks[row["a"], row["b"]]} for row in rows), key=lambda row: row["rank"])


def _of_cell(candidates: pa.Table, cell: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = candidates.filter(pc.equal(candidates["cell"], cell)).to_pylist()
    return rows


def _numbered(ranks: Sequence[int]) -> str:
    """Links by their numbers."""
    if len(ranks) == 1:
        return f"link {ranks[0]}"
    return f"links {', '.join(map(str, ranks[:-1]))} and {ranks[-1]}"
