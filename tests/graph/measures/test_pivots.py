import networkx as nx
import numpy as np
import pytest

from graph.core import Core, build
from graph.kernels import betweenness, pool
from graph.kernels.betweenness import counted
from graph.measures import pivots
from graph.measures.pivots import Estimate, Half, estimate
from graph.measures.residual import residual


def _core(graph: nx.Graph) -> Core:
    ends = sorted(tuple(sorted(pair)) for pair in graph.edges)
    a, b = (np.array([pair[i] for pair in ends], dtype=np.int32) for i in (0, 1))
    return build(len(graph), a, b, np.ones(len(ends)))


def _degree(core: Core) -> np.ndarray:
    return np.diff(core.start)[core.place]


def _lots(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def units() -> Core:
    """800 people in 20 units, most of the about 6,800 ties inside; some know many more than others."""
    lots = _lots(5)
    outgoing = np.minimum(lots.pareto(2, 800) + 1, 20)
    unit = np.arange(800) // 40
    near = np.where(unit[:, None] == unit[None, :], 0.12, 0.003)
    tied = np.triu(lots.random((800, 800)) < near * np.outer(outgoing, outgoing), 1)
    a, b = np.nonzero(tied)
    return build(800, a.astype(np.int32), b.astype(np.int32), np.ones(len(a)))


@pytest.fixture(scope="module")
def exact(units: Core) -> np.ndarray:
    return counted(units.start, units.head, np.arange(800, dtype=np.int32))[units.place] / 2


def _estimate(core: Core, seed: int, *, first: int, most: int | None = None, reliable: float = 2.0) -> Estimate:
    """By the number of pivots alone, unless a reliability below 1 is wanted."""
    return estimate(core, _degree(core), _lots(seed), first=first, most=most or first, reliable=reliable)


def test_everybody_as_a_pivot_is_exact(units: Core, exact: np.ndarray) -> None:
    found = _estimate(units, 0, first=256, most=4096)
    assert found.pivots == 800
    for values in (found.values, found.low, found.high):
        np.testing.assert_allclose(values, exact, rtol=1e-9, atol=1e-9)


def test_it_is_right_on_average(units: Core, exact: np.ndarray) -> None:
    # 60 samples: the mean is off by an eighth of what one is, and a mean over all people by far less.
    samples = np.array([_estimate(units, seed, first=32).values for seed in range(60)])
    error = (samples.mean(axis=0) - exact) / exact.mean()
    assert abs(error.mean()) < 0.01
    assert np.abs(error).mean() < np.abs(samples[0] - exact).mean() / exact.mean() / 5


def test_it_needs_fewer_pivots_than_linear_scaling(units: Core, exact: np.ndarray, monkeypatch) -> None:
    error = {}
    for inset in (betweenness.LINEAR, betweenness.INNER):
        monkeypatch.setattr(betweenness, "INNER", inset)
        error[inset] = np.mean([abs(_estimate(units, seed, first=64).values - exact).sum() for seed in range(5)])
    assert error[1] < 0.75 * error[0]


def test_intervals_hold_the_truth_for_about_nineteen_of_twenty(units: Core, exact: np.ndarray) -> None:
    held, width = [], []
    for seed in range(10):
        found = _estimate(units, seed, first=128)
        held.append(np.mean((found.low <= exact) & (exact <= found.high)))
        width.append(np.median(((found.high - found.low) / 2 / found.values)[found.values > 0]))
    assert 0.93 < np.mean(held) < 0.99
    assert np.mean(width) < 0.5


def test_pivots_are_doubled_until_the_halves_agree(units: Core) -> None:
    found = [_estimate(units, 0, first=16, most=300, reliable=reliable) for reliable in (0.3, 0.8, 2.0)]
    assert [one.pivots for one in found] == [32, 256, 300]  # the last doubling stops where there are enough
    assert found[0].reliability >= 0.3
    assert found[1].reliability >= 0.8 > 0.3


def test_reliability_is_that_of_two_halves_put_together(units: Core) -> None:
    degree, order = _degree(units), _lots(3).permutation(800)
    halves = [Half.empty(800), Half.empty(800)]
    for half, part in zip(halves, (order[:64:2], order[1:64:2]), strict=True):
        half.search(units, part)
    known = degree >= 2
    r = np.corrcoef(*(residual(half.values, degree)[known] for half in halves))[0, 1]
    assert _estimate(units, 3, first=64).reliability == pytest.approx(2 * r / (1 + r))


def test_who_was_drawn_is_told_of_by_the_others_only() -> None:
    # A star of 40: each point finds the middle between it and 38 others, half of each counts; 40 * 39 / 2 pairs = 780.
    star = _core(nx.star_graph(40))
    for seed in range(5):
        found = _estimate(star, seed, first=20)
        assert found.values[0] == pytest.approx(780)
        assert (found.low[0], found.high[0]) == pytest.approx((780, 780))


def test_of_whom_nothing_was_found_something_may_be_true() -> None:
    # Four people with five contacts among 41; one of 10 pivots finds 20 for each of three of them. Mean 2, times 40 is
    # 80. Variance of the mean (400 - 20 * 2) / 9 / 10 = 4, over its square 1, for 10 of 40 pivots 1 - 1/4 of it. So
    # three findings of the usual size are 3 * .75 * 80. With one contact nobody lies between others.
    found, degree = np.repeat([20.0, 0], [3, 38]), np.repeat([5, 1], [4, 37])
    half = Half(found, found**2, np.zeros(41), 10)
    low, high = pivots._interval(half, degree)
    assert half.values[:4].tolist() == [80, 80, 80, 0]
    assert high[0] == pytest.approx(80 * np.exp(1.959964 * np.sqrt(0.75)))
    assert low[0] * high[0] == pytest.approx(80**2)
    assert (low[3], high[3]) == (0, pytest.approx(180))
    assert high[4:].tolist() == [0] * 37


def test_nobody_s_spread_is_smaller_than_that_of_people_with_as_many_contacts() -> None:
    # Two people with five contacts: one found alike by all 10 pivots, the other by one of them (see above: .75).
    half = Half(np.array([20.0, 20] + [0] * 39), np.array([40.0, 400] + [0] * 39), np.zeros(41), 10)
    _, high = pivots._interval(half, np.repeat([5, 1], [2, 39]))
    np.testing.assert_allclose(high[:2], 80 * np.exp(1.959964 * np.sqrt([0.75 / 2, 0.75])))


def test_without_enough_people_to_compare_all_pivots_are_used() -> None:
    # A star has one person with two contacts: no residual, no reliability.
    found = _estimate(_core(nx.star_graph(40)), 0, first=4, most=16, reliable=0.95)
    assert found.pivots == 16
    assert np.isnan(found.reliability)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_a_handful_is_no_sample(people: int) -> None:
    found = _estimate(_core(nx.complete_graph(people)), 0, first=256)
    assert (found.values.tolist(), found.high.tolist(), found.pivots) == ([0] * people, [0] * people, people)


def test_threads_change_no_bit(units: Core) -> None:
    bits = set()
    for threads in (1, 2, 3):
        with pool.using(threads):
            found = _estimate(units, 0, first=100, most=200)
            bits.add((found.values.tobytes(), found.low.tobytes(), found.high.tobytes(), found.reliability))
    assert len(bits) == 1
