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
        room_a: Links that take the room of the candidate's `a`; none where there is room left.
        room_b: Links that take the room of its `b`, likewise.
        cap_a: Whether the links that the people of its `a`'s unit may get together are used up.
        cap_b: Whether those of its `b`'s are.
        over: Links over the same gap.
        least: What the least of those is worth; None where there is none.
        worth: What the candidate is worth.
    """

    room_a: Ranks
    room_b: Ranks
    cap_a: bool
    cap_b: bool
    over: Ranks
    least: float | None
    worth: float

    def sentences(self, sides: tuple[str, str]) -> Iterator[str]:
        """Why the candidate was not chosen: room first, then what was worth more.

        Args:
            sides: What its first and its second person are called.
        """
        ways = sorted(zip(sides, (self.room_a, self.room_b), (self.cap_a, self.cap_b), strict=True))
        for side, ranks, capped in ways:
            if ranks:
                yield f"{side}'s room goes to {_numbered(ranks)} of this run."
            if capped:
                yield f"The links that the people of {side}'s unit may get together are used up."
        if self.least is not None:
            chosen, more = _numbered(self.over), " or more" if len(self.over) > 1 else ""
            stand = "stand" if more else "stands"
            lower = _beside(self.worth, self.least, "this pair is worth less")
            yield f"Over the same gap {stand} {chosen}, worth {self.least:.2g}{more}: {lower}."
        yield "Within everybody's room and the number of links asked for, other links were worth more."


@dataclass(frozen=True)
class RunnerUp:
    """The best pair that was not chosen over the gap of a link; over none the best of its two people.

    Attributes:
        a: One of the two; None, as what follows, where there is no such pair.
        b: The other.
        worth: What that pair is worth.
        room: Links that take the room of its people; none where both have room left.
        own: What the link itself is worth.
        gap: Whether the link opens a gap.
    """

    a: str | None
    b: str | None
    worth: float | None
    room: Ranks
    own: float
    gap: bool = True

    def __str__(self) -> str:
        if self.worth is None:
            return "No other pair could open this gap." if self.gap else "Neither of the two has another candidate."
        compared = _beside(self.worth, self.own, f"this link is worth {self.own:.2g}")
        why = f"room of theirs goes to {_numbered(self.room)}" if self.room else compared
        where = "over this gap" if self.gap else "for one of the two"
        return f"Next {where} would be {self.a} and {self.b}, worth {self.worth:.2g}: {why}."


def rivals(tables: Mapping[str, pa.Table], candidate: Row) -> Rivals:
    """What was chosen instead of a candidate.

    Args:
        tables: links, candidates and full of one run, masked or not.
        candidate: A row of candidates.
    """
    over = _over(tables, candidate["cell"])
    return Rivals(
        room_a=_room(tables, candidate["a"]),
        room_b=_room(tables, candidate["b"]),
        cap_a=_is_full(tables, candidate["a"], "cap"),
        cap_b=_is_full(tables, candidate["b"], "cap"),
        over=tuple(row["rank"] for row in over),
        least=min((row["w"] for row in over), default=None),
        worth=candidate["w"],
    )


def runner_up(tables: Mapping[str, pa.Table], own: Row | None) -> RunnerUp | None:
    """Which pair would come next after a link: over the same gap; of the same people where it opens none.

    Args:
        tables: links, candidates and full of one run, masked or not.
        own: The row of candidates that the link was; None where it was none.
    """
    if own is None:
        return None
    candidates, gap = tables["candidates"], own["cell"] is not None
    chosen, rows = _ranks(tables["links"]), _of_cell(candidates, own["cell"]) if gap else _of_people(candidates, own)
    others = [row for row in rows if (row["a"], row["b"]) not in chosen]
    if not others:
        return RunnerUp(None, None, None, (), own["w"], gap)
    best = min(others, key=lambda row: (-row["w"], row["a"], row["b"]))
    room = {rank for end in "ab" for rank in _room(tables, best[end])}
    return RunnerUp(best["a"], best["b"], best["w"], tuple(sorted(room)), own["w"], gap)


def _beside(worth: float, other: float, less: str) -> str:
    return less if worth < other else "one more there would add less than elsewhere"


def _room(tables: Mapping[str, pa.Table], key: str) -> Ranks:
    """Links that take all the room of a person; none where some is left."""
    links = tables["links"]
    if not _is_full(tables, key, "room"):
        return ()
    mine = links.filter(pc.or_(pc.equal(links["a"], key), pc.equal(links["b"], key)))
    return tuple(sorted(mine["rank"].to_pylist()))


def _is_full(tables: Mapping[str, pa.Table], key: str, why: str) -> bool:
    full = tables["full"]
    return key in full.filter(full[why])["person"].to_pylist()


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


def _of_people(candidates: pa.Table, own: Row) -> list[dict[str, Any]]:
    """The candidates of either person of a pair."""
    two = pa.array([own["a"], own["b"]], pa.string())
    rows: list[dict[str, Any]] = candidates.filter(
        pc.or_(pc.is_in(candidates["a"], two), pc.is_in(candidates["b"], two))
    ).to_pylist()
    return rows


def _numbered(ranks: Sequence[int]) -> str:
    """Links by their numbers."""
    if len(ranks) == 1:
        return f"link {ranks[0]}"
    return f"links {', '.join(map(str, ranks[:-1]))} and {ranks[-1]}"
