"""`bothways dashboard`: the pages of the latest run, on this machine only unless somebody asks for more."""

from __future__ import annotations

from typing import Annotated

import typer

from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.cli.serving import LOOPBACK, Wish, serve

app = verb()


@app.command()
def dashboard(
    ctx: typer.Context,
    *,
    port: Annotated[
        int | None, typer.Option(help="Port on this machine; default: the next free one.", min=1, max=65535)
    ] = None,
    address: Annotated[
        str,
        typer.Option(
            metavar="ADDR",
            help="Address of this machine to listen on; on any but the default "
            "whoever reaches the port sees the pages, there is no login yet.",
        ),
    ] = LOOPBACK,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Serve the pages on this machine until Ctrl-C."""
    desk = open_desk(ctx, here, as_json)
    if not (desk.workspace.runs / "latest").exists():
        desk.note(f"There is no run in {desk.workspace.folder.resolve()} yet; the page says what to type.")
    serve(desk, Wish(port, address, browser=not (no_open or as_json)))
