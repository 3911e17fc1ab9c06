"""The catalogue as a file: what is shown leaves the house, and a file of the same columns comes in after a look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from actions.catalogue_import import import_catalogue
from components.activity_export import table_popover
from components.escape import literal
from components.perform import may, perform_and_say, reading
from components.uploads import read_upload, upload_field
from domain.access import Permission
from exchange.catalogue_book import PARTS, CardKind, ReadBook, read_book, rows_of
from exchange.catalogue_columns import table_of
from exchange.text_file import check_size
from i18n.texts import N_, _, plural
from queries.catalogue import products, quota_types, tariffs

LARGEST = 5_000_000
"""Bytes."""
MOST_SHOWN = 20
TITLES = {CardKind.TARIFFS: N_("Tariffs"), CardKind.QUOTAS: N_("Quotas"), CardKind.PRODUCTS: N_("Products")}


def exchange_buttons(kind: CardKind, cards: Sequence[Any]) -> None:
    """The buttons that write what is shown into a file, and that read one."""
    title = _(TITLES[kind])
    if cards:
        count = plural("{count} card", "{count} cards", len(cards))
        table_popover(
            f"{kind}_export",
            title.lower(),
            f"{title} · {count}",
            lambda: (table_of(PARTS[kind], title), rows_of(kind, cards)),
            caption=_("As shown: {count}").format(count=count),
        )
    if may(Permission.EDIT_CATALOGUE) and st.button(_("Import …"), icon=":material/upload:", key=f"{kind}.import"):
        st.dialog(_("Import: {what}").format(what=title), width="medium")(_import)(kind)


def _import(kind: CardKind) -> None:
    st.caption(_("A workbook (XLSX) with the columns of the export. What is there by its name is left as it is."))
    file = upload_field(_("File"), ("XLSX", "XLS", "ODS"), largest=LARGEST, key=f"{kind}.file")
    if file is None:
        return
    book = read_upload(lambda: _read(kind, file.getvalue()), otherwise=_("Nothing was imported."))
    if book is not None:
        _offer(book)


def _read(kind: CardKind, data: bytes) -> ReadBook:
    check_size(data, largest=LARGEST)
    read: Callable[..., Sequence[Any]] = {
        CardKind.TARIFFS: tariffs,
        CardKind.QUOTAS: quota_types,
        CardKind.PRODUCTS: products,
    }[kind]
    with reading() as session:
        there = [card.name for card in read(session, retired=True)]
        quotas = {row.name: row.quota_type_id for row in quota_types(session)}
    return read_book(kind, data, there, quotas)


def _offer(book: ReadBook) -> None:
    if book.known:
        names = ", ".join(book.known[:MOST_SHOWN])
        count = plural(
            "{count} is there already and left as it is",
            "{count} are there already and left as they are",
            len(book.known),
        )
        st.info(literal(f"{count}: {names}"))
    if not book.drafts:
        st.warning(_("The file holds nothing new."))
        return
    st.markdown(literal(", ".join(draft.card.name for draft in book.drafts[:MOST_SHOWN])))
    label = plural("Import {count} card", "Import {count} cards", len(book.drafts))
    if st.button(label, type="primary", key="catalogue.import"):
        done = plural("{count} card imported.", "{count} cards imported.", len(book.drafts))
        perform_and_say(done, import_catalogue, drafts=book.drafts)
