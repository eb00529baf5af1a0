"""One organisation as a run sees it: the ledger's facts read, resolved and lined up in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from graph import digest, feedback, identity, roster, skills
from graph.boundaries import Boundary
from graph.exchange import Exchange
from graph.facts import BOUNDARY_KINDS, DISPLAY, PEOPLE
from graph.gather import Gathered, exchanged, gather, met
from graph.ledger import Ledger
from graph.meetings import Meetings
from graph.merge import WEEK_OF_DAY
from graph.network import Network
from graph.options import RunOptions
from graph.roster import People
from graph.skills import Skills


@dataclass(frozen=True, eq=False)
class Organisation:
    """Everything that measures and suggestions start from; all arrays in the order of `people.keys`.

    Attributes:
        people: Active people, and accounts that are in no roster.
        network: Their ties.
        boundaries: The four kinds, groups as given; a kind may have no group.
        skills: What people offer and wish for.
        never: (k, 2) people that must not be paired as of the day: by a list, or left alone after a link.
        rests: (k, 2) those of them who are left alone after a link.
        running: (k, 2) people of learning links that were accepted or met and are not done.
        gathered: What the contacts came to.
        facts: Digest of the facts that a run uses.
        roster: Number of people in the roster, those who are not active among them.
        skills_aside: Number of rows on skills that belong to nobody known.
        pairs_aside: Number of rows on pairs with somebody unknown: they bar nothing.
    """

    people: People
    network: Network
    boundaries: Mapping[str, Boundary]
    skills: Skills
    never: NDArray[np.int32]
    rests: NDArray[np.int32]
    running: NDArray[np.int32]
    gathered: Gathered
    facts: str
    roster: int
    skills_aside: int
    pairs_aside: int


def read(ledger: Ledger, options: RunOptions) -> Organisation:
    """Reads the whole ledger as of the run's day.

    Raises:
        InputError: The amounts of one tie add up to more than can be counted.
    """
    facts = ledger.snapshot("people")
    owners = roster.accounts(facts)
    gathered = gather(ledger.contact_files(), owners, options.ties, as_of=options.as_of)
    people = _people(facts, gathered, options)
    facts = identity.resolved(facts, owners, "manager")
    said = _seen(skill_facts(ledger), "as_of", _first_unseen(options))
    pair_facts = identity.resolved(ledger.snapshot("pairs"), owners, "a", "b")
    ever = set(facts["person"].to_pylist())
    answers = feedback_seen(ledger, options, gathered.as_of)
    running = _places(people, feedback.running(answers))
    left_alone = feedback.resting(answers, as_of=gathered.as_of, days=options.cooling_off)
    rests = _places(people, left_alone)
    never = _places(people, [*barred(pair_facts, gathered.as_of, options.cooling_off), *left_alone])
    boundaries = {kind: people.boundary(kind) for kind in BOUNDARY_KINDS}
    return Organisation(
        people=people,
        network=Network.from_ties(people.keys, gathered.ties, units=boundaries["unit"].codes),
        boundaries=boundaries,
        skills=skills.read(people, said),
        never=never,
        rests=rests,
        running=running,
        gathered=gathered,
        facts=_digest(facts, said, never, running, gathered),
        roster=len(ever),
        skills_aside=_of_nobody(said, ever.union(people.keys), "person"),
        pairs_aside=_of_nobody(pair_facts, ever.union(people.keys), "a", "b"),
    )


def _first_unseen(options: RunOptions) -> int | None:
    """Day from which on evidence is not known yet: what is hidden, or what follows the day that was asked for."""
    return options.ties.before or (None if options.as_of is None else options.as_of + 1)


def _seen(table: pa.Table, day: str, before: int | None) -> pa.Table:
    """The rows of a table before a day, all without one; a row without a date may be as old as any and stays."""
    if before is None:
        return table
    return table.filter(pc.fill_null(pc.less(table[day], before), fill_value=True))


def feedback_seen(ledger: Ledger, options: RunOptions, as_of: int | None) -> pa.Table:
    """What was made of links, as far as it is not hidden; those whose time is over by a day are done.

    What was said of two before they had been left alone long enough is no more than the past.
    """
    seen = _seen(ledger.snapshot("feedback"), "day", options.ties.before)
    boxed = feedback.time_boxed(seen, weeks=options.rules.weeks, as_of=as_of)
    return feedback.afresh(boxed, as_of=as_of, days=options.cooling_off)


def skill_facts(ledger: Ledger) -> pa.Table:
    """The ledger's skills by the keys of people, whatever address of theirs a row names."""
    return identity.resolved(ledger.snapshot("skills"), roster.accounts(ledger.snapshot("people")), "person")


def exchange(ledger: Ledger, organisation: Organisation, options: RunOptions) -> Exchange:
    """What goes on along the ties of an organisation that was read from this ledger, as of the same week.

    Raises:
        InputError: The amounts of one pair add up to more than can be counted.
    """
    owners = roster.accounts(ledger.snapshot("people"))
    files, week = ledger.contact_files(), organisation.gathered.week
    pairs = exchanged(files, owners, options.ties, week=week, as_of=options.as_of)
    return Exchange.from_pairs(organisation.people.keys, pairs)


def meetings(ledger: Ledger, keys: tuple[str, ...], options: RunOptions, *, week: int | None) -> Meetings:
    """When people were first in contact.

    Args:
        ledger: Where the contacts are.
        keys: The people, sorted.
        options: Channels, their weights, and what is hidden.
        week: Last week to use, `Gathered.week`; None where nothing is dated.
    """
    if week is None:
        return Meetings.none()
    owners = roster.accounts(ledger.snapshot("people"))
    last = (week + 1) * 7 - WEEK_OF_DAY if options.as_of is None else options.as_of + 1
    seen = replace(options.ties, before=options.ties.before or last)
    return Meetings.from_pairs(keys, *met(ledger.contact_files(), owners, seen))


def run_id(
    organisation: Organisation,
    exchange: Exchange,
    meetings: Meetings,
    options: RunOptions,
    more: Mapping[str, object] | None = None,
) -> str:
    """Id of a run: a digest of the facts it uses, the settings that matter, the seed and the version.

    `more` says what else it depends on: links that run, the run that it goes on from.
    """
    named = {
        "facts": organisation.facts,
        "exchange": exchange.digest,
        "meetings": meetings.digest,
        "settings": asdict(options),
        "more": dict(more or {}),
        "version": version("bothways"),
    }
    return digest.of_document(named)[:16]


def _people(facts: pa.Table, gathered: Gathered, options: RunOptions) -> People:
    """The active roster and, beside it, accounts of the ties that are in no roster; who left takes part no more."""
    active = roster.read(facts, as_of=gathered.as_of, levels=options.levels)
    ever = set(facts["person"].to_pylist())
    strangers = [account for account in gathered.accounts if account not in ever]
    everybody = active.with_accounts(strangers)
    return everybody if len(facts) else replace(everybody, known=np.ones_like(everybody.known))


def _of_nobody(rows: pa.Table, known: set[str], *columns: str) -> int:
    """Rows with somebody who is neither in the roster, here or gone, nor has an account of their own."""
    keys = pa.array(sorted(known), pa.string())
    for column in columns:
        rows = rows.append_column(f"{column} known", pc.is_in(rows[column], keys))
    return sum(not all(row.values()) for row in rows.select([f"{column} known" for column in columns]).to_pylist())


def barred(pairs: pa.Table, as_of: int | None, cooling_off: int) -> list[tuple[str, str]]:
    """Pairs that are barred today: for good, or until a day that has not come; two of before rest from that day on."""
    rows = zip(*(pairs[name].to_pylist() for name in ("a", "b", "kind", "until")), strict=True)
    rest = {"past": cooling_off}
    return [
        (a, b) for a, b, kind, until in rows if until is None or as_of is None or as_of <= until + rest.get(kind, 0)
    ]


def _places(people: People, pairs: Iterable[tuple[str, str]]) -> NDArray[np.int32]:
    """(k, 2) the pairs as indices, each once, the smaller first; pairs with somebody who is not here are left out."""
    place = {key: i for i, key in enumerate(people.keys)}
    known = {tuple(sorted((place[a], place[b]))) for a, b in pairs if a in place and b in place}
    return np.array(sorted(known), dtype=np.int32).reshape(-1, 2)


def _digest(
    people: pa.Table,
    skill_facts: pa.Table,
    never: NDArray[np.int32],
    running: NDArray[np.int32],
    gathered: Gathered,
) -> str:
    """Names and other display fields are not among the facts; addresses are there through what they resolve to."""
    used = [name for name in PEOPLE.names if name not in (*DISPLAY, "emails")]
    tables = {
        "people": _sorted(people.select(used)),
        "skills": _sorted(skill_facts.drop_columns(["source"])),
        "ties": gathered.ties,
    }
    parts = {name: digest.of_table(table) for name, table in tables.items()}
    counts = {"contacts": dict(gathered.counts), "as_of": gathered.as_of}
    counts |= {"never": never.tolist(), "running": running.tolist()}
    return digest.of_document({**parts, **counts})


def _sorted(table: pa.Table) -> pa.Table:
    """Rows in the order of all columns, lists as joined text."""
    plain = [pc.binary_join(c, "\x1f") if pa.types.is_list(c.type) else c for c in table.columns]
    flat = pa.table(plain, names=table.column_names)
    return flat.sort_by([(name, "ascending") for name in flat.column_names])
