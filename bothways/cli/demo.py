"""`bothways demo`: a made-up organisation, or a real data set, from nothing to the dashboard."""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bothways import words
from bothways.cli import latest
from bothways.cli.access import check_writable
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.ingest import load_files
from bothways.cli.run import document_of, make_run, tell_run
from bothways.cli.serving import Wish, serve
from bothways.demo import organisation, shipped
from graph.errors import GuardError, UsageError
from graph.workspace import Workspace

app = verb()

FOLDER = Path("bothways-demo")
MADE_UP = "organisation"
PEOPLE = 1200
OWN = ("bothways.toml", "input", "ledger", "store", "runs", "rejects", ".pseudonym.key")
"""What a demo's folder holds."""


class Real(StrEnum):
    """The real data sets that are shipped: `shipped.NAMES` as a choice."""

    KRACKHARDT = "krackhardt"
    LAZEGA = "lazega"
    WORKFRANCE = "workfrance"


@app.command()
def demo(
    ctx: typer.Context,
    *,
    real: Annotated[Real | None, typer.Option(help="A real data set instead of the made-up organisation.")] = None,
    people: Annotated[
        int | None,
        typer.Option(min=organisation.SMALLEST, help=f"Size of the made-up organisation; default: {PEOPLE}."),
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the run.")] = False,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Make a demo organisation in ./bothways-demo (or -C DIR), analyse it and show it in the browser."""
    if real and people:
        raise UsageError("a real data set has the size it has", where="--people", cure="leave out --people or --real")
    desk = open_desk(ctx, here, as_json, default=FOLDER)
    name, size = (real.value, None) if real else (MADE_UP, people or PEOPLE)
    if not stands(desk, name, size):
        make(desk, name, size)
    view = latest.view(desk)
    tell_run(desk, view)
    known = {"folder": str(desk.workspace.folder), "demo": name, **document_of(desk, view)}
    hints = ("show gaps", latest.onward(view), "export --to DIR")
    if no_serve:
        desk.document(known)
        desk.next(*hints, "dashboard")
    else:
        serve(desk, Wish(browser=not (no_open or as_json), hints=hints, known=known))


def stands(desk: Desk, name: str, size: int | None) -> bool:
    """Whether the folder holds this very demo, finished.

    Raises:
        GuardError: The folder holds anything but a demo, or something besides a demo that would be replaced.
    """
    folder = desk.workspace.folder
    if not folder.exists() or not any(folder.iterdir()):
        return False
    settings = desk.settings()
    if not settings.demo:
        raise GuardError(
            "the folder holds something else than a demo", where=str(folder), cure="give another one with -C"
        )
    same = (settings.demo, settings.demo_people) == (name, size)
    if same and (desk.workspace.runs / "latest").exists():
        return True
    _refuse_foreign(desk.workspace)
    return False


def _refuse_foreign(workspace: Workspace) -> None:
    """Files of somebody else would stand beside, or inside, a demo that is made again."""
    foreign = sorted({path.name for path in workspace.folder.iterdir()} - set(OWN))
    if foreign:
        raise GuardError(
            f"the folder holds more than the demo's own files: {words.listed(foreign)}",
            where=str(workspace.folder),
            cure="move them away, or give another folder with -C",
        )


def make(desk: Desk, name: str, size: int | None) -> None:
    """Writes the demo's files, ingests them and runs everything; what another demo left is removed first."""
    workspace = desk.workspace
    check_writable(workspace)
    _clear(workspace)
    workspace.folder.mkdir(parents=True, exist_ok=True)
    workspace.settings.write_text(_settings(name, size), encoding="utf-8")
    files = _written(workspace.folder / "input", name, size)
    load_files(desk, files)
    make_run(desk)


def _settings(name: str, size: int | None) -> str:
    """The demo's bothways.toml: the two keys that mark it, then what the data set needs."""
    if size is None:
        return f'demo = "{name}"\n\n{shipped.settings(name)}'
    return f'demo = "{name}"\ndemo_people = {size}\n'


def _written(folder: Path, name: str, size: int | None) -> list[Path]:
    """The demo's plain tables, as a user would bring them."""
    if size is None:
        return shipped.copy(name, folder)
    organisation.generate(folder, people=size)
    return [folder / table for table in ("people.csv", "skills.csv", "interactions.csv.gz")]


def _clear(workspace: Workspace) -> None:
    """Removes what a demo writes, and nothing else."""
    for folder in (workspace.ledger, workspace.store, workspace.runs, workspace.rejects, workspace.folder / "input"):
        shutil.rmtree(folder, ignore_errors=True)
