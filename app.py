"""The application: Streamlit's screens behind the gate.

`python -m tools serve`, `streamlit run app.py` and `uvicorn app:app` all serve the whole of it.
"""

from __future__ import annotations

import streamlit as st
from streamlit import config as streamlit_config

from config.settings import HOME
from web.lifespan import lifespan
from web.routes import middleware, routes
from web.streamlit_options import streamlit_options

for name, value in streamlit_options().items():
    streamlit_config.set_option(name, value)

app = st.App(str(HOME / "components" / "frame.py"), routes=routes(), middleware=middleware(), lifespan=lifespan)
