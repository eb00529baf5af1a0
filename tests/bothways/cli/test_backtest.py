"""`bothways backtest` on a made-up organisation, and where nothing can be said."""

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bothways.cli.backtest import RANKED, _beside

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


def test_columns_are_explained_and_fewer_days_are_said(call: Call, made_up: Path) -> None:
    # The made-up contacts begin on 2026-03-02: eighteen days later two Mondays lie between.
    code, said, _ = call("-C", made_up, "backtest", "--cut", "2026-03-20")
    assert code == 0
    (first, *_), lines = said.split("The links that would"), said.splitlines()
    shown = next(line for line in lines if line.startswith("ranked by"))
    assert all(title not in shown or f"\n{title}: " in first for title in RANKED)
    assert "\nGini: " in first
    assert "3 days, not 5: " in said
    assert re.search(r"(better|worse) than the index of Adamic and Adar.*\(AUC across lines less that of the", first)


def test_the_index_of_adamic_and_adar_is_better_only_where_the_interval_says_so() -> None:
    low_and_high = ((0.1, 0.2), (-0.2, -0.1), (-0.1, 0.2))
    said = ["better than", "worse than", "not surely better or worse than"]
    assert [_beside(*interval) for interval in low_and_high] == said


def test_a_day_that_is_none_or_outside_says_what_to_give(call: Call, made_up: Path) -> None:
    code, _, said = call("-C", made_up, "backtest", "--cut", "soon")
    assert (code, "write it like 2026-06-30" in said) == (2, True)
    code, _, said = call("-C", made_up, "backtest", "--cut", "1999-01-01")
    assert (code, "give a day between" in said) == (2, True)


def test_without_dates_there_is_too_little(call: Call, lawyers: Path) -> None:
    code, _, said = call("-C", lawyers, "backtest")
    assert code == 5
    assert "no contact carries a date" in said
