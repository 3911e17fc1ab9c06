"""The outbox of the studio: what waits, failed or is unclear, for staff to find and settle."""

from __future__ import annotations

import streamlit as st

from components import address
from components.activity_tab import show_rows
from components.cards import heading
from components.email_sending import how_to_set_up
from components.perform import may, me, reading
from config.settings import settings
from domain.access import Permission
from domain.activities import ActivityKind
from i18n.texts import _, plural
from queries.activities import ActivityOrder, Asked, activity_page
from queries.emails import IN_OUTBOX, TO_DECIDE, to_decide

PER_PAGE = 50


def undecided_emails() -> None:
    """The e-mails that failed or are unclear, for who may send; nothing at all where there is none."""
    if not may(Permission.SEND_EMAILS):
        return
    with reading() as session:
        count = to_decide(session)
    if count:
        heading(plural("{count} e-mail needs somebody", "{count} e-mails need somebody", count))
        _rows("undecided", only_undecided=True)


@st.fragment
def outbox() -> None:
    """Everything that waits to be sent, failed or is unclear, of all contacts."""
    if not settings().smtp_host:
        how_to_set_up()
    _rows("outbox", only_undecided=False)


def _rows(key: str, *, only_undecided: bool) -> None:
    asked = Asked((ActivityKind.EMAIL,), states=TO_DECIDE if only_undecided else IN_OUTBOX, order=ActivityOrder.OLDEST)
    page = f"{key}_page"
    with reading() as session:
        found = activity_page(session, me().actor, asked, limit=PER_PAGE, offset=(address.page(page) - 1) * PER_PAGE)
    if not found.rows:
        st.info(_("Nothing waits: all e-mails have left."), icon=":material/check:")
        return
    show_rows(f"emails.{key}", found, with_contact=True)
    address.page_bar(page, found.offset // PER_PAGE + 1, -(-found.total // PER_PAGE))
