"""What runs now, and what is to be done about it."""

from __future__ import annotations

import streamlit as st

from components.contract_list import add_button, contract_list
from components.perform import reading, today
from components.quota_list import quota_list
from domain.quotas import QuotaState
from i18n.texts import _
from queries.contacts import ContactHeader
from queries.contracts import RUNNING, Asked, contracts_of
from queries.quotas import quotas_of

OVER = frozenset({QuotaState.EXPIRED, QuotaState.USED_UP})


def overview_tab(header: ContactHeader) -> None:
    """The contracts that run or will run, and the quotas that can be used, with hints."""
    with reading() as session:
        rows = contracts_of(session, Asked(header.contact_id, today(), states=tuple(RUNNING)))
        quotas = [row for row in quotas_of(session, header.contact_id, today()) if row.state not in OVER]
    add_button(header.contact_id)
    contract_list("running_contracts", rows, empty=_("No contract runs now. Add one with the button above."))
    if quotas:
        st.subheader(_("Quotas"), anchor=False)
        opened = quota_list("usable_quotas", quotas)
        if opened is not None:
            st.query_params["tab"] = "quotas"
            st.query_params["quota"] = str(opened)
            st.rerun()
