import networkx as nx
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import core
from graph.errors import InputError
from graph.incoming import LARGEST_TIE
from graph.network import TIE_SCALE, TIES, Network

PEOPLE = ("a", "b", "c", "d")


def _table(rows: list[tuple[str, str, int, int]]) -> pa.Table:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    return pa.table([pa.array(c, field.type) for c, field in zip(columns, TIES, strict=True)], schema=TIES)


def _network(*rows: tuple[str, str, int, int]) -> Network:
    return Network.from_ties(PEOPLE, _table(list(rows)))


def _strengths(*strengths: float) -> Network:
    """Ties a-b, b-c, c-d, as many as there are strengths."""
    ends = np.arange(len(strengths), dtype=np.int32)
    return Network.from_strengths(PEOPLE, ends, ends + 1, np.array(strengths))


def test_ties_come_back_in_order_whatever_order_they_came_in() -> None:
    rows = [("a", "b", 1, 2), ("a", "c", 3, 0), ("b", "d", 0, 4)]
    assert _network(*reversed(rows)).to_ties().to_pylist() == _table(rows).to_pylist()


def test_the_other_way_round_is_the_same_tie() -> None:
    assert _network(("b", "a", 1, 2)).to_ties().to_pylist() == [{"a": "a", "b": "b", "onward": 2, "back": 1}]


def test_a_pair_that_comes_twice_is_added_up() -> None:
    twice = _network(("a", "b", 1, 2), ("c", "d", 5, 5), ("b", "a", 10, 20))
    assert twice.to_ties().to_pylist() == [
        {"a": "a", "b": "b", "onward": 21, "back": 12},
        {"a": "c", "b": "d", "onward": 5, "back": 5},
    ]


def test_what_is_no_tie_is_left_out() -> None:
    # With oneself, of strength 0, with somebody who is not there.
    assert _network(("a", "a", 5, 5), ("a", "b", 0, 0), ("a", "x", 1, 1), ("c", "d", 1, 0)).to_ties().num_rows == 1


@pytest.mark.parametrize("row", [("a", "b", -1, 5), ("a", "b", 5, -1)])
def test_a_flow_below_nothing_is_refused_with_the_cure(row) -> None:
    with pytest.raises(InputError, match="1 tie is weaker than nothing; correct the amounts"):
        _network(("c", "d", 1, 1), row)


@pytest.mark.parametrize(
    "rows", [[("a", "b", LARGEST_TIE, 1)], [("a", "b", LARGEST_TIE, 0), ("b", "a", 1, 0)]], ids=["at once", "in two"]
)
def test_a_tie_too_large_to_count_is_refused_with_the_cure(rows) -> None:
    with pytest.raises(InputError, match="more than can be counted; make the amounts smaller"):
        _network(*rows)
    assert _network(("a", "b", LARGEST_TIE - 1, 1)).onward.tolist() == [LARGEST_TIE - 1]


@pytest.mark.parametrize(
    "flow",
    [pa.array([1.0]), pa.array([float("nan")]), pa.array([float("inf")]), pa.array([None], pa.int64())],
    ids=["half ties", "NaN", "infinite", "nothing"],
)
def test_a_table_of_other_columns_is_refused_with_the_cure(flow) -> None:
    table = _table([("a", "b", 1, 1)]).set_column(2, "onward", flow)
    with pytest.raises(InputError, match=r"columns onward \(int64\); give flows as whole numbers"):
        Network.from_ties(PEOPLE, table)
    with pytest.raises(InputError, match=r"columns back \(int64\)"):
        Network.from_ties(PEOPLE, _table([]).drop_columns(["back"]))


@pytest.mark.parametrize("strength", [np.nan, np.inf, -np.inf, 2.0**62 / TIE_SCALE])
def test_a_strength_that_is_no_number_is_refused_with_the_cure(strength) -> None:
    with pytest.raises(InputError, match=r"1 strength is NaN, infinite or above .*; give every tie a finite strength"):
        _strengths(1, strength)


@pytest.mark.parametrize(
    ("people", "b", "said"),
    [
        (("a", "b"), [2**32 + 1], "a tie ends at 4,294,967,297, and people have the numbers 0 to 1; number ends as"),
        (("a", "b"), [5], "a tie ends at 5"),
        (("a", "b"), [1, 1], "1 and 2 ends and 1 strengths make no ties; give one a, one b and one strength"),
        (("a", "a"), [1], "people are not in order, or somebody is there twice; give tuple"),
        (("b", "a"), [1], "people are not in order"),
    ],
)
def test_ends_and_people_that_cannot_be_read_are_refused_with_the_cure(people, b, said) -> None:
    with pytest.raises(InputError) as refused:
        Network.from_strengths(people, np.array([0]), np.array(b), np.ones(1))
    assert said in str(refused.value)


def test_a_strength_below_0_is_refused_and_one_of_0_is_no_tie() -> None:
    with pytest.raises(InputError, match="weaker than nothing"):
        _strengths(1, -0.5)
    assert _strengths(1, 0, 2).strength.tolist() == [1, 2]


@given(st.lists(st.floats(1e-6, 1e6), min_size=1, max_size=3))
def test_strengths_come_back_within_a_step(strengths: list[float]) -> None:
    assert _strengths(*strengths).strength == pytest.approx(strengths, abs=1 / TIE_SCALE)


def test_more_ties_than_can_be_numbered_are_refused_at_the_door(monkeypatch) -> None:
    monkeypatch.setattr(core, "MOST_TIES", 4)
    rows = [("a", "b", 1, 1)] * 5
    with pytest.raises(InputError, match="5 ties are more than one network can number"):
        _network(*rows)
    with pytest.raises(InputError, match="5 ties are more than one network can number"):
        Network.from_strengths(PEOPLE, np.zeros(5, np.int32), np.ones(5, np.int32), np.ones(5))


def test_an_empty_network_and_people_alone_are_networks() -> None:
    nobody = Network.from_ties((), _table([]))
    assert nobody.core.start.tolist() == [0]
    assert nobody.adjacency.shape == (0, 0)
    assert _network().degrees.tolist() == [0, 0, 0, 0]
    assert _network().core.order.tolist() == [0, 1, 2, 3]


def test_a_person_table_of_other_people_is_refused_with_the_cure() -> None:
    ends = np.array([0], np.int32), np.array([1], np.int32)
    with pytest.raises(InputError, match="the person table has 1 row for 2 people; give one row for each"):
        Network.from_strengths(("a", "b"), *ends, np.ones(1), attributes=pa.table({"unit": ["x"]}))


def test_nobody_can_write_into_a_network() -> None:
    made = _network(("a", "b", 1, 1))
    for name in ("a", "b", "onward", "back"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(made, name)[0] = 0


def test_what_a_network_hands_out_changes_nothing_in_it() -> None:
    made = _network(("a", "b", TIE_SCALE, TIE_SCALE))
    with pytest.raises(TypeError):
        made.index["z"] = 7  # type: ignore[index]
    with pytest.raises(ValueError, match="read-only"):
        made.adjacency.data[0] = 7
    made.adjacency.data = np.full(2, 7.0)
    assert made.adjacency.toarray()[0].tolist() == [0, 2, 0, 0]


def test_units_order_the_core_and_nothing_else() -> None:
    rows = [("a", "b", 1, 2), ("a", "c", 3, 0), ("b", "d", 0, 4)]
    units = np.array([1, 0, 1, 0], dtype=np.int32)
    grouped = Network.from_ties(PEOPLE, _table(rows), units=units)
    assert grouped.core.order.tolist() == [1, 3, 0, 2]
    assert grouped.to_ties() == _network(*rows).to_ties()


def test_the_matrix_is_the_caller_s_own() -> None:
    made = _network(("a", "b", TIE_SCALE, TIE_SCALE))
    matrix = made.to_scipy()
    matrix.data[:] = 7
    assert made.to_scipy().toarray()[0].tolist() == [0, 2, 0, 0]


def test_networkx_gets_every_person_and_tie() -> None:
    graph = _network(("a", "b", TIE_SCALE, TIE_SCALE)).to_networkx()
    assert list(graph) == ["a", "b", "c", "d"]
    assert list(graph.edges(data="strength")) == [("a", "b", 2.0)]


def test_its_people_are_gone_through_and_counted_like_the_nodes_of_a_plain_graph() -> None:
    network = _network(("a", "b", 1, 1))
    assert list(network) == ["a", "b", "c", "d"]
    assert len(network) == 4


def test_looking_up_neighbours_says_where_they_are() -> None:
    with pytest.raises(TypeError, match=r"a Network keeps no neighbours one by one; graph\.to_networkx\(\) has them"):
        _network(("a", "b", 1, 1))["a"]
    with pytest.raises(AttributeError, match=r"has no 'nodes'; graph\.to_networkx\(\) is a plain copy that has"):
        nx.nodes(_network(("a", "b", 1, 1)))
