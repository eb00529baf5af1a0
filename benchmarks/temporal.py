"""What the past says of portfolios: links that would have been suggested, and how many of them came by themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import enron
from benchmarks.children import cost
from benchmarks.temporal_subjects import DAYS

PART = """## What came by itself

Looking back from five days (half to four fifths of all contacts before them), {links} introductions each day: how many
of them met afterwards, though nobody was asked, beside the {links} most plausible of the same candidates. Asked for are
.90 of their hits at 3 times the gap. All of them lie in a gap, and a gap is where contact is rarest: few meet at all.

| set | days | links met | the most plausible met | share of their hits (95 %) | times their gap | kept |
| --- | --- | --- | --- | --- | --- | --- |
"""

AMONG_ALL = """
The same among all never-met pairs across the line that the back-test ranks, inside gaps and outside, {most} a day at
most, two for everybody, from up to {days} days (three tenths to 85 % of all contacts before them): each is worth its
plausibility, and openness may cost as much of that as `given up` says. The interval draws pairs of people anew, each
with all its days, since a pair that met late may be a hit of many days. `at most`: the gaps that there are over those
that the most plausible pairs take; no set takes more times their gap.

| set | days | given up | met | most plausible met | share of hits (95 %, paired) | times their gap | at most | kept |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""

LINKS, MOST = 60, 200
"""Introductions of a day, and pairs of a day among all."""
SHARE, TIMES = 0.9, 3.0
"""Least share of the hits, at the least times the gap."""


@dataclass(frozen=True)
class Bench:
    """Where things are."""

    data: Path
    place: Path

    def files(self, name: str) -> list[Path]:
        """The tables of a set."""
        if name == "enron":
            to = self.place / "enron-tables"
            to.mkdir(exist_ok=True)
            return enron.tables(self.data / name, to)
        return [self.data / name / "communication.csv", self.data / name / "reportsto.csv"]

    def examine(self, name: str) -> dict[str, Any]:
        """The figures of a set."""
        files, log = map(str, self.files(name)), self.place / "log"
        asked = str(self.place / name), str(LINKS), str(MOST)
        cost(("python", "-m", "benchmarks.temporal_subjects", *asked, *files), log)
        found: dict[str, Any] = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
        return found


def part(bench: Bench) -> str:
    """A part of the page."""
    return page({name: bench.examine(name) for name in ("manufacturer", "enron")})


def page(found: Mapping[str, Mapping[str, Any]]) -> str:
    """Both tables, from the figures of each set."""
    every = [line(name, figures) for name, figures in found.items()]
    among = [among_all(name, seen["among_all"], row) for name, seen in found.items() for row in seen["frontier"]]
    return "".join((PART.format(links=LINKS), *every, AMONG_ALL.format(most=MOST, days=len(DAYS)), *among))


def among_all(name: str, days: int, found: Mapping[str, Any]) -> str:
    """A line of the second table."""
    kept = found["low"] >= SHARE and found["times"] >= TIMES
    cells = (
        name,
        str(days),
        f"{found['give_up']:.0%}",
        str(found["met"]),
        str(found["plausible_met"]),
        f"{found['share']:.2f} ({found['low']:.2f} to {found['high']:.2f})",
        f"{found['times']:.1f}",
        f"{found['most_times']:.1f}",
        "yes" if kept else "**no**",
    )
    return "| " + " | ".join(cells) + " |\n"


def line(name: str, found: Mapping[str, Any]) -> str:
    """A line of the table."""
    kept = found["low"] >= SHARE and found["times"] >= TIMES
    cells = (
        name,
        str(found["days"]),
        str(found["met"]),
        str(found["plausible_met"]),
        f"{found['share']:.2f} ({found['low']:.2f} to {found['high']:.2f})",
        f"{found['times']:.1f}",
        "yes" if kept else "**no**",
    )
    return "| " + " | ".join(cells) + " |\n"
