"""An export as others find it: valid tables, profiles that keep their word, a folder that can be written again."""

import csv
import json
import re
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from bothways import schemas
from bothways.exports import folder as exports
from bothways.exports.folder import Order, write
from bothways.exports.profiles import PERSONAL, SHARED, Profile
from bothways.exports.question_sheet import NAME as QUESTIONS
from graph.errors import GuardError, UsageError
from graph.results import TABLES, Results
from graph.results import table as run_table

KEY = b"k" * 32
GROUPS = {"links", "evidence", "gaps", "units", "reach", "candidates", "effect", "skills", "trend", "delta"}
"""Tables that say something of groups."""


def _order(profile: Profile = Profile.NAMED, formats: tuple[str, ...] = ("jsonl",)) -> Order:
    return Order(formats, profile, min_group=5, key=KEY)


def _content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _validator(table: str) -> Draft202012Validator:
    text = (Path(schemas.__file__).parent / f"{table}.schema.json").read_text(encoding="utf-8")
    return Draft202012Validator(json.loads(text), format_checker=FormatChecker())


@pytest.mark.parametrize("profile", list(Profile))
def test_every_row_of_every_table_is_valid_against_its_shipped_schema(
    results: Results, tmp_path: Path, profile: Profile
) -> None:
    written = write(results, tmp_path / "out", _order(profile))
    for table in written.rows:
        lines = (tmp_path / "out" / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
        assert len(lines) == written.rows[table]
        validator = _validator(table)
        for line in lines:
            validator.validate(json.loads(line))


def test_csv_and_parquet_hold_what_json_lines_hold(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order(formats=("csv", "jsonl", "parquet")))
    for table in SHARED:
        rows = [
            json.loads(line) for line in (tmp_path / "out" / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        in_parquet = pq.read_table(tmp_path / "out" / f"{table}.parquet").to_pylist()
        assert json.loads(json.dumps(in_parquet, default=lambda day: day.isoformat())) == rows
        text = (tmp_path / "out" / f"{table}.csv").read_text(encoding="utf-8-sig")
        in_csv = list(csv.DictReader(text.splitlines()))
        assert [{k: v or None for k, v in row.items()} for row in in_csv] == [
            {k: _as_text(v) for k, v in row.items()} for row in rows
        ]


def _as_text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.6g}"
    return None if value is None or value == "" else str(value)


def test_the_same_run_gives_the_same_bytes_in_another_folder(results: Results, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(results, tmp_path / name, _order(formats=("csv", "jsonl", "parquet")))
    assert _content(tmp_path / "one") == _content(tmp_path / "two")


def test_who_opted_out_stands_in_no_file(results: Results, tmp_path: Path, small_run: ModuleType) -> None:
    write(results, tmp_path / "out", _order(formats=("csv", "jsonl", "parquet")))
    assert [name for name, data in _content(tmp_path / "out").items() if small_run.OPTED_OUT.encode() in data] == []


def test_pseudonymous_files_hold_no_key_no_name_and_no_link_id_of_the_run(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order(Profile.PSEUDONYMOUS, ("csv", "jsonl")))
    people = results.table("people")
    secrets = [*people["person"].to_pylist(), *people["name"].to_pylist(), *results.table("links")["link"].to_pylist()]
    everything = b"\n".join(_content(tmp_path / "out").values()).decode()
    assert [secret for secret in secrets if re.search(rf"\b{re.escape(secret)}\b", everything)] == []


def test_the_one_who_alone_holds_a_skill_is_named_in_the_named_export_only(results: Results, tmp_path: Path) -> None:
    for profile in Profile:
        write(results, tmp_path / profile.value, _order(profile, ("csv",)))
        rows = list(csv.DictReader((tmp_path / profile.value / "skills.csv").read_text("utf-8-sig").splitlines()))
        named = {row["skill"]: row["only_holder"] for row in rows if row.get("only_holder")}
        assert named == ({"Route planning": "p037"} if profile is Profile.NAMED else {})
        few = {"Route planning", "Experiment design"} & {row["skill"] for row in rows}
        assert bool(few) == (profile is not Profile.AGGREGATE)


def test_a_skill_that_nobody_else_holds_is_told_of_somebody_named_alone(results: Results, tmp_path: Path) -> None:
    read = {}
    for profile in (Profile.NAMED, Profile.PSEUDONYMOUS):
        write(results, tmp_path / profile, _order(profile, ("parquet",)))
        read[profile] = pq.read_table(tmp_path / profile / "single_points.parquet")
    assert "Knots;Sails" in read[Profile.NAMED]["skills_lost"].to_pylist()
    assert read[Profile.PSEUDONYMOUS].column_names == ["run", "person", "pairs_lost", "people_separated"]


def test_pseudonyms_join_the_tables_of_one_export(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order(Profile.PSEUDONYMOUS, ("parquet",)))
    read = {name: pq.read_table(tmp_path / "out" / f"{name}.parquet") for name in ("links", "evidence", "people")}
    people = set(read["people"]["person"].to_pylist())
    assert set(read["links"]["a"].to_pylist()) | set(read["links"]["b"].to_pylist()) <= people
    assert set(read["evidence"]["link"].to_pylist()) <= set(read["links"]["link"].to_pylist())


def test_pseudonymous_tables_are_sorted_by_what_they_show(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order(Profile.PSEUDONYMOUS, ("parquet",)))
    keys = pq.read_table(tmp_path / "out" / "people.parquet")["person"].to_pylist()
    assert keys == sorted(keys)


def test_aggregate_files_have_nobody_in_them(results: Results, tmp_path: Path) -> None:
    written = write(results, tmp_path / "out", _order(Profile.AGGREGATE, ("csv",)))
    assert set(written.rows) == GROUPS
    assert set(PERSONAL) <= set(written.left_out)
    names = [name for name in results.table("people")["name"].to_pylist() if name]
    everything = b"\n".join(_content(tmp_path / "out").values()).decode()
    assert [name for name in names if name in everything] == []
    assert [link for link in results.table("links")["link"].to_pylist() if link in everything] == []
    everything = b"\n".join(_content(tmp_path / "out").values()).decode()
    assert [key for key in results.table("people")["person"].to_pylist() if re.search(rf"\b{key}\b", everything)] == []


def test_the_question_sheet_asks_exactly_the_people_of_introductions(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order())
    rows = list(csv.DictReader((tmp_path / "out" / QUESTIONS).read_text(encoding="utf-8-sig").splitlines()))
    links = results.table("links").to_pylist()
    asked = {row[end] for row in links if row["kind"] == "introduction" for end in ("a", "b")}
    assert {row["person"] for row in rows} == asked
    assert sorted(row["kind"] for row in rows) == ["offer"] * len(asked) + ["wish"] * len(asked)
    for row in rows:
        _validator("question_sheet").validate(row)


@pytest.mark.parametrize("profile", [Profile.PSEUDONYMOUS, Profile.AGGREGATE])
def test_a_profile_that_names_nobody_has_no_question_sheet_and_says_why(
    results: Results, tmp_path: Path, profile: Profile
) -> None:
    written = write(results, tmp_path / "out", _order(profile))
    assert QUESTIONS not in written.files
    assert QUESTIONS in written.left_out


def test_the_manifest_says_what_stands_in_the_folder(results: Results, tmp_path: Path) -> None:
    written = write(results, tmp_path / "out", _order(formats=("csv", "parquet")))
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["files"] == list(written.files) == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert manifest["run"]["run"] == results.run
    assert manifest["run"]["as_of"] == results.manifest["as_of"]
    assert manifest["tables"]["links"] == {"rows": 28, "schema": schemas.VERSIONS["links"]}
    assert manifest["run"]["counts"]["opted_out"] == "under 5"  # one person has


def test_the_delta_compares_with_what_the_folder_held(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert write(results, tmp_path / "out", _order()).changes == {"kept": 0, "new": 28, "withdrawn": 0}
    assert write(results, tmp_path / "out", _order()).changes == {"kept": 28, "new": 0, "withdrawn": 0}
    fewer = results.table("links").filter(pa.array([row % 4 > 0 for row in range(28)]))
    monkeypatch.setitem(results._read, "links", fewer)
    assert write(results, tmp_path / "out", _order()).changes == {"kept": 21, "new": 0, "withdrawn": 7}
    delta = [json.loads(line) for line in (tmp_path / "out" / "delta.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["link"] for row in delta if row["change"] == "withdrawn"} == {f"link{n:02}" for n in range(0, 28, 4)}


def test_another_profile_is_not_compared(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order())
    assert write(results, tmp_path / "out", _order(Profile.PSEUDONYMOUS)).changes["new"] == 28


def test_files_of_an_earlier_export_do_not_stay_behind(results: Results, tmp_path: Path) -> None:
    write(results, tmp_path / "out", _order(formats=("csv", "parquet")))
    write(results, tmp_path / "out", _order(Profile.AGGREGATE, ("csv",)))
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"audit.json", "manifest.json"} | {f"{table}.csv" for table in GROUPS}


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_a_folder_with_anything_else_is_left_alone(results: Results, tmp_path: Path, name: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("{}", encoding="utf-8")
    with pytest.raises(GuardError, match="something else"):
        write(results, tmp_path / "out", _order())
    assert [path.name for path in (tmp_path / "out").iterdir()] == [name]


def test_a_file_is_no_folder_to_export_to(results: Results, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(GuardError, match="give another --to"):
        write(results, tmp_path / "out", _order())
    assert (tmp_path / "out").read_text(encoding="utf-8") == "mine"


def test_an_unknown_format_writes_nothing(results: Results, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        write(results, tmp_path / "out", _order(formats=("xlx",)))
    assert not (tmp_path / "out").exists()


def test_a_format_that_breaks_leaves_the_last_export(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(results, tmp_path / "out", _order())
    before = _content(tmp_path / "out")

    def breaks(table: pa.Table, path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports.formats, "chosen", lambda names: {"jsonl": breaks})
    with pytest.raises(OSError, match="No space"):
        write(results, tmp_path / "out", _order())
    assert _content(tmp_path / "out") == before


@pytest.mark.parametrize("profile", [Profile.PSEUDONYMOUS, Profile.AGGREGATE])
def test_a_branch_does_not_give_away_the_key_of_the_person_at_its_head(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: Profile
) -> None:
    monkeypatch.setitem(results.manifest, "units_from", "tree")
    for name in ("gaps", "units", "people", "links", "bridges"):
        monkeypatch.setitem(results._read, name, _with_branches(results.table(name)))
    write(results, tmp_path / "out", _order(profile, ("csv",)))
    everything = b"\n".join(_content(tmp_path / "out").values()).decode()
    assert "Branch " in everything
    assert "boss" not in everything


def _with_branches(table: pa.Table) -> pa.Table:
    """The units of the small run called as those of a reporting tree are."""
    for column in ("unit", "unit_a", "unit_b"):
        if column in table.column_names:
            names = [
                name if "/" not in (name or "") else f"Branch boss-{name[-4:]}" for name in table[column].to_pylist()
            ]
            table = table.set_column(table.column_names.index(column), column, pa.array(names, pa.string()))
    return table


def _aggregate(results: Results, folder: Path) -> dict[str, pa.Table]:
    write(results, folder, _order(Profile.AGGREGATE, ("parquet",)))
    return {path.stem: pq.read_table(path) for path in folder.glob("*.parquet")}


def test_aggregate_links_keep_units_skills_and_scores_and_join_their_evidence(results: Results, tmp_path: Path) -> None:
    read = _aggregate(results, tmp_path / "out")
    links, given = read["links"], results.table("links")
    assert {"a", "b", "explanation", "common_ground"} & set(links.column_names) == set()
    assert links["rank"].to_pylist() == list(range(1, 29))
    for column in ("unit_a", "unit_b", "score", "plausibility", "boundaries"):
        assert links[column].to_pylist() == given[column].to_pylist()
    assert set(read["evidence"]["link"].to_pylist()) <= set(links["link"].to_pylist())


def test_an_aggregate_skill_is_named_only_where_enough_people_could_teach_it(results: Results, tmp_path: Path) -> None:
    teachers: dict[str, set[str]] = {}
    for row in results.table("links").to_pylist():
        for skill, person in ((row["a_teaches"], row["a"]), (row["b_teaches"], row["b"])):
            if skill:
                teachers.setdefault(skill, set()).add(person)
    often = {skill for skill, people in teachers.items() if len(people) >= 5}
    assert 0 < len(often) < len(teachers)  # the small run has both
    read = _aggregate(results, tmp_path / "out")
    named = {*read["links"]["a_teaches"].to_pylist(), *read["links"]["b_teaches"].to_pylist()} - {None}
    assert named == often
    assert set(read["evidence"]["skill"].to_pylist()) - {None} <= often


def test_aggregate_candidates_stand_in_no_order_of_people(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = sorted(key for key in results.table("people")["person"].to_pylist() if key != "p005")
    weights = [0.5, 0.25, 0.75, 0.125]
    made = {name: [None] * 4 for name in TABLES["candidates"].names}
    made |= {"a": keys[:4], "b": keys[10:14], "w": weights}
    monkeypatch.setitem(results._read, "candidates", run_table("candidates", made))
    candidates = _aggregate(results, tmp_path / "out")["candidates"]
    assert "a" not in candidates.column_names
    assert candidates["w"].to_pylist() == sorted(weights)


def test_who_opted_out_is_in_no_aggregate_link(
    results: Results, tmp_path: Path, small_run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    links = results.table("links")
    column = pa.array([small_run.OPTED_OUT, *links["a"].to_pylist()[1:]], pa.string())
    monkeypatch.setitem(results._read, "links", links.set_column(links.column_names.index("a"), "a", column))
    assert _aggregate(results, tmp_path / "out")["links"]["rank"].to_pylist() == list(range(2, 29))


def test_the_audit_that_is_exported_counts_no_few_people(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exposure = [{"level": level, "people": people, "links": 1.0} for level, people in (("1", 40), ("2", 3), ("3", 7))]
    monkeypatch.setitem(results.__dict__, "audit", {"exposure_by_level": exposure})
    write(results, tmp_path / "out", _order())
    audit = json.loads((tmp_path / "out" / "audit.json").read_text(encoding="utf-8"))
    assert [row["people"] for row in audit["exposure_by_level"]] == [40, None, None]


def test_which_terms_a_pair_counts_for_stays_with_who_sees_names(results: Results, tmp_path: Path) -> None:
    """A term may be one person: its number would tell who it is, whatever the key; so may what a link opens of it."""
    for profile in Profile:
        write(results, tmp_path / profile, _order(profile, ("parquet",)))
        for table, column in (("candidates", "terms"), ("links", "opens")):
            names = pq.read_schema(tmp_path / profile / f"{table}.parquet").names
            assert (column in names) == (profile is Profile.NAMED)
