"""The contract of a format, run on the built-in ones as a third party would, and seen to catch a careless one."""

from pathlib import Path

import pytest

from bothways.exports import as_csv, as_jsonl, as_parquet
from bothways.exports.contract import FormatContract


class TestCsv(FormatContract):
    write = staticmethod(as_csv.write)


class TestJsonLines(FormatContract):
    write = staticmethod(as_jsonl.write)


class TestParquet(FormatContract):
    write = staticmethod(as_parquet.write)


def test_a_careless_format_is_caught(tmp_path: Path) -> None:
    class Careless(FormatContract):
        calls = 0

        @classmethod
        def write(cls, table, path):
            Careless.calls += 1
            path.write_text(str(Careless.calls), encoding="utf-8")
            path.with_suffix(".log").write_text("", encoding="utf-8")

    with pytest.raises(AssertionError, match="differ"):
        Careless().test_the_same_table_gives_the_same_bytes(tmp_path)
    with pytest.raises(AssertionError, match="other files"):
        Careless().test_nothing_else_is_written(tmp_path)
