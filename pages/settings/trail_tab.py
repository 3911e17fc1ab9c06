"""Audit trail: every step of everybody, filtered, and whether its chain is whole."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address
from components.escape import literal
from components.perform import may, me, now, reading
from components.trail import trail
from domain.access import Permission
from domain.errors import Refusal
from domain.sensitivity import sees_health_steps
from i18n.messages import explain
from i18n.sentences import step_sentence
from i18n.step_sentences import STEPS
from i18n.texts import N_, _
from pages.settings.parts import head
from queries.history import TrailFilter, first_broken_link, history
from queries.settings import trail_filter
from queries.users import UserRow, users

PER_PAGE = 50
FAULTS = (
    N_("the entry is missing"),
    N_("the entry was changed"),
    N_("its details are missing"),
    N_("its details were changed"),
    N_("the chain was cut off"),
)
"""What `first_broken_link` says, for the catalogue."""


@st.fragment
def trail_tab() -> None:
    """Filters, the steps newest first, and the way to older ones."""
    with reading() as session:
        everybody = users(session, now())
    if head(_("All steps"), "trail.check", _("Check the chain"), icon="verified"):
        _check()
    chosen = _filters(everybody)
    try:
        with reading() as session:
            wanted = trail_filter(session, health=sees_health_steps(me().actor), **chosen)
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    _steps(wanted)


def _steps(wanted: TrailFilter) -> None:
    with reading() as session:
        lines = history(session, wanted, limit=PER_PAGE + 1, before=address.read_number(address.BEFORE))
    if not lines:
        st.info(_("No step fits. Clear a filter."))
    trail(lines[:PER_PAGE], with_contact=True, bank=may(Permission.SEE_BANK_DATA))
    address.step_bar("trail", lines[PER_PAGE - 1].entry if len(lines) > PER_PAGE else None)


def _filters(everybody: list[UserRow]) -> dict[str, Any]:
    """What was chosen, as `trail_filter` takes it; all of it stands in the address."""
    names = {user.login: user for user in everybody}
    actions = {step_sentence(action, "…"): action for action in STEPS}
    steps = {actions[sentence]: sentence for sentence in sorted(actions)}
    newest = {"on_change": address.write, "args": (address.BEFORE, "")}
    all_of: dict[str, Any] = {"bind": "query-params"} | newest
    with st.container(horizontal=True, vertical_alignment="bottom"):
        since = st.date_input(_("From"), None, format="DD.MM.YYYY", key="since", width=140, **all_of)
        until = st.date_input(_("To"), None, format="DD.MM.YYYY", key="until", width=140, **all_of)
        login = st.selectbox(_("User"), list(names), index=None, key="by", placeholder=_("All"), width=150, **all_of)
        step = address.choose("step", _("Step"), steps, drops=(address.BEFORE,), placeholder=_("All"), width=260)
        number = st.text_input(
            _("Contact number"), key="about", type="search", placeholder="10001", width=160, **all_of
        )
    return {
        "since": since,
        "until": until,
        "user_id": names[login].user_id if login else None,
        "action": step,
        "number": number or "",
    }


def _check() -> None:
    with st.spinner(_("Checking every step ...")), reading() as session:
        broken = first_broken_link(session)
    if broken is None:
        st.success(
            _("The chain is whole: no step was changed, removed or put in between."),
            icon=":material/verified:",
        )
        return
    st.error(
        literal(_("The chain breaks at entry {entry}: {reason}.").format(entry=broken.entry, reason=_(broken.reason))),
        icon=":material/error:",
    )
