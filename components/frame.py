"""The frame around every page, and the script that the framework runs: who is signed in, sidebar, header, page."""

from __future__ import annotations

import sys
from pathlib import Path

HOME = str(Path(__file__).resolve().parent.parent)
if HOME not in sys.path:
    sys.path.insert(0, HOME)

import streamlit as st  # noqa: E402

from components.account import account_menu  # noqa: E402
from components.bulk import take_back  # noqa: E402
from components.contact_header import contact_header, current_contact, newly_opened, note_opened  # noqa: E402
from components.contact_picker import contact_picker  # noqa: E402
from components.dialogs import new_contact_dialog  # noqa: E402
from components.entries import open_waiting  # noqa: E402
from components.escape import literal  # noqa: E402
from components.look import style  # noqa: E402
from components.navigation import menu, room_of  # noqa: E402
from components.notes import alerts_stand_in_the_way  # noqa: E402
from components.perform import may, one_run, signed_out, somebody  # noqa: E402
from components.presses import listen  # noqa: E402
from components.state import LANGUAGE, NOTICE, Notice, select_contact, selected_contact  # noqa: E402
from components.theme import collect_theme_once  # noqa: E402
from domain.access import Permission  # noqa: E402
from i18n.texts import LANGUAGES, Language, _, language_from_header, resolve_language_with, speaking  # noqa: E402
from queries.users import SignedIn  # noqa: E402


def frame() -> None:
    """Draw everything around the page, and the page."""
    collect_theme_once()
    st.set_page_config(page_title="Kontor", page_icon=f"{HOME}/components/favicon.svg", layout="wide")
    resolve_language_with(lambda: st.session_state.get(LANGUAGE))
    user = somebody()
    spoken = _language(user)
    st.session_state[LANGUAGE] = spoken
    if user is None:
        signed_out()
        return
    with one_run(user), speaking(spoken):
        _house(user)


def _house(user: SignedIn) -> None:
    style()
    page = st.navigation(menu(user.role), expanded=True)
    room = room_of(page)
    select_contact(selected_contact())
    opened = newly_opened() if room is not None and room.about_contact else None
    _sidebar(user)
    _say_notice()
    if room is not None and room.about_contact:
        contact_header()
        if alerts_stand_in_the_way(current_contact()):
            return
    page.run()
    open_waiting()
    if opened:
        note_opened(opened)


def _language(user: SignedIn | None) -> Language:
    for known in LANGUAGES:
        if user is not None and user.language == known:
            return known
    return language_from_header(st.context.headers.get("Accept-Language") or st.context.locale or "")


def _sidebar(user: SignedIn) -> None:
    with st.sidebar:
        if may(Permission.SEE_CONTACTS):
            contact_picker()
        if may(Permission.EDIT_CONTACTS) and st.button(
            _("New contact"), icon=":material/person_add:", shortcut="Alt+N", width="stretch"
        ):
            new_contact_dialog()
        account_menu(user)
        listen()


def _say_notice() -> None:
    """Say once what was done, and offer to take it back."""
    notice: Notice | None = st.session_state.pop(NOTICE, None)
    if notice is None:
        return
    if not notice.undo:
        st.toast(literal(notice.text), icon=":material/check:")
        return
    _undo_bar(notice)


@st.fragment
def _undo_bar(notice: Notice) -> None:
    with st.container(key="undo", horizontal=True):
        st.markdown(literal(notice.text), width="content")
        if st.button(_("Undo"), icon=":material/undo:", key=f"undo.{notice.undo[-1]}"):
            take_back(notice.undo)


frame()
