"""Portfolios on made-up organisations with planted silos: how good, how far from their bounds, how fast.

`python -m benchmarks.portfolio DATA` measures only this; DATA is the folder of real data.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import report
from benchmarks.children import Cost, cost
from benchmarks.portfolio_subjects import BUDGET, CAPACITY

KEPT = Path(__file__).parents[1] / ".bench"

SHARES = (0.05, 0.1, 0.2)
SCRIPT = Path("tools", "organisation", "make.py")
"""Where the generator stands beside the folder of real data."""

LIMITS = {1_000: (1.0, None), 10_000: (5.0, None), 100_000: (40.0, 2_048)}
"""CPU seconds and MiB at most, by people."""

QUICK = (10_000, 1.0, 0.3)
"""Up to so many people: CPU seconds of filling up, and of a basket, at most."""

PART = """## Portfolios

Organisations of one generator, with planted silos, and a real workplace that knows no skills: its links are
introductions. `certificate`: worth of the links over what no choice among the candidates can pass; asked for are .999
at 5 and 10 % of lesson value given up and .998 at 20 % where the budget binds, .995 where capacity does. `of its
bound`: openness at 2, 5, 10 and 20 % over the bound that the run prints for it; asked for are .94 at 2 % and .98.
`beside random`: gap taken over that of 30 random two-way swaps of as many links; asked for are 1.2 at 5 % and 1.5 at
10 %. `planted`: planted silos that get a link at 10 %; random swaps in brackets; asked for are 75 % and 15 points
more. CPU seconds on one thread in a warm process: candidates, search, stages, bound, effect.
`fill up`: CPU seconds of filling the places that one declined link in twenty left free (asked for: 1 s at 10,000
people), and two certificates then: of what any choice that keeps the other links could be worth (asked for as above),
and of what any free choice could be, which says what keeping them costs.
`peak MiB`: of what the CPU seconds count, and with filling up, which holds what is left beside all candidates.
`basket`: what ten links would change, as a page asks it (.3 s at 10,000 people).

| people | seed | files | binds | candidates | links | certificate 5, 10, 20 % | of its bound 2, 5, 10, 20 % \
| beside random 5, 10, 20 % | most valuable set's gap | planted at 10 % | CPU s | fill up | basket | peak MiB | kept |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Asked:
    """One organisation to examine.

    Attributes:
        people: How many.
        seed: Of the generator.
        binds: `BUDGET` or `CAPACITY`.
        shares: Of lesson value that may be given up.
        name: Folder of a real organisation; "" for a made-up one.
    """

    people: int
    seed: int
    binds: str = BUDGET
    shares: tuple[float, ...] = SHARES
    name: str = ""


ASKED = (
    *(Asked(1_000, seed) for seed in range(5)),
    Asked(1_000, 0, CAPACITY),
    Asked(211, 0, name="workfrance"),
    Asked(10_000, 0),
    Asked(100_000, 0, shares=SHARES[:1]),
)


@dataclass(frozen=True)
class Bench:
    """Where things are while portfolios are measured."""

    data: Path
    log: Path

    @property
    def script(self) -> Path:
        """The generator of organisations."""
        return self.data.parent / SCRIPT

    def place(self, asked: Asked) -> tuple[Path, Path]:
        """An organisation's tables and the workspace of its finished run, made now if they were not yet."""
        folder = KEPT / (asked.name or f"organisation-{asked.people}-{asked.seed}")
        tables = self.data / asked.name if asked.name else folder / "tables"
        made, bothways = folder / "made", ("python", "-m", "bothways", "-C", str(folder / "workspace"))
        if not made.exists():
            folder.mkdir(parents=True, exist_ok=True)
            if not asked.name:
                size = ("--people", str(asked.people), "--seed", str(asked.seed), "--to", str(tables))
                cost(("python", str(self.script), *size), self.log)
            cost((*bothways, "ingest", *map(str, sorted(tables.glob("*.csv")))), self.log)
            made.touch()
        cost((*bothways, "run"), self.log)
        return tables, folder / "workspace"

    def examine(self, asked: Asked) -> tuple[str, dict[str, Any], Cost]:
        """Digest of the tables, the figures, and what they took."""
        print(f"measuring a portfolio, {asked.people:,d} people, seed {asked.seed} ...", file=sys.stderr, flush=True)
        tables, workspace = self.place(asked)
        shares = map(str, asked.shares)
        place = (str(workspace), str(tables / "truth.json"), asked.binds)
        took = cost(("python", "-m", "benchmarks.portfolio_subjects", *place, *shares), self.log)
        return digest(tables), json.loads(self.log.read_text(encoding="utf-8").splitlines()[-1]), took


def digest(folder: Path) -> str:
    """First digits of sha256 over the tables of an organisation, in order of name."""
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in sorted(folder.glob("*.csv")))).hexdigest()[:12]


def part(bench: Bench, asked: Sequence[Asked] = ASKED) -> str:
    """A part of the page."""
    seen = [(one, *bench.examine(one)) for one in asked]
    return PART + "".join(f"{row(*one)}\n" for one in seen) + pooled([(one, found) for one, _, found, _ in seen])


def pooled(seen: Sequence[tuple[Asked, dict[str, Any]]]) -> str:
    """Planted silos that get a link, over all seeds of the smallest; larger organisations are judged by division."""
    small = [found for asked, found in seen if asked.people == min(LIMITS) and asked.binds == BUDGET]
    tenth = [one for found in small for one in found["shares"] if one["share"] == SHARES[1]]
    if not tenth:
        return ""
    reached, by_chance, planted = (sum(one[name] for one in tenth) for name in ("reached", "reached_random", "planted"))
    share, random = reached / planted, by_chance / planted
    kept = "yes" if share >= 0.75 and share >= random + 0.15 else "**no**"
    said = f"{share:.1%} get a link at 10 %, {random:.1%} by random swaps; kept: {kept}."
    return f"\nPlanted silos over all seeds: {said}\n"


def row(asked: Asked, files: str, found: dict[str, Any], took: Cost) -> str:
    """A line of the table."""
    shares = found["shares"]
    second = next((one for one in shares if one["share"] == SHARES[1]), None)
    planted = (
        f"{second['reached']} of {second['planted']} ({second['reached_random']:.1f})"
        if second and second["planted"]
        else ""
    )
    cells = (
        f"{asked.people:,d}{f', {asked.name}' if asked.name else ''}",
        "" if asked.name else str(asked.seed),
        files,
        asked.binds,
        f"{found['candidates']:,d}",
        f"{found['links']:,d}",
        ", ".join(f"{one['ratio']:.4f}" for one in shares),
        ", ".join(f"{ratio:.3f}" for _, ratio in found["curve"]),
        ", ".join(f"{one['gap'] / one['gap_random']:.2f}" for one in shares),
        f"{shares[0]['gap_valuable']:.1%}",
        planted,
        f"{found['seconds']:.2f}",
        "{seconds:.2f}, {of_keeping:.4f}, {of_free:.4f}".format(**found["fill_up"]),
        f"{found['basket']:.3f}",
        f"{found['peak']:.0f}, {took.peak:.0f}",
        ", ".join(broken(asked, found)) or "all",
    )
    return "| " + " | ".join(cells) + " |"


def broken(asked: Asked, found: dict[str, Any]) -> Iterator[str]:
    """What was asked for and is not so."""
    least = {0.05: 0.999, 0.1: 0.999, 0.2: 0.998} if asked.binds == BUDGET else dict.fromkeys(SHARES, 0.995)
    again = {"share": SHARES[0], "ratio": found["fill_up"]["of_keeping"]}
    if any(one["ratio"] < least[one["share"]] for one in (*found["shares"], again)):
        yield "**certificate**"
    if any(ratio < (0.94 if share < SHARES[0] else 0.98) for share, ratio in found["curve"]):
        yield "**bound**"
    if asked.binds == BUDGET:
        yield from _beside(found)
    seconds, peak = LIMITS.get(asked.people, LIMITS[min(LIMITS)])
    if asked.binds == BUDGET and (found["seconds"] > seconds or (peak and found["peak"] > peak)):
        yield f"**under {seconds:g} s{f' and {peak} MiB' if peak else ''}**"
    if asked.people <= QUICK[0] and (found["fill_up"]["seconds"] > QUICK[1] or found["basket"] > QUICK[2]):
        yield "**fill up and basket**"


def _beside(found: dict[str, Any]) -> Iterator[str]:
    times = {SHARES[0]: 1.2, SHARES[1]: 1.5}
    if any(one["gap"] < times.get(one["share"], 0) * one["gap_random"] for one in found["shares"]):
        yield "**beside random**"


def main() -> None:
    """Prints the page of this part alone."""
    with TemporaryDirectory(prefix="bothways-bench-") as folder:
        bench = Bench(Path(sys.argv[1]), Path(folder) / "log")
        wanted = [one for one in ASKED if one.people < max(LIMITS)] if "--small" in sys.argv else ASKED
        print(report.page([], ["everything else"], part(bench, wanted)))


if __name__ == "__main__":
    main()
