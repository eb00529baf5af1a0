"""What every export format has to keep, for whoever writes one: subclass it in a test module and pytest runs it.

class TestMine(FormatContract):
    write = staticmethod(my_package.write)
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import ClassVar

import pyarrow as pa

from bothways.exports.formats import Write

AWKWARD = pa.table(
    {
        "text": ["=1+1", 'a "quoted", text;\nin two lines', "naïve 株式会社 \U0001f98a", "", None],
        "real": pa.array([0.1, -1e-12, 1e300, 0.0, None], pa.float64()),
        "whole": pa.array([0, -1, 2**53, 7, None], pa.int64()),
        "flag": [True, False, True, False, None],
        "day": pa.array([dt.date(1970, 1, 1), dt.date(2026, 12, 31), None, None, None], pa.date32()),
    }
)
"""Every type that a table of an export has, with values that are easy to get wrong."""


class FormatContract:
    """The tests of one format; `write` is what is registered in the entry-point group."""

    write: ClassVar[Write]

    def test_every_type_can_be_written(self, tmp_path: Path) -> None:
        """Text, floats, whole numbers, flags, dates and nulls."""
        path = self._written(AWKWARD, tmp_path / "table")
        _must(path.stat().st_size > 0, "nothing was written")

    def test_an_empty_table_is_a_file(self, tmp_path: Path) -> None:
        """So that a reader finds what the manifest names."""
        path = self._written(AWKWARD.slice(0, 0), tmp_path / "empty")
        _must(path.exists(), "there is no file")

    def test_the_same_table_gives_the_same_bytes(self, tmp_path: Path) -> None:
        """Also when it lies in memory in other pieces: no time, no random id, no hash order."""
        pieces = pa.concat_tables([AWKWARD.slice(0, 2), AWKWARD.slice(2)])
        made = [self._written(table, tmp_path / str(i)) for i, table in enumerate((AWKWARD, pieces.combine_chunks()))]
        _must(made[0].read_bytes() == made[1].read_bytes(), "two writings differ")

    def test_nothing_else_is_written(self, tmp_path: Path) -> None:
        """The folder of an export holds what its manifest names."""
        folder = tmp_path / "folder"
        folder.mkdir()
        self._written(AWKWARD, folder / "table")
        _must([path.name for path in folder.iterdir()] == ["table"], "there are other files")

    def _written(self, table: pa.Table, path: Path) -> Path:
        type(self).write(table, path)
        return path


def _must(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - an assertion
    if not holds:
        raise AssertionError(otherwise)
