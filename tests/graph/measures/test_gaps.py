import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.boundaries import Boundary
from graph.measures.gaps import Gaps, judge, tie_counts
from graph.network import Network


def _row(gaps: Gaps, first: str, second: str) -> int:
    groups = list(gaps.boundary.groups)
    wanted = sorted((groups.index(first), groups.index(second)))
    return gaps.pairs.tolist().index(wanted)


def _same(one: Gaps, two: Gaps) -> None:
    assert (one.null, one.level_used, one.boundary.groups) == (two.null, two.level_used, two.boundary.groups)
    for column in ("pairs", "observed", "expected", "z", "gap", "share", "bridged_by"):
        np.testing.assert_array_equal(getattr(one, column), getattr(two, column))


# The values of one small organisation ---------------------------------------------------------------------------------


def test_the_planted_silo_is_the_largest_gap(one_silo, planted_gaps: Gaps) -> None:
    assert (planted_gaps.null, len(planted_gaps.pairs)) == ("quasi", 15)
    assert int(np.argmax(planted_gaps.gap)) == _row(planted_gaps, "A", "B")
    assert planted_gaps.observed.sum() == len(one_silo[0].a)


def test_expected_ties_follow_from_the_margins(planted_gaps: Gaps) -> None:
    # By hand: A and B have 2 + 4 * 40 = 162 cross ties each, the other four 200. By symmetry
    # a_A = a_B = x and the rest y: x (x + 4 y) = 162 and y (2 x + 3 y) = 200.
    # So E_AB = x^2, found here by another way than sweeps.
    x, y = 5.0, 8.0
    for _ in range(50):  # Newton on the two equations
        jacobian = np.array([[2 * x + 4 * y, 4 * x], [2 * y, 2 * x + 6 * y]])
        x, y = np.array([x, y]) - np.linalg.solve(jacobian, [x * (x + 4 * y) - 162, y * (2 * x + 3 * y) - 200])
    row = _row(planted_gaps, "A", "B")
    assert planted_gaps.expected[row] == pytest.approx(x * x, rel=1e-8)
    assert planted_gaps.z[row] == pytest.approx((x * x - 2) / x, rel=1e-8)
    assert planted_gaps.gap[row] == pytest.approx(x * x - 2, rel=1e-8)


def test_a_gap_counts_from_one_standard_deviation_on(planted_gaps: Gaps) -> None:
    small = planted_gaps.z < 1
    assert not planted_gaps.gap[small].any()
    np.testing.assert_allclose(planted_gaps.gap[~small], (planted_gaps.expected - planted_gaps.observed)[~small])
    assert planted_gaps.share.sum() == pytest.approx(1)


def test_bridged_by_counts_people_of_both_groups(planted_gaps: Gaps) -> None:
    # Two ties, 0-0 and 1-1 by the way they are dealt out: two people on each side.
    assert planted_gaps.bridged_by[_row(planted_gaps, "A", "B")] == 4


def test_cells_find_the_pair_of_two_people(one_silo, planted_gaps: Gaps) -> None:
    people = {person: i for i, person in enumerate(one_silo[0].people)}
    ends = np.array([people["B-03"], people["A-01"]]), np.array([people["A-05"], people["A-02"]])
    assert planted_gaps.cells(*ends).tolist() == [_row(planted_gaps, "A", "B"), -1]


def test_expected_ties_never_exceed_what_is_possible(blocks) -> None:
    # Five people each: at most 25 ties. A and B are so outward that the margins alone would give more.
    counts = {("A", "C"): 100, ("A", "D"): 100, ("B", "C"): 100, ("B", "D"): 100, ("A", "B"): 5, ("C", "D"): 10}
    gaps = judge(*blocks(counts, {"A": 5, "B": 5, "C": 20, "D": 20}))
    assert gaps.expected[_row(gaps, "A", "B")] == 25


# Which null, which groups, which level --------------------------------------------------------------------------------


def test_with_two_or_three_groups_mixing_takes_over(blocks) -> None:
    gaps = judge(*blocks({("A", "B"): 6, ("A", "A"): 0}, {"A": 6, "B": 6}))
    # By hand: six ties, all across: D = 6 and 6, E = 36 / 12 = 3, so there are more than expected.
    assert (gaps.null, gaps.expected.tolist(), gaps.gap.tolist()) == ("mixing", [3.0], [0.0])


def test_two_closed_groups_are_a_gap_by_mixing(network, boundary) -> None:
    units = {f"{g}{i}": g for g in "AB" for i in range(5)}
    rings = [(f"{g}{i}", f"{g}{(i + 1) % 5}") for g in "AB" for i in range(5)]
    made = network(units, rings)
    gaps = judge(made, boundary(made, units))
    # By hand: 5 inside ties each, D = 10 and 10, E = 100 / 20 = 5, z = 5 / sqrt(5).
    assert gaps.expected.tolist() == [5.0]
    assert gaps.z[0] == pytest.approx(5**0.5)
    assert gaps.share.tolist() == [1.0]


def test_groups_without_a_cross_tie_are_left_out_of_the_fit(blocks) -> None:
    counts = {(x, y): 12 for x in "ABCD" for y in "ABCD" if x < y} | {("E", "E"): 0}
    gaps = judge(*blocks(counts, dict.fromkeys("ABCDE", 6)))
    assert gaps.boundary.groups == ("A", "B", "C", "D")
    assert (gaps.boundary.codes == -1).sum() == 6
    assert gaps.given.groups == ("A", "B", "C", "D", "E")


def test_a_group_that_all_ties_touch_leaves_every_pair_not_fitted(blocks) -> None:
    gaps = judge(*blocks({("A", x): 9 for x in "BCD"}, dict.fromkeys("ABCD", 6)))
    assert gaps.null == "not fitted"
    assert len(gaps.pairs) == 6
    assert np.isnan(np.stack((gaps.expected, gaps.z, gaps.gap, gaps.share))).all()
    assert gaps.observed.tolist() == [9, 9, 9, 0, 0, 0]


@pytest.mark.parametrize("sizes", [{}, {"A": 9}, {"A": 9, "B": 2}])
def test_without_two_groups_there_is_nothing_to_judge(sizes: dict[str, int], blocks) -> None:
    gaps = judge(*blocks({}, sizes))
    assert (gaps.null, len(gaps.pairs), gaps.pairs.shape) == ("none", 0, (0, 2))


def test_people_of_one_merged_group_lie_in_no_cell(blocks) -> None:
    counts = {(x, y): 10 for x in "ABCD" for y in "ABCD" if x < y} | {("P", "Q"): 4, ("A", "P"): 5, ("B", "Q"): 5}
    gaps = judge(*blocks(counts, dict.fromkeys("ABCD", 6) | {"P": 3, "Q": 3}))
    assert gaps.boundary.groups[-1] == "other units of the organisation"
    assert gaps.observed.sum() == 6 * 10 + 5 + 5


def _tree(blocks, between: int, divisions: str = "VWXY"):
    units = [f"{division}/{unit}" for division in divisions for unit in "12"]
    counts = {(x, y): between for x in units for y in units if x < y}
    return blocks(counts, dict.fromkeys(units, 6))


def test_thin_data_are_judged_one_level_higher(blocks) -> None:
    gaps = judge(*_tree(blocks, between=2))  # mean expected 2, under 3
    assert (gaps.level_used, gaps.boundary.groups) == (1, ("V", "W", "X", "Y"))
    assert gaps.observed.tolist() == [8] * 6


def test_enough_data_are_judged_where_they_are(blocks) -> None:
    gaps = judge(*_tree(blocks, between=3))
    assert (gaps.level_used, len(gaps.boundary.groups)) == (2, 8)


def test_nothing_is_rolled_up_to_fewer_than_four_groups(blocks) -> None:
    gaps = judge(*_tree(blocks, between=2, divisions="VWX"))
    assert (gaps.level_used, len(gaps.boundary.groups)) == (2, 6)


def test_siblings_are_expected_to_be_closer(blocks) -> None:
    units = [f"{division}/{unit}" for division in "VW" for unit in "123"]
    counts = {(x, y): 20 if x[0] == y[0] else 5 for x in units for y in units if x < y}
    gaps = judge(*blocks(counts, dict.fromkeys(units, 10)))
    np.testing.assert_allclose(gaps.expected, gaps.observed, rtol=1e-6)  # theta = 4 explains all of it


# Real sets, figures of the definitions --------------------------------------------------------------------------------


def test_krackhardt_has_three_groups_to_judge(shipped) -> None:
    network, units = shipped("krackhardt")
    gaps = judge(network, units)
    assert len(network.a) == 159
    assert sorted(gaps.boundary.sizes().tolist()) == [5, 8, 8]  # departments of 5 and 8, the rest merged
    assert gaps.null == "mixing"


def test_lazega_without_its_smallest_office_is_what_mixing_sees(shipped) -> None:
    network, offices = shipped("lazega")
    gaps = judge(network, offices)
    assert (len(network.a), sorted(offices.sizes().tolist())) == (1008, [4, 19, 48])
    assert gaps.boundary.sizes().tolist() == [48, 19]
    assert np.triu(tie_counts(network, gaps.boundary)).sum() == 941
    assert (gaps.null, gaps.observed.tolist()) == ("mixing", [205])
    assert gaps.expected[0] == pytest.approx(347.055, abs=5e-4)
    assert gaps.z[0] == pytest.approx(7.63, abs=5e-3)


def test_workfrance_merges_its_two_smallest_departments(shipped) -> None:
    network, departments = shipped("workfrance")
    gaps = judge(network, departments)
    assert (len(departments.groups), len(gaps.boundary.groups)) == (12, 11)
    merged = gaps.boundary.groups.index("other units of the organisation")
    assert gaps.boundary.sizes()[merged] == 6
    assert gaps.expected.sum() == pytest.approx(gaps.observed.sum())


# Properties -----------------------------------------------------------------------------------------------------------


@st.composite
def organisations(draw) -> tuple[list[tuple[int, int]], list[str]]:
    units = draw(st.lists(st.sampled_from("ABCDE"), min_size=24, max_size=40))
    person = st.integers(0, len(units) - 1)
    ties = draw(st.sets(st.tuples(person, person).filter(lambda t: t[0] < t[1]), min_size=10, max_size=120))
    return sorted(ties), units


def _judged(keys: list[str], ties: list[tuple[int, int]], units: list[str], network, boundary) -> Gaps:
    made: Network = network(keys, [(keys[x], keys[y]) for x, y in ties])
    groups: Boundary = boundary(made, dict(zip(keys, units, strict=True)))
    return judge(made, groups)


@given(organisation=organisations(), random=st.randoms(use_true_random=False))
def test_new_names_for_people_change_nothing(organisation, random, network, boundary) -> None:
    ties, units = organisation
    keys = [f"p{i:03d}" for i in range(len(units))]
    others = random.sample([f"q{i:03d}" for i in range(200)], len(units))
    _same(_judged(keys, ties, units, network, boundary), _judged(others, ties, units, network, boundary))


@given(organisation=organisations(), random=st.randoms(use_true_random=False))
def test_the_order_of_ties_does_not_matter(organisation, random, network, boundary) -> None:
    ties, units = organisation
    keys = [f"p{i:03d}" for i in range(len(units))]
    shuffled = random.sample(ties, len(ties))
    _same(_judged(keys, ties, units, network, boundary), _judged(keys, shuffled, units, network, boundary))


def test_people_dealt_to_other_units_change_the_gaps(one_silo, planted_gaps: Gaps) -> None:
    network, units = one_silo
    codes = np.random.default_rng(0).permutation(units.codes)
    dealt = judge(network, Boundary(units.kind, units.groups, codes, units.tree))
    assert dealt.gap.max() < planted_gaps.gap.max() / 2
