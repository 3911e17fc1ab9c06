"""The theme is collected once, and each run sends what Streamlit itself would have sent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session

from components.theme import INNER, collect_theme_once
from web.streamlit_options import streamlit_options

SECTIONS = {
    "": "theme",
    "light": "theme.light",
    "dark": "theme.dark",
    "sidebar": "theme.sidebar",
    "light.sidebar": "theme.light.sidebar",
    "dark.sidebar": "theme.dark.sidebar",
}


@pytest.fixture
def options(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The options of the program, as it sets them; afterwards those of before."""
    monkeypatch.setattr(app_session, INNER, getattr(app_session, INNER))
    before = {name: config.get_option(name) for name in streamlit_options()}
    for name, value in streamlit_options().items():
        config.set_option(name, value)
    yield
    for name, value in before.items():
        config.set_option(name, value)


def sent() -> NewSession:
    """The theme of a message as Streamlit puts it together for each run."""
    message = NewSession()
    for place, section in SECTIONS.items():
        part = message.custom_theme
        for name in filter(None, place.split(".")):
            part = getattr(part, name)
        getattr(app_session, INNER)(part, section)
    return message


@pytest.mark.usefixtures("options")
def test_each_run_sends_what_streamlit_would_have_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = sent()
    assert shipped.custom_theme.dark.sidebar.background_color
    collect_theme_once()
    first = sent()

    def looked_again(section: str) -> None:
        raise AssertionError(section)

    monkeypatch.setattr(config, "get_options_for_section", looked_again)
    for message in (first, sent()):
        assert message == shipped
        assert message.SerializeToString(deterministic=True) == shipped.SerializeToString(deterministic=True)
