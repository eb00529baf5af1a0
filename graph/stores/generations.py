"""The folder of an embedded store: one database file a generation, and a pointer to the one that counts.

A writer works on a copy and publishes it when it is done, by replacing the pointer. So a published file never changes:
whoever reads needs no lock and sees one whole state, and a writer that is killed, or fills the disk, or damages its
log, leaves the last published state as it was. What it left behind is swept by the next writer.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from pathlib import Path
from typing import IO

from graph.errors import StoreError

CURE = "`bothways rebuild` makes the store again from the ledger and the runs"


class Generations:
    """The database files in one folder; nothing is created by asking."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock: IO[str] | None = None

    def current(self) -> Path | None:
        """The published database; None where there is none yet.

        Raises:
            StoreError: The pointer names none.
        """
        pointer = self.folder / "current"
        if not pointer.exists():
            return None
        name = pointer.read_text(encoding="utf-8").strip()
        if _number(name) is None:
            raise StoreError("the store's pointer names no database", where=str(pointer), cure=CURE)
        return self.folder / name

    def lock(self) -> None:
        """Becomes the one writer, and sweeps what an earlier one left.

        Raises:
            StoreError: Somebody else is writing.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = (self.folder / ".lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            raise StoreError(
                "another process is writing this graph store", where=str(self.folder), cure="wait until it is done"
            ) from error
        self._sweep()

    def unlock(self) -> None:
        """Lets others write, after sweeping what was not published; the system unlocks for a writer that is killed."""
        if self._lock is not None:
            self._sweep()
            self._lock.close()

    def fresh(self) -> Path:
        """Where the next generation goes; nothing stands there."""
        taken = [number for path in self.folder.iterdir() if (number := _number(path.name)) is not None]
        return self.folder / f"graph-{max(taken, default=0) + 1}.ladybug"

    def copy(self) -> Path:
        """A copy of the current generation to work on.

        Raises:
            StoreError: There is no room, or the current generation is gone.
        """
        current, target = self.current(), self.fresh()
        if current is not None:
            try:
                shutil.copyfile(current, target)
            except OSError as error:
                target.unlink(missing_ok=True)
                raise StoreError(
                    f"the store cannot be copied ({error.strerror})", where=str(current), cure=CURE
                ) from error
        return target

    def publish(self, path: Path) -> None:
        """Makes a closed database the current one; readers of the one before keep what they opened."""
        with path.open("rb") as file:
            os.fsync(file.fileno())
        pointer = self.folder / ".current.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(path.name + "\n")
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.folder / "current")
        handle = os.open(self.folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)

    def _sweep(self) -> None:
        """Removes every generation but the current one, with its log."""
        try:
            current = self.current()
        except StoreError:
            current = None
        for path in self.folder.glob("graph-*.ladybug*"):
            if current is None or path.name != current.name:
                path.unlink()


def _number(name: str) -> int | None:
    """The number of a generation's file; None for other names."""
    found = re.fullmatch(r"graph-(\d+)\.ladybug", name)
    return int(found[1]) if found else None
