"""Checking, comparing and ordering tables, without any database."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import schema
from graph.errors import StoreError
from graph.stores.samples import people, ties
from graph.stores.tables import checked, dangling, difference, distinct, ordered, without

PERSON, TIE = schema.node("Person"), schema.relation("TIE")


def test_a_missing_column_is_null_where_it_may_be() -> None:
    few = pa.table({"id": ["a"], "known": [True], "active": [True], "opted_out": [False]})
    assert checked(PERSON, few).to_pylist() == people("a").to_pylist()


def test_a_missing_column_that_must_be_there_is_refused() -> None:
    with pytest.raises(StoreError, match=r"Person\.known is missing in 1 rows"):
        checked(PERSON, pa.table({"id": ["a"]}))


def test_no_number_is_no_value() -> None:
    link = {"a": ["a"], "b": ["b"], "run": ["r"], "link": ["l"], "kind": ["pair"], "score": [float("nan")]}
    assert checked(schema.relation("LINK"), pa.table(link))["score"].to_pylist() == [None]


def test_narrower_numbers_are_widened() -> None:
    narrow = ties("r", "ab").set_column(4, "onward", pa.array([7], pa.int16()))
    assert checked(TIE, narrow).schema == TIE.schema


def test_a_difference_tells_new_changed_and_unchanged_apart() -> None:
    present = people("a", "b", "c", unit="Sales")
    wanted = pa.concat_tables([people("c", unit=None), people("d"), people("a", unit="Sales")])
    found = difference(PERSON, wanted, present)
    assert found.new["id"].to_pylist() == ["d"]
    assert found.changed["id"].to_pylist() == ["c"]
    assert found.unchanged == 1


def test_a_difference_to_nothing_is_everything() -> None:
    found = difference(TIE, ties("r", "ab"), ties("r"))
    assert (found.new.num_rows, found.changed.num_rows, found.unchanged) == (1, 0, 0)


def test_what_no_batch_touched_is_found_by_all_of_its_key() -> None:
    key = list(TIE.key)
    present = pa.concat_tables([ties("r", "ab", "bc"), ties("s", "ab")]).select(key)
    touched = [ties("r", "ab").select(key), ties("s", "bc").select(key)]
    assert without(TIE, present, touched).to_pylist() == [
        {"a": "b", "b": "c", "run": "r"},
        {"a": "a", "b": "b", "run": "s"},
    ]


def test_relationships_of_nobody_are_counted_once_whichever_end_is_missing() -> None:
    known = pa.chunked_array([["a", "b"]])
    assert dangling(ties("r", "ab", "az", "zb", "yz"), known, known) == 3


def test_rows_are_ordered_by_code_point_and_missing_values_come_first() -> None:
    table = pa.table({"x": ["b", None, "Z", "é", "a"], "n": [1, 2, 3, 4, 5]})
    assert ordered(table, ("x",))["n"].to_pylist() == [2, 3, 5, 1, 4]
    assert ordered(table, ("x",)).num_rows == 5
    assert ordered(pa.table({"x": [2, 1, None]}), ("x",))["x"].to_pylist() == [None, 1, 2]


_rows = st.lists(st.tuples(st.none() | st.text(max_size=3), st.none() | st.integers(-3, 3), st.none() | st.text("ab")))


@given(_rows, st.sampled_from([1, 2**62]))
def test_any_columns_order_rows_as_python_orders_tuples(
    rows: list[tuple[str | None, int | None, str]], most: int
) -> None:
    """Also where the numbers that stand for rows would not fit into 64 bits."""
    table = pa.table(
        {name: list(column) for name, column in zip("xyz", zip(*rows, strict=True), strict=False)} or {"x": []}
    )
    wanted = sorted(rows, key=lambda row: [(value is not None, value) for value in row])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graph.stores.tables._MOST", most)
        assert [tuple(row.values()) for row in ordered(table, tuple(table.column_names)).to_pylist()] == wanted


def test_keys_that_stand_in_several_tables_count_once() -> None:
    coded = [
        pa.table([column.dictionary_encode() for column in keys.select(list(TIE.key)).columns], names=TIE.key)
        for keys in (ties("r", "ab", "bc"), ties("r", "bc"), ties("s", "bc"))
    ]
    assert distinct(TIE, coded) == 3
