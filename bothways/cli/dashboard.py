"""`bothways dashboard`: the pages of the latest run, on this machine only."""

from __future__ import annotations

from typing import Annotated

import typer

from bothways.cli import latest
from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.cli.serving import Wish, serve

app = verb()


@app.command()
def dashboard(
    ctx: typer.Context,
    *,
    port: Annotated[
        int | None, typer.Option(help="Port on this machine; default: the next free one.", min=1, max=65535)
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Serve the pages on this machine until Ctrl-C."""
    desk = open_desk(ctx, here, as_json)
    latest.results(desk)  # without a run there is nothing to show, and the error says what to do
    serve(desk, Wish(port, browser=not (no_open or as_json)))
