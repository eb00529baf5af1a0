"""`bothways status`: what is in the workspace."""

from __future__ import annotations

from typing import Any

import typer

from bothways.cli import latest
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.tables import text, whole
from bothways.words import count

app = verb()


@app.command()
def status(ctx: typer.Context, here: Here = None, as_json: AsJson = False) -> None:
    """Say what is in the workspace: sources, files, runs, the store, and what to do next."""
    desk = open_desk(ctx, here, as_json)
    found = _found(desk)
    desk.document(found)
    desk.tell(_sentence(found))
    if found["sources"]:
        desk.table((text("kind", "table"), text("source", "source"), whole("rows", "rows")), found["sources"])
        desk.tell("It came from these files:")
        desk.table((text("name", "file"), whole("rows", "rows"), text("loaded_at", "loaded")), found["files"])
    if found["refused_columns"]:
        desk.tell(f"Refused at the door and never stored: {', '.join(found['refused_columns'])}.")
    desk.next(*_next(found))


def _found(desk: Desk) -> dict[str, Any]:
    workspace, manifest, settings = desk.workspace, latest.ledger(desk).manifest, desk.settings()
    runs = workspace.runs
    pointer = runs / "latest"
    return {
        "workspace": str(workspace.folder.resolve()),
        "demo": settings.demo,
        "sources": [
            {"kind": kind, "source": source, "rows": sum(part.rows for part in manifest.of(kind, source))}
            for kind, source in manifest.sources
        ],
        "files": [
            {"name": note.name, "rows": note.rows, "loaded_at": note.loaded_at}
            for note in sorted(manifest.files, key=lambda note: note.name)
        ],
        "refused_columns": list(manifest.refused),
        "runs": sum(path.is_dir() and not path.name.startswith(".") for path in runs.iterdir()) if runs.exists() else 0,
        "latest_run": pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None,
        "store": workspace.store.exists() if settings.store == "embedded" else None,
        "store_kind": settings.store,
        "rejects": sum(1 for _ in workspace.rejects.glob("*")) if workspace.rejects.exists() else 0,
    }


def _sentence(found: dict[str, Any]) -> str:
    if not found["sources"]:
        return f"{found['workspace']} holds no data yet."
    files, runs = count(len(found["files"]), "file"), count(found["runs"], "run")
    newest = f", the latest is {found['latest_run']}" if found["latest_run"] else ""
    store = STORES[found["store"]]
    return f"{found['workspace']} holds {files} and {runs}{newest}. The graph store {store}."


STORES = {
    True: "is there",
    False: "is not made yet (`bothways rebuild` makes it)",
    None: "is kept on a Neo4j server (`bothways doctor` asks whether it answers)",
}
"""Whether the store was made; None where only a server knows."""


def _next(found: dict[str, Any]) -> tuple[str, ...]:
    if not found["sources"]:
        return ("ingest FILE...", "demo")
    return ("show gaps", "show links", "dashboard") if found["latest_run"] else ("run",)
