"""Who carries knowledge across today?"""

import streamlit as st

from dashboard.components import figure, frame
from dashboard.views import bridges, lacks

snapshot = frame.open_run()
frame.header("Who carries knowledge across today?", bridges.verdict(snapshot))

picture = bridges.picture(snapshot)
missing = lacks.lack(snapshot)
if picture is None and missing:
    frame.lacking(missing)
if picture:
    st.subheader("Unit pairs that hang on few people", anchor=False)
    frame.quiet(bridges.MEANING)
    frame.quiet(bridges.shown(snapshot))
    figure.draw(picture, "holds")

between = bridges.between(snapshot)
if between.num_rows:
    st.subheader("Through whom most ways lead", anchor=False)
    frame.quiet(bridges.THROUGH)
    st.dataframe(between, hide_index=True, key="between", alt="People by how many shortest ways lead through them.")
    figure.download(between, "ways-through")

points = bridges.points(snapshot)
if points.num_rows:
    st.subheader("If one of them left", anchor=False)
    frame.quiet(bridges.LEAVING)
    st.dataframe(points, hide_index=True, key="points", alt="People with what would come apart without them.")
    figure.download(points, "single-points")

people = bridges.people(snapshot)
if people.num_rows:
    st.subheader("Bridging people", anchor=False)
    frame.quiet(bridges.WHO)
    st.dataframe(
        people,
        hide_index=True,
        key="bridging",
        alt="Bridging people with their unit, largest share, ties across and number of pairs connected.",
        column_config={
            "Of the ties between": st.column_config.Column(width=158),
            "Pairs": st.column_config.NumberColumn(width=50, help=bridges.COLUMNS["Pairs"]),
            "Ties": st.column_config.NumberColumn(width=50, help=bridges.COLUMNS["Ties"]),
            **{
                name: st.column_config.NumberColumn(width=width, format="%.2f", help=bridges.COLUMNS[name])
                for name, width in (("Score", 60), ("Brokerage", 78), ("Beyond ties", 86))
            },
            "Largest share": st.column_config.ProgressColumn(
                width=98, min_value=0, max_value=1, format="percent", color="#0072B2"
            ),
        },
    )
    figure.download(people, "bridging-people")
