"""Every format gives the same rows of text; the line of each row is the one an editor shows."""

import datetime
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ingest.columns import Wanted
from ingest.readers import open_table

ROWS = [("person", "unit"), ("ann", "Sales/North"), ("bob", "R&D")]
EXPECTED = [
    {"person": "ann", "unit": "Sales/North", "line": 2},
    {"person": "bob", "unit": "R&D", "line": 3},
]


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("b.csv", ";"), ("c.csv", "\t"), ("d.tsv", "\t"), ("E.CSV", ";")]
)
def test_delimited_text_is_read_with_any_of_three_marks(name, mark, write, rows_of):
    assert rows_of(write(name, "\n".join(mark.join(row) for row in ROWS) + "\n")) == EXPECTED


def test_a_file_may_end_without_a_line_break_and_break_lines_the_windows_way(write_bytes, rows_of):
    assert rows_of(write_bytes("a.csv", "\r\n".join(",".join(row) for row in ROWS).encode())) == EXPECTED


def test_compressed_text_is_the_same_text(write_gz, write, rows_of):
    text = "\n".join(",".join(row) for row in ROWS)
    packed, plain = write_gz("a.csv.gz", text), write("a.csv", text)
    assert rows_of(packed) == EXPECTED
    assert open_table(packed).digest == open_table(plain).digest


def test_a_workbook_gives_the_numbers_and_dates_that_one_sees(write_xlsx, rows_of):
    path = write_xlsx(
        "a.xlsx",
        [
            ("id", "from", "at", "share", "yes"),
            (12, datetime.date(2026, 3, 1), datetime.datetime.fromisoformat("2026-03-01 09:05"), 1.5, True),
        ],
    )
    assert rows_of(path) == [
        {"id": "12", "from": "2026-03-01", "at": "2026-03-01 09:05:00", "share": "1.5", "yes": "true", "line": 2}
    ]


def test_the_first_sheet_with_anything_in_it_is_read_and_the_others_are_named(write_xlsx, rows_of):
    path = write_xlsx("a.xlsx", [], ROWS, [("note",), ("x",)])
    assert rows_of(path) == EXPECTED
    assert "'Sheet 2'" in open_table(path).warnings[0]
    assert "'Sheet 3'" in open_table(path).warnings[0]


def test_empty_rows_of_a_workbook_are_no_rows_but_count_as_lines(write_xlsx, rows_of):
    path = write_xlsx("a.xlsx", [(None, None), ROWS[0], (None, None), ROWS[1]])
    assert [(row["person"], row["line"]) for row in rows_of(path)] == [("ann", 4)]


def test_an_open_document_spreadsheet_is_read(write_ods, rows_of):
    assert rows_of(write_ods("a.ods", ROWS)) == EXPECTED


def test_json_lines_may_have_keys_of_their_own_lists_and_numbers(write, rows_of):
    lines = [{"person": "ann", "unit": ["Sales", "R&D"], "level": 2}, {"person": "bob", "opt_out": True, "unit": None}]
    assert rows_of(write("a.jsonl", "\n".join(json.dumps(line) for line in lines) + "\n\n")) == [
        {"person": "ann", "unit": "Sales;R&D", "level": "2", "opt_out": None, "line": 1},
        {"person": "bob", "unit": None, "level": None, "opt_out": "true", "line": 2},
    ]


def test_parquet_gives_text_whatever_the_types(tmp_path, rows_of):
    moment = datetime.datetime(2026, 3, 1, 9, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))
    table = pa.table(
        {
            "id": pa.array([7], pa.int64()),
            "unit": pa.array(["Sales"]).dictionary_encode(),
            "day": pa.array([datetime.date(2026, 3, 1)]),
            "at": pa.array([moment], pa.timestamp("ms", "Europe/Paris")),
            "to": pa.array([["bob", "cem"]]),
            "weight": pa.array([2.0]),
            "nested": pa.array([{"a": 1}]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    assert rows_of(tmp_path / "a.parquet") == [
        {
            "id": "7",
            "unit": "Sales",
            "day": "2026-03-01",
            "at": "2026-03-01 08:05:00.000000Z",
            "to": "bob;cem",
            "weight": "2",
            "line": 1,
        }
    ]
    assert "nested" in open_table(tmp_path / "a.parquet").warnings[0]


def test_text_that_is_not_utf8_is_read_as_cp1252_with_a_warning(write_bytes, rows_of):
    path = write_bytes("a.csv", "person;unit\nzoë;Büro\nann;Café “North”\n".encode("cp1252"))
    assert [row["unit"] for row in rows_of(path)] == ["Büro", "Café “North”"]
    assert "line 2" in open_table(path).warnings[0]
    assert "cp1252" in open_table(path).warnings[0]


def test_json_lines_in_cp1252_are_read_too(write_bytes, rows_of):
    path = write_bytes("a.jsonl", '{"person": "zoë"}\n{"person": "ann"}\n'.encode("cp1252"))
    assert [row["person"] for row in rows_of(path)] == ["zoë", "ann"]


def test_the_last_byte_decides_over_the_encoding(write_bytes, rows_of):
    path = write_bytes("a.csv", b"person,unit\nann,Caf\xc3\xa9\nbob,caf\xe9")
    assert rows_of(path)[1]["unit"] == "café"


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(name, write_bytes, rows_of):
    text = "person\nann\n" if name == "a.csv" else '{"person": "ann"}\n'
    assert rows_of(write_bytes(name, text.encode("utf-8-sig"))) == [
        {"person": "ann", "line": 2 if name == "a.csv" else 1}
    ]


def test_the_line_of_a_row_counts_blank_lines_and_breaks_inside_quotes(write, rows_of):
    text = '\nperson,note\nann,"one\ntwo"\n\nbob,"he said ""no"""\n,\ncem,x\n'
    assert [(row["person"], row["line"]) for row in rows_of(write("a.csv", text))] == [
        ("ann", 3),
        ("bob", 6),
        ("cem", 8),
    ]


def test_rows_with_too_few_or_too_many_cells_are_set_aside_with_their_line(write):
    table = open_table(write("a.csv", 'a,b\n1,2\n3,4,5\n"x\ny",6\n7\n8,9\n10,11,12\n'))
    batches = list(table.read())
    assert [line for batch in batches for line in batch.lines.to_pylist()] == [2, 4, 7]
    assert [(d.line, d.reason) for batch in batches for d in batch.damaged] == [
        (3, "3 cells where the header has 2"),
        (6, "1 cells where the header has 2"),
        (8, "3 cells where the header has 2"),
    ]


def test_lines_are_right_across_batches(write):
    rows = [f'{i},"x\n{"y" * 90}"' if i % 7 == 0 else f"{i},{'z' * 90}" for i in range(60_000)]
    table = open_table(write("a.csv", "id,note\n" + "\n".join(rows) + "\n"))
    batches = list(table.read())
    assert len(batches) > 1
    lines = [line for batch in batches for line in batch.lines.to_pylist()]
    assert lines == [2 + i + (i + 6) // 7 for i in range(60_000)]  # row i stands after ceil(i / 7) rows of two lines


def test_a_broken_line_of_json_is_set_aside(write):
    batch = next(iter(open_table(write("a.jsonl", '{"a": 1}\n{"a": \n[1]\n{"a": 2}\n')).read()))
    assert batch.lines.to_pylist() == [1, 4]
    assert [damage.line for damage in batch.damaged] == [2, 3]


def test_a_file_can_be_read_again_from_its_start(write_gz):
    table = open_table(write_gz("a.csv.gz", "a,b\n1,2\n"))
    assert [batch.rows for batch in table.read()] == [batch.rows for batch in table.read()]


def test_the_first_sheet_whose_header_is_recognised_is_read(write_xlsx):
    cover, people, skills = [("Our company",), ("2026",)], [("person", "unit"), ("ann", "A")], [("person", "skill")]
    path = write_xlsx("a.xlsx", cover, people, skills)
    assert open_table(path).columns == ("person", "unit")
    assert open_table(path, wanted=Wanted(kind="skills")).columns == ("person", "skill")
    assert open_table(path).warnings == (
        "only the sheet 'Sheet 2' was read, not 'Sheet 1', 'Sheet 3': save them as files of their own",
    )
