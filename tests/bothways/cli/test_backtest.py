"""`bothways backtest` on a made-up organisation, and where nothing can be said."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo of 300 people; read it, do not write there."""
    from bothways.cli.app import call  # noqa: PLC0415 - only who asks pays

    folder = tmp_path_factory.mktemp("backtest") / "demo"
    assert call(["demo", "--people", "300", "--no-serve", "-C", str(folder)]) == 0
    return folder


def test_it_tells_rankings_days_and_a_verdict(call: Call, made_up: Path, tmp_path: Path) -> None:
    out = tmp_path / "rankings.csv"
    code, said, _ = call("-C", made_up, "backtest", "--out", out)
    document = json.loads(call("-C", made_up, "backtest", "--json")[1])
    assert code == (5 if document["verdict"] == "too few to say" else 0)
    assert "had never been in contact" in said
    written = csv.DictReader(out.read_text(encoding="utf-8-sig").splitlines())
    assert [row["name"] for row in written] == [row["name"] for row in document["rankings"]]
    assert len(document["cuts"]) == 5


def test_a_day_that_is_none_or_outside_says_what_to_give(call: Call, made_up: Path) -> None:
    code, _, said = call("-C", made_up, "backtest", "--cut", "soon")
    assert (code, "write it like 2026-06-30" in said) == (2, True)
    code, _, said = call("-C", made_up, "backtest", "--cut", "1999-01-01")
    assert (code, "give a day between" in said) == (2, True)


def test_without_dates_there_is_too_little(call: Call, lawyers: Path) -> None:
    code, _, said = call("-C", lawyers, "backtest")
    assert code == 5
    assert "no contact carries a date" in said
