"""The graph store behind a workspace: brought up to date after a run, made again by `rebuild`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bothways.cli import latest
from bothways.cli.desk import Desk
from graph import project
from graph.options import RunOptions
from graph.organisation import Organisation
from graph.stores import WriteStats, open_store

Make = Callable[..., WriteStats]
"""`project.refresh` or `project.rebuild`."""


@dataclass(frozen=True)
class Shelf:
    """Which store, and what goes into it.

    Attributes:
        name: As registered, for instance "embedded".
        facts: What a run reads.
        options: The options that it reads them with.
    """

    name: str
    facts: Organisation
    options: RunOptions


def refresh(desk: Desk, shelf: Shelf, progress: Callable[[str], None]) -> WriteStats:
    """Brings the store up to date: all of it where it is stale, else only its runs."""
    return _make(desk, shelf, project.refresh, progress)


def rebuild(desk: Desk, shelf: Shelf, progress: Callable[[str], None]) -> WriteStats:
    """Makes the whole store again."""
    return _make(desk, shelf, project.rebuild, progress)


def _make(desk: Desk, shelf: Shelf, make: Make, progress: Callable[[str], None]) -> WriteStats:
    workspace = desk.workspace
    upstream = project.Upstream(latest.ledger(desk), shelf.facts, workspace.runs, shelf.options)
    with open_store(shelf.name, str(workspace.store)) as store:
        return make(store, upstream, progress=progress)
