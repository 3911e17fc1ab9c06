"""Streamlit as it is shipped, for the floors: these scripts are run by `streamlit run` with its default options."""
