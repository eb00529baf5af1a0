"""`bothways explain A B`: why this pair, or why not, from the latest run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

import typer

from bothways import words
from bothways.cli import latest
from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.cli.exit_codes import ExitCode
from bothways.cli.score import objection_to
from graph.errors import UsageError
from graph.privacy import View
from graph.suggest import explain as answer

app = verb()

VERDICTS = {
    answer.SUGGESTED: "is suggested",
    answer.NOT_CHOSEN: "was considered and not chosen",
    answer.NO_CANDIDATE: "was not considered",
    answer.UNKNOWN: "cannot be judged",
}

TABLES = ("people", "gaps", "links", "evidence", "candidates", "excluded", "single_points", "skills", "full")
"""What is looked at of the run, beside the tie of the two."""


@app.command()
def explain(
    ctx: typer.Context,
    *,
    a: Annotated[str, typer.Argument(metavar="A", help="One person: key or full name.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The other person.")],
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Say why two people are suggested to each other, or why not. Ends with 2 if one of them is not known."""
    desk = open_desk(ctx, here, as_json)
    view = latest.view(desk)
    first, second = key_of(view, a), key_of(view, b)
    tables = {name: view.table(name) for name in TABLES}
    tables["network"] = view.tie(first, second)
    accounts = [key for key in (first, second) if view.in_no_roster(key)]

    def ask() -> Mapping[str, Any]:
        with desk.working("looking at the pair"):
            return objection_to(desk, first, second)

    found = answer.explain(tables, first, second, accounts, ask)
    desk.document({"run": view.run, **asdict(found)})
    pair = f"{words.clean(a)} (A) and {words.clean(b)} (B)"
    desk.tell(f"The pair of {pair} {VERDICTS[found.verdict]}.")
    for reason in found.reasons:
        desk.tell(f"  {words.clean(reason)}")
    if found.verdict == answer.UNKNOWN:
        desk.next("show people --limit 0")
        raise typer.Exit(ExitCode.USAGE)


def key_of(view: View, asked: str) -> str:
    """The key of a person who may be named by key or by full name; what is neither stays as it is.

    Raises:
        UsageError: Several people have this name.
    """
    people = view.people()
    keys: list[str] = people["person"].to_pylist()
    if asked in keys:
        return asked
    if len(alike := [key for key in keys if key.casefold() == asked.casefold()]) == 1:
        return alike[0]
    rows = zip(people["person"].to_pylist(), people["name"].to_pylist(), strict=True)
    found = [key for key, name in rows if name and name.casefold() == asked.casefold()]
    if len(found) > 1:
        raise UsageError(f"{len(found)} people have this name", where=asked, cure="give the person's key")
    return found[0] if found else asked
