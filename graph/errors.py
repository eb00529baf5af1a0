"""One tree of errors. Each says what went wrong, where, and the cure; the command turns the class into an exit code.

BothwaysError
├── UsageError            wrong words on the command line, or a command that makes no sense here
│   └── SettingsError     a setting that is unknown or impossible; names the file and the key
├── InputError            a file was refused; nothing changed
├── GuardError            a guard stopped it: shrink guard, privacy, a folder that is not ours
├── TooLittleError        the data cannot carry the answer
└── BrokenError           the environment or our own files are broken
    ├── LedgerError       the ledger cannot be read
    └── StoreError        the graph store cannot be opened or written
"""

from __future__ import annotations


class BothwaysError(Exception):
    """What every error of Bothways is.

    Args:
        message: What happened, in one sentence without the final full stop.
        cure: What the reader can do about it, as an order ("give --as people").
        where: The file, line, column or setting it is about, as a reader would write it.
    """

    def __init__(self, message: str, *, cure: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message}" + (f"; {self.cure}" if self.cure else "")


class UsageError(BothwaysError):
    """The command was called in a way that makes no sense."""


class SettingsError(UsageError):
    """A setting is unknown or impossible."""


class InputError(BothwaysError):
    """A file was refused; the workspace is as it was."""


class GuardError(BothwaysError):
    """A guard stopped the command before it did harm."""


class TooLittleError(BothwaysError):
    """The data cannot carry the answer that was asked for."""


class BrokenError(BothwaysError):
    """The environment, or a file that Bothways wrote, is broken."""


class LedgerError(BrokenError):
    """The ledger cannot be read or written."""


class StoreError(BrokenError):
    """The graph store cannot be opened, read or written."""


def counted(number: int, one: str, many: str) -> str:
    """A number with what it counts, for a message: "1 tie weighs", "2 ties weigh"."""
    return f"{number:,d} {one if number == 1 else many}"
