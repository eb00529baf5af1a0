"""The list of verbs. A verb's module is imported when it is called, so that `bothways --help` loads nothing heavy."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from bothways import __version__
from bothways.cli.exit_codes import ExitCode, report

VERBS = {
    "demo": "Make a demo organisation, analyse it and show it in the browser.",
    "init": "Write a commented bothways.toml.",
    "ingest": "Read files into the ledger; safe to repeat.",
    "rebuild": "Make the graph store again from the ledger and the runs.",
    "run": "Analyse: ties, gaps, bridges, two-way links, their effect and the audit.",
    "show": "Show a table of the latest run, or its health.",
    "explain": "Say why two people are suggested to each other, or why not.",
    "score": "Score given pairs, with the parts of each score.",
    "backtest": "Hide the future from a day on, foretell who will meet, and look who did.",
    "audit": "Compare who gets links, load and yes, by level or by a file that is kept nowhere.",
    "verify": "Check a run from its files alone: links, room, certificate, audit.",
    "export": "Write the tables of the latest run as files for others.",
    "feedback": "Read what people made of links: accepted, declined, met, done.",
    "dashboard": "Serve the pages on this machine until Ctrl-C.",
    "doctor": "Check the installation and say the cure of what is missing.",
    "status": "Say what is in the workspace.",
    "config": "Show the settings and where each value comes from.",
}
"""Every verb with its sentence; the module of the same name holds it as `app`."""


class Verbs(TyperGroup):
    """The group of verbs: knows their names and sentences, loads one when it is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The named verb, loaded now; an unknown one is an error that names the nearest."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, load(str(name)), rest


def load(verb: str) -> Any:
    """The command of a verb; imports its module, and with it whatever the verb needs."""
    return get_command(import_module(f"bothways.cli.{verb}").app)


app = typer.Typer(
    cls=Verbs,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bothways {__version__}")
        raise typer.Exit


@app.callback()
def bothways(
    ctx: typer.Context,
    folder: Annotated[
        Path | None, typer.Option("-C", metavar="DIR", help="The workspace; default: the current folder.")
    ] = None,
    as_json: Annotated[  # noqa: ARG001 - `open_desk` asks for it
        bool, typer.Option("--json", help="Print JSON; may stand before the verb or behind it.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback prints it
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Find where knowledge does not flow, and the two-way learning links that open it.

    First steps: `bothways demo`, or `bothways ingest FILE...` and then `bothways run`.
    """
    ctx.obj = folder


def _listed_only() -> None:
    """Stands for a verb in the help; never called."""


for _name, _sentence in VERBS.items():
    app.command(_name, help=_sentence)(_listed_only)


def call(args: Sequence[str] | None = None) -> ExitCode | int:
    """Runs the command with `args` (default: those of the process) and returns its exit code; never raises."""
    given = list(sys.argv[1:] if args is None else args)
    try:
        app(given, prog_name="bothways")
    except SystemExit as end:
        return _ended(end.code)
    except Exception as error:  # every error becomes a sentence and an exit code here
        return report(error, as_json="--json" in given)
    return ExitCode.DONE


def _ended(code: str | int | None) -> int:
    if code == ExitCode.STOPPED:
        typer.echo("Stopped. What was committed before stands.", err=True)
    return code if isinstance(code, int) else ExitCode.DONE


def main() -> None:
    """The command `bothways`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what a terminal's encoding lacks is a "?", no crash
            stream.reconfigure(errors="replace")
    sys.exit(call())
