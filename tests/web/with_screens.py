"""The application with the throwaway frame of `screens.py`."""

from pathlib import Path

import streamlit as st

import app as settled  # noqa: F401 - sets Streamlit's options
from web.lifespan import lifespan
from web.routes import middleware, routes

FRAME = Path(__file__).with_name("screens.py")
app = st.App(str(FRAME), routes=routes(), middleware=middleware(), lifespan=lifespan)
