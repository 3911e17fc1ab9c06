"""My account: who I am, my password and language, and where I am signed in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.sign_in import count_attempt, sign_out, sign_out_everywhere, take_back_attempt
from actions.users import change_language, change_password
from components.cards import Fact, facts
from components.escape import literal
from components.fields import Form
from components.master_data_dialogs import LANGUAGE_NAMES
from components.perform import may, me, now, perform, perform_and_say, reading, run, say
from domain.access import Actor, Permission
from domain.browsers import browser_name
from domain.errors import Refusal, WrongPassword
from i18n.formatting import format_instant
from i18n.texts import LANGUAGES, _, language
from i18n.words import word
from pages.settings.calendar_feeds import calendar_feeds
from pages.settings.parts import head
from queries.users import OpenSession, SignedIn, open_sessions


@st.fragment
def account_tab() -> None:
    """The own data on the left, the open sessions on the right."""
    user = me()
    left, right = st.columns(2, gap="large")
    with left:
        _identity(user)
        if may(Permission.SEE_CONTACTS):
            calendar_feeds()
    with right:
        _sessions(user)


def language_word(code: str | None) -> str:
    """A language by its own name, or that the browser decides."""
    return LANGUAGE_NAMES[code] if code in LANGUAGE_NAMES else _("Same as the browser")


def _identity(user: SignedIn) -> None:
    if head(_("My account"), "account.language", _("Language"), icon="translate"):
        st.dialog(_("Language"))(_language)(user)
    facts(
        [
            Fact(_("Name"), user.name),
            Fact(_("User name"), user.login),
            Fact(_("Role"), word(user.role)),
            Fact(_("Language"), language_word(user.language)),
        ]
    )
    if st.button(_("Change password"), icon=":material/key:", key="account.password"):
        st.dialog(_("Change password"))(_password)(user)


def _language(user: SignedIn) -> None:
    with Form("account.language.form") as form:
        options = ["", *LANGUAGES]
        chosen = form.pick("language", _("Language"), options, language_word, user.language or "")
        form.submit(change_language, done=_("Language changed."), language=chosen or None)


def _password(user: SignedIn) -> None:
    with Form("account.password.form") as form:
        old = form.text("old", _("Present password"), type="password", autocomplete="current-password")
        new = form.text("new", _("New password"), type="password", autocomplete="new-password")
        repeated = form.text("repeated", _("New password again"), type="password", autocomplete="new-password")
        st.caption(_("Your other sessions end; here you stay signed in."))
        if not form.sent():
            return
        try:
            _change_password(user, old=old, new=new, repeated=repeated)
        except Refusal as refusal:
            form.show(refusal)
            return
        say(_("Password changed."))
        st.rerun()


def _change_password(user: SignedIn, *, old: str, new: str, repeated: str) -> None:
    """Change the password; each attempt is counted and committed first, as at the sign-in (`TooManyAttempts`)."""
    with reading() as session:
        sessions = open_sessions(session, user.user_id, now())
    attempt = {
        "login": user.login,
        "address": next((one.address for one in sessions if one.session_id == user.session_id), ""),
    }
    run(_count_attempt, **attempt)
    other: Refusal | None = None
    try:
        run(change_password, old=old, new=new, repeated=repeated, keep_session_id=user.session_id)
    except WrongPassword:
        raise
    except Refusal as refusal:
        other = refusal
    run(_take_back_attempt, **attempt)
    if other is not None:
        raise other


def _count_attempt(session: Any, actor: Actor, *, login: str, address: str) -> None:
    count_attempt(session, login=login, address=address, now=now())


def _take_back_attempt(session: Any, actor: Actor, *, login: str, address: str) -> None:
    take_back_attempt(session, login=login, address=address, now=now())


def _sessions(user: SignedIn) -> None:
    with reading() as session:
        sessions = open_sessions(session, user.user_id, now())
    if head(_("Signed in on"), "account.everywhere", _("Sign out everywhere"), icon="logout"):
        perform(sign_out_everywhere)
        st.rerun()
    for one in sessions:
        _session(one, here=one.session_id == user.session_id)


def session_words(one: OpenSession) -> tuple[str, str]:
    """Browser and address of a session, and since when and until when it was in use."""
    place = " · ".join(part for part in (browser_name(one.browser), one.address) if part)
    times = _("since {start}, last used {last}").format(
        start=format_instant(one.signed_in_at, language()), last=format_instant(one.seen_at, language())
    )
    return place or _("Unknown browser"), times


def _session(one: OpenSession, *, here: bool) -> None:
    place, times = session_words(one)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        note = " · ".join((times, _("this browser"))) if here else times
        st.markdown(f"{literal(place)}  \n:gray[{literal(note)}]", width="content")
        if not here and st.button(_("End"), key=f"session.{one.session_id}", type="tertiary", help=place):
            perform_and_say(_("Session ended."), sign_out, session_id=one.session_id)
