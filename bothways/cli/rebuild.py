"""`bothways rebuild`: the graph store from the ledger and the runs, whatever state it is in."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from bothways import words
from bothways.cli import storing
from bothways.cli.desk import AsJson, Here, open_desk, verb
from graph.ledger import SHRINK_LIMIT
from graph.run import read

app = verb()


@app.command()
def rebuild(
    ctx: typer.Context,
    *,
    store: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which store; default: that of the settings.")
    ] = None,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Let a server's store lose more than 20 % of its people.")
    ] = False,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Make the graph store again from the ledger and the runs."""
    desk = open_desk(ctx, here, as_json)
    settings = desk.settings(store=store)
    options = settings.run_options()
    with desk.working("reading contacts and people") as progress:
        shelf = storing.Shelf(settings, read(desk.workspace, options), options)
        stats = storing.rebuild(desk, shelf, progress, shrink=1.0 if allow_shrink else SHRINK_LIMIT)
    desk.document({"store": settings.store, **asdict(stats)})
    written = words.count(stats.created + stats.updated + stats.unchanged, "row")
    desk.tell(f"The store {settings.store} holds {written}, made from the ledger and the runs.")
