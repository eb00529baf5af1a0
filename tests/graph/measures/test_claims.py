import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.measures import claims
from graph.measures.gaps import Gaps, judge


def _told(gaps: Gaps, made: claims.Claims) -> dict[tuple[str, ...], str]:
    names = gaps.boundary.groups
    return {tuple(names[g] for g in pair): said for pair, said in zip(gaps.pairs.tolist(), made.finding, strict=True)}


def test_a_planted_silo_is_claimed_and_nothing_else(one_silo, planted_gaps: Gaps) -> None:
    made = claims.test(one_silo[0], planted_gaps, seed=0, draws=199)
    told = _told(planted_gaps, made)
    assert told.pop(("A", "B")) == "silo"
    assert set(told.values()) <= {"none", "gap"}
    assert made.beyond_chance
    assert (made.tested, made.draws, made.p_global) == (15, 199, 1 / 200)


def test_fewer_ties_than_chance_but_more_than_half_is_only_thinner(blocks) -> None:
    counts = {(x, y): 60 for x in "ABCDE" for y in "ABCDE" if x < y} | {("A", "B"): 38}
    network, units = blocks(counts, dict.fromkeys("ABCDE", 20))
    gaps = judge(network, units)
    made = claims.test(network, gaps, seed=0, draws=199)
    first = [tuple(pair) for pair in gaps.pairs.tolist()].index((0, 1))
    assert made.finding[first] == "thinner"
    assert made.swap_mean[first] / 2 < 38 < made.swap_mean[first]


def test_an_organisation_of_chance_gets_no_claim(blocks) -> None:
    # Every pair has the same number of ties: nothing is missing anywhere.
    network, units = blocks({(x, y): 25 for x in "ABCDE" for y in "ABCDE" if x < y}, dict.fromkeys("ABCDE", 15))
    gaps = judge(network, units)
    made = claims.test(network, gaps, seed=0, draws=99)
    assert not made.beyond_chance
    assert made.p_global > 0.05
    assert set(made.finding) <= {"none", "gap", "too thin"}


def test_pairs_that_no_tie_at_all_could_convict_are_too_thin(blocks) -> None:
    # A and B have four cross ties each, the others hundreds: no tie between A and B is what chance gives anyway.
    counts = {(x, y): 60 for x in "CDEF" for y in "CDEF" if x < y} | {(x, y): 1 for x in "AB" for y in "CDEF"}
    network, units = blocks(counts, dict.fromkeys("ABCDEF", 20))
    gaps = judge(network, units)
    made = claims.test(network, gaps, seed=0, draws=99)
    told = _told(gaps, made)
    assert told[("A", "B")] == "too thin"
    assert told[("C", "D")] in {"none", "gap"}
    thin = np.array([said == "too thin" for said in made.finding])
    assert np.isnan(made.p[thin]).all()
    assert not np.isnan(made.p[~thin]).any()
    assert made.tested == (~thin).sum()


def test_with_three_groups_a_gap_is_insular_and_never_a_silo(network, boundary) -> None:
    units = {f"{g}{i}": g for g in "AB" for i in range(5)}
    made = network(units, [(f"{g}{i}", f"{g}{(i + 1) % 5}") for g in "AB" for i in range(5)])
    said = claims.test(made, judge(made, boundary(made, units)), seed=0)
    assert (said.finding, said.draws, said.tested) == (("insular",), 0, 0)
    assert np.isnan(said.p_global)


def test_what_could_not_be_fitted_is_called_so(blocks) -> None:
    network, units = blocks({("A", x): 9 for x in "BCD"}, dict.fromkeys("ABCD", 6))
    assert set(claims.test(network, judge(network, units), seed=0).finding) == {"not fitted"}


def test_without_draws_gaps_are_gaps(planted_gaps: Gaps) -> None:
    said = claims.untested(planted_gaps)
    assert [word == "gap" for word in said.finding] == (planted_gaps.z >= 1).tolist()
    assert set(said.finding) == {"gap", "none"}
    assert (said.draws, said.beyond_chance, said.tested) == (0, False, 0)


def test_no_pairs_get_no_findings(blocks) -> None:
    network, units = blocks({}, {"A": 9})
    assert claims.test(network, judge(network, units), seed=0).finding == ()


def test_the_same_seed_gives_the_same_bytes(one_silo, planted_gaps: Gaps) -> None:
    one, two = (claims.test(one_silo[0], planted_gaps, seed=4, draws=99) for _ in range(2))
    assert (one.finding, one.p_global) == (two.finding, two.p_global)
    for column in ("p", "swap_mean", "swap_sd"):
        assert getattr(one, column).tobytes() == getattr(two, column).tobytes()


def test_names_that_sort_alike_give_the_same_claims(network, boundary, one_silo, planted_gaps: Gaps) -> None:
    old, units = one_silo
    renamed = dataclasses.replace(old, people=tuple(f"p{i:03d}" for i in range(len(old.people))))
    one = claims.test(old, planted_gaps, seed=0, draws=99)
    two = claims.test(renamed, judge(renamed, units), seed=0, draws=99)
    assert one.p.tobytes() == two.p.tobytes()


@given(st.lists(st.floats(0, 1), max_size=12), st.floats(0.01, 0.5))
def test_the_step_up_is_the_textbook_one(p: list[float], level: float) -> None:
    # Benjamini and Hochberg 1995, written out: the largest k with p_(k) <= level k / n, and all p up to it.
    ordered = sorted(p)
    limit = max((v for k, v in enumerate(ordered, 1) if v <= level * k / len(p)), default=-1)
    assert claims.step_up(np.array(p), level).tolist() == [v <= limit for v in p]


def test_the_step_up_agrees_with_a_second_library() -> None:
    # scipy.stats.false_discovery_control adjusts p; adjusted p at most the level is the same choice.
    from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to import

    p = np.random.default_rng(0).beta(0.3, 1, 200)
    np.testing.assert_array_equal(claims.step_up(p), false_discovery_control(p) <= 0.10)


def test_workfrance_shows_no_silo_beyond_chance(shipped) -> None:
    network, departments = shipped("workfrance")
    made = claims.test(network, judge(network, departments), seed=0, draws=199)
    assert not made.beyond_chance
    assert "too thin" in made.finding


@pytest.mark.parametrize(("observed", "expected"), [(300, 300 / 1000), (10, None)])
def test_the_normal_tail_helps_out_below_two_in_a_hundred(observed: int, expected: float | None) -> None:
    # 999 draws 1, 2, ..., 999: p = (1 + hits) / 1000 while that is over .02, else the smaller of it and the tail.
    counts = np.arange(1, 1000)[:, None]
    mean, sd = counts.mean(axis=0), counts.std(axis=0)
    p = claims._lower_tail(counts, np.array([observed - 1]), mean, sd)[0]
    assert p == pytest.approx(expected or 10 / 1000)


def test_far_below_all_draws_the_tail_gives_a_smaller_p_than_the_draws_can() -> None:
    # By hand: mean 100, sd 5, m 60: Phi((60.5 - 100) / 5) = Phi(-7.9) = 1.4e-15.
    counts = np.array([[95], [105]] * 50)
    p = claims._lower_tail(counts, np.array([60]), counts.mean(axis=0), counts.std(axis=0))[0]
    assert p == pytest.approx(1.395e-15, rel=1e-3)
