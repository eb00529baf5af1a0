"""`bothways verify` on a real run, and on copies that somebody changed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.seal import sealed

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def copied(lawyers: Path, tmp_path: Path) -> Path:
    """The lawyers' workspace, to be changed."""
    return Path(shutil.copytree(lawyers, tmp_path / "copy"))


def _run(space: Path) -> Path:
    return space / "runs" / (space / "runs" / "latest").read_text().strip()


def _change(file: Path, **changed: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changed), encoding="utf-8")


def test_a_run_holds_and_says_how_good_it_is(call: Call, lawyers: Path) -> None:
    code, said, _ = call("-C", lawyers, "verify")
    assert code == 0
    assert "all 23 checks hold. Certificate: the links are worth at least 9" in said
    document = json.loads(call("-C", lawyers, "verify", _run(lawyers).name, "--json")[1])
    assert document["holds"] is True
    assert document["ratio"] > 0.99
    assert call("-C", lawyers, "verify", "latest") == call("-C", lawyers, "verify")


def test_a_changed_link_price_or_audit_ends_with_4(call: Call, copied: Path) -> None:
    run = _run(copied)
    links = pq.read_table(run / "links.parquet")
    pq.write_table(links.slice(1), run / "links.parquet")
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert "the links are worth what is stated" in said
    pq.write_table(links, run / "links.parquet")
    prices = json.loads((run / "certificate.json").read_text(encoding="utf-8"))["prices"]
    _change(run / "certificate.json", prices=prices | {"place": prices["place"] + 1})
    document = json.loads(call("-C", copied, "verify", "--json")[1])
    assert "the prices give the stated bound" in [row["name"] for row in document["findings"] if not row["holds"]]
    _change(run / "certificate.json", prices=prices)
    _change(run / "audit.json", passed=False)
    assert "the audit says of itself what its checks say" in call("-C", copied, "verify")[1]


@pytest.mark.parametrize("part", ["checks", "permutations"])
def test_an_audit_that_was_emptied_ends_with_4(call: Call, copied: Path, part: str) -> None:
    _change(_run(copied) / "audit.json", **{part: []})
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert "no check of the audit is missing" in said


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("links", "explanation", "Because they asked for it."),
        ("links", "gap_after", 0.0),
        ("effect", "after", 1.0),
        ("people", "opted_out", True),
        ("gaps", "observed", 0),
    ],
)
def test_a_cell_that_no_certificate_speaks_of_ends_with_4_too(
    call: Call, copied: Path, table: str, column: str, value: Any
) -> None:
    file = _run(copied) / f"{table}.parquet"
    kept = pq.read_table(file)
    place = kept.column_names.index(column)
    cells = [value, *kept[column].to_pylist()[1:]]
    pq.write_table(kept.set_column(place, kept.schema.field(place), [cells]), file)
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert f"not so: {table}.parquet" in said


def _set(run: Path, table: str, column: str, value: Any) -> None:
    """Changes the first row of a table."""
    file = run / f"{table}.parquet"
    kept = pq.read_table(file)
    place = kept.column_names.index(column)
    cells = pa.array([value, *kept[column].to_pylist()[1:]], kept.schema.field(place).type)
    pq.write_table(kept.set_column(place, kept.schema.field(place), cells), file)


def _seal_anew(run: Path) -> None:
    """What whoever knows of digests would do after a change."""
    file = run / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    del manifest["seal"]
    file.write_text(json.dumps(sealed(run, manifest)), encoding="utf-8")


@pytest.mark.parametrize(
    ("column", "value", "claim"),
    [
        ("unit_a", "Elsewhere", "links say of their people what the run says"),
        ("boundaries", "level", "links say of their people what the run says"),
        ("rank", 9, "links are numbered in order"),
        ("gap_after", 0.01, "gaps before and after a link follow from those before it"),
        ("opens", 0.9, "every link adds the openness that it says"),
        ("score", 0.9, "every link is a candidate with its lessons and score"),
    ],
)
def test_a_cell_of_a_link_that_was_changed_with_its_digest_is_found(
    call: Call, copied: Path, column: str, value: Any, claim: str
) -> None:
    run = _run(copied)
    _seal_anew(run)
    assert call("-C", copied, "verify")[0] == 0
    _set(run, "links", column, value)
    _seal_anew(run)
    document = json.loads(call("-C", copied, "verify", "--json")[1])
    assert [row["name"] for row in document["findings"] if not row["holds"]] == [claim]


def test_a_curve_and_a_loss_that_were_changed_with_their_digests_are_found(call: Call, copied: Path) -> None:
    run = _run(copied)
    certificate = json.loads((run / "certificate.json").read_text(encoding="utf-8"))
    curve = [step | {"openness": 1.0} for step in certificate["curve"]]
    _change(run / "certificate.json", curve=curve)
    portfolio = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["portfolio"]
    _change(run / "manifest.json", portfolio=portfolio | {"loss": portfolio["loss"] + 0.01})
    _seal_anew(run)
    said = call("-C", copied, "verify")[1]
    assert "no point of the curve is above its bound" in said
    document = json.loads(call("-C", copied, "verify", "--json")[1])
    assert [row["name"] for row in document["findings"] if not row["holds"]] == [
        "no point of the curve is above its bound",
        "lesson value and what was given up of it are those of the links",
    ]


@pytest.mark.parametrize("change", ["taken out", "counted otherwise"])
def test_a_second_certificate_that_was_changed_with_its_digest_is_found(call: Call, copied: Path, change: str) -> None:
    call("-C", copied, "run", "--replan")
    run = _run(copied)
    document = json.loads((run / "certificate.json").read_text(encoding="utf-8"))
    standing = document.pop("standing")
    if change == "counted otherwise":
        document["standing"] = standing | {"links": standing["links"] - 1}
    (run / "certificate.json").write_text(json.dumps(document), encoding="utf-8")
    _seal_anew(run)
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert "as many links stand as the run says" in said


@pytest.mark.parametrize("file", ["manifest.json", "audit.json", "certificate.json", "links.parquet"])
@pytest.mark.parametrize("named", [True, False])
def test_whatever_file_is_lost_ends_with_4_and_is_named(call: Call, copied: Path, file: str, *, named: bool) -> None:
    run = _run(copied)
    (run / file).unlink()
    code, said, _ = call("-C", copied, "verify", *([run.name] if named else []))
    assert code == 4
    assert f"not so: {file}" in said


def test_a_changed_manifest_and_a_lost_file_end_with_4(call: Call, copied: Path) -> None:
    run = _run(copied)
    (run / "trend.parquet").unlink()
    _change(run / "manifest.json", notes=["Nothing to see here."])
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert "not so: trend.parquet, manifest.json" in said


def test_a_file_that_is_not_the_run_s_ends_with_4(call: Call, copied: Path) -> None:
    (_run(copied) / "links.csv").write_text("a,b\n", encoding="utf-8")
    assert "not so: links.csv" in call("-C", copied, "verify")[1]


def test_another_table_in_the_place_of_one_cannot_be_read(call: Call, copied: Path) -> None:
    shutil.copy(_run(copied) / "links.parquet", _run(copied) / "gaps.parquet")
    code, _, said = call("-C", copied, "show", "gaps")
    assert code == 1
    assert "the run's table gaps cannot be read" in said


def test_a_run_that_is_not_there_or_is_broken_says_so(call: Call, copied: Path) -> None:
    assert call("-C", copied, "verify", "..")[0] == 2
    code, _, said = call("-C", copied, "verify", "nobody-s-run")
    assert code == 2
    assert f"give one of {_run(copied).name}, or latest" in said
    (_run(copied) / "manifest.json").write_text("{", encoding="utf-8")
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert "not so: manifest.json" in said


@pytest.mark.parametrize("name", ["candidates.parquet", "links.parquet", "effect.parquet", "certificate.json"])
@pytest.mark.parametrize("content", [None, b"", b"{}"])
def test_a_file_that_was_lost_or_cannot_be_read_any_more_ends_with_4(
    call: Call, copied: Path, name: str, content: bytes | None
) -> None:
    file = _run(copied) / name
    file.unlink() if content is None else file.write_bytes(content)
    code, said, _ = call("-C", copied, "verify")
    assert code == 4
    assert f"not so: {name}" in said


def test_show_run_prints_the_certificate_and_what_openness_costs(call: Call, lawyers: Path) -> None:
    said = call("-C", lawyers, "show", "run")[1]
    assert "Certificate: the links are worth at least 9" in said
    assert "lesson value given up" in said
    curve = json.loads(call("-C", lawyers, "show", "run", "--json")[1])["certificate"]["curve"]
    assert [step["give_up"] for step in curve] == [0.02, 0.05, 0.1, 0.2]
    assert all(step["openness"] <= step["openness_at_most"] + 1e-6 for step in curve)


def test_a_failed_audit_is_a_red_line_before_everything_else(call: Call, copied: Path) -> None:
    audit = _run(copied) / "audit.json"
    checks = json.loads(audit.read_text(encoding="utf-8"))["checks"]
    assert "FAILED" not in call("-C", copied, "show", "run")[1]
    checks[0] |= {"holds": False, "broken_by": 7}
    _change(audit, passed=False, checks=checks)
    second = call("-C", copied, "show", "run")[1].splitlines()[1]
    assert second == (
        "The audit FAILED, do not use these links. It does not hold that nobody has more links than they take on."
    )
