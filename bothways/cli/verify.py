"""`bothways verify`: whether a run's files still say what they said, and whether that is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from bothways import words
from bothways.cli import latest
from bothways.cli.about_runs import worth
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.exit_codes import ExitCode
from bothways.cli.tables import Column, text
from graph import results as runs
from graph.errors import BrokenError, UsageError
from graph.results import Results
from graph.suggest.certificate import Finding
from graph.verify import AS_WRITTEN, AUDITED
from graph.verify import verify as check
from graph.workspace import Workspace

app = verb()

LATEST = "latest"

COLUMNS = (
    text("name", "what has to hold"),
    Column("outcome", lambda row: "holds" if row["holds"] else "BROKEN"),
    text("detail", "what was found"),
)


@app.command()
def verify(
    ctx: typer.Context,
    *,
    run: Annotated[
        str | None, typer.Argument(metavar="RUN", help="Id of the run, or latest; default: the latest.")
    ] = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Check a run from its files alone: links, room, certificate, audit. Ends with 4 if something does not hold."""
    desk = open_desk(ctx, here, as_json)
    chosen = latest.results(desk) if run in (None, LATEST) else _named(desk.workspace, run)
    with desk.working("working the certificate out again"):
        found = check(chosen)
    broken, seen = [finding for finding in found if not finding.holds], _figures(desk, chosen)
    rows = [asdict(finding) for finding in found]
    for row in rows:
        if not seen and row["name"] != AS_WRITTEN:  # figures are told where those of the effect are; files are none
            row["detail"] = ""
    desk.document({"run": chosen.run, "holds": not broken, "findings": rows, "ratio": seen.get("ratio")})
    desk.tell(
        f"Run {chosen.run}: {words.count(len(broken), 'check')} of {len(found)} "
        f"{'does' if len(broken) == 1 else 'do'} not hold. {_meant(broken)}"
        if broken
        else " ".join([f"Run {chosen.run}: all {len(found)} checks hold.", *([worth(seen)] if seen else [])])
    )
    desk.table(COLUMNS if broken else COLUMNS[:2], rows)
    if broken:
        raise typer.Exit(ExitCode.GUARDED)


def _meant(broken: Sequence[Finding]) -> str:
    """What it means that these do not hold."""
    if {finding.name for finding in broken} == {AUDITED}:
        return "Its files are as they were written; its links break a promise, as `bothways show health` says."
    return "Its files were changed, or it is wrong."


def _figures(desk: Desk, run: Results) -> Mapping[str, Any]:
    """The certificate as far as it may be seen; nothing where it cannot be read, which is among the findings."""
    try:
        return latest.seen(desk, run).certificate()
    except BrokenError:
        return {}


def _named(workspace: Workspace, run: str) -> Results:
    folder = workspace.runs / run
    if folder.is_dir() and folder.parent == workspace.runs and not run.startswith("."):
        return Results(folder)  # though its manifest may be lost: that is told, as every lost file is
    finished = runs.finished(workspace.runs)
    cure = f"give one of {', '.join(finished)}, or {LATEST}" if finished else "run `bothways run` first"
    raise UsageError(f"there is no run {run}", where=str(workspace.runs), cure=cure)
