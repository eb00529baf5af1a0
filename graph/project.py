"""From `ledger/` and `runs/` to the graph store: the store is a projection and can be made again at any time.

Everything is written under one batch, and what the batch did not touch is tidied away, so bringing a store up to date
and making it anew end in the same content. A stamp in the store says what its facts were made from; it is taken away
first and written last, so a store that was left half-way is stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from graph import digest, feedback, projection, results, roster, schema
from graph.errors import GuardError, StoreError
from graph.gather import weekly_contacts
from graph.ledger import SHRINK_LIMIT, Ledger
from graph.options import RunOptions
from graph.organisation import Organisation
from graph.results import Results
from graph.stores import GraphStore, Scope, WriteStats

FACTS = "facts"
"""Id of the stamp that stands for what the ledger says; not there while the store is half-way."""

WORKSPACE = "workspace"
"""Id of the stamp that tells whose store it is; always there."""

ROWS = 250_000
"""Contacts that are handed to the store at once; more cost memory, fewer cost time."""


@dataclass(frozen=True)
class Upstream:
    """What a store is made from.

    Attributes:
        ledger: The facts.
        organisation: What `organisation.read(ledger, options)` gave.
        runs: The workspace's `runs/`.
        options: Channels, levels and the day to look back from.
    """

    ledger: Ledger
    organisation: Organisation
    runs: Path
    options: RunOptions

    def stamp(self) -> str:
        """Digest of what the facts in a store depend on; the ledger's parts are named by what they hold."""
        ties = {**asdict(self.options.ties), "weights": dict(self.options.ties.weights)}
        return digest.of_document(
            {
                "schema": schema.VERSION,
                "parts": sorted(part.file for part in self.ledger.manifest.parts),
                "channels": {name: ties[name] for name in ("include", "exclude", "weights")},
                "levels": asdict(self.options.levels),
                "as_of": self.organisation.gathered.as_of,
            }
        )

    def finished(self) -> dict[str, Results]:
        """Every run that stands in the workspace, by id."""
        return results.finished(self.runs)

    def feedback(self) -> pa.Table:
        """What was said of links; a link that nobody had suggested yet may be one of these runs by now."""
        return feedback.with_ends(self.ledger.snapshot("feedback"), self.finished().values())

    def stamps(self, *, whole: bool) -> pa.Table:
        """What stands in the store about itself; `whole` once everything does."""
        rows = [{"id": WORKSPACE, "stamp": self.ledger.manifest.workspace}]
        rows += [{"id": FACTS, "stamp": self.stamp()}] * whole
        return pa.Table.from_pylist(rows, schema=schema.node("Projection").schema)


def quiet(_: str) -> None:
    """Says nothing."""


def stale(store: GraphStore, upstream: Upstream) -> bool:
    """Whether the facts in the store are not those of the ledger, seen with these options."""
    return {"id": FACTS, "stamp": upstream.stamp()} not in store.read_nodes("Projection").to_pylist()


def rebuild(
    store: GraphStore, upstream: Upstream, *, shrink: float = SHRINK_LIMIT, progress: Callable[[str], None] = quiet
) -> WriteStats:
    """Makes all of the store, whatever state it is in.

    Args:
        store: Open for writing.
        upstream: What to make it from.
        shrink: Share of the people in the store that may go; 1 lets everybody go.
        progress: Gets a word before each step.

    Raises:
        StoreError: The store cannot be written.
        BrokenError: A run's folder lacks a table.
        GuardError: The store, which others read, is another workspace's, or too many people would go; nothing was
            changed.
    """
    store.start_over()
    return update(store, upstream, shrink=shrink, progress=progress)


def update(
    store: GraphStore, upstream: Upstream, *, shrink: float = SHRINK_LIMIT, progress: Callable[[str], None] = quiet
) -> WriteStats:
    """Writes everything over what the store holds and removes what is gone; arguments as for `rebuild`."""
    store.ensure_schema()
    made = projection.people(upstream.organisation, upstream.ledger)
    if shrink < 1:
        _guard_against_strangers(store, upstream)
        _guard_against_shrinking(_known(store), made["Person"]["id"], shrink)
    _Batch(store, "unfinished").whole("Projection", [upstream.stamps(whole=False)])
    batch = _Batch(store, upstream.stamp())
    progress("writing people and skills to the store")
    stats = _write_people(batch, made)
    progress("writing contacts to the store")
    stats += _write_contacts(batch, upstream)
    progress("writing runs to the store")
    known, runs = _known(store), upstream.finished().values()
    stats += batch.whole("FEEDBACK", [projection.feedback(upstream.feedback(), known)])
    stats += batch.whole("TIE", (projection.ties(run, known) for run in runs))
    stats += batch.whole("LINK", (projection.links(run, known) for run in runs))
    stats += batch.whole("Run", [projection.runs(runs)])
    for label in ("Person", "Skill", "Unit"):
        stats += batch.tidy(label)
    batch.whole("Projection", [upstream.stamps(whole=True)])
    return stats


def refresh(store: GraphStore, upstream: Upstream, *, progress: Callable[[str], None] = quiet) -> WriteStats:
    """Brings the store up to date: all of it where it is stale, else what runs add; arguments as for `rebuild`."""
    if _unusable(store, upstream):
        return rebuild(store, upstream, progress=progress)
    progress("writing runs to the store")
    batch = _Batch(store, upstream.stamp())
    known, finished = _known(store), upstream.finished()
    present = set(store.read_nodes("Run")["id"].to_pylist())
    missing = [finished[name] for name in sorted(finished.keys() - present)]
    stats = batch.add("TIE", (projection.ties(run, known) for run in missing))
    stats += batch.add("LINK", (projection.links(run, known) for run in missing))
    for name in sorted(present - finished.keys()):
        stats += batch.tidy("TIE", name) + batch.tidy("LINK", name)
    stats += batch.whole("FEEDBACK", [projection.feedback(upstream.feedback(), known)])
    return stats + batch.whole("Run", [projection.runs(finished.values())])


def _unusable(store: GraphStore, upstream: Upstream) -> bool:
    """Whether the store is stale or so damaged that it cannot say."""
    try:
        store.ensure_schema()
        return stale(store, upstream)
    except StoreError:
        return True


def _known(store: GraphStore) -> pa.ChunkedArray:
    """Keys of the people in the store: an old run may have ties and links of people who are gone for good."""
    return store.read_nodes("Person", ["id"])["id"]


def _guard_against_strangers(store: GraphStore, upstream: Upstream) -> None:
    """A store on a server may be that of another workspace, whose readers would see the wrong organisation."""
    stamps = {row["id"]: row["stamp"] for row in store.read_nodes("Projection").to_pylist()}
    if stamps.get(WORKSPACE, upstream.ledger.manifest.workspace) != upstream.ledger.manifest.workspace:
        raise GuardError(
            "the graph store holds another workspace's graph",
            cure="give this one a database of its own; `bothways rebuild --allow-shrink` takes this one over",
        )


def _guard_against_shrinking(stand: pa.ChunkedArray, come: pa.ChunkedArray, most: float) -> None:
    """Whoever reads a store on a server would lose most of it."""
    gone = len(stand) - pc.sum(pc.is_in(stand, come)).as_py() if len(stand) else 0
    if gone > most * len(stand):
        raise GuardError(
            f"{gone} of the {len(stand)} people in the graph store are not in this workspace",
            cure="see that the store is this workspace's; if it is, `bothways rebuild --allow-shrink` lets them go",
        )


def _write_people(batch: _Batch, made: Mapping[str, pa.Table]) -> WriteStats:
    """People, units and skills, and what holds them together; nodes are tidied when everything stands."""
    stats = WriteStats()
    for label in ("Person", "Unit", "Skill"):
        stats += batch.add(label, [made[label]])
    for relation in ("PART_OF", "MEMBER_OF", "HAS_SKILL", "WANTS_SKILL"):
        stats += batch.whole(relation, [made[relation]])
    return stats


def _write_contacts(batch: _Batch, upstream: Upstream) -> WriteStats:
    """Weekly contacts, a stream that is never held as a whole."""
    owners = roster.accounts(upstream.ledger.snapshot("people"))
    files, bots = upstream.ledger.contact_files(), upstream.organisation.gathered.bots
    with weekly_contacts(files, owners, upstream.options.ties, bots=bots) as weekly:
        return batch.whole("CONTACT", map(projection.contacts, _gathered(weekly)))


def _gathered(batches: pa.RecordBatchReader) -> Iterator[pa.Table]:
    """The same rows in tables of about `ROWS`: a store takes few large ones more cheaply than many small ones."""
    held: list[pa.RecordBatch] = []
    for batch in batches:
        held.append(batch)
        if sum(part.num_rows for part in held) >= ROWS:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


@dataclass(frozen=True)
class _Batch:
    """One batch in one store."""

    store: GraphStore
    name: str

    def add(self, element: str, tables: Iterable[pa.Table]) -> WriteStats:
        """Writes tables; the batch knows the element even where there are none."""
        write = self.store.write_nodes if element in schema.NODES else self.store.write_rels
        empty = schema.element(element).schema.empty_table()
        return sum((write(element, table, batch=self.name) for table in chain([empty], tables)), WriteStats())

    def tidy(self, element: str, owner: str | None = None) -> WriteStats:
        """Removes what the batch did not touch."""
        return self.store.tidy(Scope(element, owner), self.name)

    def whole(self, element: str, tables: Iterable[pa.Table]) -> WriteStats:
        """Writes all there is of an element and removes the rest."""
        return self.add(element, tables) + self.tidy(element)
