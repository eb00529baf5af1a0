"""One folder is one organisation: the names inside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workspace:
    """The places inside one workspace folder; nothing is created by asking for a name."""

    folder: Path

    @property
    def settings(self) -> Path:
        """`bothways.toml`."""
        return self.folder / "bothways.toml"

    @property
    def ledger(self) -> Path:
        """The truth: Parquet partitions and their manifest."""
        return self.folder / "ledger"

    @property
    def store(self) -> Path:
        """The embedded graph store; may be deleted at any time."""
        return self.folder / "store"

    @property
    def runs(self) -> Path:
        """One folder an analysis run."""
        return self.folder / "runs"

    @property
    def rejects(self) -> Path:
        """Rows that could not be read, JSON Lines, redacted."""
        return self.folder / "rejects"
