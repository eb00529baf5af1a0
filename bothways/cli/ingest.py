"""`bothways ingest FILE...`: files into the ledger, all of them or none, and what they gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bothways import words
from bothways.cli import legend
from bothways.cli.access import check_readable, check_writable
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.tables import Column, Row, text, whole
from graph.errors import UsageError
from graph.manifest import SourceCount
from ingest.findings import FileReport, Report
from ingest.load import LoadOptions, load

app = verb()

SHOWN = 5
"""Rejects of a file and findings of a kind that are printed; the others are counted."""


Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", readable=False, help="CSV, XLSX, ODS, Parquet, JSON Lines; .gz too."),
]
Columns = Annotated[
    list[str] | None, typer.Option("--map", metavar="F=C", help="Field F is column C; may be given often.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, change nothing.")]
MaxRejects = Annotated[
    int | None, typer.Option(min=0, metavar="N", help="Rows a file may lose; default: 1 %, at least 2.")
]
DayFirst = Annotated[
    bool | None, typer.Option("--day-first/--month-first", help="How dates like 01/02/2026 are meant.")
]


@app.command()
def ingest(
    ctx: typer.Context,
    *,
    files: Files,
    kind: Annotated[
        str | None,
        typer.Option(
            "--as", metavar="KIND", help="people, skills, interactions, pairs or feedback; default: by the columns."
        ),
    ] = None,
    columns: Columns = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="Name of the source; default: the table.")] = None,
    dry_run: DryRun = False,
    max_rejects: MaxRejects = None,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Let a table lose more than 20 % of its keys.")
    ] = False,
    day_first: DayFirst = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Read files into the ledger; safe to repeat. A refused file leaves everything as it was."""
    desk = open_desk(ctx, here, as_json)
    options = LoadOptions(
        kind=kind,
        columns=mapping(columns or []),
        source=source,
        dry_run=dry_run,
        max_rejects=max_rejects,
        allow_shrink=allow_shrink,
        keep_titles=desk.settings().keep_titles,
        day_first=day_first,
    )
    report = load_files(desk, files, options)
    desk.document(report.to_dict())
    _tell(desk, report)


def load_files(desk: Desk, files: Sequence[Path], options: LoadOptions | None = None) -> Report:
    """Loads files into the desk's workspace and says on stderr what is being done."""
    check_readable(files)
    if not (options and options.dry_run):
        check_writable(desk.workspace)
    with desk.working("reading files") as progress:
        return load(
            desk.workspace,
            files,
            options or LoadOptions(keep_titles=desk.settings().keep_titles),
            progress=lambda step, share: progress(step if share is None else f"{step} ({words.percent(share)})"),
        )


def mapping(pairs: Sequence[str]) -> dict[str, str]:
    """`--map field=Column` as field to column."""
    for pair in pairs:
        if "=" not in pair:
            raise UsageError(f"{pair!r} is no mapping", where="--map", cure="write it as field=Column")
    return {field.strip(): column.strip() for field, _, column in (pair.partition("=") for pair in pairs)}


def _tell(desk: Desk, report: Report) -> None:
    done = "Nothing was changed. This would be read" if report.dry_run else "Read"
    rows = sum(file.rows for file in report.files)
    desk.tell(f"{done}: {words.count(rows, 'row')} of {words.count(len(report.files), 'file')}.")
    desk.table(FILE_COLUMNS, [vars(file) for file in report.files])
    desk.tell("What is new to the ledger:")
    desk.tell(*legend.of(desk.table(SOURCE_COLUMNS, [_told(source) for source in report.sources]), SOURCES))
    tell_details(desk, report)
    desk.next("run") if not report.dry_run else None


def tell_details(desk: Desk, report: Report) -> None:
    """What has to be known of each file, what does not fit between rows, and what was taken for granted."""
    for file in report.files:
        for line in _about(file):
            desk.tell(line)
    if any(file.rejects for file in report.files):
        desk.tell("Rejected values are not shown as they are: 9 stands for any digit, x for any letter.")
    for line in (*_findings(report), *report.notes):
        desk.tell(line)


def _about(file: FileReport) -> list[str]:
    """What a reader has to know about one file: what was refused, ignored, rejected, taken for granted."""
    said = []
    if file.refused:
        said.append(f"{file.name}: refused at the door, never stored: {words.listed(file.refused, 10)}.")
    if file.ignored:
        said.append(f"{file.name}: ignored columns: {words.listed(file.ignored, 10)}.")
    if file.unanswered:
        said.append(f"{file.name}: {words.count(file.unanswered, 'row')} unanswered and skipped.")
    if file.rejects:
        said.append(f"{file.name}: {words.count(file.rejects, 'row')} rejected, see rejects/{file.dead_letters}")
        said += [f"  {words.clean(reject)}" for reject in file.first_rejects[:SHOWN]]
    return said + [f"{file.name}: {words.clean(warning)}" for warning in file.warnings]


def _findings(report: Report) -> list[str]:
    """What does not fit between rows, counted by kind, with the first of each."""
    counts = Counter(finding.kind for finding in report.findings)
    said = []
    for kind in sorted(counts):
        found = [finding for finding in report.findings if finding.kind == kind]
        said.append(f"{kind}: {words.count(counts[kind], 'finding')}")
        said += [f"  {words.clean(one.subject)}: {words.clean(one.detail)}" for one in found[:SHOWN]]
    return said


def _columns_used(row: Row) -> str:
    return ", ".join(f"{field} = {words.clean(column)}" for field, column in row["columns"].items())


FILE_COLUMNS = (
    Column("file", lambda row: words.clean(Path(row["name"]).name)),
    text("kind", "table"),
    whole("rows", "rows"),
    whole("rejects", "rejected"),
    Column("columns", _columns_used),
)


def _told(source: SourceCount) -> Row:
    """The counts of a source; what its kind of table has none of is no 0."""
    has = {"contacts": ("to_self", "announcements"), "feedback": ()}.get(source.kind, ("changed", "gone"))
    row: dict[str, object] = vars(source)
    return row | {name: None for name in ("changed", "gone", "to_self", "announcements") if name not in has}


SOURCE_COLUMNS = (
    text("source", "source"),
    whole("rows", "given"),
    whole("new", "new"),
    whole("known", "known before"),
    whole("repeats", "repeats"),
    whole("changed", "changed"),
    whole("gone", "gone"),
    whole("to_self", "to oneself"),
    whole("announcements", "to over 50"),
)

SOURCES = {
    "given": "new, known before and repeats together; a message to three people is given three times",
    "changed": "of the known ones: they say something else now",
    "gone": "known before and not given now, so no longer counted",
    "to oneself": "contacts, new or known, that make no tie",
    "to over 50": "messages to more than 50 people, which make no tie either",
}
"""What the columns of sources are part of."""
