"""Writing a letter: a template with the data of the contact, changed as one likes, looked at, and kept as a PDF."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from actions.documents import keep_letter
from components.document_view import paper_pages
from components.entry_fields import category_field
from components.escape import literal
from components.fields import Form
from components.perform import me, reading, storage, today
from components.template_preview import missing
from domain.activities import ActivityKind
from domain.documents import LONGEST_NAME, CheckedFile
from domain.errors import Refusal
from domain.templates import TemplateKind
from gateways.file_kinds import safe_name
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.messages import explain
from i18n.texts import _
from queries.letters import LetterDraft, letter_draft
from queries.templates import Filled, filled, templates


def letter_form(contact_id: int) -> None:
    """The form of a new letter."""
    template_id = _template()
    with reading() as session:
        begun = filled(session, template_id, contact_id, user=me().name) if template_id is not None else None
    begun = begun or Filled("", "", ())
    with Form(f"letter.{contact_id}.{template_id}", live=True) as form:
        subject = form.text("subject", _("Subject"), begun.subject, autocomplete="off")
        text = form.area("text", _("Text"), begun.text, height=300)
        missing(begun.missing)
        category = category_field(form, ActivityKind.DOCUMENT, None)
        _warn(contact_id)
        form.submit(
            keep_letter,
            done=_("Letter kept as a document."),
            label=_("Make PDF and keep it"),
            contact_id=contact_id,
            subject=subject,
            text=text,
            category_id=category,
            file=lambda: _paper(contact_id, subject, text),
            storage=storage(),
        )
    if st.toggle(_("Preview of the pages"), key=f"letter.preview.{contact_id}"):
        _preview(contact_id, subject, text)


def _template() -> int | None:
    with reading() as session:
        offered = {one.template_id: one.name for one in templates(session, TemplateKind.LETTER)}
    chosen: int | None = st.selectbox(
        _("Template"),
        list(offered),
        index=None,
        format_func=offered.__getitem__,
        placeholder=_("without a template") if offered else _("Templates for letters are written in the settings."),
        key="letter.template",
    )
    return chosen


def _draft(contact_id: int, subject: str, text: str) -> LetterDraft:
    with reading() as session:
        return letter_draft(session, contact_id, subject=subject, text=text, clerk=me().name)


def _warn(contact_id: int) -> None:
    draft = _draft(contact_id, "", "")
    if not draft.has_address:
        st.warning(_("There is no postal address: the window shows the name alone."), icon=":material/location_off:")
    elif draft.comes_back:
        st.warning(_("Letters to this address came back."), icon=":material/location_off:")


def _paper(contact_id: int, subject: str, text: str) -> CheckedFile:
    from documents.letter import letter_pdf

    draft = _draft(contact_id, subject, text)
    try:
        logo = storage().get(draft.logo) if draft.logo else None
    except (StoredFileMissing, StoredFileDamaged):
        logo = None
    letter = replace(draft.letter, sender=replace(draft.letter.sender, logo=logo))
    name = f"{_('Letter')} {today().isoformat()} {subject}"
    return CheckedFile(letter_pdf(letter), safe_name(name, "pdf", unnamed=_("Letter"), longest=LONGEST_NAME), "pdf")


def _preview(contact_id: int, subject: str, text: str) -> None:
    """The pages as they will be kept."""
    try:
        data = _paper(contact_id, subject, text).data
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    paper_pages(data)
