"""What the ledger's manifest says: its parts, the files they came from, what each source brought."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

SCHEMA = 1


@dataclass(frozen=True)
class Part:
    """One Parquet file of the ledger.

    Attributes:
        kind: people, skills, pairs, feedback or contacts.
        source: Which source it belongs to.
        file: Path below the ledger folder.
        rows: Number of rows.
        week: Weeks since 1970 (Monday based); None for snapshots and undated contacts.
    """

    kind: str
    source: str
    file: str
    rows: int
    week: int | None = None


@dataclass(frozen=True)
class FileNote:
    """A file that was loaded: kept in the manifest only, outside every comparison of results."""

    name: str
    size: int
    digest: str
    rows: int
    loaded_at: str = ""


@dataclass(frozen=True)
class SourceCount:
    """What one source brought in one call.

    Attributes:
        rows: Rows staged (for messages: one a line and recipient).
        new: Facts that were not known before.
        known: Facts that the ledger held already.
        repeats: Staged rows that say the same as another one.
        gone: Keys of the earlier snapshot that are not in this one.
        changed: Of the known ones those that say something else now; always 0 where facts are added up.
        to_self: Contacts of an account with itself, among the distinct staged ones.
        announcements: Messages to more than 50 recipients.
    """

    kind: str
    source: str
    rows: int
    new: int
    known: int = 0
    repeats: int = 0
    gone: int = 0
    to_self: int = 0
    announcements: int = 0
    changed: int = 0


@dataclass(frozen=True)
class Manifest:
    """What the ledger holds: its parts, the files they came from, the columns that were refused at the door.

    `workspace` tells this ledger from every other one, however alike; drawn once, outside every comparison of results.
    """

    parts: tuple[Part, ...] = ()
    files: tuple[FileNote, ...] = ()
    refused: tuple[str, ...] = ()
    counts: tuple[SourceCount, ...] = ()
    schema: int = SCHEMA
    workspace: str = ""

    @property
    def empty(self) -> bool:
        """True where nothing was ever ingested."""
        return not self.parts

    @property
    def repeats(self) -> int:
        """Contacts that said the same as another one of their call; what came in is the contacts and these."""
        return sum(count.repeats for count in self.counts if count.kind == "contacts")

    @property
    def sources(self) -> tuple[tuple[str, str], ...]:
        """(kind, source) of everything the ledger holds, sorted."""
        return tuple(sorted({(part.kind, part.source) for part in self.parts}))

    def of(self, kind: str, source: str | None = None) -> list[Part]:
        """The parts of one kind, of one source where given."""
        return [part for part in self.parts if part.kind == kind and source in (None, part.source)]


def read_manifest(document: dict[str, Any]) -> Manifest:
    """A manifest from its JSON document.

    Raises:
        ValueError: A later version wrote it.
    """
    if document["schema"] > SCHEMA:
        raise ValueError(f"schema {document['schema']}, this version knows {SCHEMA}")
    return Manifest(
        parts=tuple(Part(**part) for part in document["parts"]),
        files=tuple(FileNote(**note) for note in document["files"]),
        refused=tuple(document["refused"]),
        counts=tuple(SourceCount(**count) for count in document["counts"]),
        workspace=document.get("workspace", ""),
    )


def added(before: tuple[SourceCount, ...], now: tuple[SourceCount, ...]) -> tuple[SourceCount, ...]:
    """Counts by source over all calls; a call that brought nothing new counts for nothing."""
    sums = {(count.kind, count.source): count for count in before}
    for count in now:
        standing = sums.get((count.kind, count.source))
        if standing is None or count.kind != "contacts":
            sums[count.kind, count.source] = count
        elif count.new:
            repeats = standing.repeats + count.repeats
            sums[count.kind, count.source] = replace(count, new=standing.new + count.new, repeats=repeats)
    return tuple(sums[key] for key in sorted(sums))
