"""Groups beside each other, and what chance gives within strata."""

import numpy as np
import pytest

from graph.exposure import DRAWS, Share, _Cells, _dealt, compare

NAMES = ("A", "B", "C")


def of(found: tuple[Share, ...], group: str) -> Share:
    return next(share for share in found if share.group == group)


def test_means_differences_and_ratios_by_hand() -> None:
    # A: 40 people, 10 of them with 2 links: .5. B: 60 people, 15 with 1: .25, half as many.
    x = np.array([2] * 10 + [0] * 30 + [1] * 15 + [0] * 45)
    group = np.array([0] * 40 + [1] * 60)
    found = compare(x, np.ones(100, np.int64), group, np.zeros(100, np.int64), NAMES)
    a, b = of(found, "A"), of(found, "B")
    assert (a.people, a.mean, a.difference, a.ratio) == (40, 0.5, 0.25, 2.0)
    assert (b.people, b.mean, b.difference, b.ratio) == (60, 0.25, -0.25, 0.5)
    assert a.low < 0.5 < a.high
    assert a.p == b.p  # two groups: one difference seen from either side
    assert a.explained == pytest.approx(0, abs=0.01)  # one stratum explains nothing


def test_shares_are_sums_over_sums() -> None:
    # A: 30 people with 2 of 3 answers accepted; B: 30 with 1 of 1, one of whom was not asked and is not counted.
    x = np.array([2] * 30 + [1] * 30 + [0])
    y = np.array([3] * 30 + [1] * 30 + [0])
    found = compare(x, y, np.array([0] * 30 + [1] * 31), np.zeros(61, np.int64), NAMES)
    assert (of(found, "A").mean, of(found, "B").mean) == (pytest.approx(2 / 3, abs=1e-6), 1.0)
    assert of(found, "B").people == 30


def test_small_groups_take_part_in_nothing_and_of_one_group_nothing_is_told() -> None:
    rng = np.random.default_rng(1)
    group = np.array([0] * 50 + [1] * 50 + [2] * 29)
    x = rng.poisson(0.5, 129)
    ones, strata = np.ones(129, np.int64), np.zeros(129, np.int64)
    found = compare(x, ones, group, strata, NAMES)
    assert [share.group for share in found] == ["A", "B"]
    x[100:] = 7  # whatever the small group has, no number says
    assert compare(x, ones, group, strata, NAMES) == found
    assert compare(x, ones, np.where(group == 1, 2, group), strata, NAMES, floor=80) == ()


def test_what_a_level_explains_is_no_finding_and_what_it_does_not_is() -> None:
    rng = np.random.default_rng(2)
    level = rng.integers(0, 4, 2_000)
    by_level = rng.poisson(0.2 + 0.4 * level)
    group = (rng.random(2_000) < 0.2 + 0.2 * level).astype(np.int64)  # more of B higher up
    ones, nothing = np.ones(2_000, np.int64), np.zeros(2_000, np.int64)
    unlike, alike = (of(compare(by_level, ones, group, strata, NAMES), "B") for strata in (nothing, level))
    assert unlike.difference > 0.2
    assert unlike.p < 0.001  # beside everybody it is beyond chance
    assert alike.p > 0.05  # beside people of the same level it is not
    assert alike.explained == pytest.approx(alike.difference, abs=0.1)
    denied = np.where(group == 1, by_level // 2, by_level)
    assert of(compare(denied, ones, group, level, NAMES), "B").p < 0.001


def test_labels_that_mean_nothing_are_seldom_found() -> None:
    rng = np.random.default_rng(3)
    strata = rng.integers(0, 10, 300)
    x = rng.poisson(0.3 + 0.1 * strata)
    ones = np.ones(300, np.int64)
    p = [
        min(share.p for share in compare(x, ones, rng.integers(0, 3, 300), strata, NAMES, seed=seed))
        for seed in range(60)
    ]
    # At .05 three of sixty are expected; ten or more come one time in a thousand (binomial).
    assert sum(value <= 0.05 for value in p) < 10


def test_dealing_keeps_margins_and_is_as_shuffling_people() -> None:
    table = np.array([[3, 1, 0], [2, 2, 4], [0, 1, 1]])
    dealt = _dealt(table, np.random.default_rng(4))
    assert (dealt.sum(axis=1) == table.sum(axis=0)).all()
    assert (dealt.sum(axis=2) == table.sum(axis=1)).all()
    # Hypergeometric: mean n K / N, variance n K/N (N - K)/N (N - n)/(N - 1); row 1 has 8 of 14, column 2 has 5.
    assert dealt[:, 1, 2].mean() == pytest.approx(8 * 5 / 14, abs=4 * np.sqrt(0.88 / DRAWS))
    assert dealt[:, 1, 2].var() == pytest.approx(8 * (5 / 14) * (9 / 14) * (6 / 13), rel=0.06)


def test_the_same_people_give_the_same_figures_in_any_order() -> None:
    rng = np.random.default_rng(5)
    x, group, strata = rng.poisson(0.5, 200), rng.integers(0, 2, 200), rng.integers(0, 5, 200)
    ones, order = np.ones(200, np.int64), rng.permutation(200)
    assert compare(x, ones, group, strata, NAMES) == compare(x[order], ones, group[order], strata[order], NAMES)


def test_a_stratum_in_which_nothing_can_change_is_kept_as_it_is() -> None:
    cells = _Cells(np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([0, 0, 1]), np.array([0, 1, 1]), np.array([0, 0, 1]))
    assert (cells.dealt(np.random.default_rng(6)) == cells.counts).all()
