"""The theme of the options, collected once: Streamlit goes through all its options six times in each run."""

from __future__ import annotations

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

INNER = "_populate_theme_msg"
"""Streamlit's own function; a test holds that it exists and that the message stays the same."""

MARK = "kontor_collects_once"


def collect_theme_once() -> None:
    """From the first run on send what was collected for it; an eighth of each run went there (`benchmarks.many_users`).

    The options are set before anything is served and stay as they are (`app.py`). Called by the frame in each run; all
    but the first find it done.
    """
    collect = getattr(app_session, INNER)
    if hasattr(collect, MARK):
        return

    @cache
    def collected(section: str) -> CustomThemeConfig:
        theme = CustomThemeConfig()
        collect(theme, section)
        return theme

    def fill(message: CustomThemeConfig, section: str = "theme") -> None:
        theme = collected(section)
        if theme.ListFields():  # else the message would hold an empty part, where Streamlit sends none
            message.MergeFrom(theme)

    setattr(fill, MARK, True)
    setattr(app_session, INNER, fill)
