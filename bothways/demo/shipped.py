"""The real data sets that come with Bothways: their names, their settings, and a copy to work on."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copyfile

from graph.errors import UsageError

NAMES = ("krackhardt", "lazega", "workfrance")

SETTINGS = "bothways.toml"
ORIGIN = "ORIGIN.md"


def copy(name: str, folder: Path) -> list[Path]:
    """Copies the tables of a set, and the page that says where it comes from, into `folder`.

    Args:
        name: One of `NAMES`.
        folder: Made when it is not there.

    Returns:
        The tables to ingest, in order of name.

    Raises:
        UsageError: No such set.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files("bothways.data") / _known(name)) as source:
        copyfile(source / ORIGIN, folder / ORIGIN)
        tables = sorted(source.glob("*.csv"))
        return [Path(copyfile(table, folder / table.name)) for table in tables]


def settings(name: str) -> str:
    """What a set needs in `bothways.toml`, as TOML text without a demo's own keys.

    Raises:
        UsageError: No such set.
    """
    return (files("bothways.data") / _known(name) / SETTINGS).read_text(encoding="utf-8")


def _known(name: str) -> str:
    if name not in NAMES:
        raise UsageError(f"there is no data set {name!r}", where="--real", cure=f"choose one of {', '.join(NAMES)}")
    return name
