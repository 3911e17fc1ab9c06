"""The account line by line with its running balance, for any period."""

from __future__ import annotations

from datetime import date

import streamlit as st

from components import address
from components.account_table import account_table
from components.activity_export import table_popover
from components.activity_filters import asked_period, period_fields
from components.billing_words import line_words
from components.charts import months_chart
from components.payment_dialogs import billing_dialog, opening_dialog, payment_dialog
from components.perform import may, reading, today
from domain.access import Permission
from domain.calendar import add_months
from exchange.tables import Column, Kind, Table
from i18n.service_words import money
from i18n.texts import _, language
from queries.account import Account, account, months_of
from queries.contacts import ContactHeader

FILTERS = ("period", "from", "until", "corrected")
MONTHS = 12


@st.fragment
def account_tab(header: ContactHeader) -> None:
    """Balance, buttons, chart and lines."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", key="account_bar"):
        period_fields(_("All"))
        shown = address.flags("corrected", _("Show"), {"all": _("Corrections")})
        if address.taken(FILTERS):
            address.reset_button("account_reset", FILTERS)
    since, before = asked_period()
    with reading() as session:
        found = account(session, header.contact_id, since=since, before=before, corrected=bool(shown))
        first = add_months(today().replace(day=1), 1 - MONTHS)
        months = months_of(session, header.contact_id, since=first, before=add_months(first, MONTHS))
    _head(header, found)
    if any(one.claimed_cents or one.paid_cents for one in months):
        months_chart("account_months", months)
    if found.lines:
        account_table(found)
    else:
        st.info(_("Nothing has been booked in this period."))


def _head(header: ContactHeader, found: Account) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="account_head"):
        st.markdown(f"**{_('Balance')}: {money(found.balance)}**", width="content")
        if may(Permission.TAKE_PAYMENTS):
            if st.button(_("Payment …"), icon=":material/payments:", type="primary", key="account.pay"):
                payment_dialog(header.contact_id)
            if st.button(_("Make claims …"), icon=":material/request_quote:", key="account.bill"):
                billing_dialog(header.contact_id)
        if may(Permission.CORRECT_BOOKINGS) and st.button(_("Opening balance …"), key="account.open"):
            opening_dialog(header.contact_id)
        if found.lines:
            table_popover(
                "account_export",
                _("Account").lower(),
                _("Account"),
                lambda: (
                    _table(),
                    [_cells(line.day, line_words(line), line.cents, line.balance) for line in found.lines],
                ),
                contact_id=header.contact_id,
            )


def _table() -> Table:
    columns = (
        Column(_("Date"), Kind.DAY, 12),
        Column(_("What for"), width=50),
        Column(_("Amount"), Kind.CENTS, 12),
        Column(_("Balance"), Kind.CENTS, 12),
    )
    return Table(columns, _("Account"), language())


def _cells(day: date, words: str, cents: int, balance: int) -> tuple[date, str, int, int]:
    return day, words, cents, balance
