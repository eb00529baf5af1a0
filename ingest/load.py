"""One `ingest` call: recognise, read, check, stage, check across, commit. Any refused file leaves all as it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import pyarrow as pa

from graph import feedback, roster
from graph.errors import InputError, UsageError
from graph.facts import ADDED, SNAPSHOTS
from graph.ledger import Ledger, Staging
from graph.manifest import FileNote
from graph.results import Results, finished
from graph.roster import Finding
from graph.workspace import Workspace
from ingest import plain
from ingest.batch import TableFile
from ingest.columns import Layout, Wanted, check_wanted, misspelt, recognise, repeated
from ingest.findings import FileReport, Rejects, Report
from ingest.readers import open_table

_T = TypeVar("_T")
_R = TypeVar("_R")

Progress = Callable[[str, float | None], None]
"""Told what is being done, and how much of the call is done (0 to 1; None where that is not known)."""


@dataclass(frozen=True)
class LoadOptions:
    """How files are read.

    Attributes:
        kind: Table kind of all files; None recognises each.
        columns: Field to column name; wins over every synonym.
        source: Name of the source; None takes the table kind.
        dry_run: Do everything but the commit.
        max_rejects: Rows a file may lose; None means max(2, 1 % of its rows).
        allow_shrink: Let a snapshot lose more than 20 % of its keys.
        keep_titles: Store job titles, for display only.
        day_first: Whether day/month/year has the day first; None decides it over each file.
    """

    kind: str | None = None
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    source: str | None = None
    dry_run: bool = False
    max_rejects: int | None = None
    allow_shrink: bool = False
    keep_titles: bool = False
    day_first: bool | None = None


@dataclass(frozen=True, eq=False)
class _Input:
    """A file that was recognised."""

    table: TableFile
    layout: Layout
    source: str


@dataclass(frozen=True, eq=False)
class _Done:
    """A file that was read: what it gave, and its facts where they belong to a snapshot."""

    given: _Input
    rows: int
    rejects: Rejects
    facts: pa.Table | None


def load(
    workspace: Workspace, files: Sequence[Path], options: LoadOptions, *, progress: Progress = lambda _, __: None
) -> Report:
    """Takes files into the ledger of a workspace, all of them or none.

    Args:
        workspace: Where to; made where there is none.
        files: What to load. A content that is given twice counts once; the files of one snapshot kind and source are
            one snapshot.
        options: How to read them.
        progress: Told what is going on.

    Returns:
        What was done, or with `dry_run` what would be done.

    Raises:
        UsageError: No file, or a `--as`, `--map` or source name that makes no sense.
        InputError: A file was refused; nothing changed.
        GuardError: A snapshot would lose more than 20 % of its keys; nothing changed.
        LedgerError: Another process is writing.
    """
    inputs, notes = _recognised(files, options, progress)
    with _nothing_left(workspace.folder), Ledger(workspace.ledger).stage() as staging:
        done = _read_all(inputs, staging, options, progress)
        runs = finished(workspace.runs).values()
        others = _stage_tables(done, staging, runs)
        progress("checking across tables", None)
        findings = [*others, *_check(staging, runs)]
        progress("merging", None)
        counts = staging.prepare(allow_shrink=options.allow_shrink)
        if not options.dry_run:
            staging.commit(
                allow_shrink=options.allow_shrink,
                files=[_note(one) for one in done],
                refused=sorted({name for one in done for name in one.given.layout.refused}),
            )
    letters = None if options.dry_run else workspace.rejects
    reports = tuple(_file_report(one, letters) for one in done)
    return Report(reports, tuple(counts), tuple(findings), notes, options.dry_run)


def _recognised(
    files: Sequence[Path], options: LoadOptions, progress: Progress
) -> tuple[list[_Input], tuple[str, ...]]:
    """Opens every file once and says what it holds; notes contents that were given twice."""
    if not files:
        raise UsageError("no file was named", cure="give one or more files")
    wanted = Wanted(options.kind, options.columns, options.keep_titles)
    tables: dict[str, TableFile] = {}
    notes = []
    for table in _all_or_none(files, lambda path: _opened(path, wanted, progress)):
        first = tables.setdefault(table.digest, table)
        if first is not table:
            notes.append(f"{table.name} holds the same as {first.name} and counts once")
    check_wanted(wanted, [table.columns for table in tables.values()])
    return _all_or_none(tables.values(), lambda table: _input(table, wanted, options)), tuple(notes)


def _opened(path: Path, wanted: Wanted, progress: Progress) -> TableFile:
    progress(f"opening {path.name}", None)
    return open_table(path, wanted=wanted)


def _input(table: TableFile, wanted: Wanted, options: LoadOptions) -> _Input:
    layout = recognise(table.columns, wanted, where=table.where)
    return _Input(table, layout, options.source or layout.kind)


def _read_all(inputs: Sequence[_Input], staging: Staging, options: LoadOptions, progress: Progress) -> list[_Done]:
    place = {id(one): number for number, one in enumerate(inputs)}

    def read(one: _Input) -> _Done:
        progress(f"reading {one.table.path.name}", place[id(one)] / len(inputs))
        return _read(one, staging, options)

    return _all_or_none(inputs, read)


def _read(given: _Input, staging: Staging, options: LoadOptions) -> _Done:
    """Reads one file: messages go to the staging batch by batch, other facts are kept until all files are there."""
    rejects = Rejects(given.table.name, part=given.table.part)
    kept: list[pa.Table] = []
    rows = 0
    for facts in plain.read(given.table, given.layout, rejects, options.day_first):
        rows += facts.num_rows
        if given.layout.kind in SNAPSHOTS | ADDED:
            kept.append(facts)
        else:
            staging.add_messages(given.source, facts)
    rejects.judge(rows + rejects.count, options.max_rejects)
    return _Done(given, rows + rejects.count + rejects.unanswered, rejects, pa.concat_tables(kept) if kept else None)


def _stage_tables(done: Iterable[_Done], staging: Staging, runs: Collection[Results]) -> list[Finding]:
    """The files of one snapshot kind and source are one snapshot; feedback adds up, with the two people of its link.

    Returns:
        What was said of links by others than their two, which is left out.
    """
    snapshots: dict[tuple[str, str], list[pa.Table]] = {}
    answers: list[tuple[str, pa.Table]] = []
    for one in done:
        if one.given.layout.kind in ADDED:
            answers.append((one.given.source, feedback.with_ends(one.facts, runs)))
        elif one.facts is not None:
            facts = plain.ordered(one.facts) if one.given.layout.kind == "pairs" else one.facts
            snapshots.setdefault((one.given.layout.kind, one.given.source), []).append(facts)
    for (kind, source), tables in snapshots.items():
        staging.replace(kind, source, pa.concat_tables(tables))
    return [finding for source, facts in answers for finding in _add_feedback(staging, source, facts)]


def _add_feedback(staging: Staging, source: str, facts: pa.Table) -> list[Finding]:
    others = feedback.said_by_others(facts, roster.accounts(staging.preview("people")))
    staging.add("feedback", source, facts.filter(pa.array(~others)))
    links = sorted(set(facts.filter(pa.array(others))["link"].to_pylist()))
    return [Finding("feedback of somebody else", link, "left out: only the two of a link answer") for link in links]


def _check(staging: Staging, runs: Collection[Results]) -> list[Finding]:
    """What does not fit between rows, over the ledger and all that is staged."""
    found = roster.check(*map(staging.preview, ("people", "skills", "pairs")))
    found += feedback.check(feedback.with_ends(staging.preview("feedback"), runs))
    return sorted(found, key=lambda finding: (finding.kind, finding.subject))


def _note(done: _Done) -> FileNote:
    path = done.given.table.path
    return FileNote(path.name, path.stat().st_size, done.given.table.digest, done.rows)


def _file_report(done: _Done, letters: Path | None) -> FileReport:
    """The report of one file; its rejects are written to `letters` where that is given."""
    table, layout = done.given.table, done.given.layout
    undated = layout.kind == "interactions" and "at" not in layout.used
    names = (*repeated(layout, table.columns), *misspelt(layout))
    warnings = (*table.warnings, *names, *(("no column with dates: this is one undated snapshot",) if undated else ()))
    return FileReport(
        name=table.name,
        kind=layout.kind,
        source=done.given.source,
        rows=done.rows,
        rejects=done.rejects.count,
        unanswered=done.rejects.unanswered,
        first_rejects=tuple(done.rejects.first()),
        dead_letters=done.rejects.write(letters, table.digest) if letters else "",
        columns=layout.names,
        ignored=layout.ignored,
        refused=layout.refused,
        warnings=warnings,
    )


def _all_or_none(items: Iterable[_T], do: Callable[[_T], _R]) -> list[_R]:
    """Does something with every item; if files are refused on the way, all of them are named in one error."""
    results, errors = [], []
    for item in items:
        try:
            results.append(do(item))
        except InputError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        listed = "".join(f"\n  {error}" for error in errors)
        raise InputError(f"{len(errors)} files were refused:{listed}", cure="")
    return results


@contextmanager
def _nothing_left(folder: Path) -> Iterator[None]:
    """Removes a folder again that was made for nothing."""
    there = folder.exists()
    try:
        yield
    finally:
        if not there and folder.exists() and not any(folder.iterdir()):
            folder.rmdir()
