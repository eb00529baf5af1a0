"""Where are we closed? The verdict, the matrix, one pair more closely, and how closed each group is."""

import streamlit as st

from dashboard.components import closer, figure, frame
from dashboard.views import closure, matrix, overview, words

snapshot = frame.open_run()
frame.header("Where are we closed?", overview.verdict(snapshot), overview.badges(snapshot))

columns = st.columns(max(1, len(overview.tiles(snapshot))))
for column, tile in zip(columns, overview.tiles(snapshot), strict=False):
    figure.number(column, tile.label, tile.value, tile.beside, tile.meaning)

kinds = overview.lines(snapshot)
if not kinds:
    frame.nothing(overview.nothing(snapshot), "bothways ingest people.csv --as people\nbothways run")
else:
    kind = kinds[0]
    if len(kinds) > 1:
        kind = st.segmented_control(
            "Between", kinds, default=kind, required=True, format_func=words.line, key="line", bind="query-params"
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.subheader(matrix.title(snapshot, kind), anchor=False)
        closer.legend(snapshot)
        frame.quiet(overview.untested(snapshot, kind))
        figure.draw(matrix.matrix(snapshot, kind), f"matrix_{kind}", on_select=closer.on_click(snapshot, kind))
    with right:
        closer.draw(snapshot, kind)
    picture = closure.closure(snapshot, kind)
    if picture:
        st.subheader(closure.title(snapshot, kind), anchor=False)
        frame.quiet(closure.MEANING)
        figure.draw(picture, f"closure_{kind}")

if snapshot.summary.notes:
    with st.expander("What to know about this run", icon=":material/info:"):
        for note in snapshot.summary.notes:
            st.text(note)
with st.expander("What these numbers mean", icon=":material/help:"):
    for term, meaning in overview.MEANINGS.items():
        st.markdown(f"**{term}.** {meaning}")
