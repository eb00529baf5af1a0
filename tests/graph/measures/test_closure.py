import numpy as np
import pytest

from graph.boundaries import Boundary
from graph.measures.closure import Closure, closure


def _closure(network, boundary, **more) -> Closure:
    return closure(network, boundary, np.ones(len(network.people), dtype=bool), seed=0, **more)


@pytest.fixture
def small(network, boundary):
    # A: a1, a2, a3, all tied; B: b1, b2 tied; ties across: a1-b1, a3-b2, a3-b1.
    groups = {"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B"}
    ties = ["a1 a2", "a2 a3", "a1 a3", "b1 b2", "a1 b1", "a3 b2", "a3 b1"]
    made = network(groups, [tuple(tie.split()) for tie in ties])
    return made, boundary(made, groups)


def test_the_index_of_a_small_case_by_hand(small) -> None:
    # A: int 3, ext 3: (3 - 6) / (3 + 6); B: int 1, ext 3: (3 - 2) / (3 + 2); all: (3 - 4) / (3 + 4).
    found = _closure(*small)
    np.testing.assert_allclose(found.ei_index, [-1 / 3, 1 / 5])
    np.testing.assert_allclose(found.insularity, [6 / 9, 2 / 5])
    assert found.organisation_ei == pytest.approx(-1 / 7)
    assert (found.people.tolist(), found.ties.tolist()) == ([3, 2], [6, 4])


def test_the_expected_index_of_a_small_case_by_hand(small) -> None:
    # n = 5: 1 - 2 * 2 / 4 and 1 - 2 * 1 / 4; all: 1 - 2 * (3 * 2 + 2 * 1) / (5 * 4).
    found = _closure(*small)
    np.testing.assert_allclose(found.ei_expected, [0.0, 0.5])
    assert found.organisation_expected == pytest.approx(0.2)


def test_people_without_a_group_and_unknown_accounts_do_not_count(small, network) -> None:
    made, groups = small
    people = ("a0", *made.people, "zz")
    wider = network(
        people,
        [("a0", person) for person in made.people]
        + [(made.people[x], made.people[y]) for x, y in zip(made.a, made.b, strict=True)]
        + [("a1", "zz")],
    )
    codes = np.array([-1, *groups.codes, 1], dtype=np.int32)
    known = np.array([True] * 6 + [False])
    one = _closure(made, groups)
    two = closure(wider, Boundary("unit", groups.groups, codes), known, seed=0)
    np.testing.assert_array_equal(one.ei_index, two.ei_index)
    np.testing.assert_array_equal(one.people, two.people)
    np.testing.assert_array_equal(one.ei_expected, two.ei_expected)


def test_krackhardt_has_the_indices_of_the_definitions(shipped) -> None:
    network, departments = shipped("krackhardt")
    found = _closure(network, departments)
    assert found.organisation_ei == pytest.approx(0.4969, abs=5e-5)
    assert found.organisation_expected == pytest.approx(0.5524, abs=5e-5)
    by_name = dict(zip(found.groups, found.ei_index, strict=True))
    indices = [by_name[f"Department {number}"] for number in range(1, 5)]
    assert indices == pytest.approx([0.5068, 0.2787, 0.7551, 0.6000], abs=5e-5)


def test_shuffles_keep_the_expected_index_in_the_mean(shipped) -> None:
    # The organisation's expected index is the exact mean over label permutations, so z must centre on it.
    network, departments = shipped("krackhardt")
    values = []
    rng = np.random.default_rng(1)
    for _ in range(400):
        codes = rng.permutation(departments.codes)
        values.append(_closure(network, Boundary("unit", departments.groups, codes), draws=1).organisation_ei)
    assert np.mean(values) == pytest.approx(0.5524, abs=4 * np.std(values) / 20)


def test_a_closed_group_lies_far_below_chance(blocks) -> None:
    counts = {("A", "B"): 5, ("C", "D"): 40, ("A", "C"): 40, ("B", "D"): 40}
    network, units = blocks(counts, dict.fromkeys("ABCD", 10))
    merged = Boundary("unit", ("AC", "BD"), np.array([0, 1, 0, 1], dtype=np.int32)[units.codes])
    found = _closure(network, merged)
    assert found.organisation_z < -3
    assert (found.z < -2).all()


def test_nothing_to_measure_is_nan_and_no_warning(network, boundary) -> None:
    made = network(["a", "b", "c"], [("a", "b")])
    found = _closure(made, boundary(made, {"a": "A", "b": "A", "c": "C"}))
    assert found.ei_index[0] == -1
    assert np.isnan([found.ei_index[1], found.insularity[1]]).all()
    nobody = _closure(made, boundary(made, {}))
    assert nobody.groups == ()
    assert np.isnan([nobody.organisation_ei, nobody.organisation_expected, nobody.organisation_z]).all()


def test_the_same_seed_gives_the_same_bytes(small) -> None:
    assert _closure(*small).z.tobytes() == _closure(*small).z.tobytes()
