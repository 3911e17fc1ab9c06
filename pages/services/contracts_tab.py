"""All contracts that a contact ever had, filtered by name, status and period."""

from __future__ import annotations

from typing import Any

import streamlit as st

from components import address
from components.activity_export import table_popover
from components.activity_filters import WIDTH, asked_period, period_fields
from components.contract_list import add_button, contract_list
from components.contract_words import state_words
from components.perform import may, reading, today
from domain.access import Permission
from domain.contracts import ContractState
from exchange.tables import Column, Kind, Table
from i18n.texts import _, language, plural
from i18n.words import word
from queries.contacts import ContactHeader
from queries.contracts import Asked, ContractRow, contracts_of

FILTERS = ("q", "period", "from", "until", "state")


@st.fragment
def contracts_tab(header: ContactHeader) -> None:
    """The filter bar, the number of hits, the export and the list."""
    states = {state.value: word(state) for state in ContractState}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="contracts_bar"):
        address.search("q", _("Search"), placeholder=_("Name, number …"), width=170)
        period_fields(_("All"))
        address.choose_many("state", _("Status"), states, width=WIDTH, placeholder=_("All"))
        if address.taken(FILTERS):
            address.reset_button("contracts_reset", FILTERS)
    since, before = asked_period()
    chosen = tuple(map(ContractState, address.read_codes("state", states)))
    asked = Asked(header.contact_id, today(), address.read("q"), chosen, since, before)
    with reading() as session:
        rows = contracts_of(session, asked)
    count = plural("{count} contract", "{count} contracts", len(rows))
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="contracts_head"):
        st.caption(count, width="content")
        if rows:
            table_popover(
                "contracts_export",
                "contracts",
                count,
                lambda: (_table(), [_cells(row) for row in rows]),
                contact_id=header.contact_id,
                caption=_("As filtered: {count}").format(count=count),
            )
        add_button(header.contact_id)
    bare = not address.taken(FILTERS)
    empty = _("No contract yet.") if bare else _("Nothing matches. Take a filter away.")
    contract_list("contracts_list", rows, empty=empty)


def _table() -> Table:
    columns = (
        Column(_("Number"), width=12),
        Column(_("Tariff"), width=24),
        Column(_("Status"), width=24),
        Column(_("Signed on"), Kind.DAY, 12),
        Column(_("Beginning"), Kind.DAY, 12),
        Column(_("End"), Kind.DAY, 12),
    )
    if may(Permission.SEE_MONEY):
        columns += (Column(_("Price"), Kind.CENTS, 12), Column(_("Months of an interval"), Kind.NUMBER, 10))
    return Table(columns, title=_("Contracts"), language=language())


def _cells(row: ContractRow) -> tuple[Any, ...]:
    cells = (row.number, row.name, state_words(row), row.signed_on, row.start_on, row.ends_on)
    return (*cells, row.cents, row.interval_months) if may(Permission.SEE_MONEY) else cells
