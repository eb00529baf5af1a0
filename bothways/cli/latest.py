"""What a verb reads from its workspace: the ledger, the latest run, and that run as the local analyst may see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bothways.cli.desk import Desk
from graph import results as runs
from graph.errors import UsageError
from graph.ledger import Ledger
from graph.privacy import View
from graph.results import Results
from graph.viewer import Viewer


def ledger(desk: Desk) -> Ledger:
    """The workspace's ledger; an empty one where nothing was ever ingested."""
    return Ledger(desk.workspace.ledger)


def results(desk: Desk) -> Results:
    """The latest run.

    Raises:
        UsageError: There is none, or not even data to make one from.
    """
    if not (desk.workspace.runs / "latest").exists() and ledger(desk).manifest.empty:
        cure = "run `bothways ingest FILE...` first, then `bothways run`"
        raise UsageError("there is no data here yet", where=str(desk.workspace.folder), cure=cure)
    return runs.latest(desk.workspace.runs)


def view(desk: Desk) -> View:
    """The latest run through the eyes of the local analyst."""
    return seen(desk, results(desk))


def seen(desk: Desk, run: Results) -> View:
    """A run through the eyes of the local analyst: the only way from a run to the screen."""
    return View(run, Viewer(min_group=desk.settings().min_group))


def onward(view: View) -> str:
    """The command that goes on from a run to its links, or where there are none, to what the run rests on."""
    return "show links" if view.links().num_rows else "show health"


def run_settings(desk: Desk) -> Mapping[str, Any]:
    """The settings that the latest run was made with."""
    settings: Mapping[str, Any] = results(desk).manifest.get("settings", {})
    return settings
