"""`bothways audit`: whether links, load and answers fall on groups alike; what people declared is read here alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bothways.cli import latest
from bothways.cli.access import check_readable
from bothways.cli.desk import AsJson, Desk, Here, open_desk, verb
from bothways.cli.exit_codes import ExitCode
from bothways.cli.tables import Column, real, text, whole
from graph.errors import GuardError
from graph.exposed import exposed, floor_of
from graph.exposure import Share
from graph.privacy import View
from ingest.declared import read_declared

app = verb()

RARE = 0.05
"""p below which a difference is said to be more than chance."""

SCOPE = (
    "Differences are compared with labels dealt out anew among people of {within}, {draws} times; the largest counts. "
    "That none is found is no proof that there is none: groups are few, and a field that is read may stand in for one "
    "that is not."
)

MEANT = {
    "links": "links",
    "load": "links with running ones",
    "accepted": "of answered links accepted",
}


@app.command()
def audit(
    ctx: typer.Context,
    *,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            readable=False,
            show_default=False,
            help="A table of a person and what they declared of themselves; default: levels.",
        ),
    ] = None,
    column: Annotated[
        str | None, typer.Option(metavar="NAME", help="The column of FILE to compare, where there are several.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write the figures as JSON.")] = None,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Compare who gets links, load and yes, by level or by a file that is read here and kept nowhere."""
    desk = open_desk(ctx, here, as_json)
    if out:
        _check_out(out, desk, file)
    declared = None if file is None else _declared(file, column)
    view = latest.view(desk)
    with desk.working("dealing labels out anew"):
        found = exposed(view, declared, seed=int(latest.run_settings(desk).get("seed", 0)))
    document = _document(view.run, found, declared, floor_of(view))
    if out:
        _write(out, document)
    desk.document(document)
    _tell(desk, found, document)
    if declared is not None:
        _tell_strangers(desk, view, declared)
    if out:
        desk.tell(f"Wrote {out}.")
    if not any(found.values()):
        desk.note(f"Too little to say: it takes two groups of {document['smallest_group']} people or more.")
        raise typer.Exit(ExitCode.TOO_LITTLE)


def _declared(file: Path, column: str | None) -> dict[str, str]:
    check_readable([file])
    table = read_declared(file, column)
    return dict(zip(table["person"].to_pylist(), table["group"].to_pylist(), strict=True))


def _document(
    run: str, found: Mapping[str, Sequence[Share]], declared: Mapping[str, str] | None, floor: int
) -> dict[str, Any]:
    """The figures, for a program; whose they are stands nowhere."""
    within = "one unit" if declared is None else "one level and unit"
    return {
        "run": run,
        "by": "level" if declared is None else "declared group",
        "smallest_group": floor,
        "measures": {measure: [asdict(share) for share in shares] for measure, shares in found.items()},
        "scope": SCOPE.format(within=within, draws="9,999"),
    }


def _check_out(out: Path, desk: Desk, file: Path | None) -> None:
    """An audit writes over nothing that it reads.

    Raises:
        GuardError: The file is the one that is read, or belongs to the workspace.
    """
    place, kept = out.resolve(), [desk.workspace.folder.resolve() / name for name in ("ledger", "runs", "store")]
    if (file and place == file.resolve()) or any(folder in place.parents for folder in kept):
        raise GuardError("this file is read here and not written", where=str(out), cure="give another --out")


def _tell_strangers(desk: Desk, view: View, declared: Mapping[str, str]) -> None:
    """How many of the file are none of the people of the run; few are not counted."""
    strangers = len(set(declared) - set(view.people()["person"].to_pylist()))
    if strangers:
        many = "A few" if strangers < view.viewer.min_group else f"{strangers:,d}"
        desk.tell(f"{many} in the file are not among the people who may be named in this run, and count nowhere.")


def _write(out: Path, document: Mapping[str, Any]) -> None:
    try:
        out.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise GuardError("this file cannot be written", where=str(out), cure="give another --out") from error


def _tell(desk: Desk, found: Mapping[str, Sequence[Share]], document: Mapping[str, Any]) -> None:
    told = [(measure, share) for measure, shares in found.items() for share in shares]
    desk.tell(f"Run {document['run']}, by {document['by']}. {_verdict(told, document['by'])}")
    desk.table(COLUMNS, [{"measure": MEANT[measure], **asdict(share)} for measure, share in told])
    if told:
        desk.tell(
            f"Groups under {document['smallest_group']} people take part in nothing.",
            "explained: the difference that comes of levels and units alone.",
            document["scope"],
        )


def _verdict(told: Sequence[tuple[str, Share]], by: str) -> str:
    if not told:
        return "No two groups are large enough to be compared."
    clear = [(measure, share) for measure, share in told if share.p < RARE]
    if not clear:
        return "No difference is more than chance gives."
    each = [f"{by} {share.group}: {_way(share)} {MEANT[measure]}" for measure, share in clear]
    return f"More than chance gives: {'; '.join(each)}."


def _way(share: Share) -> str:
    return "more" if share.difference > share.explained else "fewer"


COLUMNS = (
    text("measure", "a person has"),
    text("group", "group"),
    whole("people", "people"),
    real("mean", "mean"),
    real("low", "from"),
    real("high", "to"),
    real("difference", "less the others"),
    real("difference_low", "from"),
    real("difference_high", "to"),
    real("explained", "explained"),
    real("ratio", "ratio"),
    Column("p", lambda row: f"{row['p']:.3f}" if row["p"] >= 0.001 else "under .001", number=True),
)
