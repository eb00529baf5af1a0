"""The graph store behind a workspace: brought up to date after a run, made again by `rebuild`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bothways.cli import latest
from bothways.cli.desk import Desk
from bothways.settings import Settings, variable
from graph import project, stored
from graph.errors import SettingsError
from graph.options import RunOptions
from graph.organisation import Organisation
from graph.privacy import View
from graph.results import Results
from graph.stores import GraphStore, WriteStats, open_store

Make = Callable[..., WriteStats]
"""`project.refresh` or `project.rebuild`."""


@dataclass(frozen=True)
class Shelf:
    """Which store, and what goes into it.

    Attributes:
        settings: They say which store, and where.
        facts: What a run reads.
        options: The options that it reads them with.
    """

    settings: Settings
    facts: Organisation
    options: RunOptions


def opened(desk: Desk, settings: Settings, *, read_only: bool = False) -> GraphStore:
    """The store of the settings, to be closed by the caller.

    Raises:
        StoreError: It cannot be opened.
    """
    if settings.store == "neo4j":
        return open_store("neo4j", settings.neo4j.uri, read_only=read_only, settings=account(desk, settings))
    return open_store(settings.store, str(desk.workspace.store), read_only=read_only)


def account(desk: Desk, settings: Settings) -> dict[str, str]:
    """Who we are on the server, as its store takes it.

    Raises:
        SettingsError: There is no password, or its file cannot be read.
    """
    server = settings.neo4j
    return {
        "database": server.database,
        "user": server.user,
        "password": server.password.get_secret_value() or _password(desk, server.password_file),
        "beside_others": str(server.beside_others).lower(),
    }


def _password(desk: Desk, name: str) -> str:
    """The password that a file holds; its name may start from the workspace."""
    if not name:
        raise SettingsError(
            "there is no password for the Neo4j server",
            where="neo4j",
            cure=f"set {variable('neo4j.password')}, or neo4j.password_file to a file that holds it",
        )
    path = desk.workspace.folder / Path(name).expanduser()
    try:
        word = path.read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            "the file with the password cannot be read", where=str(path), cure="correct neo4j.password_file"
        ) from error
    if not word:
        raise SettingsError("the file with the password is empty", where=str(path), cure="write the password into it")
    return word


def read_back(desk: Desk) -> Results:
    """The latest run, its links and people as they are read through the store."""
    with opened(desk, desk.settings(), read_only=True) as store:
        return stored.from_store(latest.results(desk), store)


def view(desk: Desk) -> View:
    """The same through the eyes of the local analyst."""
    return latest.seen(desk, read_back(desk))


def refresh(desk: Desk, shelf: Shelf, progress: Callable[[str], None]) -> WriteStats:
    """Brings the store up to date: all of it where it is stale, else only its runs."""
    return _make(desk, shelf, project.refresh, progress)


def rebuild(desk: Desk, shelf: Shelf, progress: Callable[[str], None], *, shrink: float) -> WriteStats:
    """Makes the whole store again; `shrink` is the share of the people on a server's store that may go."""
    return _make(desk, shelf, partial(project.rebuild, shrink=shrink), progress)


def _make(desk: Desk, shelf: Shelf, make: Make, progress: Callable[[str], None]) -> WriteStats:
    workspace = desk.workspace
    upstream = project.Upstream(latest.ledger(desk), shelf.facts, workspace.runs, shelf.options)
    with opened(desk, shelf.settings) as store:
        return make(store, upstream, progress=progress)
