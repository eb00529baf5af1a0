"""What every verb works at: one workspace, its settings, and where words, tables and documents go.

Results go to stdout, progress and messages to stderr. With `--json` stdout holds one document (`document`) or JSON
Lines (`lines`) and nothing else, so `tell` and `table` fall silent.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import shlex
import shutil
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console, RenderableType

from bothways import settings
from bothways.cli.tables import Column, Row, grid
from graph.workspace import Workspace

Here = Annotated[Path | None, typer.Option("-C", metavar="DIR", help="The workspace; default: the current folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else there.")]

HELP = {"help_option_names": ["--help", "-h"]}

PIPED_WIDTH = 160
"""Columns of a table that does not go to a terminal; COLUMNS in the environment wins."""


def console(*, stderr: bool = False) -> Console:
    """A console that is as wide as its terminal, or wide enough for a file; colours only in a terminal."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False)


@dataclass(frozen=True)
class Desk:
    """One call of one verb.

    Attributes:
        workspace: The folder it works in.
        as_json: Whether stdout is for a program.
        out: Results.
        err: Progress and messages.
        last: What was printed last on `out`.
    """

    workspace: Workspace
    as_json: bool = False
    out: Console = field(default_factory=console)
    err: Console = field(default_factory=lambda: console(stderr=True))
    last: deque[RenderableType] = field(default_factory=lambda: deque(maxlen=1))

    def settings(self, **flags: Any) -> settings.Settings:
        """The workspace's settings with the given flags (None: not given) on top."""
        return settings.load(self.workspace.folder, flags)

    def tell(self, *parts: RenderableType) -> None:
        """Prints results for a person, one below the other, never two empty lines; nothing with `--json`."""
        if self.as_json:
            return
        for part in parts:
            if part != "" or self.last != deque([""]):
                _print(self.out, part)
            self.last.append(part)

    def table(self, columns: Sequence[Column], rows: Sequence[Row]) -> tuple[str, ...]:
        """Prints rows as a table for a person, and gives the titles shown; nothing without rows or with `--json`."""
        if not rows or self.as_json:
            return ()
        made = grid(columns, rows, self.out.width)
        self.tell("", made.table, "")
        if made.left_out:
            self.tell(f"Too narrow for: {', '.join(made.left_out)}.")
        return made.shown

    def note(self, text: str) -> None:
        """Prints a message on stderr."""
        _print(self.err, text, "dim")

    def next(self, *commands: str) -> None:
        """Hints at the commands that make sense now, with the `-C` they need."""
        here = "" if self.workspace.folder == Path() else f" -C {shlex.quote(str(self.workspace.folder))}"
        self.tell("", "Next:")
        if not self.as_json:
            for command in commands:
                self.out.print(f"  {called()}{here} {command}", soft_wrap=True)  # a command is copied: never broken

    def document(self, content: Mapping[str, Any]) -> None:
        """Prints one JSON document; only with `--json`."""
        if self.as_json:
            print(json.dumps(content, ensure_ascii=_narrow(), indent=2, default=plain))

    def lines(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Prints rows as JSON Lines; only with `--json`."""
        if self.as_json:
            for row in rows:
                print(json.dumps(row, ensure_ascii=_narrow(), default=plain))

    @contextmanager
    def working(self, first: str) -> Iterator[Callable[[str], None]]:
        """Shows on stderr what is being done: a moving line in a terminal, else a line a step."""
        if self.err.is_terminal:
            with self.err.status(first) as status:
                yield status.update
        else:
            self.note(first)
            yield self.note


def _narrow() -> bool:
    """Whether stdout cannot hold every sign; JSON then writes those it cannot hold as escapes."""
    return "utf" not in (sys.stdout.encoding or "utf").lower()


def _print(where: Console, part: RenderableType, style: str = "") -> None:
    """Sentences are broken over lines in a terminal only; elsewhere a program may look for them."""
    where.print(part, style=style, soft_wrap=isinstance(part, str) and not where.is_terminal)


def verb() -> typer.Typer:
    """An empty verb, to which its module adds the command."""
    return typer.Typer(add_completion=False, no_args_is_help=False, context_settings=HELP)


def open_desk(ctx: typer.Context, here: Path | None, as_json: bool, default: Path = Path()) -> Desk:
    """The desk of a verb: `-C` and `--json` may stand before the verb or behind it; of two `-C` the latter wins."""
    root = ctx.find_root()
    return Desk(Workspace(here or root.obj or default), as_json or bool(root.params.get("as_json")))


def called() -> str:
    """How this command is called: `bothways` where that is found, else as it was, in its shortest form."""
    script = Path(sys.argv[0])
    if shutil.which("bothways"):
        return "bothways"
    if script.stem == "bothways":
        return _shortest(script)
    ours = script.name == "__main__.py" and script.parent.name == "bothways"
    return f"{_shortest(Path(sys.executable))} -m bothways" if ours else "bothways"


def _shortest(program: Path) -> str:
    """A program by its name where that is found, else by its path from here or from the root."""
    if shutil.which(program.name) == str(program):
        return shlex.quote(program.name)
    near, far = os.path.relpath(program), str(program.absolute())
    near = near if os.sep in near else f"{os.curdir}{os.sep}{near}"
    return shlex.quote(min(near, far, key=len))


def plain(value: Any) -> Any:
    """What JSON has no word for: dates as ISO text, paths as text, sets and tuples as lists."""
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)
