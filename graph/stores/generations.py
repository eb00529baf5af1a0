"""The folder of an embedded store: one database file a generation, and a pointer to the one that counts.

A writer works on a copy and publishes it when it is done, by replacing the pointer. So a published file never changes:
whoever reads needs no lock and sees one whole state, and a writer that is killed, or fills the disk, or damages its
log, leaves the last published state as it was. What it left behind is swept by the next writer.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from graph.errors import StoreError

CURE = "`bothways rebuild` makes the store again from the ledger and the runs"
ROOM = "make room on the disk, then do it again"

_CURES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), ROOM),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "give yourself the right to read and write there"),
}
"""What helps against errors of the operating system; else a rebuild."""


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
        name = self._named()
        if name is None:
            return None
        if _number(name) is None:
            raise StoreError("the store's pointer names no database", where=str(self.folder / "current"), cure=CURE)
        return self.folder / name

    def _named(self) -> str | None:
        """What the pointer says, None where there is none."""
        pointer = self.folder / "current"
        with _failing("read", pointer):
            return pointer.read_text(encoding="utf-8", errors="replace").strip() if pointer.exists() else None

    def lock(self) -> None:
        """Becomes the one writer, and sweeps what an earlier one left.

        Raises:
            StoreError: Somebody else is writing, or nobody may write there.
        """
        with _failing("written", self.folder), ExitStack() as undo:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = undo.enter_context((self.folder / ".lock").open("w"))
            self._alone(lock)
            self.sweep()
            undo.pop_all()
        self._lock = lock

    def _alone(self, lock: IO[str]) -> None:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                "another process is writing this graph store", where=str(self.folder), cure="wait until it is done"
            ) from error

    def unlock(self) -> None:
        """Lets others write, after sweeping what was not published; the system unlocks for a writer that is killed."""
        if self._lock is not None:
            with self._lock:
                self.sweep()

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
            with _failing("copied", current), _or_nothing(target):
                shutil.copyfile(current, target)
        return target

    def publish(self, path: Path) -> None:
        """Makes a closed database the current one; readers of the one before keep what they opened.

        Raises:
            StoreError: There is no room; the one before is still the current one.
        """
        pointer = self.folder / ".current.new"
        with _failing("published", self.folder):
            _settle(path)
            pointer.write_text(path.name + "\n", encoding="utf-8")
            _settle(pointer)
            pointer.replace(self.folder / "current")
            _settle(self.folder)

    def sweep(self) -> None:
        """Removes every generation but the current one, with its log."""
        current = self._named()
        for path in self.folder.glob("graph-*.ladybug*"):
            if path.name != current:
                with _failing("tidied", path):
                    path.unlink(missing_ok=True)  # the engine removes files of its own when it is let go late


@contextmanager
def _failing(what: str, where: Path) -> Iterator[None]:
    """Turns errors of the operating system into ours, with a cure."""
    try:
        yield
    except OSError as error:
        cure = _CURES.get(error.errno or 0, CURE)
        raise StoreError(f"the store cannot be {what} ({error.strerror})", where=str(where), cure=cure) from error


@contextmanager
def _or_nothing(path: Path) -> Iterator[None]:
    """Leaves no half of a file behind."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _settle(path: Path) -> None:
    """Waits until the disk has it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _number(name: str) -> int | None:
    """The number of a generation's file; None for other names."""
    found = re.fullmatch(r"graph-(\d+)\.ladybug", name)
    return int(found[1]) if found else None
