"""Bad files: each gets an error that names the file, the place and the cure, and the workspace stays as it was."""

import gzip
import random
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graph.errors import GuardError, InputError, UsageError
from ingest.findings import redacted
from ingest.readers import open_table
from ingest.textfile import Limits

PEOPLE = "person,unit\nann,Sales\nbob,Ops\ncem,Ops\n"


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def refused(ingest, workspace, write):
    """Loads a good roster, then something bad; hands back the error after checking that nothing changed."""

    def check(*files: Path, **options) -> InputError:
        with pytest.raises(InputError) as first:
            ingest(*files, **options)
        assert not workspace.folder.exists(), "a refused file made a workspace"
        ingest(write("good.csv", PEOPLE))
        before = tree(workspace.folder)
        with pytest.raises(InputError):
            ingest(*files, **options)
        assert tree(workspace.folder) == before
        assert first.value.where
        assert first.value.cure
        return first.value

    return check


def test_a_file_that_does_not_exist(refused, tmp_path):
    error = refused(tmp_path / "nobody.csv")
    assert "does not exist" in str(error)
    assert "nobody.csv" in error.where


def test_a_folder_is_no_file(refused, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    assert "not a file" in str(refused(tmp_path / "folder.csv"))


@pytest.mark.parametrize("text", ["", "\n \n", "\ufeff", "\u00a0\n"])
def test_an_empty_file(text, refused, write):
    assert "empty" in str(refused(write("a.csv", text)))


def test_an_empty_compressed_file(refused, write_gz):
    assert "empty" in str(refused(write_gz("a.csv.gz", "")))


def test_an_empty_workbook(refused, write_xlsx):
    assert "empty" in str(refused(write_xlsx("a.xlsx", [])))


def test_a_header_without_rows(refused, write):
    assert "no row" in str(refused(write("a.csv", "person,unit\n")))


def test_a_missing_required_column_names_the_nearest_ones(refused, write):
    error = refused(write("a.csv", "Sent from,Recipient Mail,When\na,b,2026-01-01\n"))
    assert "interactions lacks the required column" in str(error)
    assert "'Recipient Mail'" in str(error)
    assert "--map" in error.cure


@pytest.mark.parametrize(
    ("name", "content", "holds"),
    [
        ("a.csv", b"PK\x03\x04rest", "office document"),
        ("a.csv", b"PAR1rest", "Parquet"),
        ("a.csv", gzip.compress(b"person\nann\n", mtime=0), "gzip"),
        ("a.csv", "person\nann\n".encode("utf-16"), "UTF-16"),
        ("a.csv", b"<html><table>", "web page"),
        ("a.csv", b'{"person": "ann"}\n', "JSON"),
        ("a.csv", b"\xd0\xcf\x11\xe0rest", "old or encrypted office document"),
        ("a.jsonl", b"person,unit\nann,x\n", "no JSON objects"),
        ("a.jsonl", b'[{"person": "ann"}]', "JSON array"),
        ("a.parquet", b"person,unit\nann,x\n", "something else"),
        ("a.xlsx", b"person,unit\nann,x\n", "something else"),
        ("a.xlsx", b"%PDF-1.7", "PDF"),
        ("a.csv.gz", b"person,unit\nann,x\n", "not gzip"),
        ("a.csv.gz", gzip.compress(b"PAR1rest", mtime=0), "Parquet"),
        ("a.doc", b"whatever", "'.doc' are not read"),
        ("a.xlsx.gz", b"whatever", "'.xlsx.gz' are not read"),
        ("noending", b"person\n", "files without an ending are not read"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says(name, content, holds, refused, write_bytes):
    assert holds in str(refused(write_bytes(name, content)))


def test_a_workbook_under_the_name_of_the_other_kind(refused, write_ods):
    path = write_ods("a.ods", [("person",), ("ann",)])
    assert "holds something else" in str(refused(path.rename(path.with_suffix(".xlsx"))))


def test_day_and_month_that_cannot_be_told_apart(refused, write, ingest):
    path = write("a.csv", "from,to,at\nann,bob,01/02/2026\nbob,ann,03/04/2026\n")
    error = refused(path)
    assert "column 'at'" in error.where
    assert "--day-first" in error.cure
    assert "--month-first" in error.cure
    assert ingest(path, day_first=False).rejects == 0


def test_dates_of_both_orders(refused, write):
    assert "both places" in str(refused(write("a.csv", "from,to,at\nann,bob,13/02/2026\nbob,ann,02/13/2026\n")))


@pytest.mark.parametrize("lost", [1, 8, 200])
def test_a_truncated_gz(lost, refused, write_bytes):
    text = "from,to\n" + "".join(f"{random.Random(i).random()},b{i}\n" for i in range(2000))
    assert "cut off" in str(refused(write_bytes("a.csv.gz", gzip.compress(text.encode())[:-lost])))


def test_a_gz_cut_off_in_its_header(refused, write_bytes):
    assert "cut off" in str(refused(write_bytes("a.csv.gz", gzip.compress(b"person\nann\n", mtime=0)[:5])))


def test_a_gz_with_changed_bytes(refused, write_bytes):
    packed = bytearray(gzip.compress(b"person,unit\n" + b"".join(b"p%d,x\n" % i for i in range(3000))))
    packed[len(packed) // 2] ^= 0xFF
    assert "damaged" in str(refused(write_bytes("a.csv.gz", bytes(packed))))


def test_a_gz_bomb_by_its_ratio(refused, tmp_path):
    path = tmp_path / "a.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        stream.write(b"from,to\n")
        for _ in range(80):
            stream.write(b"a,b\n" * 262_144)  # 1 MiB; 80 of them unpack from about 80 KiB
    assert path.stat().st_size < 200_000
    assert "bomb" in str(refused(path))


def test_a_gz_bomb_by_its_size(write_bytes):
    text = "from,to\n" + "".join(f"{random.Random(i).random()},b\n" for i in range(2000))
    path = write_bytes("a.csv.gz", gzip.compress(text.encode()))
    with pytest.raises(InputError, match="bomb"):
        open_table(path, Limits(line=4096, small=8192, total=8192))


def test_a_zip_bomb_in_a_workbook(refused, tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (80 << 20))
    assert "bomb" in str(refused(path))


def test_a_line_of_a_hundred_megabytes(refused, tmp_path):
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(b"person,unit\nann,")
        for _ in range(100):
            file.write(b"x" * 1_000_000)
        file.write(b"\nbob,Ops\n")
    error = refused(path)
    assert "longer than" in str(error)
    assert error.where.endswith("line 2")


def test_a_line_just_within_the_limit_is_read(write):
    limits = Limits(line=1000)
    fits, long = write("a.csv", f"person\n{'x' * 1000}\ny\n"), write("b.csv", f"person\n{'x' * 1001}\ny\n")
    assert sum(batch.rows for batch in open_table(fits, limits).read()) == 2
    with pytest.raises(InputError, match="line 2"):
        open_table(long, limits)


def test_nul_bytes(refused, write_bytes):
    error = refused(write_bytes("a.csv", b"person,unit\nann,Sales\nbo\0b,Ops\n"))
    assert "NUL" in str(error)
    assert error.where.endswith("line 3")


@pytest.mark.parametrize(
    "text",
    [
        'person,unit\nann,"Sales\nbob,Ops\ncem,Ops\n',
        "person,unit\n" + "p,u\n" * 1000 + '"' + "\n" + "q,u\n" * 2_000_000,
    ],
    ids=["short", "long"],
)
def test_a_quote_that_is_never_closed_swallows_no_rows(text, refused, write):
    error = refused(write("a.csv", text))
    assert "quote" in error.cure
    assert "line" in error.where


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.parquet"])
def test_a_file_that_was_cut_off(name, refused, tmp_path, write_xlsx, write_ods):
    rows = [("person", "unit"), *((f"p{i}", f"u{i}") for i in range(50))]
    if name == "a.parquet":
        pq.write_table(pa.table({"person": [row[0] for row in rows]}), tmp_path / name)
    else:
        (write_xlsx if name == "a.xlsx" else write_ods)(name, rows)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    assert "cut off or damaged" in str(refused(tmp_path / name))


def test_damage_inside_a_workbook_or_a_parquet_file(refused, tmp_path, write_bytes):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<not a workbook")
    assert "damaged" in str(refused(tmp_path / "a.xlsx"))


def test_damage_inside_a_parquet_file(refused, tmp_path, write_bytes):
    pq.write_table(pa.table({"person": [f"p{i}" for i in range(5000)]}), tmp_path / "b.parquet", compression="zstd")
    content = bytearray((tmp_path / "b.parquet").read_bytes())
    content[60:2000] = b"\xff" * 1940
    assert "damaged" in str(refused(write_bytes("b.parquet", bytes(content))))


def test_too_many_rejects(refused, write, ingest):
    rows = [f"p{i},{'soon' if i < 3 else '2026-01-01'}" for i in range(100)]
    path = write("a.csv", "person,active_from\n" + "\n".join(rows) + "\n")
    error = refused(path)
    assert "3 of 100 rows" in str(error)
    assert "line 2: `active_from`" in str(error)
    assert "--max-rejects 3" in error.cure
    assert ingest(path, max_rejects=3, allow_shrink=True).rejects == 3


def test_two_rejects_are_let_pass_in_any_file_and_one_percent_in_a_large_one(write, ingest):
    small = write("a.csv", "person,active_from\nann,soon\nbob,later\ncem,2026-01-01\n")
    assert ingest(small, dry_run=True).rejects == 2
    rows = [f"p{i},{'soon' if i < 10 else '2026-01-01'}" for i in range(1000)]
    large = write("b.csv", "person,active_from\n" + "\n".join(rows) + "\n")
    assert ingest(large, dry_run=True).rejects == 10
    with pytest.raises(InputError):
        ingest(large, max_rejects=9)


def test_a_file_without_one_row_that_can_be_used(refused, write):
    assert "every one of the 2 rows" in str(refused(write("a.csv", "person,unit\n,x\n,y\n"), max_rejects=9))


def test_one_bad_file_keeps_the_good_ones_out(refused, write):
    refused(write("good2.csv", PEOPLE), write("bad.csv", "what,ever\n1,2\n"))


def test_all_bad_files_of_a_call_are_named_at_once(ingest, write, tmp_path):
    with pytest.raises(InputError) as error:
        ingest(tmp_path / "gone.csv", write("a.csv", ""), write("good.csv", PEOPLE))
    assert "gone.csv" in str(error.value)
    assert "a.csv: the file is empty" in str(error.value)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"kind": "persons"}, "unknown table kind"),
        ({"columns": {"persn": "unit"}}, "did you mean 'person'"),
        ({"columns": {"person": "Unti"}}, "did you mean 'unit'"),
        ({"columns": {"level": "Gender"}}, "never stored"),
        ({"source": "../etc"}, "cannot name a source"),
    ],
)
def test_words_that_make_no_sense_are_a_usage_error(options, says, ingest, write, workspace):
    with pytest.raises(UsageError, match=says):
        ingest(write("a.csv", "person,unit,Gender\nann,x,f\n"), **options)
    assert not workspace.folder.exists()


def test_no_file_is_a_usage_error(ingest):
    with pytest.raises(UsageError, match="no file"):
        ingest()


def test_a_roster_that_lost_a_fifth_is_stopped_unless_allowed(ingest, write, workspace):
    ingest(write("a.csv", PEOPLE))
    before = tree(workspace.folder)
    short = write("b.csv", "person,unit\nann,Sales\n")
    with pytest.raises(GuardError, match="2 of 3"):
        ingest(short)
    assert tree(workspace.folder) == before
    assert ingest(short, allow_shrink=True).sources[0].gone == 2


def test_a_reject_shows_the_shape_of_a_value_and_never_the_value():
    assert redacted("Zoë.Müller-2@example.org") == "xxx.xxxxxx-9@xxxxxxx.xxx"
    assert redacted("31/02/2026") == "99/99/9999"
    assert len(redacted("x" * 500)) < 50


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([",A"], "the only row cannot be used: line 2"),
        ([",A"] * 4, "every one of the 4 rows cannot be used: line 2"),
        ([",A"] * 3 + ["ann,A"], "3 of 4 rows cannot be used (at most 2 may)"),
    ],
)
def test_too_many_rows_that_cannot_be_used(rows, words, refused, write):
    assert words in str(refused(write("a.csv", "person,unit\n" + "\n".join(rows) + "\n")))


def test_a_workbook_of_which_no_sheet_is_recognised_names_them(refused, write_xlsx):
    error = refused(write_xlsx("a.xlsx", [("Our company",), ("x",)], [("note",), ("y",)]))
    assert error.where.endswith("sheet 'Sheet 1' (the others are 'Sheet 2')")
