"""The signed-in user's own menu: language, password, sign out."""

from __future__ import annotations

import streamlit as st

from actions.sign_in import sign_out, sign_out_everywhere
from components.escape import literal
from components.navigation import SETTINGS, go
from components.perform import perform
from i18n.texts import _
from queries.users import SignedIn


def account_menu(user: SignedIn) -> None:
    """A small menu at the foot of the sidebar."""
    choices = {
        _("My account"): "account",
        _("Sign out"): "here",
        _("Sign out everywhere"): "everywhere",
    }
    chosen = st.menu_button(
        literal(user.name[:24]), list(choices), icon=":material/account_circle:", type="tertiary", key="account"
    )
    match choices.get(chosen or ""):
        case "account":
            go(SETTINGS)
        case "here":
            perform(sign_out, session_id=user.session_id)
            st.rerun()
        case "everywhere":
            perform(sign_out_everywhere)
            st.rerun()
