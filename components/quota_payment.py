"""How an appointment or a place in a course is paid by a quota: a unit is used, or given back, in one click."""

from __future__ import annotations

import streamlit as st

from actions.quota_uses import return_unit, use_for_activity
from components.escape import literal
from components.perform import may, perform_and_say, reading
from components.quota_words import back_words, offer_words
from domain.access import Permission
from domain.activities import State
from i18n.texts import _
from queries.activities import ActivityRow
from queries.quotas import payers_of_activity, payment_of


def back_note(count: int) -> None:
    """Say in a dialog that cancels how many units come back by it."""
    if count:
        st.caption(back_words(count))


PAYABLE = frozenset({State.BOOKED, State.CONFIRMED, State.ARRIVED, State.NO_SHOW})


def quota_payment(row: ActivityRow) -> None:
    """The unit that pays for an entry and the way to give it back, or the quotas that can pay, the best one chosen."""
    if row.contact_id is None or not may(Permission.CHECK_IN):
        return
    with reading() as session:
        paid = payment_of(session, row.activity_id)
        offered = {one.quota_id: one for one in payers_of_activity(session, row.activity_id)} if not paid else {}
    key = f"quota_payment.{row.activity_id}"
    if paid is not None:
        with st.container(horizontal=True, vertical_alignment="center", key=key):
            st.caption(_("Paid by a unit of the quota {name}.").format(name=literal(paid.name)), width="content")
            if st.button(_("Give back"), icon=":material/undo:", type="tertiary", key=f"{key}.back"):
                perform_and_say(_("A unit was given back."), return_unit, entry_id=paid.entry_id)
        return
    if not offered or row.state not in PAYABLE:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key=key):
        chosen = st.selectbox(
            _("Pay with a quota"), list(offered), format_func=lambda one: offer_words(offered[one]), key=f"{key}.quota"
        )
        if st.button(_("Use a unit"), icon=":material/confirmation_number:", key=f"{key}.use"):
            perform_and_say(_("A unit was used."), use_for_activity, activity_id=row.activity_id, quota_id=chosen)
