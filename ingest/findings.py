"""What went wrong and what was counted: rejects of a file, the dead-letter file, the report of one call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from graph.errors import InputError
from graph.manifest import SourceCount
from graph.roster import Finding
from ingest.batch import Damage

KEPT = 1000
"""Rejects of one file that are written down; the others are only counted."""


@dataclass(frozen=True)
class Reject:
    """A row that cannot be used.

    Attributes:
        line: Line of the file (row of the sheet), from 1.
        field: Field it is about; "" for the whole line.
        reason: Why, in words.
        shape: The value with every letter as `x` and every digit as `9`.
    """

    line: int
    field: str
    reason: str
    shape: str = ""

    def __str__(self) -> str:
        value = f" ({self.shape})" if self.shape else ""
        return f"line {self.line}: " + (f"`{self.field}` " if self.field else "") + self.reason + value


@dataclass
class Rejects:
    """The rejects of one file, as they come; questions without an answer are counted beside them and are none."""

    file: str
    kept: list[Reject] = field(default_factory=list)
    count: int = 0
    unanswered: int = 0
    part: str = ""

    @property
    def where(self) -> str:
        """The file, and which part of it was read, for errors."""
        return f"{self.file}, {self.part}" if self.part else self.file

    def add(self, rows: NDArray[np.intp], lines: pa.Array, values: pa.Array, name: str, reason: str) -> None:
        """Counts rows (indices into `lines` and `values`) that fail a check, and keeps the first of them."""
        self.count += len(rows)
        for row in rows[: KEPT - len(self.kept)].tolist():
            self.kept.append(Reject(lines[row].as_py(), name, reason, redacted(values[row].as_py())))

    def add_damage(self, damaged: Iterable[Damage]) -> None:
        """Counts lines that could not be taken apart."""
        for one in damaged:
            self.count += 1
            if len(self.kept) < KEPT:
                self.kept.append(Reject(one.line, "", one.reason))

    def judge(self, rows: int, allowed: int | None) -> None:
        """Refuses the file when too many of its rows cannot be used.

        Args:
            rows: All rows of the file, less questions without an answer.
            allowed: Rejects that are let pass; None means max(2, 1 % of the rows).

        Raises:
            InputError: There is no row, none can be used or was answered, or more are rejected than may be.
        """
        if rows == 0 and self.unanswered:
            raise InputError(
                f"nobody has answered yet: the column skill is empty in all {self.unanswered:,} rows",
                where=self.where,
                cure="let people fill in what they can; rows that stay empty are skipped",
            )
        if rows == 0:
            raise InputError("the file holds a header and no row", where=self.where, cure="export it again")
        limit = max(2, rows // 100) if allowed is None else allowed
        shown = "; ".join(str(reject) for reject in self.first()[:3])
        if self.count == rows:
            every = "the only row" if rows == 1 else f"every one of the {rows:,} rows"
            cure = "correct them, or name the right columns with --map"
            raise InputError(f"{every} cannot be used: {shown}", where=self.where, cure=cure)
        if self.count > limit:
            raise InputError(
                f"{self.count:,} of {rows:,} rows cannot be used (at most {limit:,} may): {shown}",
                where=self.where,
                cure=f"correct them, name the right columns with --map, or give --max-rejects {self.count}",
            )

    def first(self) -> list[Reject]:
        """The first ten in the order of the file."""
        return sorted(self.kept, key=lambda one: (one.line, one.field))[:10]

    def write(self, folder: Path, digest: str) -> str:
        """Writes the dead letters of a file as JSON Lines; its name says which content they are of.

        Returns:
            The name of the file in `folder`; "" where there is no reject.
        """
        if not self.kept:
            return ""
        name = f"{Path(self.file).name}-{digest[:12]}.jsonl"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [
            msgspec.json.encode({"file": Path(self.file).name, **asdict(one)})
            for one in sorted(self.kept, key=lambda one: (one.line, one.field))
        ]
        (folder / name).write_bytes(b"\n".join(lines) + b"\n")
        return name


def redacted(value: str | None) -> str:
    """The shape of a value, never the value: enough to see that a date is 99/99/9999."""
    shape = re.sub(r"\d", "9", re.sub(r"[^\W\d_]", "x", value or ""))
    return shape if len(shape) <= 40 else f"{shape[:40]}..."


@dataclass(frozen=True)
class FileReport:
    """What one file was and gave.

    Attributes:
        name: The file as the user named it.
        kind: people, skills, interactions, pairs or feedback.
        source: The source its facts belong to.
        rows: All rows, rejects included.
        rejects: Rows that were not used.
        unanswered: Rows of a question sheet without an answer; skipped, and no rejects.
        first_rejects: The first of them, redacted.
        dead_letters: Name of the file of rejects in the workspace; "" where there is none.
        columns: Field to the name of its column.
        ignored: Columns that nothing is taken from.
        refused: Columns that are never stored.
        warnings: What was taken for granted, as sentences.
    """

    name: str
    kind: str
    source: str
    rows: int
    rejects: int
    unanswered: int
    first_rejects: tuple[Reject, ...]
    dead_letters: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...]
    refused: tuple[str, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What one call of `load` did, or would do.

    Attributes:
        files: One entry a file; a content that was given twice stands once.
        sources: What each source brought.
        findings: What does not fit between rows, over the whole ledger.
        notes: What else was taken for granted, as sentences.
        dry_run: True where nothing was changed.
    """

    files: tuple[FileReport, ...]
    sources: tuple[SourceCount, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    dry_run: bool = False

    @property
    def rejects(self) -> int:
        """Rows of all files that were not used."""
        return sum(file.rejects for file in self.files)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain values, for JSON."""
        return {
            "dry_run": self.dry_run,
            "files": [{**asdict(file), "columns": dict(file.columns)} for file in self.files],
            "sources": [asdict(source) for source in self.sources],
            "findings": [asdict(finding) for finding in self.findings],
            "notes": list(self.notes),
        }
