"""Files as people make them: compressed, from a spreadsheet, in an old encoding; and what came of loading them."""

import gzip
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import pytest

from graph.ledger import Ledger
from graph.workspace import Workspace
from ingest.findings import Report
from ingest.load import LoadOptions, load
from ingest.readers import open_table

CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"""
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace whose folder does not exist yet."""
    return Workspace(tmp_path / "organisation")


@pytest.fixture
def ingest(workspace: Workspace) -> Callable[..., Report]:
    """Loads files into the workspace; options by name."""
    return lambda *files, **options: load(workspace, files, LoadOptions(**options))


@pytest.fixture
def people_of(workspace: Workspace) -> Callable[[], dict]:
    """The people of the ledger by key."""
    return lambda: {row["person"]: row for row in Ledger(workspace.ledger).snapshot("people").to_pylist()}


@pytest.fixture
def rows_of() -> Callable[[Path], list[dict]]:
    """All rows of a file as dicts of text, with their line."""

    def read(path: Path) -> list[dict]:
        table = open_table(path)
        return [
            {**dict(zip(table.columns, cells, strict=True)), "line": line}
            for batch in table.read()
            for line, *cells in zip(batch.lines.to_pylist(), *(c.to_pylist() for c in batch.columns), strict=True)
        ]

    return read


@pytest.fixture
def write_bytes(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Writes bytes beside the test."""

    def written(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


@pytest.fixture
def write_gz(write_bytes: Callable[[str, bytes], Path]) -> Callable[[str, str], Path]:
    """Writes compressed text."""
    return lambda name, text: write_bytes(name, gzip.compress(text.encode()))


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook; each further argument is one sheet."""

    def written(name: str, *sheets: Sequence[Sequence[object]]) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for number, rows in enumerate(sheets, 1):
            sheet = book.create_sheet(f"Sheet {number}")
            for row in rows:
                sheet.append(list(row))
        book.save(tmp_path / name)
        return tmp_path / name

    return written


@pytest.fixture
def write_ods(tmp_path: Path) -> Callable[[str, Sequence[Sequence[str]]], Path]:
    """Writes the smallest OpenDocument spreadsheet there is."""

    def written(name: str, rows: Sequence[Sequence[str]]) -> Path:
        cells = [
            "".join(
                f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                for cell in row
            )
            for row in rows
        ]
        table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("mimetype", ODS_TYPE)
            archive.writestr(
                "META-INF/manifest.xml",
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/></manifest:manifest>',
            )
            content = CONTENT.format(tables=f'<table:table table:name="People">{table}</table:table>')
            archive.writestr("content.xml", content)
        return tmp_path / name

    return written
