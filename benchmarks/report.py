"""The table of a benchmark run, for the terminal and for README.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.children import Cost

HEADER = """# Benchmarks

`make bench` measures on your machine and writes this page. CPU seconds are user and system time of all threads, peak is
the largest resident memory; each figure is the cheapest of several processes, imports included. What it is compared to
ran in the same minute, on the same files.

"""

COLUMNS = ("what", "CPU s", "peak MiB", "compared to", "CPU s", "peak MiB", "ratio", "goal", "met")


@dataclass(frozen=True)
class Goal:
    """What was promised.

    Attributes:
        cpu: CPU seconds at most.
        ratio: CPU seconds of ours over the other's at most.
        peak: MiB at most.
    """

    cpu: float | None = None
    ratio: float | None = None
    peak: float | None = None

    def __str__(self) -> str:
        parts = (("< {} CPU s", self.cpu), ("<= {} x", self.ratio), ("< {} MiB", self.peak))
        return ", ".join(text.format(limit) for text, limit in parts if limit is not None)

    def met(self, ours: Cost, other: Cost) -> bool:
        """Whether the costs keep the promise."""
        return (
            (self.cpu is None or ours.cpu < self.cpu)
            and (self.ratio is None or ours.cpu <= self.ratio * other.cpu)
            and (self.peak is None or ours.peak < self.peak)
        )


@dataclass(frozen=True)
class Line:
    """One comparison, measured."""

    what: str
    ours: Cost
    against: str
    other: Cost
    goal: Goal

    @property
    def cells(self) -> tuple[str, ...]:
        """The line's columns as text."""
        ratio = f"{self.ours.cpu / self.other.cpu:.2f}"
        met = "yes" if self.goal.met(self.ours, self.other) else "**no**"
        return (self.what, *_cost(self.ours), self.against, *_cost(self.other), ratio, str(self.goal), met)


def _cost(cost: Cost) -> tuple[str, str]:
    return f"{cost.cpu:.2f}", f"{cost.peak:.0f}"


def page(lines: Sequence[Line], left_out: Sequence[str], more: str = "") -> str:
    """README.md of this folder; `more` is a part of its own below the table."""
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(line.cells for line in lines)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    missing = "".join(f"\nLeft out: {reason}.\n" for reason in left_out)
    return "\n".join(filter(None, (f"{HEADER}{machine()}\n\n{table}\n{missing}", more)))


def machine() -> str:
    """Date and machine of a measurement; a busy machine counts up to half as much again for the same work."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    python = platform.python_version()
    busy = f"{os.getloadavg()[1]:.1f} processes busy at the time"
    return f"{today}, {platform.system()} on {platform.machine()}, {os.cpu_count()} cores, {busy}, Python {python}."
