"""`bothways doctor`: what is installed, what is missing, and the cure."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, entry_points, requires, version
from pathlib import Path

import typer

from bothways import presets
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.exit_codes import ExitCode
from bothways.cli.tables import text
from bothways.settings import FILE
from bothways.words import count
from graph import compiled
from graph.errors import BothwaysError

app = verb()

_KEY = re.compile(r"^\s*(\w+)\s*=", re.MULTILINE)

OLDEST_PYTHON = (3, 11)
GROUPS = ("bothways.sources", "bothways.stores", "bothways.exports")


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes:
        what: What it is.
        found: What is there, a version or a sentence.
        state: ok, missing (Bothways does not work without) or optional.
        cure: What to do about it; "" where nothing is to be done.
    """

    what: str
    found: str
    state: str = "ok"
    cure: str = ""


@app.command()
def doctor(ctx: typer.Context, here: Here = None, as_json: AsJson = False) -> None:
    """Check the installation and say the cure of what is missing."""
    desk = open_desk(ctx, here, as_json)
    checks = [
        _python(),
        *_packages(),
        *_registered(),
        _engine(),
        _browser(),
        _settings(desk),
        *_preset(desk),
        *_server(desk),
        _writable(desk.workspace.folder),
    ]
    missing = [check for check in checks if check.state == "missing"]
    desk.document({"checks": [asdict(check) for check in checks], "missing": len(missing)})
    desk.tell(_verdict(missing))
    columns = (text("what", "what"), text("found", "found"), text("state", "state"), text("cure", "cure"))
    desk.table(columns, [asdict(check) for check in checks])
    if missing:
        raise typer.Exit(ExitCode.FAILED)


def _verdict(missing: list[Check]) -> str:
    if not missing:
        return "Everything that Bothways needs is here."
    return f"{count(len(missing), 'thing is', 'things are')} missing: {', '.join(check.what for check in missing)}"


def _wrong(error: BothwaysError) -> str:
    """What is wrong, and where; the cure has a column of its own."""
    return f"{error.where}: {error.message}" if error.where else error.message


def _python() -> Check:
    found = platform.python_version()
    if sys.version_info < OLDEST_PYTHON:
        return Check("Python", found, "missing", "install Python 3.11 or later")
    return Check("Python", found)


def _packages() -> Iterator[Check]:
    """Bothways and what it needs, asked of the metadata; nothing is imported."""
    try:
        needed = [line for line in requires("bothways") or [] if "extra ==" not in line]
    except PackageNotFoundError:
        yield Check("bothways", "not installed", "missing", "pip install -e .")
        return
    for name in ["bothways", *sorted(re.split(r"[^A-Za-z0-9._-]", line)[0] for line in needed)]:
        try:
            yield Check(name, version(name))
        except PackageNotFoundError:
            yield Check(name, "not installed", "missing", f"pip install {name}")


def _registered() -> Iterator[Check]:
    """Extensions by group, listed without importing any."""
    for group in GROUPS:
        names = sorted({point.name for point in entry_points(group=group)})
        if names:
            yield Check(group.removeprefix("bothways."), ", ".join(names))


def _engine() -> Check:
    """Whether the engine, once compiled, will be there for the next command."""
    try:
        folder = compiled.kept()
    except BothwaysError as error:
        return Check("compiled engine", _wrong(error), "missing", error.cure)
    if folder is None:
        cure = f"name a folder of your own in {compiled.VARIABLE}: without one each command compiles for 40 s"
        return Check("compiled engine", "no folder to keep it in can be written", "optional", cure)
    return Check("compiled engine", f"kept in {folder}")


def _browser() -> Check:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found:
        return Check("Chromium", found)
    return Check("Chromium", "not found", "optional", "only the browser tests need it: apt-get install chromium")


def _settings(desk: Desk) -> Check:
    try:
        desk.settings()
    except BothwaysError as error:
        return Check("settings", _wrong(error), "missing", error.cure)
    return Check("settings", "readable")


def _preset(desk: Desk) -> Iterator[Check]:
    """The programme that the settings name, and presets of one's own that lie in the workspace."""
    with suppress(BothwaysError):  # told by `_settings`
        asked = [desk.settings().preset]
        for name in [*asked, *_own_presets(desk.workspace.folder, asked)]:
            try:
                preset = presets.load(name, desk.workspace.folder)
            except BothwaysError as error:
                yield Check(f"preset {name}", error.message, "missing", error.cure)
            else:
                yield Check(f"preset {name}", preset.purpose)


def _own_presets(folder: Path, asked: list[str]) -> list[str]:
    """TOML files of the workspace that begin with a key of presets, whatever else is wrong with them."""
    files = sorted(file for file in folder.glob("*.toml") if file.name != FILE and file.name not in asked)
    return [file.name for file in files if _is_preset(file.read_text(encoding="utf-8", errors="replace"))]


def _is_preset(text: str) -> bool:
    first = _KEY.search(f"\n{text}".partition("\n[")[0])
    return bool(first and first[1] in presets.Preset.model_fields)


def _server(desk: Desk) -> Iterator[Check]:
    """The server of the store, where the settings name one."""
    from bothways.cli.storing import account  # noqa: PLC0415 - what it needs may be what is missing
    from graph.stores.bolt import Place, Server  # noqa: PLC0415

    try:
        settings = desk.settings()
        if settings.store != "neo4j":
            return
        server = Server(Place.of(settings.neo4j.uri, account(desk, settings)), writing=False)
    except BothwaysError as error:
        yield Check("Neo4j server", error.message, "missing", error.cure)
        return
    try:
        yield Check("Neo4j server", f"{server.knock()} answers at {settings.neo4j.uri}")
    except BothwaysError as error:
        yield Check("Neo4j server", _wrong(error), "missing", error.cure)
    finally:
        server.close()


def _writable(folder: Path) -> Check:
    place = folder if folder.exists() else folder.resolve().parent
    if os.access(place, os.W_OK):
        return Check("workspace", f"{folder.resolve()} can be written")
    return Check("workspace", f"{place} cannot be written", "missing", "choose another folder with -C")
