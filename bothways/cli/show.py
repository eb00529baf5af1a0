"""`bothways show`: the tables of the dashboard in the terminal, each with a sentence that says what it comes to."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bothways.cli import about_links, about_people, about_runs, about_units, latest, storing
from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.cli.request import Request
from graph.errors import UsageError

app = verb()


class Topic(StrEnum):
    """What can be shown."""

    GAPS = "gaps"
    BRIDGES = "bridges"
    PEOPLE = "people"
    SKILLS = "skills"
    LINKS = "links"
    UNITS = "units"
    RUN = "run"
    HEALTH = "health"


class Kind(StrEnum):
    """The four boundary kinds."""

    UNIT = "unit"
    FUNCTION = "function"
    LOCATION = "location"
    LEVEL = "level"


TELLERS = {
    Topic.GAPS: about_units.gaps,
    Topic.UNITS: about_units.units,
    Topic.BRIDGES: about_people.bridges,
    Topic.PEOPLE: about_people.people,
    Topic.SKILLS: about_people.skills,
    Topic.LINKS: about_links.links,
    Topic.RUN: about_runs.run,
    Topic.HEALTH: about_runs.health,
}

STORED = (Topic.PEOPLE, Topic.LINKS)
"""What also stands in the graph store."""


WITH_KINDS = (Topic.GAPS, Topic.UNITS, Topic.BRIDGES)
"""What is told for one kind of line at a time."""


@app.command()
def show(
    ctx: typer.Context,
    *,
    topic: Annotated[Topic, typer.Argument(help="What to show.")],
    boundary: Annotated[
        Kind | None, typer.Option(help="The kind of line, for gaps, units and bridges; unit if none is named.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Rows at most; 0 shows all.")] = 20,
    from_store: Annotated[
        bool, typer.Option("--from-store", help="Read people or links through the graph store.")
    ] = False,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Show a table of the latest run, or its health. With --json all rows come, as JSON Lines."""
    if from_store and topic not in STORED:
        raise UsageError(
            f"{topic.value} do not stand in the graph store", where="--from-store", cure="people and links do"
        )
    if boundary and topic not in WITH_KINDS:
        raise UsageError(
            f"`show {topic.value}` does not go by a kind of line",
            where="--boundary",
            cure="leave it out; gaps, units and bridges do",
        )
    request = Request((boundary or Kind.UNIT).value, limit, storing.view if from_store else latest.view)
    TELLERS[topic](open_desk(ctx, here, as_json), request)
