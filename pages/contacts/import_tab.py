"""Import of an address book in steps: file, columns, preview, import, report."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.escape import literal
from components.uploads import MEGABYTE, read_upload, upload_field
from config.settings import settings
from domain.contact_import import ImportKind
from exchange.uploaded_book import open_book
from i18n.texts import N_, _
from pages.contacts.import_columns import columns_step
from pages.contacts.import_draft import ImportDraft, Stage, begin, draft, forget
from pages.contacts.import_preview import preview_step
from pages.contacts.import_report import report_step
from pages.contacts.import_run import run_step
from pages.contacts.import_runs import earlier_imports
from pages.contacts.moving_in import kind_of_file, move_in

KINDS = ("XLSX", "XLS", "ODS", "CSV", "VCF")
STEPS = {
    Stage.COLUMNS: columns_step,
    Stage.PREVIEW: preview_step,
    Stage.RUN: run_step,
    Stage.REPORT: report_step,
}
DELIMITERS = {";": N_("semicolon"), ",": N_("comma"), "\t": N_("tab"), "|": N_("vertical bar")}


def import_tab() -> None:
    """The step at which the import of this browser tab is."""
    import_draft = draft()
    if import_draft is None:
        kind = kind_of_file()
        if kind is ImportKind.CONTACTS:
            _upload()
        elif move_in(kind):
            return
        earlier_imports()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(_about(import_draft), width="stretch")
        st.button(_("Another file"), icon=":material/restart_alt:", key="import.reset", on_click=forget)
    with _place_of(import_draft.stage):
        STEPS[import_draft.stage](import_draft)


def _place_of(stage: Stage) -> DeltaGenerator:
    """Where this step is drawn: a place of its own, and the others are hidden.

    In a long run of the page, what the step before drew would stay in sight until the end.
    """
    others = ", ".join(f".st-key-import_step_{other}" for other in Stage if other is not stage)
    st.html(f"<style>{others} {{ display: none; }}</style>")
    places = {each: st.container(key=f"import_step_{each}") for each in Stage}
    return places[stage]


def _upload() -> None:
    largest = settings().upload_megabytes * MEGABYTE
    st.markdown(
        _(
            "Bring in an address book: a spreadsheet, a CSV file of any program, or vCards. Nothing is stored before "
            "you have seen what comes in, and the whole import can be undone later."
        )
    )
    uploaded = upload_field(_("Spreadsheet, CSV or vCard file"), KINDS, largest=largest, key="import.file")
    if uploaded is None:
        return
    with st.spinner(_("Reading the file ...")):
        book = read_upload(lambda: open_book(uploaded.name, uploaded.getvalue(), largest=largest))
    if book is not None:
        begin(book)
        st.rerun()


def _about(import_draft: ImportDraft) -> str:
    """Name and kind of the file, and how it is read."""
    book = import_draft.book
    name = f"**{literal(book.name[:80])}**"
    if book.table is None:
        return f"{name} · {_('vCards')}"
    if book.table.sheet is not None:
        sheet = book.table.sheet.names[book.table.sheet.chosen]
        return f"{name} · {literal(_('Sheet {name}').format(name=sheet))}"
    sign = book.table.shape.delimiter
    how = _("{encoding}, separated by {delimiter}").format(
        encoding=book.table.encoding.upper(), delimiter=_(DELIMITERS[sign]) if sign in DELIMITERS else repr(sign)
    )
    return f"{name} · CSV · {literal(how)}"
