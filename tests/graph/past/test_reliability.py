"""Reliability: chances that are right, too sure or too high; Wilson's interval of a textbook."""

import numpy as np
import pytest

from graph.past.reliability import reliability


def chances(seed: int, many: int = 4_000) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.02, 0.6, many)


def drawn(chance: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(len(chance)) < chance


def test_right_chances_are_good_and_have_no_error_left() -> None:
    chance = chances(0)
    found = reliability(chance, drawn(chance, 1), seed=0)
    assert found is not None
    assert found.good
    assert abs(found.error) < 0.01
    assert found.slope == pytest.approx(1, abs=0.1)
    assert sum(part.pairs for part in found.bins) == 4_000
    assert sum(part.low <= part.expected <= part.high for part in found.bins) >= 8  # of 10, at 95 % each


def test_chances_that_are_too_sure_have_a_flat_slope() -> None:
    chance = chances(2)
    sure = 1 / (1 + np.exp(-2 * np.log(chance / (1 - chance))))  # odds squared
    found = reliability(sure, drawn(chance, 3), seed=0)
    assert found is not None
    assert found.slope == pytest.approx(0.5, abs=0.06)
    assert not found.good


def test_chances_that_are_all_too_high_are_off_by_that() -> None:
    chance = chances(4)
    found = reliability(np.minimum(chance + 0.2, 0.99), drawn(chance, 5), seed=0)
    assert found is not None
    assert found.error == pytest.approx(0.2 - 0.025, abs=0.02)  # less what right chances are off by
    assert not found.good


def test_too_few_pairs_give_no_table() -> None:
    assert reliability(chances(6, 199), drawn(chances(6, 199), 7), seed=0) is None


def test_the_interval_is_wilson_s() -> None:
    # 81 of 263: .2553 to .3662 in Newcombe (1998), Statistics in Medicine 17, 857, table I.
    from graph.past.reliability import _bin  # noqa: PLC0415 - the formula alone

    found = _bin(np.full(263, 0.3), np.arange(263) < 81)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_a_chance_of_one_leaves_a_slope() -> None:
    chance = np.append(chances(8), 1.0)
    found = reliability(chance, np.append(drawn(chances(8), 9), True), seed=0)
    assert found is not None
    assert np.isfinite(found.slope)
