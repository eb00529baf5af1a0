"""`bothways run`: one analysis, and what it comes to in a few sentences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bothways.cli import latest
from bothways.cli.about_links import link_verdict
from bothways.cli.about_runs import counted, dated, tell_alarm, tell_counts
from bothways.cli.about_units import gap_verdict
from bothways.cli.access import check_writable
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.exit_codes import ExitCode
from bothways.cli.storing import Shelf, refresh
from bothways.cli.whatif import tell_what_if
from graph.errors import BothwaysError, UsageError
from graph.privacy import View
from graph.results import Results
from graph.run import analyse, read

app = verb()


@app.command()
def run(
    ctx: typer.Context,
    *,
    links: Annotated[
        int | None, typer.Option(min=1, help="Links to suggest; default: 15 % of those who may get any.")
    ] = None,
    give_up: Annotated[
        float | None,
        typer.Option(
            "--give-up", metavar="PCT", min=0, max=50, help="Lesson value that openness may cost, in percent."
        ),
    ] = None,
    preset: Annotated[
        str | None, typer.Option(metavar="NAME|FILE", help="The programme: a preset, or a .toml file of your own.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Root of every random draw.")] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="Day to look back from, like 2026-06-30.")] = None,
    control: Annotated[
        float | None,
        typer.Option(metavar="PCT", min=0, max=50, help="Links that lots draw for comparison, in percent."),
    ] = None,
    replan: Annotated[
        bool,
        typer.Option("--replan", help="Keep the latest run's links that still stand; fill what was declined."),
    ] = False,
    claims: Annotated[str | None, typer.Option(metavar="unit|all", help="Kinds of line that are tested.")] = None,
    what_if: Annotated[
        Path | None,
        typer.Option(
            "--what-if",
            metavar="FILE",
            readable=False,
            help="Make no run: measure the latest one with the pairs of FILE (columns a and b) added.",
        ),
    ] = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Analyse the workspace: ties, gaps, bridges, two-way links, their effect and the audit."""
    desk = open_desk(ctx, here, as_json)
    if what_if:
        _alone(ctx)
        tell_what_if(desk, what_if)
        return
    flags = {"links": links, "give_up": _share(give_up), "control": _share(control), "preset": preset}
    flags |= {"seed": seed, "as_of": as_of, "claims": claims}
    if replan and control:
        desk.note("Lots are drawn where a portfolio begins: --control changes nothing, links that they drew stay.")
    results = make_run(desk, goes_on_from=latest.results(desk).run if replan else "", **flags)
    view = latest.view(desk)
    why = results.manifest.get("too_little")
    desk.document({**document_of(desk, view), "too_little": why})
    tell_run(desk, view)
    if why:
        desk.note(f"Too little to say: {why}.")
        raise typer.Exit(ExitCode.TOO_LITTLE)
    desk.next("show gaps", latest.onward(view), "dashboard")


def _alone(ctx: typer.Context) -> None:
    """Refuses options of a run beside --what-if, which makes none."""
    free = {"what_if", "here", "as_json"}
    given = [
        name for name, value in ctx.params.items() if value is not None and value is not False and name not in free
    ]
    if given:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in sorted(given))
        raise UsageError(
            f"--what-if measures the latest run and makes none: {named} means nothing there", cure="leave one out"
        )


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def make_run(desk: Desk, *, goes_on_from: str = "", **flags: Any) -> Results:
    """Analyses the workspace and brings its store up to date; flags (None: not given) win over its settings."""
    settings = desk.settings(**flags)
    check_writable(desk.workspace)
    options = replace(settings.run_options(), goes_on_from=goes_on_from)
    with desk.working("reading contacts and people") as progress:
        facts = read(desk.workspace, options)
        results = analyse(desk.workspace, facts, options, progress=progress)
        _shelve(desk, results.run, Shelf(settings, facts, options), progress)
    return results


def _shelve(desk: Desk, run: str, shelf: Shelf, progress: Callable[[str], None]) -> None:
    """Brings the store up to date; the run stands also where that cannot be done."""
    try:
        refresh(desk, shelf, progress)
    except BothwaysError:
        desk.note(f"The run {run} is kept; `bothways rebuild` brings it to the store later.")
        raise


def document_of(desk: Desk, view: View) -> dict[str, Any]:
    """What a run comes to, for a program."""
    summary = view.summary()
    return {
        "run": summary.run,
        "as_of": summary.as_of,
        "units_from": summary.units_from,
        "counts": counted(summary, latest.ledger(desk).manifest.repeats),
        "gaps": view.gaps("unit").num_rows,
        "links": view.links().num_rows,
        "sentences": list(_verdicts(view)),
        "notes": list(summary.notes),
    }


def tell_run(desk: Desk, view: View) -> None:
    """What a run comes to, for a person: the counts of what came in, the verdicts, the notes."""
    summary = view.summary()
    desk.tell(f"Run {summary.run}, {dated(summary)}.")
    tell_alarm(desk, view.audit())
    tell_counts(desk, counted(summary, latest.ledger(desk).manifest.repeats))
    for sentence in dict.fromkeys((*_verdicts(view), *summary.notes)):
        desk.tell(sentence)


def _verdicts(view: View) -> tuple[str, str]:
    gaps, links = view.gaps("unit").to_pylist(), view.links().to_pylist()
    return gap_verdict("unit", gaps, view.summary()), link_verdict(links)
