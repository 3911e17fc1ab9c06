"""Tags for many contacts at once."""

from __future__ import annotations

import streamlit as st

from actions.tags import tag_contacts
from components.bulk import change_with_progress, say_stopped
from components.perform import reading
from i18n.texts import _, plural
from queries.card_files import tag_names


def tags_dialog(contact_ids: tuple[int, ...]) -> None:
    """Give these contacts tags, or take some off them."""
    title = plural("Tags of {count} contact", "Tags of {count} contacts", len(contact_ids))
    st.dialog(title)(_tags)(contact_ids)


def _tags(contact_ids: tuple[int, ...]) -> None:
    say_stopped(_done)
    with reading() as session:
        known = [tag.name for tag in tag_names(session)]
    with st.form("bulk.tags", border=False):
        add = st.multiselect(
            _("Add tags"),
            known,
            accept_new_options=True,
            placeholder=_("Choose or type a new one"),
            key="bulk.tags.add",
            select_all=False,
        )
        remove = st.multiselect(
            _("Remove tags"), known, placeholder=_("Choose"), key="bulk.tags.remove", select_all=False
        )
        sent = st.form_submit_button(_("Change tags"), type="primary", key="bulk.tags.send")
    if sent and not (add or remove):
        st.error(_("Choose at least one tag to add or to remove."), icon=":material/error:")
    elif sent:
        change_with_progress(tag_contacts, contact_ids, done=_done, add=tuple(add), remove=tuple(remove))


def _done(contacts: int) -> str:
    return plural("Tags of {count} contact changed.", "Tags of {count} contacts changed.", contacts)
