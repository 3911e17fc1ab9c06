"""A list of contacts as a file: the format, the columns, and the file once it is written."""

from __future__ import annotations

import tempfile
from collections.abc import Callable

import streamlit as st

from actions.contact_export import export_contacts
from components.escape import literal
from components.perform import may, perform, reading, today
from domain.access import Permission
from exchange.contacts_export import Export, ExportFormat
from exchange.export_fields import USUAL, ExportField, export_word, is_bank_data, offered
from i18n.texts import N_, _, plural

Ids = Callable[[], tuple[int, ...]]

FORMATS = {
    ExportFormat.XLSX: N_("Spreadsheet (XLSX)"),
    ExportFormat.CSV: N_("CSV"),
    ExportFormat.VCARD: N_("Address book (vCard)"),
}
MIME = {
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.CSV: "text/csv",
    ExportFormat.VCARD: "text/vcard",
}


def export_button(ids: Ids) -> None:
    """The button of a list that exports the contacts which `ids` gives, in their order, where the role may."""
    if may(Permission.EXPORT_CONTACTS) and st.button(_("Export …"), icon=":material/download:", key="export"):
        st.dialog(_("Export contacts"), width="medium")(_export)(ids)


def _export(ids: Ids) -> None:
    chosen_ids = ids()
    kind = ExportFormat(
        st.segmented_control(
            _("Format"),
            list(FORMATS),
            default=ExportFormat.XLSX,
            required=True,
            format_func=lambda one: _(FORMATS[one]),
            key="export.kind",
        )
    )
    fields = () if kind is ExportFormat.VCARD else _columns()
    if kind is ExportFormat.VCARD:
        st.caption(_("A vCard holds names, birthdays, addresses, phones, e-mails and tags."))
    count = plural("{count} contact", "{count} contacts", len(chosen_ids))
    ready = kind is ExportFormat.VCARD or fields
    if not ready:
        st.info(_("Choose at least one column."))
    elif st.button(_("Write the file ({count})").format(count=count), type="primary", key="export.write"):
        _write(Export(kind, chosen_ids, fields, today()), count)


def _columns() -> tuple[ExportField, ...]:
    return tuple(
        st.multiselect(
            _("Columns"),
            offered(bank=may(Permission.SEE_BANK_DATA)),
            default=USUAL,
            format_func=export_word,
            placeholder=_("Choose columns"),
            key="export.columns",
            select_all=False,
        )
    )


def _write(export: Export, count: str) -> None:
    """Write the file with its progress, and offer it; closing the dialog stops without harm."""
    columns = ", ".join(export_word(field) for field in export.fields)
    what = " · ".join(part for part in (_(FORMATS[export.kind]), count, columns) if part)
    bank = any(is_bank_data(field) for field in export.fields)
    if perform(_noted, what=what, bank=bank) is None:
        return
    bar = st.progress(0.0, text=count)
    with tempfile.TemporaryFile() as out:
        for done in export.write(out, reading):
            bar.progress(min(done / max(len(export.contact_ids), 1), 1.0), text=f"{done} / {literal(count)}")
        out.seek(0)
        data = out.read()
    bar.empty()
    name = f"{_('Contacts').lower()}-{export.today.isoformat()}.{export.kind.value}"
    st.download_button(
        _("Download {name}").format(name=name),
        data,
        name,
        MIME[export.kind],
        icon=":material/download:",
        type="primary",
    )


def _noted(session: object, actor: object, *, what: str, bank: bool) -> bool:
    export_contacts(session, actor, what=what, bank=bank)  # type: ignore[arg-type]
    return True
