"""All contacts in a grid: filters, selections, and what can be done with those who are ticked; a click opens one."""

from __future__ import annotations

import streamlit as st

from components import address
from components.bulk import BulkAction, bulk_buttons
from components.export import export_button
from components.grid import Answer, grid
from components.hints import mending
from components.navigation import MASTER_DATA, go, open_contact
from components.perform import may, reading, today
from components.saved_views import VIEW, saved_views
from domain.access import Permission
from domain.phones import format_phone
from i18n.formatting import format_day
from i18n.texts import N_, _, language, plural
from i18n.words import word
from pages.contacts.bulk_tags import tags_dialog
from pages.contacts.filters import KEPT, PAGE, chips, choices, fields, wanted
from queries.card_files import tag_names
from queries.contact_list import ContactPage, ContactRow, Wanted, contact_ids, contact_page

PER_PAGE = 50
FILTERS = (*KEPT, *PAGE)
"""What the address holds of the list."""
BULK = (BulkAction("tags", N_("Tags …"), "sell", Permission.EDIT_CONTACTS, tags_dialog),)
"""What can be done with many contacts at once."""
MEND = "mend"
"""The column whose cells open what mends the gap that the list is filtered by."""
WIDTHS = {"name": 160, "mend": 160, "phone": 135, "email": 190, "number": 85}
"""Pixels of the columns that are not as wide as usual."""
ALL = "contacts_all"
"""The filters of which all contacts were chosen, not only those ticked."""


@st.fragment
def list_tab() -> None:
    """Filters, the number of hits, and the page of the list."""
    address.survive((*FILTERS, VIEW), field="order")
    with reading() as session:
        offered = choices({str(tag.id): tag.name for tag in tag_names(session)})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        fields(offered)
        saved_views("contacts", KEPT, PAGE)
        asked = wanted(offered)
        export_button(lambda: _all(asked))
    chips(asked, offered)
    with reading() as session:
        found = contact_page(
            session,
            asked,
            today=today(),
            bank=may(Permission.SEE_BANK_DATA),
            limit=PER_PAGE,
            offset=(address.page("page") - 1) * PER_PAGE,
        )
    bar = st.container(horizontal=True, vertical_alignment="center", key="contacts_bar")
    if not found.rows:
        bar.caption(_count(found))
        st.info(_("No contact matches. Take a filter away, create a contact, or import an address book."))
        return
    answer = _grid(found, asked)
    address.page_bar("page", found.offset // PER_PAGE + 1, -(-found.total // PER_PAGE))
    with bar:
        _bar(found, asked, answer)
    if answer.pressed and answer.pressed.column == MEND and asked.hint:
        go(MASTER_DATA, contact=answer.pressed.row, mend=asked.hint.value)
    if answer.pressed:
        open_contact(answer.pressed.row)


def _grid(found: ContactPage, asked: Wanted) -> Answer:
    columns = {
        "name": _("Name"),
        "born": _("Birthday"),
        "town": _("Town"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "status": _("Status"),
        "number": _("Number"),
    }
    mend = mending(asked.hint) if asked.hint else ""
    if mend:
        columns = {"name": columns.pop("name"), MEND: _("To mend")} | columns
    rows = [_texts(row) | {MEND: f"{mend} …"} for row in found.rows]
    return grid("contacts_grid", columns, rows, widths=WIDTHS, ticks=may(Permission.EDIT_CONTACTS))


def _bar(found: ContactPage, asked: Wanted, answer: Answer) -> None:
    """How many there are, how many of them are chosen, and what can be done with these."""
    if not may(Permission.EDIT_CONTACTS):
        st.caption(_count(found))
        return
    everybody = st.session_state.get(ALL) == asked
    if everybody:
        st.markdown(f"**{_('All that match are chosen.')}** :gray[{_count(found)}]", width="content")
        bulk_buttons(lambda: _all(asked), BULK)
        st.button(_("Choose none"), type="tertiary", key="contacts_none", on_click=_choose, args=(None,))
        return
    if answer.ticked:
        chosen = plural("{count} contact chosen", "{count} contacts chosen", len(answer.ticked))
        st.markdown(f"**{chosen}**", width="content")
        numbers = {row.number: row.contact_id for row in found.rows}
        bulk_buttons(lambda: tuple(numbers[number] for number in answer.ticked), BULK)
    else:
        st.caption(_count(found), width="content")
    st.button(_("Choose all that match"), type="tertiary", key="contacts_choose", on_click=_choose, args=(asked,))


def _choose(asked: Wanted | None) -> None:
    st.session_state[ALL] = asked


def _all(asked: Wanted) -> tuple[int, ...]:
    with reading() as session:
        return contact_ids(session, asked, today=today(), bank=may(Permission.SEE_BANK_DATA))


def _count(found: ContactPage) -> str:
    if not found.cut:
        return plural("{count} contact", "{count} contacts", found.total)
    return plural(
        "More than {count} contact. Filter further to see all that match.",
        "More than {count} contacts. Filter further to see all that match.",
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
