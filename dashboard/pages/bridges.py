"""Who carries knowledge across today?"""

import streamlit as st

from dashboard.components import figure, frame
from dashboard.views import bridges

snapshot = frame.open_run()
frame.header("Who carries knowledge across today?", bridges.verdict(snapshot))

picture = bridges.picture(snapshot)
if picture is None:
    frame.nothing("There is no unit pair with enough ties to say who carries them.")
else:
    st.subheader("Unit pairs that hang on few people", anchor=False)
    frame.quiet(bridges.MEANING)
    figure.draw(picture, "holds")

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
            "Bridging score": st.column_config.NumberColumn(format="%.2f"),
            "Largest share": st.column_config.ProgressColumn(
                min_value=0, max_value=1, format="percent", color="#0072B2"
            ),
        },
    )
    figure.download(people, "bridging-people")
