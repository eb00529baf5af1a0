"""What a page says, worked out from a snapshot: sentences, tables and chart specifications. No Streamlit here."""
