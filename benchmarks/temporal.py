"""What the past says of portfolios: links that would have been suggested, and how many of them came by themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import enron
from benchmarks.children import cost

PART = """## What came by itself

Looking back from five days (half to four fifths of all contacts before them), {links} introductions each day: how many
of them met afterwards, though nobody was asked, beside the {links} most plausible of the same candidates. Asked for are
.90 of their hits at 3 times the gap. All of them lie in a gap, and a gap is where contact is rarest: few meet at all.

| set | days | links met | the most plausible met | share of their hits (95 %) | times their gap | kept |
| --- | --- | --- | --- | --- | --- | --- |
"""

LINKS = 60
"""Links of a day."""
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
        cost(("python", "-m", "benchmarks.temporal_subjects", str(self.place / name), str(LINKS), *files), log)
        found: dict[str, Any] = json.loads(log.read_text(encoding="utf-8").splitlines()[-1])
        return found


def part(bench: Bench) -> str:
    """A part of the page."""
    return PART.format(links=LINKS) + "".join(line(name, bench.examine(name)) for name in ("manufacturer", "enron"))


def line(name: str, found: dict[str, Any]) -> str:
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
