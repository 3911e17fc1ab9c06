"""Contacts that no run could bill, each with the reason and the way out."""

from __future__ import annotations

import streamlit as st

from components.billing_run import parked_list
from components.perform import reading
from i18n.messages import explain_stored
from i18n.texts import _
from queries.billing_runs import parked_contacts


def parked_tab() -> None:
    """The list; a contact leaves it with the next run that succeeds."""
    with reading() as session:
        rows = parked_contacts(session)
    if not rows:
        st.info(_("Nobody is parked: all contacts could be billed."))
        return
    st.caption(_("Put right what is said here, then run again or make the claims on the contact's account."))
    parked_list((row.number, row.name, explain_stored(row.rule, row.data)) for row in rows)
