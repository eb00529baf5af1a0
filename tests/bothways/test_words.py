"""The one module of words that the terminal and the pages share."""

import pytest

from bothways import words
from dashboard.views import words as on_pages


def test_terminal_and_pages_say_counts_lists_shares_and_groups_with_the_same_functions() -> None:
    for name in ("count", "listed", "percent", "short"):
        assert getattr(on_pages, name) is getattr(words, name)


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ((10, 4, 2, False), "in 4 of 11 weeks"),  # this week and the ten before
        ((20, 9, 9, True), "fades: silent for 9 weeks, ask them"),
        ((0, 0, 0, False), "began this week"),
        ((3, 0, 3, False), "none yet in 3 weeks"),
        ((None, None, None, None), "not known yet: run again, or ask them"),
    ],
)
def test_whether_two_are_in_touch_reads_as_a_few_words(
    seen: tuple[int | None, int | None, int | None, bool | None], said: str
) -> None:
    assert words.in_touch(*seen[:3], fading=seen[3]) == said


def test_only_what_chance_seldom_gives_is_beyond_it() -> None:
    # 1.96 standard deviations: one time in twenty; None where there is nothing to compare with.
    assert [words.is_beyond_chance(z) for z in (-2.0, -1.9, 0.0, 1.96, None)] == [True, False, False, True, False]


@pytest.mark.parametrize(
    ("share", "said"), [(None, "–"), (0.0, "0\u00a0%"), (0.004, "under 1\u00a0%"), (0.256, "26\u00a0%")]
)
def test_a_share_reads_as_whole_percents_and_a_little_is_not_nothing(share: float | None, said: str) -> None:
    assert words.percent(share) == said


def test_a_group_is_called_by_its_last_step_and_cannot_steer_a_terminal() -> None:
    assert words.short(["Sales/No\x1brth", "Ops/East", None]) == {"Sales/No\x1brth": "No rth", "Ops/East": "East"}


def test_a_list_is_cut_after_three_and_the_rest_is_counted() -> None:
    assert words.listed(["a", "b", "c", "d"]) == "a, b, c and 1 more"
    assert words.listed(["a"]) == "a"
    assert words.listed([]) == ""


def test_what_rounds_to_nothing_has_no_sign() -> None:
    said = (words.real(-0.001), words.figure(-0.0), words.percent(-0.001), words.tenths(-0.0001))
    assert said == ("0.00", "0", "0\u00a0%", "0.0\u00a0%")
