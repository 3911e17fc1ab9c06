"""Users: who works with Kontor, in which role, invited, disabled, signed in where."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from actions.users import (
    Invitation,
    change_user,
    disable_user,
    enable_user,
    end_sessions,
    invite_user,
    reset_password,
)
from components.escape import literal
from components.fields import Form
from components.perform import now, perform, perform_and_say, reading
from domain.access import Role
from i18n.formatting import format_instant
from i18n.texts import LANGUAGES, _, language, plural
from i18n.words import word
from pages.settings.account_tab import language_word, session_words
from pages.settings.parts import entry, head, pages
from queries.users import UserRow, open_sessions, users

INVITATION = "invitation"
"""Key of a link that was just made, until it is shown."""


@st.fragment
def users_tab() -> None:
    """The list; a click on a user opens what can be done."""
    invitation = st.session_state.pop(INVITATION, None)
    if invitation is not None:
        st.dialog(_("Link to set a password"))(_link)(invitation)
    with reading() as session:
        everybody = users(session, now())
    title = plural("{count} user", "{count} users", len(everybody))
    if head(title, "users.invite", _("Invite user"), icon="person_add", primary=True):
        st.dialog(_("Invite user"))(_invite)()
    pages(everybody, "users_page", _row)


def _row(user: UserRow) -> None:
    details = (
        user.login,
        word(user.role),
        _("last used {last}").format(last=format_instant(user.seen_at, language())) if user.seen_at else "",
        plural("{count} session", "{count} sessions", user.open_sessions) if user.open_sessions else "",
    )
    text, color = _state(user)
    mark = f"**{literal(user.name)}** :{color}-badge[{literal(text)}]"
    if entry(user.name, details, f"user.{user.user_id}", mark=mark):
        st.dialog(_("User {name}").format(name=literal(user.name[:60])))(_user)(user)


def _state(user: UserRow) -> tuple[str, str]:
    """The state in words, and its colour."""
    if user.disabled_at:
        day = format_instant(user.disabled_at, language())
        return _("disabled since {day}").format(day=day), "gray"
    if user.invited_until:
        day = format_instant(user.invited_until, language())
        return _("invited until {day}").format(day=day), "blue"
    if not user.has_password:
        return _("invitation is over"), "orange"
    return _("active"), "green"


def _invite() -> None:
    with Form("user.new") as form:
        name = form.text("name", _("Name"), autocomplete="off")
        login = form.text("login", _("User name"), autocomplete="off", help=_("Without blanks; for signing in."))
        role = form.choice("role", _("Role"), Role)
        form.submit(
            invite_user,
            done=_("User invited."),
            label=_("Make the link"),
            then=_keep,
            login=login,
            name=name,
            role=role,
        )


def _keep(invitation: Invitation) -> None:
    st.session_state[INVITATION] = invitation


def _link(invitation: Invitation) -> None:
    here = urlsplit(st.context.url or "")
    origin = f"{here.scheme}://{here.netloc}" if here.netloc else ""
    st.markdown(_("Hand over this link. It is shown only now and works once, to choose a password."))
    st.code(f"{origin}{invitation.path}", language=None, wrap_lines=True)
    ends = format_instant(invitation.ends_at, language())
    st.caption(literal(_("Valid until {day}. A new link replaces it.").format(day=ends)))


def _user(user: UserRow) -> None:
    _change(user)
    _sessions(user)
    with st.container(horizontal=True):
        if user.disabled_at:
            if st.button(_("Enable again"), icon=":material/lock_open:", key="user.enable"):
                perform_and_say(_("User enabled."), enable_user, user_id=user.user_id)
            return
        label = _("New password by link") if user.has_password else _("New link")
        if st.button(label, icon=":material/link:", key="user.reset"):
            _reset(user)
        if st.button(_("Disable"), icon=":material/block:", key="user.disable"):
            perform_and_say(_("User disabled."), disable_user, user_id=user.user_id)
    if user.has_password:
        st.caption(_("A new link ends the present password and all sessions at once."))


def _change(user: UserRow) -> None:
    with Form(f"user.form.{user.user_id}.{user.version}") as form:
        name = form.text("name", _("Name"), user.name, autocomplete="off")
        role = form.choice("role", _("Role"), Role, user.role, help=_("Another role ends the user's sessions."))
        options = ["", *LANGUAGES]
        chosen = form.pick(
            "language", _("Language"), options, language_word, user.language, write=_code, read=_language
        )
        form.submit(
            change_user,
            done=_("User changed."),
            user_id=user.user_id,
            version=user.version,
            name=name,
            role=role,
            language=_language(chosen),
        )


def _code(stored: str | None) -> str:
    return stored or ""


def _language(code: str | None) -> str | None:
    return code or None


def _sessions(user: UserRow) -> None:
    with reading() as session:
        sessions = open_sessions(session, user.user_id, now())
    if not sessions or user.disabled_at:
        return
    lines = (" · ".join(session_words(one)) for one in sessions[:10])
    st.markdown("  \n".join(f":gray[{literal(line)}]" for line in lines))
    if st.button(_("End all sessions"), icon=":material/logout:", key="user.end"):
        perform_and_say(_("Signed out everywhere."), end_sessions, user_id=user.user_id)


def _reset(user: UserRow) -> None:
    invitation = perform(reset_password, user_id=user.user_id)
    if invitation is not None:
        _keep(invitation)
        st.rerun()
