"""The reference pages name what is there: every table and column of a run."""

import re
from pathlib import Path

import pytest

from graph.results import TABLES
from ingest.columns import TABLES as INPUTS
from ingest.columns import plain

ROW = re.compile(r"^\| ([a-z_, ]+) \|", re.MULTILINE)


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_a_table_is_explained_in_order(name: str, root: Path) -> None:
    page = (root / "docs" / "reference" / "results.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
    explained = [column for row in ROW.findall(section)[1:] for column in row.split(", ")]
    assert explained == TABLES[name].names


@pytest.mark.parametrize("name", INPUTS)
def test_every_field_and_synonym_that_is_read_stands_in_its_section(name: str, root: Path) -> None:
    page = (root / "docs" / "reference" / "tables.md").read_text(encoding="utf-8")
    section = page.split(f"\n## {name}\n")[1].split("\n## ")[0]
    named = {plain(word) for word in re.findall(r"[\w-]+", section)}
    missing = {word for field in INPUTS[name] for word in (field.name, *field.synonyms) if plain(word) not in named}
    assert missing == set()
    required = {field.name for field in INPUTS[name] if field.required}
    assert set(re.findall(r"\*\*(\w+)\*\*", section)) == required
