"""The reference pages name what is there: every table and column of a run."""

import re
from pathlib import Path

import pytest

from graph.results import TABLES

ROW = re.compile(r"^\| ([a-z_, ]+) \|", re.MULTILINE)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_table_is_explained_in_order(name: str, root: Path) -> None:
    page = (root / "docs" / "reference" / "results.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
    explained = [column for row in ROW.findall(section)[1:] for column in row.split(", ")]
    assert explained == TABLES[name].names
