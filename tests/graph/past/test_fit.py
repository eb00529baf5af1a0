"""The fit: against weights that outcomes were drawn from, the prior where nothing is known, and what must hold."""

import numpy as np
import pytest

from graph.past import fit as module
from graph.past.fit import PRIOR, Odds, fit, likened, one_level
from graph.suggest.nearness import Nearness
from graph.suggest.plausibility import DOCUMENTED, KINDS, parts, plausibility

TRUE = np.array([1.5, 0.0, 0.5, 0.8, 0.2])


def drawn(seed: int, many: int) -> Nearness:
    draw = np.random.default_rng(seed)
    return Nearness(
        common=draw.poisson(1, many),
        adamic_adar=draw.gamma(1, 1, many),
        three_steps=draw.gamma(2, 1, many),
        reach=draw.gamma(1, 0.5, many),
        same_place=draw.random(many) < 0.4,
        larger=draw.integers(1, 60, many),
    )


def outcomes(near: Nearness, seed: int, constant: float = -1.0) -> np.ndarray:
    chance = 1 / (1 + np.exp(-(parts(near) @ TRUE + constant)))
    return np.random.default_rng(seed).random(len(chance)) < chance


def test_with_many_pairs_it_finds_the_weights_that_drew_them() -> None:
    near = drawn(0, 60_000)
    found = fit(parts(near), outcomes(near, 1))
    assert found.weights == pytest.approx(TRUE, abs=0.08)
    assert found.constant == pytest.approx(-1, abs=0.15)


def test_no_weight_falls_below_0() -> None:
    near = drawn(2, 4_000)
    found = fit(parts(near), ~outcomes(near, 3))  # whoever is near does not meet
    assert (found.weights >= 0).all()


def test_with_next_to_nothing_it_stays_near_the_prior() -> None:
    near = drawn(4, 40)
    found = fit(parts(near), outcomes(near, 5, constant=-4.0))
    assert found.weights == pytest.approx([getattr(PRIOR, kind) for kind in KINDS], abs=0.35)


def test_a_kind_that_does_not_vary_keeps_its_prior() -> None:
    near = drawn(6, 500)
    found = fit(parts(Nearness(**{**vars(near), "same_place": np.zeros(500, bool)})), outcomes(near, 7))
    assert found.weights[KINDS.index("place")] == PRIOR.place


def test_leaning_harder_moves_less(monkeypatch: pytest.MonkeyPatch) -> None:
    near = drawn(8, 2_000)
    came, prior = outcomes(near, 9), np.array([getattr(PRIOR, kind) for kind in KINDS])
    soft = np.abs(fit(parts(near), came).weights - prior).sum()
    monkeypatch.setattr(module, "LEAN", 5_000.0)
    assert np.abs(fit(parts(near), came).weights - prior).sum() < soft / 2


@pytest.mark.parametrize("steep", [0.2, 1.0, 6.0])
def test_level_and_spread_stay_the_documented_ones(steep: float) -> None:
    near, weight = drawn(10, 5_000), np.random.default_rng(0).uniform(1, 9, 5_000)
    weights = likened(Odds(-3.0, steep * TRUE), near, weight)
    for moment in (_mean, _spread):
        ours, documented = (moment(plausibility(near, one), weight) for one in (weights, DOCUMENTED))
        assert ours == pytest.approx(documented, abs=2e-3)
    order = np.argsort(parts(near) @ TRUE)
    assert (np.diff(plausibility(near, weights)[order]) > -2e-3).all()  # weights keep three decimals


def test_odds_that_say_nothing_and_one_level_are_the_mean_for_all() -> None:
    near, even = drawn(11, 300), np.ones(300)
    mean = float(plausibility(near, DOCUMENTED).mean())
    for weights in (likened(Odds(0.0, np.zeros(5)), near, even), one_level(near, even)):
        assert plausibility(near, weights) == pytest.approx(np.full(300, mean), abs=1e-3)


def _mean(values: np.ndarray, weight: np.ndarray) -> float:
    return float(np.average(values, weights=weight))


def _spread(values: np.ndarray, weight: np.ndarray) -> float:
    return float(np.sqrt(np.average((values - _mean(values, weight)) ** 2, weights=weight)))
