"""All quotas of a contact ever, filtered by name, status and period; each opens into its ledger."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components import address
from components.activity_export import table_popover
from components.activity_filters import asked_period, period_fields
from components.perform import may, reading, today
from components.quota_dialogs import grant_dialog, sell_dialog
from components.quota_extension import extend_several_dialog
from components.quota_ledger import quota_ledger
from components.quota_list import quota_list
from domain.access import Permission
from domain.quotas import QuotaState
from exchange.tables import Column, Kind, Table
from i18n.texts import _, language, plural
from i18n.words import word
from queries.contacts import ContactHeader
from queries.quotas import QuotaRow, matching, quotas_of

OPENED = "quota"
FILTERS = ("q", "state", "period", "from", "until")


@st.fragment
def quotas_tab(header: ContactHeader) -> None:
    """The list, or the ledger of one; a fragment, so that filtering draws nothing else anew."""
    opened = address.read_number(OPENED)
    if opened is not None:
        quota_ledger(header.contact_id, opened, _back)
        return
    states = {state.value: word(state) for state in QuotaState}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="quotas_bar"):
        typed = address.search("q", _("Search"), placeholder=_("Name, contract …"), width=170)
        chosen = address.choose_many("state", _("Status"), states, width=180, placeholder=_("All"))
        period_fields(_("All"))
        if address.taken(FILTERS):
            address.reset_button("quotas_reset", FILTERS)
    since, before = asked_period()
    with reading() as session:
        every = quotas_of(session, header.contact_id, today())
    found = matching(every, typed=typed, states=tuple(map(QuotaState, chosen)), since=since, before=before)
    _buttons(header, found)
    if not found:
        st.info(_("Nothing matches. Take a filter away.") if every else _("This contact has never had a quota."))
        return
    opened_now = quota_list("quotas_list", found)
    if opened_now is not None:
        address.write(OPENED, str(opened_now))
        st.rerun()


def _back() -> None:
    address.write(OPENED, "")
    st.rerun()


def _buttons(header: ContactHeader, found: Sequence[QuotaRow]) -> None:
    count = plural("{count} quota", "{count} quotas", len(found))
    ending = [one.quota_id for one in found if one.facts.ends_on is not None]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="quotas_head"):
        st.caption(count, width="content")
        if may(Permission.SELL_SERVICES) and st.button(
            _("Sell a quota …"), icon=":material/add:", type="primary", key="quotas.sell"
        ):
            sell_dialog(header.contact_id)
        if may(Permission.CORRECT_QUOTAS):
            if st.button(_("Grant …"), icon=":material/redeem:", key="quotas.grant"):
                grant_dialog(header.contact_id)
            if len(ending) > 1 and st.button(_("Extend all …"), icon=":material/more_time:", key="quotas.extend"):
                extend_several_dialog(tuple(ending))
        if found:
            money = may(Permission.SEE_MONEY)
            table_popover(
                "quotas_export",
                _("Quotas").lower(),
                count,
                lambda: (_table(money=money), [_cells(one, money=money) for one in found]),
                contact_id=header.contact_id,
                caption=_("As filtered: {count}").format(count=count),
            )


def _table(*, money: bool) -> Table:
    columns = (
        Column(_("Name"), width=30),
        Column(_("Status")),
        Column(_("Units left"), Kind.NUMBER),
        Column(_("Units in all"), Kind.NUMBER),
        Column(_("Bought on"), Kind.DAY),
        Column(_("First day"), Kind.DAY),
        Column(_("Last day"), Kind.DAY),
        Column(_("Contract")),
    )
    return Table((*columns, Column(_("Price"), Kind.CENTS)) if money else columns, _("Quotas"), language())


def _cells(row: QuotaRow, *, money: bool) -> tuple[Any, ...]:
    cells = (*(row.name, word(row.state), row.left, row.had, row.bought_on, row.starts_on, row.last_day, row.contract),)
    return (*cells, row.price_cents) if money else cells
