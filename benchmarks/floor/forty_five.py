"""A page of 45 elements."""

import streamlit as st


def page() -> None:
    """Fifteen times a label, a value and a button."""
    for row in range(15):
        st.markdown(f"**Label {row}**")
        st.text(f"Value of row {row}")
        st.button("Change", key=f"change.{row}")


st.navigation([st.Page(page, title="Page", default=True)]).run()
