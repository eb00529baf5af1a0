"""A picture on a page: the chart, and below it the same as a table and as a file."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pyarrow as pa
import streamlit as st
from pyarrow import csv
from streamlit.delta_generator import DeltaGenerator

from dashboard.views.picture import Picture
from dashboard.views.tile import Tile

IN_A_ROW = 4
"""Figures in a row, where the window is wide enough."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet would run a text that begins so."""


def draw(picture: Picture, key: str) -> None:
    """Draws a picture with its table and its file below it; `key` names all three."""
    chart(picture, key)
    below(picture, key)


def chart(picture: Picture, key: str, on_select: Callable[[], None] | None = None) -> None:
    """Draws a picture.

    Args:
        picture: What to draw.
        key: Names the chart in the session.
        on_select: Called after a click; the chart's state stands in the session under `key`.
    """
    st.echarts_chart(
        picture.spec, height=picture.height, key=key, alt=picture.alt, on_select=on_select or "ignore", renderer="svg"
    )


def below(picture: Picture, key: str) -> None:
    """The same figures as a table and as a file, across the page."""
    with st.expander("Show as table", icon=":material/table:"):
        st.dataframe(
            picture.table,
            hide_index=True,
            key=f"{key}_table",
            alt=picture.alt,
            column_config={name: st.column_config.Column(width="small") for name in picture.long},
        )
        download(picture.table, key)


def table(rows: pa.Table, title: str) -> None:
    """A small table that waits until somebody asks for it."""
    if rows.num_rows:
        with st.expander(title, icon=":material/help:"):
            st.dataframe(rows, hide_index=True, alt=title)


def numbers(tiles: Sequence[Tile]) -> None:
    """Figures in boxes, as many in every row as fit without leaving one alone."""
    rows = -(-len(tiles) // IN_A_ROW)
    for first in range(0, len(tiles), width := -(-len(tiles) // max(1, rows)) or 1):
        for place, tile in zip(st.columns(width), tiles[first : first + width], strict=False):
            _number(place, tile)


def _number(place: DeltaGenerator, tile: Tile) -> None:
    """One figure, with what to read it beside."""
    place.metric(
        tile.label,
        tile.value,
        delta=tile.beside or None,
        delta_color="off",
        delta_arrow="off",
        help=tile.meaning,
        border=True,
        height="stretch",
    )


def download(table: pa.Table, name: str) -> None:
    """A button that hands a table over as CSV."""
    st.download_button(
        "Download CSV",
        data=as_csv(table),
        file_name=f"bothways-{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        key=f"{name}_csv",
        on_click="ignore",
    )


def as_csv(table: pa.Table) -> bytes:
    """The table as CSV, UTF-8 with a byte order mark; texts that a spreadsheet would run get an apostrophe."""
    for i, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = [f"'{v}" if v and v.startswith(_FORMULA) else v for v in table.column(i).to_pylist()]
            table = table.set_column(i, field, pa.array(texts, pa.string()))
    out = io.BytesIO()
    csv.write_csv(table, out)
    return b"\xef\xbb\xbf" + out.getvalue()
