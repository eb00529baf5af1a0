"""Which links would open it?"""

import streamlit as st

from dashboard.components import card, figure, frame
from dashboard.views import links, words

snapshot = frame.open_run()
frame.header("Which links would open it?", links.verdict(snapshot))

if not snapshot.links:
    why = links.nothing(snapshot)
    frame.nothing("\n".join(filter(None, (why.cause, why.cure))), *filter(None, [why.command]))
    figure.table(links.running(snapshot), "Links that run")
    figure.table(links.left_out(snapshot), "Why people have no link")
    st.stop()

figure.numbers(links.effects(snapshot))

with st.container(horizontal=True, vertical_alignment="bottom"):
    units = st.multiselect("Units", links.units(snapshot), key="link_units", bind="query-params")
    kind, crossed = "", ""
    if len(links.kinds(snapshot)) > 1:
        kind = (
            st.segmented_control("Kind", links.kinds(snapshot), format_func=links.KINDS.__getitem__, key="link_kind")
            or ""
        )
    if len(links.lines_crossed(snapshot)) > 1:
        crossed = (
            st.segmented_control("Crosses", links.lines_crossed(snapshot), format_func=words.one, key="link_crosses")
            or ""
        )

rows = links.chosen(snapshot, links.Choice(units, kind, crossed))
with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
    frame.quiet(f"{words.count(len(rows), 'link')} of {len(snapshot.links)}")
    figure.download(links.download(snapshot, rows), "links")

if rows:
    number = st.session_state.get("link_page", 1)
    card.draw(links.card(snapshot, row) for row in links.page(rows, min(number, links.pages(rows))))
    if links.pages(rows) > 1:
        st.pagination(links.pages(rows), key="link_page")
else:
    frame.nothing("No link fits these filters. Take one away.")
figure.table(links.running(snapshot), "Links that run")
figure.table(links.left_out(snapshot), "Why some people have no link")
