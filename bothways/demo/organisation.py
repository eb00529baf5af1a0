"""A made-up organisation as the plain tables of a real one: planted silos, a few dirty corners, one seed.

`cast` decides who works there, `traffic` who talks with whom, `talents` who knows what; this module writes it down.
Everything that was planted stands in truth.json, so that anyone can see how much of it Bothways finds.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bothways.demo import words
from bothways.demo.cast import SMALLEST_UNIT, Cast, engage
from bothways.demo.talents import skill_rows
from bothways.demo.traffic import CHANNELS, DAY, FIRST_DAY, MEETING, Messages, Ties, befriend, correspond, plant
from graph.errors import UsageError

SMALLEST = SMALLEST_UNIT * len(words.UNITS)

NEWSLETTER = "newsletter@example.org"
"""A bot: writes to everybody one by one and never hears back."""

CONTRACTOR = "contractor@elsewhere.example"
"""Writes and gets mail, but stands in no roster."""

NEWSLETTER_WEEKS = (4, 13, 22)


@dataclass(frozen=True)
class Plan:
    """How big the organisation is and what is planted in it.

    Attributes:
        people: Persons, at least `SMALLEST`.
        seed: Root of every draw.
        silos: Unit pairs whose ties are suppressed.
        two_addresses: Persons known under two mail addresses.
        opt_outs: Persons who take no part.
    """

    people: int = 1200
    seed: int = 0
    silos: int = 14
    two_addresses: int = 3
    opt_outs: int = 6

    def rng(self, part: int) -> np.random.Generator:
        """Random numbers of one part of the organisation, untouched by changes in the others."""
        return np.random.default_rng([self.seed, part])


@dataclass(frozen=True)
class Organisation:
    """Everything that is written down."""

    plan: Plan
    cast: Cast
    silos: list[tuple[int, int]]
    ties: Ties
    messages: Messages
    renamed: Sequence[int]
    opted_out: Sequence[int]


def generate(folder: Path, people: int = 1200, seed: int = 0) -> None:
    """Writes people.csv, skills.csv, interactions.csv.gz and truth.json into `folder`.

    Args:
        folder: Made when it is not there; files of these names are replaced.
        people: Persons, 120 or more.
        seed: Another seed makes another organisation; the same one the same bytes.

    Raises:
        UsageError: Too few people for 24 units.
    """
    if people < SMALLEST:
        raise UsageError(f"a demo organisation of {people} people has no units", cure=f"give {SMALLEST} or more")
    made = invent(Plan(people=people, seed=seed))
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "people.csv", PEOPLE_COLUMNS, people_rows(made))
    _write(folder / "skills.csv", SKILLS_COLUMNS, skill_rows(made.cast, made.silos, made.plan.rng(4)))
    _write(folder / "interactions.csv.gz", INTERACTIONS_COLUMNS, interaction_rows(made))
    (folder / "truth.json").write_text(json.dumps(truth(made), indent=1) + "\n", encoding="utf-8")


def invent(plan: Plan) -> Organisation:
    """Draws the whole organisation."""
    cast = engage(plan.people, plan.rng(1))
    silos = plant(plan.silos, plan.rng(2))
    rng = plan.rng(3)
    ties = befriend(cast, silos, rng)
    messages = correspond(cast, ties, rng)
    special = plan.rng(5).choice(plan.people, plan.two_addresses + plan.opt_outs, replace=False).tolist()
    renamed, opted_out = sorted(special[: plan.two_addresses]), sorted(special[plan.two_addresses :])
    return Organisation(plan, cast, silos, ties, messages, renamed, opted_out)


# People ---------------------------------------------------------------------------------------------------------------

PEOPLE_COLUMNS = (
    "person", "name", "mail", "unit", "manager", "level", "location", "function",
    "max_links", "hours_per_month", "opt_out", "age", "gender", "title",
)  # fmt: skip


def people_rows(made: Organisation) -> Iterator[tuple[object, ...]]:
    """The roster, with an age, a gender and a title that no run may use."""
    cast, keys, rng = made.cast, made.cast.keys, made.plan.rng(6)
    for person, key in enumerate(keys):
        level, manager = int(cast.level[person]), int(cast.manager[person])
        yield (
            key, cast.names[person], ";".join(addresses(made, person)), words.UNITS[cast.unit[person]],
            keys[manager] if manager >= 0 else "", level, words.SITES[cast.site[person]],
            words.FUNCTIONS[cast.function[person]], *_capacity(rng), "true" if person in made.opted_out else "",
            *_private(level, rng), words.TITLES[level - 1],
        )  # fmt: skip


def addresses(made: Organisation, person: int) -> list[str]:
    """The mail addresses of a person, the present one first."""
    local = made.cast.names[person].lower().replace(" ", ".")
    return [f"{local}@example.org"] + ([f"{local}@old.example.org"] if person in made.renamed else [])


def _capacity(rng: np.random.Generator) -> tuple[int | str, int | str]:
    """Links and hours a month; most people leave both open."""
    links, hours = rng.random(2)
    return (int(rng.choice((0, 1, 3, 4))) if links < 0.25 else "", int(rng.choice((2, 4, 6, 8))) if hours < 0.2 else "")


def _private(level: int, rng: np.random.Generator) -> tuple[int, str]:
    return int(np.clip(rng.normal(28 + 5 * level, 8), 18, 66)), str(rng.choice(words.GENDERS, p=(0.48, 0.48, 0.04)))


# Interactions ---------------------------------------------------------------------------------------------------------

SKILLS_COLUMNS = ("person", "skill", "kind", "strength", "evidence", "as_of", "source")
INTERACTIONS_COLUMNS = ("from", "to", "at", "channel", "minutes")


def interaction_rows(made: Organisation) -> Iterator[tuple[object, ...]]:
    """Messages along the ties, then what a bot, a contractor and an invitation to all add."""
    yield from _message_rows(made)
    yield from _newsletter_rows(made)
    yield from _contractor_rows(made)
    chief = int(np.flatnonzero(made.cast.manager < 0)[0])
    others = ";".join(addresses(made, person)[0] for person in range(len(made.cast)) if person != chief)
    yield addresses(made, chief)[0], others, _moment(10), "meeting", 60


def _message_rows(made: Organisation) -> Iterator[tuple[object, ...]]:
    messages = made.messages
    current = np.array([addresses(made, person)[0] for person in range(len(made.cast))], object)
    sender = _some_old_addresses(made, current[messages.sender])
    recipient = current[messages.recipient].tolist()
    start = messages.start.tolist()
    moments = np.datetime_as_string(messages.at, unit="s").tolist()
    for i, channel in enumerate(messages.channel.tolist()):
        to = ";".join(recipient[start[i] : start[i + 1]])
        yield sender[i], to, moments[i], CHANNELS[channel], messages.minutes[i] if channel == MEETING else ""


def _some_old_addresses(made: Organisation, sender: np.ndarray) -> list[str]:
    """Senders, where the renamed persons still write every third message from their old address."""
    for person in made.renamed:
        theirs = np.flatnonzero(made.messages.sender == person)[::3]
        sender[theirs] = addresses(made, person)[1]
    written: list[str] = sender.tolist()
    return written


def _newsletter_rows(made: Organisation) -> Iterator[tuple[object, ...]]:
    for week in NEWSLETTER_WEEKS:
        for person in range(len(made.cast)):
            yield NEWSLETTER, addresses(made, person)[0], _moment(week), "mail", ""


def _contractor_rows(made: Organisation) -> Iterator[tuple[object, ...]]:
    for week, person in enumerate(made.plan.rng(7).choice(len(made.cast), 12, replace=False).tolist()):
        mail = addresses(made, person)[0]
        yield CONTRACTOR, mail, _moment(2 * week), "mail", ""
        yield mail, CONTRACTOR, _moment(2 * week + 1), "mail", ""


def _moment(week: int) -> str:
    return f"{FIRST_DAY + 7 * week * DAY}T08:30:00"


# Writing --------------------------------------------------------------------------------------------------------------


def truth(made: Organisation) -> dict[str, object]:
    """What was planted: closed unit pairs, double addresses, accounts that are nobody, opt-outs."""
    keys = made.cast.keys
    return {
        "people": made.plan.people,
        "seed": made.plan.seed,
        "planted": [[words.UNITS[a], words.UNITS[b]] for a, b in made.silos],
        "two_addresses": [keys[person] for person in made.renamed],
        "bots": [NEWSLETTER],
        "unknown": [CONTRACTOR],
        "opted_out": [keys[person] for person in made.opted_out],
    }


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One CSV table; a path that ends in .gz is compressed, with no time and no name in its header."""
    with path.open("wb") as file:
        packed = gzip.GzipFile("", "wb", 5, file, mtime=0) if path.suffix == ".gz" else nullcontext(file)
        with packed as target, io.TextIOWrapper(target, encoding="utf-8", newline="") as text:
            table = csv.writer(text, lineterminator="\n")
            table.writerow(columns)
            table.writerows(rows)
