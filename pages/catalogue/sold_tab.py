"""The quotas of all contacts, filtered by type, status and last day, and extended together."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address
from components.activity_list import plain_list, plain_row
from components.navigation import SERVICES, go
from components.perform import may, reading, today
from components.quota_extension import extend_several_dialog
from components.quota_words import COLORS
from domain.access import Permission
from domain.quotas import MOST_AT_ONCE, QuotaState
from i18n.formatting import format_day, format_number
from i18n.texts import _, language, plural
from i18n.words import word
from queries.catalogue import quota_types
from queries.sold_quotas import QuotaPage, QuotasAsked, SoldQuota, ending_ids, quota_page

PER_PAGE = 50
RUNNING = (QuotaState.USABLE, QuotaState.NOT_YET_VALID, QuotaState.PAUSED)
"""Shown while no status is chosen."""
FILTERS = ("type", "state", "ends_from", "ends_until")


@st.fragment
def sold_tab() -> None:
    """The filters, the list, and the way to extend all that match."""
    asked = _asked()
    with reading() as session:
        offset = (address.page("page") - 1) * PER_PAGE
        found = quota_page(session, asked, today(), limit=PER_PAGE, offset=offset)
        if not found.rows and found.total:
            offset = (found.total - 1) // PER_PAGE * PER_PAGE
            found = quota_page(session, asked, today(), limit=PER_PAGE, offset=offset)
    if not found.total:
        filtered = asked != QuotasAsked(states=RUNNING)
        st.info(_("Nothing matches. Take a filter away.") if filtered else _("No quota runs at present."))
        return
    _head(found, asked)
    opened = plain_list("sold_quotas_list", [_row(one) for one in found.rows]).opened
    address.page_bar("page", offset // PER_PAGE + 1, -(-found.total // PER_PAGE))
    for one in found.rows:
        if one.quota_id == opened:
            go(SERVICES, contact=one.number, tab="quotas", quota=str(one.quota_id))


def _asked() -> QuotasAsked:
    with reading() as session:
        types = {str(one.quota_type_id): one.name for one in quota_types(session, retired=True)}
    states = {state.value: word(state) for state in QuotaState}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="sold_bar"):
        chosen = address.choose_many("type", _("Quota"), types, width=240, placeholder=_("All"), drops=("page",))
        runs = _("All that still run")
        status = address.choose_many("state", _("Status"), states, width=200, placeholder=runs, drops=("page",))
        first = address.day("ends_from", _("Ends from"), drops=("page",), width=150)
        last = address.day("ends_until", _("Ends until"), drops=("page",), width=150)
        if address.taken(FILTERS):
            address.reset_button("sold_reset", FILTERS)
    return QuotasAsked(tuple(map(int, chosen)), tuple(map(QuotaState, status)) or RUNNING, first, last)


def _head(found: QuotaPage, asked: QuotasAsked) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="sold_head"):
        st.caption(plural("{count} quota", "{count} quotas", found.total), width="content")
        if not may(Permission.CORRECT_QUOTAS) or not found.ending:
            return
        if found.ending > MOST_AT_ONCE:
            most = format_number(MOST_AT_ONCE, language())
            st.caption(_("At most {most} are extended at once: filter further.").format(most=most), width="content")
            return
        label = plural("Extend {count} quota …", "Extend {count} quotas …", found.ending)
        if st.button(label, icon=":material/more_time:", type="primary", key="sold.extend"):
            with reading() as session:
                ids = ending_ids(session, asked, today())
            extend_several_dialog(ids)


def _row(row: SoldQuota) -> dict[str, Any]:
    until = _("until {day}").format(day=format_day(row.ends_on, language())) if row.ends_on else _("no end yet")
    left = plural("{count} unit left", "{count} units left", row.left)
    return plain_row(
        row.quota_id,
        "confirmation_number",
        until,
        f"{row.contact} ({row.number})",
        badges=[(word(row.state), COLORS[row.state])],
        facts=f"{row.name} · {left}",
        over=row.state in {QuotaState.EXPIRED, QuotaState.USED_UP},
    )
