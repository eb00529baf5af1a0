"""The pages: one finished run, browsed. `bothways dashboard` starts `app.py` as a Streamlit process of its own."""
