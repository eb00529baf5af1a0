"""`bothways config show`: every setting, its value, and where that value comes from."""

from __future__ import annotations

import typer

from bothways import words
from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.cli.tables import Column, Row, text
from bothways.settings import description

app = verb()


@app.callback()
def config() -> None:
    """Show the settings and where each value comes from."""


@app.command()
def show(ctx: typer.Context, here: Here = None, as_json: AsJson = False) -> None:
    """Print every setting with its value and its origin: a flag, the environment, bothways.toml or the default."""
    desk = open_desk(ctx, here, as_json)
    settings = desk.settings()
    rows = [
        {"setting": key, "value": settings.value(key), "from": origin, "meaning": description(key)}
        for key, origin in settings.origins.items()
    ]
    desk.document({"settings": rows})
    changed = sum(row["from"] != "default" for row in rows)
    desk.tell(f"{changed} of {len(rows)} settings are given, the others stand at their default.")
    desk.table(COLUMNS, rows)


def _value(row: Row) -> str:
    value = row["value"]
    if value is None or value in ("", (), {}):
        return "not set"
    return words.clean(", ".join(map(str, value)) if isinstance(value, tuple) else value)


COLUMNS = (text("setting", "setting"), Column("value", _value), text("from", "from"), text("meaning", "meaning"))
