"""One pair of groups looked at closely: chosen by a click in the matrix or from a list."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from dashboard.components import frame
from dashboard.snapshot import Row, Snapshot
from dashboard.views import links, matrix, overview, words
from dashboard.views.links import Card

MOST_LINKS = 4
_SCALE = '<span class="bw-scale" role="img" aria-label="from orange over white to blue"></span>'


def legend(snapshot: Snapshot, kind: str) -> None:
    """What the colours of the matrix mean."""
    rows = snapshot.pairs[kind]
    hidden = any(row["suppressed"] for row in rows)
    parts = [
        f'<span class="bw-ends"><span>fewer ties</span>{_SCALE}<span>more than expected</span></span>',
    ]
    if any(row["finding"] == "silo" for row in rows):
        parts.append('<span><span class="bw-swatch bw-claimed"></span>silo</span>')
    if hidden:
        parts.append(
            f'<span><span class="bw-swatch bw-hatched"></span>hidden: a group under {snapshot.floor} people, '
            "or what would give it away</span>"
        )
    st.html(f'<p class="bw-legend">{"".join(parts)}</p>')


def on_click(snapshot: Snapshot, kind: str) -> Callable[[], None]:
    """Puts the pair that was clicked into the list beside the matrix."""

    def choose() -> None:
        for hit in st.session_state[f"matrix_{kind}"].selection.selected:
            row = matrix.pair_at(snapshot, kind, str(hit["series_id"]), min(hit["data_indices"]))
            if row is not None and not row["suppressed"]:
                st.session_state[f"pair_{kind}"] = _label(row)

    return choose


def draw(snapshot: Snapshot, kind: str) -> None:
    """The pair that was chosen, at first the one with the widest gap."""
    rows = {_label(row): row for row in overview.pairs_to_look_at(snapshot, kind)}
    st.subheader("Look closer", anchor=False)
    if not rows:
        frame.nothing(words.HIDDEN.format(floor=snapshot.floor))
        return
    label = st.selectbox(
        "Pair (widest gap first; or click a cell)", list(rows), key=f"pair_{kind}", bind="query-params"
    )
    row = rows[label]
    st.html(f'<p class="bw-pair">{escape(overview.pair_sentence(snapshot, row))}</p>')
    details = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{frame.coded(text)}</dd></div>"
        for name, text in overview.pair_details(snapshot, row)
        if text
    )
    st.html(f'<dl class="bw-details">{details}</dl>')
    _what_would_help(links.across(snapshot, row))


def _what_would_help(cards: list[Card]) -> None:
    """The first links that cross this line, and the way to all of them."""
    if cards:
        items = "".join(f"<li>{escape(links.line(card))}</li>" for card in cards[:MOST_LINKS])
        st.html(f'<p class="bw-quiet">{escape(links.crossing(len(cards)))}</p><ul class="bw-help">{items}</ul>')
    st.page_link("screens/links.py", label="All links", icon=":material/sync_alt:")


def _label(row: Row) -> str:
    ends = (row["unit_a"], row["unit_b"])
    names = {end: f"{words.one(row['boundary'])} {end}" if end.isdigit() else end for end in ends}
    return words.pair(names, *ends)
