import datetime as dt

import pytest

from dashboard.views import words


def test_a_path_is_called_by_its_last_step_where_that_is_enough():
    assert words.short(["Sales/North", "Ops/North", "Ops/East"]) == {
        "Ops/East": "East",
        "Ops/North": "Ops/North",
        "Sales/North": "Sales/North",
    }


def test_a_bare_number_says_what_it_is_a_number_of():
    assert words.named("level", ["1", "Lead"]) == {"1": "Level 1", "Lead": "Lead"}


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ([], ""),
        (["A"], "A"),
        (["A", "B"], "A and B"),
        (list("ABC"), "A, B and C"),
        (list("ABCDE"), "A, B, C and 2 more"),
    ],
)
def test_a_list_is_cut_and_what_is_left_is_counted(items, said):
    assert words.listed(items) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.0, "0\u00a0%"), (0.004, "under 1\u00a0%"), (0.256, "26\u00a0%"), (1.5, "150\u00a0%")]
)
def test_a_little_is_not_nothing(share, said):
    assert words.percent(share) == said


@pytest.mark.parametrize(
    ("date", "said"), [(None, ""), ("", ""), ("2025-03-14", "14 Mar 2025"), (dt.date(2025, 3, 4), "4 Mar 2025")]
)
def test_a_day_is_written_so_that_nobody_can_mistake_the_month(date, said):
    assert words.day(date) == said


def test_counts_and_signs():
    assert words.count(1, "link") == "1 link"
    assert words.count(1200, "person", "people") == "1,200 people"
    assert words.signed(-0.2) == "−0.20"
    assert (words.ties(2.26), words.ties(24.1)) == ("2.3", "24")
