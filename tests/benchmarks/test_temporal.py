"""What the past says of portfolios: figures by hand, and one small organisation for real."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import enron
from benchmarks.temporal import among_all, line
from benchmarks.temporal_subjects import days_of, examined, frontier, paired, pooled
from bothways.demo.organisation import generate

FOUND: dict[str, Any] = {"days": 5, "met": 31, "plausible_met": 78, "share": 0.4, "low": 0.3, "high": 0.5, "times": 7.3}


def test_a_line_by_hand() -> None:
    assert line("enron", FOUND) == "| enron | 5 | 31 | 78 | 0.40 (0.30 to 0.50) | 7.3 | **no** |\n"
    assert line("enron", FOUND | {"low": 0.9, "times": 3.0}).endswith("| yes |\n")
    assert line("enron", FOUND | {"low": 0.95, "times": 2.9}).endswith("| **no** |\n")


def test_a_line_among_all_pairs_by_hand() -> None:
    row = FOUND | {"give_up": 0.03, "low": 0.92, "most_times": 15.8}
    assert among_all("enron", 15, row) == "| enron | 15 | 3% | 31 | 78 | 0.40 (0.92 to 0.50) | 7.3 | 15.8 | yes |\n"
    assert among_all("enron", 15, row | {"times": 2.9}).endswith("| **no** |\n")


def test_the_share_lies_in_its_interval_which_narrows_with_more_days() -> None:
    share, low, high = pooled([6] * 5, [12] * 5, 60)
    assert share == pytest.approx(0.5)
    assert low < 0.5 < high
    _, lower, higher = pooled([6] * 50, [12] * 50, 60)
    assert low < lower < 0.5 < higher < high


def test_the_interval_is_that_of_the_logarithm_of_a_ratio() -> None:
    # Katz and others (1978): the variance of log(ratio) is about 1/x - 1/n + 1/y - 1/m; 60 of 300 and 120 of 300.
    _, low, high = pooled([12] * 5, [24] * 5, 60)
    spread = 1.96 * (1 / 60 - 1 / 300 + 1 / 120 - 1 / 300) ** 0.5
    assert (low, high) == pytest.approx((0.5 * 2.718282**-spread, 0.5 * 2.718282**spread), rel=0.03)


def test_a_pair_of_many_days_is_drawn_once() -> None:
    """The same sixty hits on each of five days say as much as on one day, and not five times as much."""
    problem = SimpleNamespace(a=np.arange(90), b=np.arange(90) + 90)
    day: Any = SimpleNamespace(problem=problem, came=np.ones(90, np.bool_), plausible=np.arange(30, 90))
    one, five = (paired([(day, np.arange(60))] * many) for many in (1, 5))
    assert one == five
    assert one[0] == 1
    # 30 of 60 are common to both: half of what is compared is the same, so the variance of the ratio's logarithm is
    # that of 30 hits against 30 others beside 30 common ones, 2 * 30 / 60^2
    spread = 1.96 * (2 * 30 / 60**2) ** 0.5
    assert one[1:] == pytest.approx((2.718282**-spread, 2.718282**spread), rel=0.03)


def test_the_days_of_a_small_organisation(tmp_path: Path) -> None:
    generate(tmp_path / "tables", people=120, seed=1)
    looks = examined(tmp_path / "space", 10, sorted((tmp_path / "tables").glob("*.csv*"))).looks
    assert len(looks) == 5
    assert all(0 < look.portfolio.links <= 10 for look in looks)
    days = days_of(tmp_path / "space", (0.5, 0.7), 20)
    assert len(days) == 2
    assert paired([(day, day.plausible) for day in days])[0] in (0.0, 1.0)  # the same set has the same hits
    rows = frontier(days)
    assert [row["times"] for row in rows] == sorted(row["times"] for row in rows)  # who gives up more opens no less
    assert all(row["times"] <= row["most_times"] for row in rows)


def test_mails_of_an_archive_are_one_row_a_recipient_and_the_undated_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "messages.csv").write_text("message_id,sender_id,sent_at_unix\n1,7,993945600\n2,8,\n", encoding="utf-8")
    (tmp_path / "recipients.csv").write_text("message_id,recipient_id\n1,8\n1,9\n2,9\n", encoding="utf-8")
    (tmp_path / "employees.csv").write_text("person_id,unit\n7,Law\n8,Gas\n9,Gas\n", encoding="utf-8")
    mails, people = enron.tables(tmp_path, tmp_path)
    assert mails.read_text(encoding="utf-8").split() == ["id,from,to,at", "1,7,8,993945600", "1,7,9,993945600"]
    assert people.read_text(encoding="utf-8").split() == ["person,unit", "7,Law", "8,Gas", "9,Gas"]
