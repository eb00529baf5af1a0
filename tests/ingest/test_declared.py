"""What people declared, read for an audit and kept nowhere."""

from pathlib import Path

import pytest

from graph.errors import InputError
from ingest.declared import read_declared


def written(folder: Path, text: str) -> Path:
    path = folder / "declared.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_only_other_column_is_the_group_whatever_it_is_called(tmp_path: Path) -> None:
    path = written(tmp_path, "Employee ID,gender\np1,woman\np2,man\np3,\n,man\n")
    assert read_declared(path).to_pylist() == [
        {"person": "p1", "group": "woman"},
        {"person": "p2", "group": "man"},
    ]


def test_of_several_columns_one_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "person,gender,carer\np1,woman,yes\n")
    assert read_declared(path, "Carer").to_pylist() == [{"person": "p1", "group": "yes"}]
    with pytest.raises(InputError, match=r"there are 'gender', 'carer'.*--column"):
        read_declared(path)
    with pytest.raises(InputError, match=r"there is no column 'care'.*'gender', 'carer'"):
        read_declared(path, "care")


def test_without_people_the_cure_is_to_name_them(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="call the column with the key person"):
        read_declared(written(tmp_path, "who,gender\np1,woman\n"))


def test_who_is_in_two_groups_is_in_none_whatever_the_order_of_rows(tmp_path: Path) -> None:
    rows = ["p1,woman", "p2,man", "p1,man", "p3,man", "p3,man"]
    found = [
        read_declared(written(tmp_path, "\n".join(["person,gender", *order]))).to_pylist()
        for order in (rows, rows[::-1])
    ]
    assert found[0] == found[1] == [{"person": "p2", "group": "man"}, {"person": "p3", "group": "man"}]
