"""The dashboard's entry: its pages, in the order in which a leader asks.

    streamlit run dashboard/app.py -- WORKSPACE

The folder is not called `pages`: Streamlit would serve its files by itself, bare, to who asks a new server for a page
other than the first.

`bothways dashboard` does this. Without WORKSPACE the environment variable BOTHWAYS_WORKSPACE names the folder.
"""

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent

st.set_page_config(page_title="Bothways", page_icon=str(HERE / "components" / "icon.svg"), layout="wide")
st.logo(HERE / "components" / "wordmark.svg", icon_image=HERE / "components" / "icon.svg", size="large")
st.html(HERE / "components" / "style.css")
st.navigation(
    [
        st.Page("screens/overview.py", title="Overview", icon=":material/grid_on:", default=True),
        st.Page("screens/bridges.py", title="Bridges", icon=":material/route:"),
        st.Page("screens/links.py", title="Links", icon=":material/sync_alt:"),
    ]
).run()
