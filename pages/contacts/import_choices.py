"""Choices of the import: what becomes of rows whose number is here, before and after, and of likely duplicates."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from components.escape import markup
from domain.contact_import import OnDuplicate, OnNumber
from exchange.import_preview import Preview, PreviewUpdate
from i18n.texts import _, plural
from i18n.words import word
from pages.contacts.import_draft import ImportDraft

PER_PAGE = 25


def known_choice(draft: ImportDraft, preview: Preview) -> None:
    """Leave out, update, or import rows whose number is here; with what an update would change."""
    if not preview.known:
        return
    chosen = st.radio(
        _("Rows whose number is here already"),
        list(OnNumber),
        index=list(OnNumber).index(draft.choices.on_number),
        format_func=word,
        key="import.numbers",
        horizontal=True,
        help=_(
            "Update: filled cells replace what is here, empty cells leave it. New phones, e-mails, addresses and tags "
            "come in addition. Nothing is taken away."
        ),
    )
    draft.choices = replace(draft.choices, on_number=chosen or OnNumber.SKIP)
    if draft.choices.on_number is OnNumber.UPDATE:
        st.checkbox(
            _("The first phone, e-mail and address of the file replace the main ones here"),
            value=draft.choices.main_from_file,
            key="import.main",
            on_change=_choose_main,
            args=(draft,),
            help=_("Otherwise they are added as further entries, unless their column is named as the main one."),
        )
        _updates(preview)


def _choose_main(draft: ImportDraft) -> None:
    draft.choices, draft.preview = replace(draft.choices, main_from_file=st.session_state["import.main"]), None


@st.fragment
def _updates(preview: Preview) -> None:
    """Before and after of each contact that would change."""
    unchanged = preview.known - preview.changing
    if unchanged:
        st.caption(
            plural(
                "{count} contact holds all of it already, or cannot be updated.",
                "{count} contacts hold all of it already, or cannot be updated.",
                unchanged,
            )
        )
    if not preview.updates:
        return
    st.markdown(f"##### {_('What changes')}", anchors=False)
    if preview.changing > len(preview.updates):
        st.caption(
            _("The first {count} of {total}; the others change in the same way.").format(
                count=len(preview.updates), total=preview.changing
            )
        )
    place, pages = st.container(), -(-len(preview.updates) // PER_PAGE)
    page = int(st.pagination(pages, key="import.updates")) if pages > 1 else 1
    rows = "".join(_row(update) for update in preview.updates[(page - 1) * PER_PAGE : page * PER_PAGE])
    place.html(f"<table class='k-rows'>{rows}</table>")


def _row(update: PreviewUpdate) -> str:
    changes = "<br>".join(markup(line) for line in update.changes)
    return f"<tr><th scope='row' dir='auto'>{markup(update.name)} · {markup(update.number)}</th><td>{changes}</td></tr>"


def twins_choice(draft: ImportDraft, preview: Preview) -> None:
    """Leave out or import likely duplicates."""
    if preview.duplicates == preview.known:
        return
    chosen = st.radio(
        _("Likely duplicates"),
        list(OnDuplicate),
        index=list(OnDuplicate).index(draft.choices.on_duplicate),
        format_func=word,
        key="import.duplicates",
        horizontal=True,
        help=_("Contacts that are here already under another number are left out, or come in a second time."),
    )
    draft.choices = replace(draft.choices, on_duplicate=chosen or OnDuplicate.SKIP)
