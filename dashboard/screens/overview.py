"""Where are we closed? The verdict, the matrix, one pair more closely, and how closed each group is."""

import streamlit as st

from dashboard.components import closer, figure, frame
from dashboard.views import closure, lacks, matrix, overview, signals, words

snapshot = frame.open_run()
frame.header("Where are we closed?", overview.verdict(snapshot), overview.badges(snapshot))

figure.numbers(overview.tiles(snapshot))

missing = lacks.lack(snapshot)
if missing:
    frame.lacking(missing)

more = signals.signals(snapshot)
if more:
    st.subheader(signals.TITLE, anchor=False)
    frame.quiet(signals.trend(snapshot))
    figure.numbers(more)

kinds = overview.lines(snapshot)
if kinds:
    kind = kinds[0]
    if len(kinds) > 1:
        kind = st.segmented_control(
            "Between", kinds, default=kind, required=True, format_func=words.line, key="line", bind="query-params"
        )
    across = matrix.wide(snapshot, kind)
    left, right = (st.container(), st.container()) if across else st.columns([3, 2], gap="large")
    picture = matrix.matrix(snapshot, kind)
    with left:
        st.subheader(matrix.title(snapshot, kind), anchor=False)
        closer.legend(snapshot, kind)
        frame.quiet(overview.untested(snapshot, kind))
        figure.chart(picture, f"matrix_{kind}", on_select=closer.on_click(snapshot, kind))
    with right:
        closer.draw(snapshot, kind)
    figure.below(picture, f"matrix_{kind}")
    marks = closure.closure(snapshot, kind)
    if marks:
        st.subheader(closure.title(snapshot, kind), anchor=False)
        frame.quiet(closure.MEANING)
        figure.draw(marks, f"closure_{kind}")

notes = overview.notes(snapshot)
if notes:
    with st.expander("What to know about this run", icon=":material/info:"):
        for note in notes:
            frame.said(note)
with st.expander("What these numbers mean", icon=":material/help:"):
    for term, meaning in overview.MEANINGS.items():
        st.markdown(f"**{term}.** {meaning}")
