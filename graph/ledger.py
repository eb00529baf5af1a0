"""The truth on disk: facts as sets, in Parquet parts that a manifest names.

A commit writes new parts beside the old ones and then replaces the manifest in one rename, so whoever reads, and
whatever is killed when, sees the last committed state. Parts that no manifest names are swept by the next writer.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from graph.engine import engine
from graph.errors import GuardError, LedgerError, UsageError
from graph.facts import ADDED, CONTACTS, MESSAGES, SNAPSHOTS
from graph.manifest import FileNote, Manifest, Part, SourceCount, added, read_manifest
from graph.merge import WEEK_OF_DAY, merge_messages

SHRINK_LIMIT = 0.2
"""A snapshot that loses more than this share of its keys is stopped unless told otherwise."""

KEYS = {
    "people": ("person",),
    "skills": ("person", "skill", "kind"),
    "pairs": ("a", "b", "kind"),
    "feedback": ("link", "event", "person", "goal", "reason", "day"),
}


class Ledger:
    """Reads the ledger in `folder`; `stage` writes it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def manifest(self) -> Manifest:
        """The last committed manifest; an empty one where there is no ledger yet.

        Raises:
            LedgerError: The manifest cannot be read, or a later version wrote it.
        """
        path = self.folder / "manifest.json"
        if not path.exists():
            return Manifest()
        try:
            return read_manifest(json.loads(path.read_text(encoding="utf-8")))
        except (ValueError, TypeError, KeyError) as error:
            raise LedgerError(
                f"the ledger's manifest cannot be read ({error})",
                where=str(path),
                cure="restore it from a backup, or move the ledger folder away and ingest the files again",
            ) from error

    def snapshot(self, kind: str) -> pa.Table:
        """One table of all sources but contacts: its schema plus `source`, sorted; empty where there is nothing."""
        return _stacked(kind, [(part.source, self._open(part)) for part in self.manifest.of(kind)])

    def contact_files(self) -> list[Path]:
        """The parts that hold contacts (schema `CONTACTS` plus `source`), in a fixed order."""
        return [self.folder / part.file for part in self.manifest.of("contacts")]

    def stage(self) -> Staging:
        """Opens the one place where changes are prepared; use it in a `with` statement.

        Raises:
            LedgerError: Somebody else is writing.
        """
        return Staging(self)

    def _open(self, part: Part) -> pa.Table:
        try:
            return _completed(part.kind, pq.ParquetFile(self.folder / part.file).read())
        except (OSError, pa.ArrowException) as error:
            raise LedgerError(
                "a part of the ledger cannot be read",
                where=str(self.folder / part.file),
                cure="restore it from a backup, or move the ledger folder away and ingest the files again",
            ) from error


@dataclass
class Staging:
    """Changes that are not visible yet. Leaving without `commit` drops them."""

    ledger: Ledger
    _tables: dict[tuple[str, str], pa.Table] = field(default_factory=dict)
    _added: dict[tuple[str, str], list[pa.Table]] = field(default_factory=dict)
    _writers: dict[str, pq.ParquetWriter] = field(default_factory=dict)
    _prepared: tuple[Manifest, tuple[SourceCount, ...]] | None = None
    _published: bool = False

    def __enter__(self) -> Self:
        folder = self.ledger.folder
        self._created = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = (folder / ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise LedgerError(
                "another process is writing this ledger", where=str(folder), cure="wait until it is done"
            ) from error
        self._folder = folder / ".staging"
        self._sweep()
        self._folder.mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        if not self._published:
            self._sweep()  # a dry run and a stopped commit leave no part behind
        if self._created and self.ledger.manifest.empty:
            shutil.rmtree(self.ledger.folder, ignore_errors=True)
        self._lock.close()

    def replace(self, kind: str, source: str, table: pa.Table) -> None:
        """Stages the whole snapshot of one source; it will replace the one that stands."""
        _check_name(source)
        self._tables[kind, source] = _as_set(table.select(SNAPSHOTS[kind].names).cast(SNAPSHOTS[kind]))

    def add(self, kind: str, source: str, table: pa.Table) -> None:
        """Stages facts that are added to what stands, each once; of two that say the same, what either knows stands."""
        _check_name(source)
        facts = table.select(ADDED[kind].names).cast(ADDED[kind])
        self._added.setdefault((kind, source), []).append(facts)

    def add_messages(self, source: str, batch: pa.Table) -> None:
        """Stages messages; they are added to what stands, and merged by key."""
        _check_name(source)
        if source not in self._writers:
            self._writers[source] = pq.ParquetWriter(self._folder / f"{source}.messages", MESSAGES, compression="lz4")
        self._writers[source].write_table(batch.select(MESSAGES.names).cast(MESSAGES))

    def preview(self, kind: str) -> pa.Table:
        """What `Ledger.snapshot(kind)` will be after the commit."""
        tables = {part.source: self.ledger._open(part) for part in self.ledger.manifest.of(kind)}  # noqa: SLF001 - the two are one module
        tables |= {source: table for (k, source), table in self._tables.items() if k == kind}
        tables |= {source: self._whole(k, source) for k, source in self._added if k == kind}
        return _stacked(kind, sorted(tables.items()))

    def prepare(self, *, allow_shrink: bool = False) -> tuple[SourceCount, ...]:
        """Writes the new parts beside the old ones and counts what is new; nothing is visible yet.

        Raises:
            GuardError: A snapshot would lose more than 20 % of its keys.
        """
        if self._prepared is None:
            before = self.ledger.manifest
            if not allow_shrink:
                self._guard_against_shrinking(before)
            parts = {(part.kind, part.source, part.week): part for part in before.parts}
            counts = [self._prepare_snapshot(before, parts, key) for key in sorted(self._tables)]
            counts += [self._prepare_added(before, parts, key) for key in sorted(self._added)]
            counts += [self._prepare_contacts(before, parts, source) for source in sorted(self._writers)]
            order = sorted(parts.values(), key=lambda part: (part.kind, part.source, part.week or -1))
            self._prepared = replace(before, parts=tuple(order)), tuple(counts)
        return self._prepared[1]

    def commit(
        self, *, allow_shrink: bool = False, files: Sequence[FileNote] = (), refused: Iterable[str] = ()
    ) -> tuple[SourceCount, ...]:
        """Makes everything that was staged visible at once.

        Args:
            allow_shrink: Let a snapshot lose more than 20 % of its keys.
            files: What was loaded; noted in the manifest with the time.
            refused: Names of columns that were refused at the door.

        Returns:
            One count a kind and source.

        Raises:
            GuardError: A snapshot would lose more than 20 % of its keys; nothing was changed.
        """
        counts = self.prepare(allow_shrink=allow_shrink)
        assert self._prepared is not None  # noqa: S101 - prepare has just set it
        manifest = self._prepared[0]
        now = datetime.now(UTC).isoformat(timespec="seconds")
        notes = {note.digest: note for note in manifest.files}
        notes |= {note.digest: replace(note, loaded_at=now) for note in files}
        manifest = replace(
            manifest,
            files=tuple(notes.values()),
            refused=tuple(sorted({*manifest.refused, *refused})),
            counts=added(manifest.counts, counts),
            workspace=manifest.workspace or uuid.uuid4().hex,
        )
        self._publish(manifest)
        return counts

    def _guard_against_shrinking(self, before: Manifest) -> None:
        for (kind, source), table in self._tables.items():
            for part in before.of(kind, source):
                gone, _ = _difference(kind, self.ledger._open(part), table)  # noqa: SLF001 - the two are one module
                if gone > SHRINK_LIMIT * part.rows:
                    raise GuardError(
                        f"{gone} of {part.rows} {kind} would disappear from source {source!r}",
                        cure="check that the file is complete; if it is, give --allow-shrink",
                    )

    def _prepare_snapshot(
        self, before: Manifest, parts: dict[tuple[str, str, int | None], Part], key: tuple[str, str]
    ) -> SourceCount:
        kind, source = key
        table = self._tables[key]
        old = [self.ledger._open(part) for part in before.of(kind, source)]  # noqa: SLF001 - the two are one module
        gone, new = _difference(kind, old[0], table) if old else (0, table.num_rows)
        parts[kind, source, None] = self._add(kind, source, None, table)
        known = table.num_rows - new
        changed = known - _shared(old[0], table) if old else 0
        return SourceCount(kind, source, table.num_rows, new, known=known, gone=gone, changed=changed)

    def _prepare_added(
        self, before: Manifest, parts: dict[tuple[str, str, int | None], Part], key: tuple[str, str]
    ) -> SourceCount:
        kind, source = key
        given, whole = pa.concat_tables(self._added[key]), self._whole(kind, source)
        told = _merged(kind, given).num_rows
        new = whole.num_rows - sum(part.rows for part in before.of(kind, source))
        parts[kind, source, None] = self._add(kind, source, None, whole)
        return SourceCount(kind, source, given.num_rows, new, known=told - new, repeats=given.num_rows - told)

    def _whole(self, kind: str, source: str) -> pa.Table:
        """What stands of a table that is added to, with what was staged."""
        old = [self.ledger._open(part) for part in self.ledger.manifest.of(kind, source)]  # noqa: SLF001 - the two are one module
        return _merged(kind, pa.concat_tables([*old, *self._added[kind, source]]))

    def _prepare_contacts(
        self, before: Manifest, parts: dict[tuple[str, str, int | None], Part], source: str
    ) -> SourceCount:
        self._writers[source].close()
        standing = {part.week: self.ledger.folder / part.file for part in before.of("contacts", source)}
        with engine(self._folder) as connection:
            merged = merge_messages(connection, self._folder / f"{source}.messages", source, standing)
            for week in merged.weeks:
                clause = f"week IS NOT DISTINCT FROM {'NULL' if week is None else week}"
                path = self._folder / "contacts"
                chosen = ", ".join(f'"{name}"' for name in CONTACTS.names)
                part = connection.table("merged").filter(clause).order("message, recipient")
                part.project(f"{chosen}, '{source}' AS source").write_parquet(str(path), compression="zstd")
                parts["contacts", source, week] = self._place("contacts", source, week, path)
        return SourceCount("contacts", source, **merged.counts)

    def _add(self, kind: str, source: str, week: int | None, table: pa.Table) -> Part:
        path = self._folder / "part"
        pq.write_table(table, path, compression="zstd")
        return self._place(kind, source, week, path)

    def _place(self, kind: str, source: str, week: int | None, path: Path) -> Part:
        """Moves a written file to where the manifest will name it; its name is the digest of its bytes."""
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()[:16]
            os.fsync(file.fileno())
        stem = {"contacts": "undated" if week is None else f"{week:05d}"}.get(kind, "snapshot")
        name = f"{kind}/{source}/{stem}-{digest}.parquet"
        target = self.ledger.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        rows = pq.read_metadata(path).num_rows
        path.replace(target)
        return Part(kind, source, name, rows, week)

    def _publish(self, manifest: Manifest) -> None:
        path = self._folder / "manifest.json"
        text = json.dumps(asdict(manifest), indent=1, ensure_ascii=False)
        with path.open("w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.replace(self.ledger.folder / "manifest.json")
        self._published = True
        handle = os.open(self.ledger.folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def _sweep(self) -> None:
        """Removes what a killed writer left: its staging folder, and parts that the manifest does not name."""
        shutil.rmtree(self._folder, ignore_errors=True)
        named = {part.file for part in self.ledger.manifest.parts}
        for path in self.ledger.folder.glob("*/*/*.parquet"):
            if str(path.relative_to(self.ledger.folder)) not in named:
                path.unlink()


def week_of(day: int) -> int:
    """Number of the week that holds a day, both since 1970, weeks starting on Monday."""
    return (day + WEEK_OF_DAY) // 7


def _check_name(source: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", source):
        raise UsageError(
            f"{source!r} cannot name a source", cure="use letters, digits, dot, dash and underscore, at most 64"
        )


def _as_set(table: pa.Table) -> pa.Table:
    """Sorted distinct rows. Lists take part in the order as joined text."""
    keys = [pc.binary_join(c, "\x1f") if pa.types.is_list(c.type) else c for c in table.columns]
    plain = pa.table([*keys, pa.array(range(table.num_rows), pa.int64())], names=[*table.column_names, "_row"])
    first = plain.group_by(table.column_names).aggregate([("_row", "min")])
    order = first.sort_by([(name, "ascending") for name in table.column_names])["_row_min"]
    return table.take(order).combine_chunks()


def _merged(kind: str, table: pa.Table) -> pa.Table:
    """Sorted facts, one row a key that holds what any of its rows knows."""
    keys, schema = KEYS[kind], ADDED[kind]
    rest = [name for name in schema.names if name not in keys]
    rows = table.group_by(keys).aggregate([(name, "max") for name in rest]).rename_columns([*keys, *rest])
    return rows.select(schema.names).sort_by([(name, "ascending") for name in schema.names]).cast(schema)


def _difference(kind: str, old: pa.Table, new: pa.Table) -> tuple[int, int]:
    """Keys of `old` that `new` lacks, and rows of `new` whose key `old` lacks."""
    keys = list(KEYS[kind])
    before, after = old.select(keys), new.select(keys)
    gone = before.join(after, keys, join_type="left anti").num_rows
    return gone, after.join(before, keys, join_type="left anti").num_rows


def _shared(old: pa.Table, new: pa.Table) -> int:
    """Rows of `new` that stand in `old` as they are; both are sets."""
    with engine() as connection:
        rows = connection.from_arrow(new).intersect(
            connection.from_arrow(old.select(new.column_names).cast(new.schema))
        )
        return len(rows)


def _completed(kind: str, table: pa.Table) -> pa.Table:
    """A part of before a column was known, with the column; contacts never got one."""
    known = SNAPSHOTS | ADDED
    if kind not in known or len(known[kind]) == table.num_columns:
        return table
    for column in known[kind]:
        if column.name not in table.column_names:
            table = table.append_column(column, pa.nulls(table.num_rows, column.type))
    return table.select(known[kind].names)


def _stacked(kind: str, tables: list[tuple[str, pa.Table]]) -> pa.Table:
    facts = (SNAPSHOTS | ADDED)[kind]
    schema = facts.append(pa.field("source", pa.string()))
    stacked = [
        table.cast(facts).append_column("source", pa.array([source] * table.num_rows, pa.string()))
        for source, table in tables
    ]
    return pa.concat_tables(stacked).cast(schema) if stacked else schema.empty_table()
