"""The shipped JSON Schemas say what the tables are, and are made from them."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bothways import schemas
from bothways.schemas import generate
from bothways.schemas.documents import DOCUMENTS

FOLDER = Path(schemas.__file__).parent
TABLES = sorted(generate.schemas())


def test_there_is_one_file_a_table_and_no_other() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.json")) == [f"{name}.schema.json" for name in TABLES]
    assert sorted(schemas.VERSIONS) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_schema_is_up_to_date(name: str) -> None:
    """When this fails: `python -m bothways.schemas.generate`, and raise the version of the table."""
    text = (FOLDER / f"{name}.schema.json").read_text(encoding="utf-8")
    assert text == generate.text(generate.schemas()[name])


@pytest.mark.parametrize("name", TABLES)
def test_a_schema_is_a_schema_and_refuses_what_is_not_a_row(name: str) -> None:
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert not Draft202012Validator(schema).is_valid({"no such column": 1})
    assert not Draft202012Validator(schema).is_valid({})


def test_no_column_is_explained_that_no_table_has() -> None:
    tables = {name: schema for name, schema in generate.schemas().items() if name not in DOCUMENTS}
    used = {column for schema in tables.values() for column in schema["properties"]}
    assert set(generate.MEANINGS) == used
