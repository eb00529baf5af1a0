"""`bothways init`: a settings file in which every setting is explained and commented out."""

from __future__ import annotations

import json
from typing import Any

import typer

from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.settings import SECRETS, description, example, keys
from graph.errors import GuardError

app = verb()

HEAD = (
    "# Settings of this workspace, at their defaults. Remove the # before a line to change it. No secrets belong here."
)
MADE_BY_DEMO = ("demo", "demo_people")


@app.command()
def init(ctx: typer.Context, here: Here = None, as_json: AsJson = False) -> None:
    """Write a commented bothways.toml. One that is there is never touched."""
    desk = open_desk(ctx, here, as_json)
    file = desk.workspace.settings
    desk.workspace.folder.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(commented())
    except FileExistsError as error:
        raise GuardError("there is one already", where=str(file), cure="edit it, or move it away first") from error
    desk.document({"written": str(file)})
    desk.tell(f"Wrote {file}: every setting is in it, explained and commented out.")
    desk.next("ingest FILE...", "config show")


def commented() -> str:
    """The text of a new settings file: valid as it is, and with any line's # removed."""
    lines, section = [HEAD, ""], ""
    for key in keys():
        if key in (*MADE_BY_DEMO, *SECRETS):
            continue
        head, _, name = key.rpartition(".")
        if head != section:
            section = head
            lines += [f"[{head}]", ""]
        lines += [f"# {description(key)}", f"# {name} = {_toml(example(key))}", ""]
    return "\n".join(lines)


def _toml(value: Any) -> str:
    return "{}" if value == {} else json.dumps(value)
