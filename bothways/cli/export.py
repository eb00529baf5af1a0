"""`bothways export`: the tables of the latest run as files for others."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bothways import words
from bothways.cli import latest, storing
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.tables import text, whole
from bothways.exports.folder import Order, Written, write
from bothways.exports.profiles import Profile
from bothways.exports.pseudonyms import secret
from bothways.exports.question_sheet import NAME as QUESTIONS

app = verb()


@app.command()
def export(
    ctx: typer.Context,
    *,
    to: Annotated[
        Path, typer.Option("--to", metavar="DIR", help="A new or empty folder, or that of an earlier export.")
    ],
    formats: Annotated[str, typer.Option("--as", metavar="LIST", help="Formats, with commas between.")] = "csv",
    from_store: Annotated[
        bool, typer.Option("--from-store", help="Read links and people through the graph store.")
    ] = False,
    profile: Annotated[Profile, typer.Option(help="How people stand in the files.")] = Profile.NAMED,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Write the tables of the latest run as files for others, with what changed since the last export."""
    desk = open_desk(ctx, here, as_json)
    results = storing.read_back(desk) if from_store else latest.results(desk)
    written = write(results, to, _order(desk, formats, profile))
    desk.document(asdict(written) | {"run": results.run, "profile": profile.value})
    _tell(desk, written, profile)


def _order(desk: Desk, formats: str, profile: Profile) -> Order:
    settings = desk.settings()
    names = tuple(dict.fromkeys(name.strip() for name in formats.split(",") if name.strip()))
    place = desk.workspace.folder / settings.pseudonym_key_file
    key = b"" if profile is Profile.NAMED else secret(place)
    return Order(names, profile, settings.min_group, key)


def _tell(desk: Desk, written: Written, profile: Profile) -> None:
    desk.tell(f"Wrote {words.count(len(written.files), 'file')} to {written.folder}, people {_PEOPLE[profile]}.")
    rows = [{"table": name, "rows": count} for name, count in written.rows.items()]
    desk.table((text("table", "table"), whole("rows", "rows")), rows)
    new, kept, gone = (written.changes[change] for change in ("new", "kept", "withdrawn"))
    desk.tell(f"Links since the last export of this folder: {new} new, {kept} kept, {gone} withdrawn.")
    for reason in dict.fromkeys(written.left_out.values()):
        names = [name for name, why in written.left_out.items() if why == reason]
        desk.tell(f"Left out: {words.listed(names, 10)}; {reason}.")
    if QUESTIONS in written.files:
        desk.tell(
            f"{QUESTIONS} asks all who are to be introduced what they can teach and want to learn. Let them fill in"
            " the column skill (what stays empty is skipped), and give it back:"
        )
        desk.next(f"ingest {written.folder / QUESTIONS}")


_PEOPLE = {
    Profile.NAMED: "by their key",
    Profile.PSEUDONYMOUS: "under pseudonyms of this workspace",
    Profile.AGGREGATE: "in groups only",
}
