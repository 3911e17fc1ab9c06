"""All contacts in a grid; a click opens one."""

from __future__ import annotations

import streamlit as st

from components.grid import grid, page_bar
from components.navigation import open_contact
from components.perform import may, reading, today
from domain.access import Permission
from domain.contacts import Status
from domain.phones import format_phone
from i18n.formatting import format_day
from i18n.texts import N_, _, language, plural
from i18n.words import word
from queries.card_files import tags
from queries.contact_list import ContactRow, Order, Wanted, contact_page

PER_PAGE = 50
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
            offset=_offset(),
        )
    with place:
        st.caption(plural("{count} contact", "{count} contacts", found.total))
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
    page_bar("page", found.total, PER_PAGE)
    if chosen:
        open_contact(chosen)


def _offset() -> int:
    page = st.session_state.get("page") or 1
    return (int(page) - 1) * PER_PAGE


def _first_page() -> None:
    st.session_state["page"] = 1


def _filters() -> Wanted:
    with reading() as session:
        marks = {use.tag.id: use.tag.name for use in tags(session)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            _("Search"),
            key="q",
            type="search",
            live=True,
            bind="query-params",
            on_change=_first_page,
            placeholder=_("Name, phone, number …"),
        )
        status = st.selectbox(
            _("Status"),
            list(Status),
            index=None,
            format_func=word,
            key="status",
            bind="query-params",
            placeholder=_("All"),
            on_change=_first_page,
            width=190,
        )
        tag = st.selectbox(
            _("Tag"),
            list(marks),
            index=None,
            format_func=marks.__getitem__,
            key="tag",
            placeholder=_("All"),
            on_change=_first_page,
            width=190,
        )
        order = st.selectbox(
            _("Order"),
            list(Order),
            format_func=lambda order: _(ORDERS[order]),
            key="order",
            bind="query-params",
            on_change=_first_page,
            width=190,
        )
    return Wanted(typed or "", Status(status) if status else None, tag, Order(order))


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
