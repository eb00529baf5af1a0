"""What a verb reads from its workspace: the ledger, the latest run, and that run as the local analyst may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from bothways.cli.desk import Desk
from graph import results as runs
from graph.ledger import Ledger
from graph.privacy import NOBODY, View, Viewer
from graph.results import Results


def ledger(desk: Desk) -> Ledger:
    """The workspace's ledger; an empty one where nothing was ever ingested."""
    return Ledger(desk.workspace.ledger)


def results(desk: Desk) -> Results:
    """The latest run.

    Raises:
        UsageError: There is none.
    """
    return runs.latest(desk.workspace.runs)


def view(desk: Desk) -> View:
    """The latest run through the eyes of the local analyst: the only way from a run to the screen."""
    return View(results(desk), Viewer(min_group=desk.settings().min_group))


def run_settings(desk: Desk) -> Mapping[str, Any]:
    """The settings that the latest run was made with."""
    settings: Mapping[str, Any] = results(desk).manifest.get("settings", {})
    return settings


def tie_between(desk: Desk, seen: View, a: str, b: str) -> pa.Table:
    """The network cut down to the tie of two people who may be named; empty where they have none."""
    network = results(desk).table("network")
    if NOBODY in (seen.name(a), seen.name(b)):
        return network.slice(0, 0)
    first, second = sorted((a, b))
    return network.filter(pc.and_(pc.equal(network["a"], first), pc.equal(network["b"], second)))


def skills(desk: Desk, view: View) -> list[dict[str, Any]]:
    """Skills with the people who can teach and who want to learn them; under the floor a count is None."""
    facts = ledger(desk).snapshot("skills").to_pylist()
    holders = {(row["skill"], row["kind"], row["person"]) for row in facts}
    counts = Counter((skill, kind) for skill, kind, _ in holders)
    return [
        {
            "skill": skill,
            "can_teach": _floored(counts[skill, "offer"], view.viewer.min_group),
            "want_to_learn": _floored(counts[skill, "wish"], view.viewer.min_group),
        }
        for skill in sorted({skill for skill, _ in counts})
    ]


def _floored(count: int, floor: int) -> int | None:
    return None if 0 < count < floor else count
