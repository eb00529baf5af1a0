"""The shipped sets: right sizes, nothing personal, attributed, copied whole. Sizes: the original publications."""

import csv
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from bothways.demo import shipped
from graph.errors import UsageError

SIZES = {"krackhardt": (21, 190 + 102 + 20), "lazega": (71, 892 + 1104 + 575), "workfrance": (211, 932)}
UNITS = {
    "krackhardt": {"President": 1, "Department 1": 5, "Department 2": 8, "Department 3": 3, "Department 4": 4},
    "lazega": {"Office 1": 48, "Office 2": 19, "Office 3": 4},
}


def _rows(name: str, table: str) -> list[dict[str, str]]:
    text = (files("bothways.data") / name / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_set_has_all_its_people_and_contacts(name: str) -> None:
    people, contacts = _rows(name, "people"), _rows(name, "interactions")
    assert (len(people), len(contacts)) == SIZES[name]
    keys = {row["person"] for row in people}
    assert {row[end] for row in contacts for end in ("from", "to")} <= keys


@pytest.mark.parametrize("name", UNITS)
def test_units_have_their_published_sizes(name: str) -> None:
    units = [row["unit"] for row in _rows(name, "people")]
    assert {unit: units.count(unit) for unit in set(units)} == UNITS[name]


@pytest.mark.parametrize("name", shipped.NAMES)
def test_no_column_is_about_the_person_alone(name: str) -> None:
    columns = set(_rows(name, "people")[0])
    assert columns <= {"person", "unit", "manager", "level"}


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_set_says_where_it_comes_from(name: str) -> None:
    text = (files("bothways.data") / name / "ORIGIN.md").read_text(encoding="utf-8")
    assert all(word in text for word in ("**Origin:**", "**Terms:**", "**Changed here**"))


def test_the_president_of_krackhardt_is_the_top_of_the_tree() -> None:
    people = {row["person"]: row for row in _rows("krackhardt", "people")}
    assert people["7"] == {"person": "7", "unit": "President", "manager": "", "level": "3"}
    assert sorted(key for key, row in people.items() if row["manager"] == "7") == ["14", "18", "2", "21"]
    assert all(row["level"] == "2" for row in people.values() if row["manager"] == "7")


def test_every_lawyer_offers_one_practice() -> None:
    skills = _rows("lazega", "skills")
    assert len({row["person"] for row in skills}) == len(skills) == 71
    assert sum(row["skill"] == "Litigation" for row in skills) == 41


@pytest.mark.parametrize("name", shipped.NAMES)
def test_a_copy_holds_the_tables_and_the_origin(name: str, tmp_path: Path) -> None:
    tables = shipped.copy(name, tmp_path / "made")
    assert sorted(path.name for path in tables) == [path.name for path in tables]
    assert {path.name for path in (tmp_path / "made").iterdir()} == {*(path.name for path in tables), "ORIGIN.md"}


@pytest.mark.parametrize("name", shipped.NAMES)
def test_settings_name_the_flow_of_every_channel(name: str) -> None:
    flows = tomllib.loads(shipped.settings(name))["channels"]["flows"]
    assert set(flows) == {row["channel"] for row in _rows(name, "interactions")}


def test_an_unknown_set_is_refused_with_the_names(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="choose one of krackhardt, lazega, workfrance"):
        shipped.copy("enron", tmp_path)
