"""CSV, JSON Lines, Parquet: the same table gives the same bytes, and a spreadsheet runs nothing."""

import csv
import datetime as dt
import json
from importlib.metadata import EntryPoint
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothways.exports import formats
from bothways.exports.as_csv import cell
from graph.errors import BrokenError, UsageError

TABLE = pa.table(
    {
        "text": ["=HYPERLINK(1)", "plain", None],
        "real": [0.1234567, 1e-7, None],
        "whole": [1, None, 3],
        "flag": [True, False, None],
        "day": [dt.date(2026, 1, 2), None, None],
    }
)


def test_the_three_built_in_formats_are_registered_like_anybody_s() -> None:
    assert {"csv", "jsonl", "parquet"} <= set(formats.installed())


def test_an_unknown_format_names_the_installed_ones_and_the_nearest() -> None:
    with pytest.raises(UsageError, match="csv, jsonl, parquet; did you mean parquet"):
        formats.chosen(["csv", "parket"])


def test_a_format_that_cannot_be_imported_says_where_it_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"odd": EntryPoint("odd", "no_such_module:write", formats.GROUP)}
    monkeypatch.setattr(formats, "installed", lambda: broken)
    with pytest.raises(BrokenError, match="no_such_module"):
        formats.chosen(["odd"])


def test_another_package_s_format_is_called_with_a_table_and_a_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # `shutil.copy` stands for any function that is registered under a name
    point = EntryPoint("other", "shutil:copy", formats.GROUP)
    monkeypatch.setattr(formats, "entry_points", lambda group: [point] if group == formats.GROUP else [])
    import shutil  # noqa: PLC0415

    assert formats.chosen(["other"]) == {"other": shutil.copy}


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_the_same_table_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    write = formats.chosen([name])[name]
    write(TABLE, tmp_path / "one")
    write(TABLE, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("name", ["csv", "jsonl", "parquet"])
def test_an_empty_table_is_a_file_too(name: str, tmp_path: Path) -> None:
    formats.chosen([name])[name](TABLE.slice(0, 0), tmp_path / "empty")
    assert (tmp_path / "empty").exists()


def test_csv_says_what_a_spreadsheet_needs(tmp_path: Path) -> None:
    formats.chosen(["csv"])["csv"](TABLE, tmp_path / "table.csv")
    data = (tmp_path / "table.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbftext,real,whole,flag,day\r\n")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert rows[0] == {"text": "'=HYPERLINK(1)", "real": "0.123457", "whole": "1", "flag": "true", "day": "2026-01-02"}
    assert rows[2] == {"text": "", "real": "", "whole": "3", "flag": "", "day": ""}


def test_json_lines_keep_types_and_nulls(tmp_path: Path) -> None:
    formats.chosen(["jsonl"])["jsonl"](TABLE, tmp_path / "table.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "table.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[1] == {"text": "plain", "real": 1e-7, "whole": None, "flag": False, "day": None}
    assert rows[0]["day"] == "2026-01-02"


def test_parquet_gives_back_the_table(tmp_path: Path) -> None:
    formats.chosen(["parquet"])["parquet"](TABLE, tmp_path / "table.parquet")
    assert pq.read_table(tmp_path / "table.parquet").equals(TABLE)


@given(st.text())
def test_no_text_reaches_a_spreadsheet_as_a_formula(text: str) -> None:
    said = cell(text)
    harmless = (
        not said.startswith(("=", "+", "-", "@", "\t", "\r"))
        or said.lstrip("+-").replace(",", "").replace(".", "").isdecimal()
    )
    assert harmless
    assert said.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", ["-12", "+4.5", "-3,25"])
def test_a_number_in_words_stays_as_it_is(text: str) -> None:
    assert cell(text) == text
