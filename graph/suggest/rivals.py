"""What stands beside a pair: which links take its people's room, what is worth more over the same gap, what comes next.

Read from the tables of a finished run, as `explain` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Row = Mapping[str, Any]


def instead(tables: Mapping[str, pa.Table], candidate: Row, sides: tuple[str, str]) -> Iterator[str]:
    """Why a candidate was not chosen, in sentences: room first, then what was worth more.

    Args:
        tables: links and candidates of one run, masked or not.
        candidate: A row of candidates.
        sides: What its first and its second person are called.
    """
    for side, end in sorted(zip(sides, "ab", strict=True)):
        if ranks := _links_of(tables["links"], candidate[end]):
            yield f"{side}'s room goes to {_numbered(ranks)} of this run."
    if over := _over(tables, candidate["cell"]):
        least, chosen = min(row["w"] for row in over), _numbered([row["rank"] for row in over])
        chosen, more = (f"stand {chosen}", " or more") if len(over) > 1 else (f"stands {chosen}", "")
        lower = "this pair is worth less" if candidate["w"] < least else "one more there would add less than elsewhere"
        yield f"Over the same gap {chosen}, worth {least:.2g}{more}: {lower}."
    yield "Within everybody's room and the number of links asked for, other links were worth more."


def runner_up(tables: Mapping[str, pa.Table], link: Row) -> Iterator[str]:
    """Which pair over the same gap would come next after a link, and what stands in its way; nothing without a gap."""
    chosen = {(row["a"], row["b"]) for row in tables["links"].select(["a", "b"]).to_pylist()}
    own = _candidate(tables["candidates"], link["a"], link["b"])
    if own is None or own["cell"] is None:
        return
    others = [row for row in _of_cell(tables["candidates"], own["cell"]) if (row["a"], row["b"]) not in chosen]
    if not others:
        yield "No other pair could open this gap."
        return
    best = min(others, key=lambda row: (-row["w"], row["a"], row["b"]))
    ranks = sorted({rank for end in "ab" for rank in _links_of(tables["links"], best[end])})
    why = f"room of theirs goes to {_numbered(ranks)}" if ranks else _compared(best["w"], own["w"])
    yield f"Next over this gap would be {best['a']} and {best['b']}, worth {best['w']:.2g}: {why}."


def _compared(other: float, own: float) -> str:
    return f"this link is worth {own:.2g}" if other < own else "one more there would add less than elsewhere"


def _links_of(links: pa.Table, key: str) -> list[int]:
    mine = links.filter(pc.or_(pc.equal(links["a"], key), pc.equal(links["b"], key)))
    return sorted(mine["rank"].to_pylist())


def _over(tables: Mapping[str, pa.Table], cell: str | None) -> list[dict[str, Any]]:
    """The chosen links over a gap, by rank, with their worth."""
    if cell is None:
        return []
    ranks = {(row["a"], row["b"]): row["rank"] for row in tables["links"].select(["a", "b", "rank"]).to_pylist()}
    rows = [row for row in _of_cell(tables["candidates"], cell) if (row["a"], row["b"]) in ranks]
    return sorted(({**row, "rank": ranks[row["a"], row["b"]]} for row in rows), key=lambda row: row["rank"])


def _of_cell(candidates: pa.Table, cell: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = candidates.filter(pc.equal(candidates["cell"], cell)).to_pylist()
    return rows


def _candidate(candidates: pa.Table, a: str, b: str) -> dict[str, Any] | None:
    found = candidates.filter(pc.and_(pc.equal(candidates["a"], a), pc.equal(candidates["b"], b))).to_pylist()
    return found[0] if found else None


def _numbered(ranks: Sequence[int]) -> str:
    """Links by their numbers."""
    if len(ranks) == 1:
        return f"link {ranks[0]}"
    return f"links {', '.join(map(str, ranks[:-1]))} and {ranks[-1]}"
