"""`bothways feedback FILE...`: what people made of links, into the ledger; the words for what `ingest` does with it."""

from __future__ import annotations

import typer

from bothways import words
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.ingest import Columns, DayFirst, DryRun, Files, MaxRejects, load_files, mapping, tell_details
from ingest.findings import Report
from ingest.load import LoadOptions

app = verb()


@app.command()
def feedback(
    ctx: typer.Context,
    *,
    files: Files,
    columns: Columns = None,
    dry_run: DryRun = False,
    max_rejects: MaxRejects = None,
    day_first: DayFirst = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Read what people made of links: accepted, declined, met, done, taught, learned. It is added to what is known."""
    desk = open_desk(ctx, here, as_json)
    options = LoadOptions(
        kind="feedback",
        columns=mapping(columns or []),
        dry_run=dry_run,
        max_rejects=max_rejects,
        day_first=day_first,
    )
    report = load_files(desk, files, options)
    desk.document(report.to_dict())
    _tell(desk, report)


def _tell(desk: Desk, report: Report) -> None:
    (count,) = report.sources
    done = "Nothing was changed. This would be added" if report.dry_run else "Added"
    known = f", {count.known:,d} known before" if count.known else ""
    repeats = f", {count.repeats:,d} said twice" if count.repeats else ""
    desk.tell(f"{done}: {words.count(count.new, 'answer')} on links{known}{repeats}.")
    tell_details(desk, report)
    if report.dry_run:
        return
    if not (desk.workspace.runs / "latest").exists():
        desk.tell("No run has suggested a link here yet.")
        desk.next("ingest FILE...", "run")
    else:
        desk.tell("Links show it from now on, the graph store with the next run.")
        desk.next("show links", "run --replan")
