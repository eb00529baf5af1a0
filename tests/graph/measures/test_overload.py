import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.boundaries import Boundary
from graph.measures.overload import helped, load, overload

NOBODY = np.full(4, -1, dtype=np.int32)
NONE = np.zeros((0, 2), dtype=np.int32)
UNITS = {"ann": "A", "ben": "B", "cara": "C", "dan": "A"}


@pytest.fixture
def given_by_ann(exchange):
    """The example of the docstring: 6 mails to Ben and Cara each, 2 and 4 back, and 6 to Dan of the same unit."""
    lately = {("ann", "ben"): 6, ("ben", "ann"): 2, ("ann", "cara"): 6, ("cara", "ann"): 4, ("ann", "dan"): 6}
    return exchange(UNITS, lately=lately, turned=lately, weeks={("ann", "ben"): [0]})


@pytest.fixture
def units(network, boundary) -> Boundary:
    return boundary(network(UNITS, []), UNITS)


def test_links_and_people_elsewhere_who_give_little_back_are_load(given_by_ann, units) -> None:
    running = np.array([[0, 3], [2, 3]], dtype=np.int32)  # Ann with Dan, Cara with Dan
    informal = helped(given_by_ann, units, NOBODY, running)
    assert informal.tolist() == [1, 0, 0, 0]
    assert load(informal, running).tolist() == [2, 0, 1, 2]


@pytest.mark.parametrize("link", [[0, 1], [1, 0]])
def test_who_is_in_a_link_with_somebody_is_not_counted_twice(given_by_ann, units, link) -> None:
    running = np.array([link], dtype=np.int32)
    informal = helped(given_by_ann, units, NOBODY, running)
    assert informal.tolist() == [0, 0, 0, 0]
    assert load(informal, running).tolist() == [1, 1, 0, 0]


def test_helping_one_s_manager_or_report_is_no_load(given_by_ann, units) -> None:
    for manager in ([1, -1, -1, -1], [-1, 0, -1, -1]):
        assert helped(given_by_ann, units, np.array(manager, dtype=np.int32), NONE)[0] == 0


def test_four_contacts_and_twice_what_came_back_are_just_enough(exchange, units) -> None:
    lately = {("ann", "ben"): 4, ("ben", "ann"): 2, ("ann", "cara"): 3.99, ("dan", "cara"): 9, ("cara", "dan"): 4.6}
    made = exchange(UNITS, lately=lately, turned=lately, weeks={("ann", "ben"): [0]})
    assert helped(made, units, NOBODY, NONE).tolist() == [1, 0, 0, 0]


def test_who_has_no_unit_is_outside_nobody_s(given_by_ann, network, boundary) -> None:
    placed = boundary(network(UNITS, []), {"ann": "A", "cara": "C", "dan": "D"})
    assert helped(given_by_ann, placed, NOBODY, NONE)[0] == 1  # Dan, now of another unit; not Ben


def test_without_dates_or_directions_no_load_can_be_told(exchange, units) -> None:
    lately = {("ann", "ben"): 9.0}
    undated = exchange(UNITS, {("ann", "ben"): 9.0}, turned=lately)
    meetings = exchange(UNITS, lately=lately, weeks={("ann", "ben"): [0]})
    for made in (undated, meetings):
        informal = helped(made, units, NOBODY, NONE)
        assert np.isnan(informal).all()
        assert np.isnan(load(informal, NONE)).all()


CROWD = [f"p{i}" for i in range(5)]
"""Asked by 1, 1, 2, 3 and 60 people a week: the example of the docstring."""


@pytest.fixture
def asked(exchange):
    askers = [f"q{i:02d}" for i in range(60)]
    asking = {(q, "p4"): 8 for q in askers}
    asking |= {(q, f"p{i}"): 8 for i, many in enumerate((1, 1, 2, 3)) for q in askers[:many]}
    return exchange([*CROWD, *askers], asking=asking, turned=asking, weeks={("q00", "p4"): range(8)})


@pytest.fixture
def roster() -> np.ndarray:
    return np.array([True] * 5 + [False] * 60)


@pytest.fixture
def half_out(network, boundary):
    """p4 has half of the strength in the other unit."""
    made = network([*CROWD, *(f"q{i:02d}" for i in range(60))], {("p4", "p0"): 2, ("p4", "p1"): 1, ("p4", "p2"): 1})
    return made, boundary(made, {"p4": "A", "p0": "A", "p1": "B", "p2": "B"})


def _judge(network, units, asked, roster, **flags: bool):
    full, soft = (np.full(65, flags.get(name, False)) for name in ("full", "soft"))
    return overload(network, asked, units, roster, full=full, soft=soft)


def test_far_more_askers_than_usual_by_hand(half_out, asked, roster) -> None:
    found = _judge(*half_out, asked, roster, full=True)
    assert found.askers[:5].tolist() == [1, 1, 2, 3, 60]
    x = np.log([2, 2, 3, 4, 61])
    assert found.z[4] == pytest.approx((x[4] - x[2]) / (1.4826 * (x[2] - x[0])))
    assert found.overloaded.tolist() == [False] * 4 + [True] + [False] * 60
    assert np.isnan(found.z[5:]).all()


def test_someone_who_has_room_and_is_no_single_point_is_not_overloaded(half_out, asked, roster) -> None:
    assert not _judge(*half_out, asked, roster).overloaded.any()
    assert _judge(*half_out, asked, roster, soft=True).overloaded[4]


def test_under_half_of_the_strength_across_units_is_no_overload(network, boundary, half_out, asked, roster) -> None:
    people = half_out[0].people
    made = network(people, {("p4", "p0"): 2.1, ("p4", "p1"): 1, ("p4", "p2"): 1})
    assert not _judge(made, half_out[1], asked, roster, full=True).overloaded.any()
    alone = network(people, {})
    assert not _judge(alone, half_out[1], asked, roster, full=True).overloaded.any()


def test_a_week_in_which_nobody_asks_counts_too(exchange, half_out, roster) -> None:
    made = exchange(
        half_out[0].people, asking={("q00", "p4"): 2}, turned=[("q00", "p4")], weeks={("q00", "p4"): [0, 3]}
    )
    assert _judge(*half_out, made, roster).askers[4] == 2 / 8


def test_where_most_are_asked_alike_nothing_is_unusual(exchange, half_out, roster) -> None:
    made = exchange(half_out[0].people, asking={("q00", "p4"): 8}, turned=[("q00", "p4")], weeks={("q00", "p4"): [0]})
    found = _judge(*half_out, made, roster, full=True)
    assert not found.told
    assert not found.overloaded.any()


def test_without_dates_nobody_is_judged(exchange, half_out, roster) -> None:
    arcs = {(f"q{i:02d}", "p4"): 1.0 for i in range(60)}
    assert not _judge(*half_out, exchange(half_out[0].people, arcs, turned=arcs), roster, full=True).told


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda arc: arc[0] != arc[1]),
        st.integers(0, 12),
        min_size=1,
    ),
    st.lists(st.integers(-1, 2), min_size=6, max_size=6),
    st.lists(st.integers(-1, 5), min_size=6, max_size=6),
)
def test_a_count_arc_by_arc_agrees(
    exchange, arcs: dict[tuple[str, str], int], codes: list[int], above: list[int]
) -> None:
    units = Boundary("unit", ("A", "B", "C"), np.array(codes, dtype=np.int32))
    made = exchange("abcdef", lately=arcs, turned=arcs, weeks={next(iter(arcs)): [0]})
    found = helped(made, units, np.array(above, dtype=np.int32), NONE)
    for p, value in enumerate(found.tolist()):
        takers = [
            q
            for q in range(6)
            if q != p
            and -1 not in (codes[p], codes[q])
            and codes[p] != codes[q]
            and q != above[p]
            and p != above[q]
            and arcs.get(("abcdef"[p], "abcdef"[q]), 0) >= 4
            and arcs.get(("abcdef"[p], "abcdef"[q]), 0) >= 2 * arcs.get(("abcdef"[q], "abcdef"[p]), 0)
        ]
        assert value == len(takers)
