"""Digests name what a table says."""

from __future__ import annotations

import pyarrow as pa

from graph import digest


def test_the_same_values_have_the_same_digest_however_they_are_cut() -> None:
    whole = pa.table({"x": ["a", None, "c"], "y": [1, 2, None]})
    cut = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    assert digest.of_table(whole) == digest.of_table(cut)


def test_a_null_differs_from_an_empty_text_and_from_zero() -> None:
    tables = [pa.table({"x": pa.array(values, pa.string())}) for values in ([""], [None])]
    tables += [pa.table({"x": pa.array(values, pa.int64())}) for values in ([0], [None])]
    assert len({digest.of_table(table) for table in tables}) == 4


def test_texts_do_not_run_together() -> None:
    assert digest.of_table(pa.table({"x": ["ab", "c"]})) != digest.of_table(pa.table({"x": ["a", "bc"]}))


def test_a_document_does_not_depend_on_the_order_of_its_keys() -> None:
    assert digest.of_document({"a": 1, "b": 2}) == digest.of_document({"b": 2, "a": 1})
