"""Two pages with nothing on them."""

import streamlit as st


def one() -> None:
    """An empty page."""


def two() -> None:
    """Another one."""


st.navigation([st.Page(one, title="One", default=True), st.Page(two, title="Two", url_path="two")]).run()
