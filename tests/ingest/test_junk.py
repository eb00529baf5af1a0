"""Whatever stands in a file: it is read, or refused with an error that is ours."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from graph.errors import BothwaysError
from graph.workspace import Workspace
from ingest.load import LoadOptions, load

CELLS = st.text(st.sampled_from('ab,;\t"\n\r \u00e9\ufeff01/.-:{}[]@'), max_size=12)
HEADERS = st.sampled_from(["person,unit", "from;to;at", "person\tskill\tstrength", "a,b,until", "person"])


def survives(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.write_bytes(content)
    with suppress(BothwaysError):
        report = load(Workspace(folder / "w"), [path], LoadOptions(dry_run=True, max_rejects=10**6))
        assert report.files[0].rows >= report.files[0].rejects
    assert not (folder / "w").exists()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(header=HEADERS, rows=st.lists(st.lists(CELLS, max_size=4), max_size=6), mark=st.sampled_from(",;\t"))
@example(header="person", rows=[["\ufeff"]], mark=",")
def test_any_rows_under_a_good_header(header, rows, mark, tmp_path):
    text = "\n".join([header, *(mark.join(row) for row in rows)])
    survives(tmp_path, "a.csv", text.encode())
    survives(tmp_path, "a.csv.gz", gzip.compress(text.encode("cp1252", "replace")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.csv", b""),
        ("a.csv.gz", b"\x1f\x8b\x08\x00"),
        ("a.jsonl", b'{"person": '),
        ("a.xlsx", b"PK\x03\x04"),
        ("a.ods", b"PK\x03\x04"),
        ("a.parquet", b"PAR1"),
    ],
)
@given(content=st.binary(max_size=200))
def test_any_bytes(name, start, content, tmp_path):
    survives(tmp_path, name, start + content)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["person", "skill", "from", "to", "at", "x"]),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2),
                max_leaves=4,
            ),
        ),
        max_size=5,
    )
)
def test_any_objects(tmp_path, rows):
    import msgspec  # noqa: PLC0415 - only here

    survives(tmp_path, "a.jsonl", b"\n".join(msgspec.json.encode(row) for row in rows))
