"""The header of every contact page: who it is, the status, and the buttons for the commonest actions."""

from __future__ import annotations

import base64
from datetime import date
from functools import lru_cache

import streamlit as st

from actions.contacts import archive_contact, revive_contact, unblock_contact, unmark_deceased
from actions.recent import remember_opened
from components.badges import born_words, status_badge, tag_badges
from components.dialogs import (
    address_dialog,
    block_dialog,
    deceased_dialog,
    email_dialog,
    phone_dialog,
    photo_dialog,
    tags_dialog,
)
from components.escape import literal, markup
from components.perform import me, perform_and_say, reading, run, storage, today
from components.state import OPENED, select_contact, selected_contact
from domain.access import Permission
from domain.contacts import ContactKind
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.texts import _
from queries.contacts import ContactHeader
from queries.contacts import contact_header as read_header


def current_contact() -> ContactHeader:
    """The selected contact; ends the run with what to do when none is selected or the number is unknown."""
    number = selected_contact()
    if number is None:
        st.info(_("No contact is chosen. Find one in the field on the upper left, or create a new one."))
        st.stop()
    with reading() as session:
        header = read_header(session, number, today=today())
    if header is None:
        st.warning(
            _("There is no contact {number}. Find one in the field on the upper left.").format(number=literal(number))
        )
        select_contact(None)
        st.stop()
    return header


def contact_header() -> None:
    """Draw the header of the selected contact and remember that it was opened."""
    header = current_contact()
    if st.session_state.get(OPENED) != header.number:
        run(remember_opened, contact_id=header.contact_id)
        st.session_state[OPENED] = header.number
    left, right = st.columns([3, 2], vertical_alignment="center")
    left.html(_identity(header, today()))
    with right.container(key="head", horizontal=True, horizontal_alignment="right", gap="xsmall"):
        _buttons(header)


def _identity(header: ContactHeader, day: date) -> str:
    facts = [markup(header.number)]
    if header.born_on:
        facts.append(markup(born_words(header.born_on, day)))
    reason = f'<span class="k-sub">{markup(header.blocked_reason)}</span>' if header.blocked_reason else ""
    return (
        f'<div class="k-head">{_photo(header)}<div><div class="k-name" dir="auto">{markup(header.name)}</div>'
        f'<div class="k-sub">{" · ".join(facts)}</div>'
        f'<div class="k-line">{status_badge(header.status)}{reason}{tag_badges(header.tags)}</div></div></div>'
    )


def _photo(header: ContactHeader) -> str:
    source = _picture(header.photo) if header.photo else ""
    if source:
        return f'<img class="k-photo" src="{source}" alt="{markup(_("Photo"))}">'
    company = header.kind is ContactKind.COMPANY
    words = [header.name] if company else [word for word in header.name.split() if not word.endswith(".")]
    initials = "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
    return f'<div class="k-photo k-initials" aria-hidden="true">{markup(initials)}</div>'


@lru_cache(maxsize=256)
def _picture(digest: str) -> str:
    """The photo as a data address: one element less, and nothing that could be fetched past the gate."""
    try:
        data = storage().get(digest)
    except (StoredFileMissing, StoredFileDamaged):
        return ""
    return f"data:image/webp;base64,{base64.b64encode(data).decode()}"


def _buttons(header: ContactHeader) -> None:
    """The actions that this role may take, the commonest first, the rare ones in a menu."""
    actor, contact_id = me().actor, header.contact_id
    if not actor.may(Permission.EDIT_CONTACTS):
        return
    if st.button(_("Photo"), icon=":material/edit:", key="head.photo"):
        photo_dialog(header)
    if st.button(_("Phone"), icon=":material/add_call:", key="head.phone"):
        phone_dialog(contact_id)
    if st.button(_("E-mail"), icon=":material/forward_to_inbox:", key="head.email"):
        email_dialog(contact_id)
    if st.button(_("Address"), icon=":material/add_home:", key="head.address"):
        address_dialog(contact_id)
    if st.button(_("Tags"), icon=":material/sell:", key="head.tags"):
        tags_dialog(contact_id, tuple(tag.name for tag in header.tags))
    if actor.may(Permission.FLAG_CONTACTS):
        _more(header)


def _more(header: ContactHeader) -> None:
    flags = header.facts
    actions = {
        _("Lift house ban") if flags.blocked_on else _("House ban …"): "block",
        _("Not deceased") if flags.deceased_on else _("Deceased …"): "deceased",
        _("Take out of the archive") if flags.archived_on else _("Archive"): "archive",
    }
    chosen = st.menu_button(_("More"), list(actions), icon=":material/more_horiz:", key="head.more")
    match actions.get(chosen or ""):
        case "block" if flags.blocked_on:
            perform_and_say(_("House ban lifted."), unblock_contact, contact_id=header.contact_id)
        case "block":
            block_dialog(header.contact_id)
        case "deceased" if flags.deceased_on:
            perform_and_say(_("Day of death removed."), unmark_deceased, contact_id=header.contact_id)
        case "deceased":
            deceased_dialog(header.contact_id)
        case "archive" if flags.archived_on:
            perform_and_say(_("Taken out of the archive."), revive_contact, contact_id=header.contact_id)
        case "archive":
            perform_and_say(_("Archived."), archive_contact, contact_id=header.contact_id)
