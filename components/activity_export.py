"""Lists of entries as files: exactly what is shown, as CSV or XLSX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from actions.activity_export import export_activities
from components.activity_words import facts, headline
from components.perform import may, me, perform, reading, today
from domain.access import Permission
from domain.activities import State
from exchange.tables import MEDIA_TYPES, Column, Format, Kind, Table, table_bytes
from i18n.texts import _, language, plural
from i18n.words import word
from queries.activities import ActivityRow, Asked, all_rows

LABELS = {Format.XLSX: "XLSX", Format.CSV: "CSV"}


def export_popover(wanted: Asked, total: int, name: str) -> None:
    """The button of a list of entries, of all that it shows."""
    count = plural("{count} entry", "{count} entries", total)

    def rows() -> list[tuple[Any, ...]]:
        with reading() as session:
            return [_cells(row, contact=everybody) for row in all_rows(session, me().actor, wanted)]

    everybody = wanted.contact_id is None
    if total:
        table_popover(
            "activities_export",
            name,
            count,
            lambda: (_table(contact=everybody), rows()),
            contact_id=wanted.contact_id,
            caption=_("As filtered: {count}").format(count=count),
        )


def table_popover(
    key: str,
    name: str,
    what: str,
    table: Callable[[], tuple[Table, Sequence[Sequence[Any]]]],
    *,
    contact_id: int | None = None,
    caption: str = "",
) -> None:
    """The button that writes a table into a file, where the role may; `what` tells the trail what leaves the house."""
    if not may(Permission.EXPORT_ACTIVITIES):
        return
    box = st.popover(_("Export …"), icon=":material/download:", key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        if caption:
            st.caption(caption)
        for kind, label in LABELS.items():
            if st.button(_("Write {format}").format(format=label), key=f"{key}.{kind}") and perform(
                _noted, what=f"{label} · {what}", contact_id=contact_id
            ):
                _offer(table_bytes(kind, *table()), f"{name}-{today().isoformat()}.{kind.value}", kind)


def _offer(data: bytes, file_name: str, kind: Format) -> None:
    st.download_button(
        _("Download {name}").format(name=file_name),
        data,
        file_name,
        MEDIA_TYPES[kind],
        icon=":material/download:",
        type="primary",
        on_click="ignore",
    )


def _noted(session: Any, actor: Any, *, what: str, contact_id: int | None) -> bool:
    export_activities(session, actor, what=what, contact_id=contact_id)
    return True


def _table(*, contact: bool) -> Table:
    columns = (
        Column(_("Time"), Kind.INSTANT, 18),
        Column(_("Kind"), width=12),
        Column(_("Title"), width=30),
        Column(_("Text"), width=50),
        Column(_("Details"), width=30),
        Column(_("Category"), width=16),
        Column(_("Status"), width=16),
        Column(_("Person"), width=18),
        Column(_("Entered by"), width=18),
    )
    if contact:
        columns = (Column(_("Number"), width=10), Column(_("Contact"), width=24), *columns)
    return Table(columns, title=_("History"), language=language())


def _cells(row: ActivityRow, *, contact: bool) -> tuple[Any, ...]:
    cells = (
        row.at,
        word(row.kind),
        headline(row),
        row.text,
        " · ".join(facts(row)),
        row.category,
        word(row.state) if row.state is not State.NONE else "",
        row.user,
        row.author,
    )
    return (row.contact_number, row.contact, *cells) if contact else cells
