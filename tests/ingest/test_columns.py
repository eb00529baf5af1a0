"""Which table a file holds and which column is which field (contracts, section 2)."""

import pytest

from graph.errors import InputError
from ingest.columns import TABLES, Wanted, misspelt, recognise, refused


def layout(*columns: str, **wanted):
    return recognise(columns, Wanted(**wanted), where="a.csv")


@pytest.mark.parametrize(
    ("columns", "kind", "names"),
    [
        (("ID", "ReportsToID"), "people", {"person": "ID", "manager": "ReportsToID"}),
        (("Sender", "Recipient", "EventDate"), "interactions",
         {"from": "Sender", "to": "Recipient", "at": "EventDate"}),
        (("relation", "source", "target"), "interactions", {"channel": "relation", "from": "source", "to": "target"}),
        (("from", "to", "mins"), "interactions", {"from": "from", "to": "to", "minutes": "mins"}),
        (("id", "from", "to", "time"), "interactions", {"id": "id", "from": "from", "to": "to", "at": "time"}),
        (("person", "skill", "level"), "skills", {"person": "person", "skill": "skill", "strength": "level"}),
        (("Person A", "person-b", "until"), "pairs", {"a": "Person A", "b": "person-b", "until": "until"}),
        (("link", "event"), "feedback", {"link": "link", "event": "event"}),
        (("Link-ID", "State", "person", "at"), "feedback",
         {"link": "Link-ID", "event": "State", "person": "person", "at": "at"}),
        (("suggestion_id", "person", "event", "reason"), "feedback",
         {"link": "suggestion_id", "person": "person", "event": "event", "reason": "reason"}),
        (("id", "dept", "level"), "people", {"person": "id", "unit": "dept", "level": "level"}),
        (("Employee ID", "Org Unit", "office"), "people",
         {"person": "Employee ID", "unit": "Org Unit", "location": "office"}),
        (("PersonId", "FunctionType", "LevelDesignation"), "people",
         {"person": "PersonId", "function": "FunctionType", "level": "LevelDesignation"}),
    ],
)  # fmt: skip
def test_the_table_with_most_required_columns_wins(columns, kind, names):
    found = layout(*columns)
    assert (found.kind, found.names) == (kind, names)


@pytest.mark.parametrize("kind", TABLES)
def test_every_name_of_every_field_is_found(kind):
    for field in TABLES[kind]:
        for name in field.names:
            others = [other.name for other in TABLES[kind] if other.required and other.name != field.name]
            found = layout(name.upper(), *others, kind=kind, titles=True)
            assert found.names[field.name] == name.upper()


def test_the_exact_name_wins_then_the_order_and_the_rest_is_ignored():
    found = layout("dept", "Unit", "team", "id")
    assert found.names["unit"] == "Unit"
    assert set(found.ignored) == {"dept", "team"}
    assert layout("team", "dept", "id").names["unit"] == "dept"


def test_an_address_is_the_key_only_when_nothing_else_is():
    assert layout("email", "unit").names == {"person": "email", "email": "email", "unit": "unit"}
    assert layout("email", "id").names == {"person": "id", "email": "email"}


def test_a_name_that_repeats_counts_once():
    found = layout("id", "unit", "unit")
    assert (found.used["unit"], found.ignored) == (1, ("unit",))


def test_what_the_user_says_wins():
    found = layout("source", "target", "person", columns={"from": "target", "to": "source"})
    assert (found.kind, found.names) == ("interactions", {"from": "target", "to": "source"})
    assert layout("person", "skill", kind="people").kind == "people"
    assert layout("who", "what", columns={"person": "WHO"}).names == {"person": "who"}


def test_a_mapped_column_serves_no_other_field():
    assert layout("id", "level", "dept", columns={"unit": "level"}).names == {"person": "id", "unit": "level"}


def test_a_mapping_for_another_table_does_no_harm():
    assert layout("person", "unit", columns={"at": "When"}).names == {"person": "person", "unit": "unit"}


def test_no_table_fits_and_the_error_says_what_is_near():
    with pytest.raises(InputError) as error:
        layout("Sndr", "Recipients", "x")
    assert "people lacks the required column `person`" not in str(error.value).split("interactions")[1]
    assert "`from` (nearest: 'Sndr')" in str(error.value)
    assert "`to` (nearest: 'Recipients')" in str(error.value)


def test_of_one_kind_only_its_own_columns_are_missed():
    with pytest.raises(InputError) as error:
        layout("person", "skil", kind="skills")
    assert "skills lacks the required column `skill` (nearest: 'skil')" in str(error.value)
    assert "people" not in str(error.value)
    assert error.value.cure == "if 'skil' holds it, call it skill, or give --map skill=skil"


@pytest.mark.parametrize(
    ("columns", "cure"),
    [
        (("persn", "unit"), "if 'persn' holds it, call it person, or give --map person=persn"),
        (("Sndr", "Recipients"), "if 'Sndr' holds it, call it from, or give --map from=Sndr"),
        (("per son id", "unit"), None),  # spaces make no other name
        (("persn no", "unit"), "if 'persn no' holds it, call it person, or give --map 'person=persn no'"),
        (("x", "y"), "call the column that holds it person; `bothways ingest` and `feedback` take --map person=COLUMN"),
    ],
)
def test_the_cure_names_the_nearest_column(columns, cure):
    if cure is None:
        assert layout(*columns).kind == "people"
        return
    with pytest.raises(InputError) as error:
        layout(*columns)
    assert error.value.cure.startswith(cure)


def test_an_ignored_column_that_looks_like_a_slip_is_asked_about():
    assert misspelt(layout("person", "unit", "managr")) == (
        "'managr' is ignored; if manager is meant, call it manager, or give --map",
    )
    assert misspelt(layout("person", "unit", "manager", "managr", "shoe size", "tittle")) == ()  # nothing to fill


def test_two_tables_that_fit_equally_well_are_asked_about():
    with pytest.raises(InputError, match="fit skills and pairs equally well"):
        layout("person", "skill", "a", "b")


@pytest.mark.parametrize(
    "name",
    [
        "age", "Age", "age_group", "Employee Age", "birth date", "DateOfBirth", "date_of_birth", "dob", "BIRTHDAY",
        "birthYear",
        "gender", "Employee Gender", "gender_identity", "Sex", "nationality", "ethnicity", "Ethnic group", "religion",
        "MaritalStatus", "marital_status", "disability", "Photo URL", "avatar", "salary", "Base Salary EUR",
        "pay grade",
        "PayGrade", "pay-grade", "subject", "Subject Line", "text", "message text", "Body", "title", "Job Title",
    ],
)  # fmt: skip
def test_what_is_never_stored_is_known_by_its_usual_spellings(name):
    assert refused(name)


@pytest.mark.parametrize(
    "name", ["page", "message_id", "manager", "language", "sexton", "unit", "payload", "stage", "level"]
)
def test_other_names_are_not_mistaken_for_it(name):
    assert not refused(name)


def test_no_field_is_refused_by_its_own_names():
    names = [name for fields in TABLES.values() for field in fields for name in (field.name, *field.synonyms)]
    assert [name for name in names if refused(name, titles=True)] == []


def test_refused_columns_are_named_and_never_used():
    found = layout("id", "Gender", "age", "shoe size", "title")
    assert found.refused == ("Gender", "age", "title")
    assert found.ignored == ("shoe size",)
    assert found.names == {"person": "id"}


def test_titles_are_kept_only_if_asked():
    assert layout("id", "Job Title", titles=True).names["title"] == "Job Title"
