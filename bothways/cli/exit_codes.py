"""What an exit code means, and how an error becomes a sentence and a code."""

from __future__ import annotations

import errno
import json
import sys
import traceback
from enum import IntEnum

import typer

from bothways.cli.access import WRITE_CURE
from graph.errors import BothwaysError, GuardError, InputError, TooLittleError, UsageError


class ExitCode(IntEnum):
    """The exit codes that scripts may rely on."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REFUSED = 3
    GUARDED = 4
    TOO_LITTLE = 5
    STOPPED = 130


MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.FAILED: "it failed: a defect, or the environment",
    ExitCode.USAGE: "wrong usage or settings",
    ExitCode.REFUSED: "the input was refused, nothing changed",
    ExitCode.GUARDED: "a guard stopped it: shrink guard, privacy, verify, a folder that is not ours",
    ExitCode.TOO_LITTLE: "too little data to say, with the reason",
    ExitCode.STOPPED: "Ctrl-C; what was committed before stands",
}

CODES: dict[type[BothwaysError], ExitCode] = {
    UsageError: ExitCode.USAGE,
    InputError: ExitCode.REFUSED,
    GuardError: ExitCode.GUARDED,
    TooLittleError: ExitCode.TOO_LITTLE,
}
"""By class of the error tree; a subclass has its parent's code, everything else failed."""


OS_CURES = {
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), WRITE_CURE),
    errno.ENOSPC: "make room on the disk, then do it again",
}
"""What helps against errors of the operating system."""


def code_of(error: BaseException) -> ExitCode:
    """The exit code of an error."""
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), ExitCode.FAILED)


def report(error: Exception, *, as_json: bool) -> ExitCode:
    """Says an error on stderr, with `as_json` also as the one document on stdout, and returns its code."""
    code = code_of(error)
    known = _as_ours(error)
    if not isinstance(error, BothwaysError | OSError | ModuleNotFoundError):
        traceback.print_exception(error)
    _say(known)
    if as_json:
        document = {"message": known.message, "where": known.where, "cure": known.cure, "exit_code": int(code)}
        typer.echo(json.dumps({"error": document}, ensure_ascii=False))
    return code


def _as_ours(error: Exception) -> BothwaysError:
    if isinstance(error, BothwaysError):
        return error
    if isinstance(error, OSError):
        cure = OS_CURES.get(error.errno or 0, "")
        return BothwaysError(error.strerror or str(error), where=str(error.filename or ""), cure=cure)
    if isinstance(error, ModuleNotFoundError):
        return BothwaysError(f"{error.name} is not installed", cure="`bothways doctor` says what is missing")
    return BothwaysError(
        f"this is a defect of Bothways ({type(error).__name__})",
        cure="report it with the lines above; nothing was committed",
    )


def _say(error: BothwaysError) -> None:
    place = f"{error.where}: " if error.where else ""
    typer.secho("error: ", fg="red", bold=True, nl=False, err=True, color=sys.stderr.isatty())
    typer.echo(f"{place}{error.message}", err=True)
    if error.cure:
        typer.echo(f"       {error.cure}", err=True)
