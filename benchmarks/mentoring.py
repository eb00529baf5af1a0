"""One assignment beside mentor-match's, on the sign-up sheets that it is tried with."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import COUNTED, Cost, cost

KEPT = Path(__file__).parents[1] / ".bench"
SHEETS = Path("formats", "mentor-match")
"""Where the sheets are in the folder of real data."""

PART = """## Beside mentor-match

Its own sample of 500 and 500 people, one assignment, reading left out. mentor-match 7: one round of the
Hungarian method over another organisation and the same profession. Ours: organisations are units, a profession is what
somebody can teach, and nobody stated a wish, so wishes are assumed and a link needs a lesson in both directions.

| | CPU s | peak MiB | pairs | pairs in which both teach |
| --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True)
class Bench:
    """Where things are while it is measured."""

    sheets: Path
    place: Path

    def measure(self, who: str) -> tuple[Cost, dict[str, float]]:
        """What one side takes, and what it gives."""
        log = self.place / "log"
        command = ("python", "-m", "benchmarks.mentoring_subjects", who, str(self.sheets), str(self.place / who))
        took = cost(command, log, {"PYTHONPATH": os.pathsep.join((str(KEPT.parent), str(KEPT / "peers")))})
        return took, json.loads(re.sub(rf"{COUNTED}.*", "", log.read_text(encoding="utf-8")).strip().splitlines()[-1])


def part(bench: Bench) -> str:
    """A part of the page."""
    return PART + "".join(
        line(name, *bench.measure(who)) for name, who in (("Bothways", "ours"), ("mentor-match", "theirs"))
    )


def line(name: str, took: Cost, found: dict[str, float]) -> str:
    """A line of the table."""
    return f"| {name} | {took.cpu:.2f} | {took.peak:.0f} | {found['pairs']:.0f} | {found['both_teach']:.0%} |\n"
