"""One export: a folder of tables with a manifest, written so that whoever reads sees whole files.

The same run in the same profile gives the same bytes, except for `delta`, which compares with what stood there before.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa

from bothways import __version__
from bothways.exports import delta, formats, question_sheet
from bothways.exports.profiles import PERSONAL, Profile, tables, viewer
from bothways.schemas import VERSIONS
from graph.errors import GuardError
from graph.privacy import View
from graph.results import Results

MANIFEST = "manifest.json"
LAYOUT = 1
"""Version of the manifest's own layout."""


@dataclass(frozen=True)
class Order:
    """What is to be exported.

    Attributes:
        formats: Names of formats, as they are registered.
        profile: How people stand in the files.
        min_group: Floor on the size of a group that is shown.
        key: The workspace's secret; only the profile `named` does without it.
    """

    formats: tuple[str, ...]
    profile: Profile
    min_group: int
    key: bytes = b""


@dataclass(frozen=True)
class Written:
    """What an export came to.

    Attributes:
        folder: Where it stands.
        rows: Rows of each table.
        files: Names of the files, sorted.
        changes: Links that are new, kept and withdrawn since the last export of this folder.
        left_out: What is not there, with the reason.
    """

    folder: Path
    rows: Mapping[str, int]
    files: tuple[str, ...]
    changes: Mapping[str, int]
    left_out: Mapping[str, str] = field(default_factory=dict)


def write(results: Results, folder: Path, order: Order) -> Written:
    """Writes the latest tables of a run for others.

    Args:
        results: A finished run.
        folder: New, empty, or the folder of an earlier export, which is replaced.
        order: What is to be written.

    Raises:
        GuardError: The folder holds anything but an export.
        UsageError: A format is unknown.
    """
    writers = formats.chosen(order.formats)
    before = _standing(folder)
    content = tables(results, order.profile, min_group=order.min_group, key=order.key)
    known = before.get("links", []) if before.get("profile") == order.profile else []
    links = content["links"]["link"].to_pylist()
    content["delta"] = delta.compare(known, links)
    staged = folder / f".new-{os.getpid()}"
    staged.mkdir(parents=True)
    try:
        _write_tables(staged, content, writers)
        left_out = _left_out(order.profile) | _write_questions(staged, results, order)
        _write_document(staged / "audit.json", View(results, viewer(order.profile, order.min_group)).audit())
        written = _written(folder, staged, content, left_out)
        _write_document(staged / MANIFEST, _manifest(results, order, written, links))
        _publish(staged, folder, before.get("files", []))
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return written


def _standing(folder: Path) -> dict[str, Any]:
    """The manifest of the export that stands in the folder; {} where it is new or empty."""
    if folder.exists() and not folder.is_dir():
        raise GuardError("this is a file, and an export is a folder", where=str(folder), cure="give another --to")
    if not folder.exists() or not any(folder.iterdir()):
        return {}
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        ours = "export" in manifest
    except (OSError, ValueError):
        ours = False
    if not ours:
        raise GuardError(
            "the folder holds something else than an export", where=str(folder), cure="give --to a new or empty folder"
        )
    return manifest


def _write_tables(folder: Path, content: Mapping[str, pa.Table], writers: Mapping[str, formats.Write]) -> None:
    for name, table in content.items():
        for ending, write_table in writers.items():
            write_table(table, folder / f"{name}.{ending}")


def _left_out(profile: Profile) -> dict[str, str]:
    if profile is not Profile.AGGREGATE:
        return {}
    return dict.fromkeys(PERSONAL, "they are about single people and nothing else")


def _write_questions(folder: Path, results: Results, order: Order) -> dict[str, str]:
    """The question sheet where there are introductions; the reason where it cannot be sent to anybody."""
    view = View(results, viewer(Profile.NAMED, order.min_group))
    keys = question_sheet.people(view.links())
    if not keys:
        return {}
    if order.profile is not Profile.NAMED:
        return {question_sheet.NAME: "it is sent to people, and this profile names nobody"}
    question_sheet.write(view, keys, folder / question_sheet.NAME)
    return {}


def _written(folder: Path, staged: Path, content: Mapping[str, pa.Table], left_out: Mapping[str, str]) -> Written:
    changes = content["delta"]["change"].to_pylist()
    return Written(
        folder=folder,
        rows={name: table.num_rows for name, table in content.items()},
        files=tuple(sorted([path.name for path in staged.iterdir()] + [MANIFEST])),
        changes={change: changes.count(change) for change in delta.CHANGES},
        left_out=left_out,
    )


def _manifest(results: Results, order: Order, written: Written, links: Sequence[str]) -> dict[str, Any]:
    return {
        "export": LAYOUT,
        "bothways": __version__,
        "profile": order.profile.value,
        "min_group": order.min_group,
        "formats": list(order.formats),
        "files": list(written.files),
        "tables": {name: {"rows": rows, "schema": VERSIONS[name]} for name, rows in written.rows.items()},
        "left_out": dict(written.left_out),
        "delta": dict(written.changes),
        "links": list(links),
        "run": _run(results, order),
    }


def _run(results: Results, order: Order) -> dict[str, Any]:
    """What the run was made from and came to, as the export's viewer may know it."""
    summary = View(results, viewer(order.profile, order.min_group)).summary()
    made_with = {name: results.manifest.get(name) for name in ("versions", "settings", "facts")}
    return {**asdict(summary), **made_with}


def _write_document(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def _publish(staged: Path, folder: Path, before: Sequence[str]) -> None:
    """Moves the new files over the old ones, the manifest last, and removes what is no longer part of it."""
    names = sorted((path.name for path in staged.iterdir()), key=lambda name: (name == MANIFEST, name))
    for name in names:
        (staged / name).replace(folder / name)
    for name in set(before) - set(names):
        (folder / Path(name).name).unlink(missing_ok=True)
