"""Step of the import: which sheet of a workbook, and what each column of a table means."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.escape import literal
from domain.errors import Refusal
from exchange.contacts_csv import Field
from exchange.import_words import field_word
from exchange.sheets import Sheet
from exchange.uploaded_book import UploadedBook
from i18n.messages import explain
from i18n.texts import _, plural
from pages.contacts.import_draft import ImportDraft, Stage, as_last_time

IN_SIGHT = 40
SAMPLES = 3
LONGEST_SAMPLE = 40


def columns_step(draft: ImportDraft) -> None:
    """The sheet, and each column with values of it and the field that it goes into."""
    table = draft.book.table
    assert table is not None
    if table.sheet is not None and len(table.sheet.names) > 1:
        _sheets(draft, table.sheet)
    if table.is_kept:
        st.info(
            _("The columns are read as in your last import of a file with the same headers. Change what is different."),
            icon=":material/history:",
        )
    st.markdown(f"##### {_('What does each column mean?')}", anchors=False)
    _columns(draft)
    st.button(_("Show preview"), type="primary", key="import.preview", on_click=_preview, args=(draft,))


def _sheets(draft: ImportDraft, sheet: Sheet) -> None:
    """Choose another sheet; one that cannot be read is refused in words, and the file stays on the one before."""
    chosen = st.selectbox(
        _("Sheet"),
        range(len(sheet.names)),
        index=sheet.chosen,
        format_func=sheet.names.__getitem__,
        key="import.sheet",
        width=320,
    )
    if chosen == sheet.chosen:
        return
    try:
        with st.spinner(_("Reading the sheet ...")):
            draft.book = as_last_time(draft.book.on_sheet(chosen))
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    st.rerun()


def _preview(draft: ImportDraft) -> None:
    draft.preview, draft.stage = None, Stage.PREVIEW


@st.fragment
def _columns(draft: ImportDraft) -> None:
    names = draft.book.column_names()
    _choices(draft, names[:IN_SIGHT], 0)
    more = names[IN_SIGHT:]
    if more:
        with st.expander(plural("{count} more column", "{count} more columns", len(more))):
            _choices(draft, more, IN_SIGHT)


def _choices(draft: ImportDraft, names: Sequence[str], first: int) -> None:
    """One widget for each column, in two stacks."""
    half = -(-len(names) // 2)
    left, right = st.columns(2, gap="large")
    for place, name in enumerate(names):
        _choice(draft, name, first + place, left if place < half else right)


def _choice(draft: ImportDraft, name: str, index: int, stack: DeltaGenerator) -> None:
    assert draft.book.table is not None
    fields = list(Field)
    sheet = draft.book.table.sheet
    key = f"import.column.{sheet.chosen}.{index}" if sheet else f"import.column.{index}"
    stack.selectbox(
        _label(draft.book, name, index),
        fields,
        index=fields.index(draft.book.table.mapping.field_of(index)),
        format_func=field_word,
        key=key,
        on_change=_choose,
        args=(draft, index, key),
    )


def _choose(draft: ImportDraft, index: int, key: str) -> None:
    draft.book = draft.book.read_as(index, Field(st.session_state[key]))


def _label(book: UploadedBook, name: str, index: int) -> str:
    """The header of the column and its first values."""
    assert book.table is not None
    cells = (row[index].strip() for row in book.table.shape.sample if index < len(row))
    samples = [cell[:LONGEST_SAMPLE] for cell in dict.fromkeys(cells) if cell][:SAMPLES]
    shown = " · ".join(literal(sample) for sample in samples) or f"*{_('empty')}*"
    return f"**{literal(name[:LONGEST_SAMPLE])}**  {shown}"
