"""A run's folder: sorted, rounded, whole or absent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph import results
from graph.errors import BrokenError, UsageError


def effect(**columns: list[Any]) -> pa.Table:
    usual: dict[str, list[Any]] = {name: [None] for name in results.TABLES["effect"].names}
    length = len(next(iter(columns.values())))
    return results.table("effect", {name: values * length for name, values in usual.items()} | columns)


def test_rows_are_sorted_by_the_key_of_their_table() -> None:
    assert effect(measure=["b", "a"])["measure"].to_pylist() == ["a", "b"]


def test_floats_have_six_significant_digits_and_nan_is_null() -> None:
    made = effect(measure=["a", "b", "c"], low=np.array([1.23456789, np.nan, -0.0]))
    assert made["low"].to_pylist() == [1.23457, None, 0.0]
    assert str(made["low"].to_pylist()[2]) == "0.0"


def test_a_missing_column_is_a_defect_and_not_a_guess() -> None:
    with pytest.raises(KeyError):
        results.table("effect", {"measure": ["a"]})


def test_a_run_is_written_whole_and_becomes_the_latest(tmp_path: Path) -> None:
    results.write(tmp_path, "one", {"effect": effect(measure=["x"])}, {"manifest": {"run": "one"}})
    made = results.write(tmp_path, "two", {}, {"manifest": {"run": "two"}})
    assert results.latest(tmp_path).run == made.run == "two"
    assert results.Results(tmp_path / "one").table("effect").num_rows == 1
    assert made.manifest["run"] == "two"
    assert all(made.table(name).schema == schema for name, schema in results.TABLES.items())
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two", "latest"}


def test_writing_the_same_run_again_gives_the_same_bytes(tmp_path: Path) -> None:
    def bytes_of(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    first = bytes_of(
        results.write(tmp_path, "r", {"effect": effect(measure=["x", "y"])}, {"audit": {"b": 1, "a": 2}}).folder
    )
    again = results.write(tmp_path, "r", {"effect": effect(measure=["y", "x"])}, {"audit": {"a": 2, "b": 1}})
    assert bytes_of(again.folder) == first


def test_without_a_run_the_cure_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="bothways run"):
        results.latest(tmp_path)


def test_a_run_without_a_table_says_which(tmp_path: Path) -> None:
    with pytest.raises(BrokenError, match="links"):
        results.Results(tmp_path).table("links")


def test_a_run_of_before_a_column_or_table_was_known_is_read_all_the_same(tmp_path: Path) -> None:
    made = results.write(tmp_path, "one", {"effect": effect(measure=["x"])}, {})
    file = made.folder / "effect.parquet"
    pq.write_table(pq.ParquetFile(file).read().drop_columns(["popular"]), file)
    (made.folder / "running.parquet").unlink()
    again = results.Results(made.folder)
    assert again.table("effect")["popular"].to_pylist() == [None]
    assert set(again.table("effect").column_names) == set(results.TABLES["effect"].names)
    assert again.table("running").num_rows == 0


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no table"])
def test_a_damaged_table_says_the_cure(tmp_path: Path, content: bytes) -> None:
    made = results.write(tmp_path, "one", {"effect": effect(measure=["x"])}, {})
    (made.folder / "effect.parquet").write_bytes(content)
    with pytest.raises(BrokenError, match=r"the run's table effect cannot be read.*run `bothways run` again"):
        made.table("effect")


def test_a_table_cut_off_anywhere_says_the_cure(tmp_path: Path) -> None:
    path = results.write(tmp_path, "one", {"effect": effect(measure=["x"])}, {}).folder / "effect.parquet"
    whole = path.read_bytes()
    for end in range(0, len(whole), 97):
        path.write_bytes(whole[:end])
        with pytest.raises(BrokenError):
            results.Results(tmp_path / "one").table("effect")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe"])
def test_a_damaged_document_says_the_cure(tmp_path: Path, content: bytes) -> None:
    made = results.write(tmp_path, "one", {}, {"manifest": {}})
    (made.folder / "manifest.json").write_bytes(content)
    with pytest.raises(BrokenError, match=r"the run's document manifest cannot be read.*run `bothways run` again"):
        _ = made.manifest


def test_a_missing_document_says_the_cure(tmp_path: Path) -> None:
    with pytest.raises(BrokenError, match="the run's document audit cannot be read"):
        _ = results.write(tmp_path, "one", {}, {}).audit


def test_the_network_of_a_run_is_everybody_in_its_tables_by_unit(tmp_path: Path) -> None:
    """`x` is an account that no roster knows; `d` has neither tie nor unit."""
    usual: dict[str, list[Any]] = {name: [None] * 4 for name in results.TABLES["people"].names}
    people = usual | {
        "person": ["b", "a", "d", "c"],
        "unit": ["Sales", "Sales", None, "Research"],
        "level": list("2143"),
    }
    ties = {"a": ["a", "b"], "b": ["b", "x"], "onward": [1, 4], "back": [2, 0]}
    tables = {"people": results.table("people", people), "network": results.table("network", ties)}
    network = results.write(tmp_path, "r", tables, {}).network
    assert network.people == ("a", "b", "c", "d", "x")
    assert network.to_ties().to_pylist() == tables["network"].to_pylist()
    assert network.units is not None
    assert network.units.tolist() == [1, 1, 0, -1, -1]  # Research 0, Sales 1
    assert network.attributes is not None
    assert network.attributes["level"].to_pylist() == ["1", "2", "3", "4", None]
    assert dict(network.to_networkx().nodes(data="unit")) == {
        "a": "Sales", "b": "Sales", "c": "Research", "d": None, "x": None
    }  # fmt: skip
