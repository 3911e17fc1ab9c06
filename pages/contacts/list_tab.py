"""All contacts in a grid; a click opens one."""

from __future__ import annotations

import streamlit as st

from components import address
from components.grid import grid
from components.navigation import open_contact
from components.perform import may, reading, today
from domain.access import Permission
from domain.contacts import Status
from domain.phones import format_phone
from i18n.formatting import format_day
from i18n.texts import N_, _, language, plural
from i18n.words import word
from queries.card_files import tag_names
from queries.contact_list import ContactPage, ContactRow, Order, Wanted, contact_page

PER_PAGE = 50
PAGE = ("page",)
FILTERS = ("q", "status", "tag", "order", *PAGE)
"""What the address holds of the list."""
ORDERS = {Order.NAME: N_("By name"), Order.NUMBER: N_("By number"), Order.NEWEST: N_("Newest first")}


@st.fragment
def list_tab() -> None:
    """Filters, the number of hits, and the page of the list."""
    wanted = _filters()
    place = st.container()
    with reading() as session:
        found = contact_page(
            session,
            wanted,
            today=today(),
            bank=may(Permission.SEE_BANK_DATA),
            limit=PER_PAGE,
            offset=(address.page("page") - 1) * PER_PAGE,
        )
    with place:
        st.caption(_count(found))
    if not found.rows:
        st.info(_("No contact matches. Clear a filter, create a contact, or import an address book."))
        return
    columns = {
        "name": _("Name"),
        "number": _("Number"),
        "born": _("Birthday"),
        "town": _("Town"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "status": _("Status"),
    }
    chosen = grid("contacts.grid", columns, [_texts(row) for row in found.rows], wide=("name", "email"))
    address.page_bar("page", found.offset // PER_PAGE + 1, -(-found.total // PER_PAGE))
    if chosen:
        open_contact(chosen)


def _filters() -> Wanted:
    with reading() as session:
        marks = {str(tag.id): tag.name for tag in tag_names(session)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = address.search("q", _("Search"), drops=PAGE, placeholder=_("Name, phone, number …"))
        chosen = {"drops": PAGE, "width": 190}
        statuses = {status.value: word(status) for status in Status}
        status = address.choose("status", _("Status"), statuses, placeholder=_("All"), **chosen)
        tag = address.choose("tag", _("Tag"), marks, placeholder=_("All"), **chosen)
        orders = {order.value: _(text) for order, text in ORDERS.items()}
        order = address.choose("order", _("Order"), orders, first=True, **chosen)
    return Wanted(typed, Status(status) if status else None, int(tag) if tag else None, Order(order or Order.NAME))


def _count(found: ContactPage) -> str:
    if not found.cut:
        return plural("{count} contact", "{count} contacts", found.total)
    return plural(
        "At least {count} contact. Type more to see all that match.",
        "At least {count} contacts. Type more to see all that match.",
        found.total,
    )


def _texts(row: ContactRow) -> dict[str, str]:
    return {
        "id": row.number,
        "name": row.name,
        "number": row.number,
        "born": format_day(row.born_on, language()) if row.born_on else "",
        "town": row.town,
        "phone": format_phone(row.phone) if row.phone else "",
        "email": row.email,
        "status": word(row.status.status),
    }
