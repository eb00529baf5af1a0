"""`bothways show`: the tables of the dashboard in the terminal, each with a sentence that says what it comes to."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from bothways.cli import about_people, about_runs, about_units
from bothways.cli.desk import AsJson, Here, open_desk, verb
from bothways.cli.request import Request

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
    Topic.LINKS: about_people.links,
    Topic.RUN: about_runs.run,
    Topic.HEALTH: about_runs.health,
}


@app.command()
def show(
    ctx: typer.Context,
    *,
    topic: Annotated[Topic, typer.Argument(help="What to show.")],
    boundary: Annotated[Kind, typer.Option(help="The kind of line, for gaps, units and bridges.")] = Kind.UNIT,
    limit: Annotated[int, typer.Option("--limit", "-n", min=0, help="Rows at most; 0 shows all.")] = 20,
    here: Here = None,
    as_json: AsJson = False,
) -> None:
    """Show a table of the latest run, or its health. With --json all rows come, as JSON Lines."""
    TELLERS[topic](open_desk(ctx, here, as_json), Request(boundary.value, limit))
