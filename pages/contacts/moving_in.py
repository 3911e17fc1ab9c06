"""Moving in: what another system has in a file, judged line by line before anything is stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import streamlit as st

from actions.import_runs import begin_import
from components.escape import literal, markup
from components.perform import reading, run, today, writing_as
from components.state import MOVING
from components.uploads import MEGABYTE, read_upload, upload_field
from config.settings import settings
from domain.contact_import import ImportKind, Verdict
from domain.errors import Refusal
from exchange.kept_mapping import headers_key
from exchange.moving_columns import MovingFile, example, open_moving
from exchange.moving_in import first_claims
from exchange.moving_lines import MovingRow, refused_file
from exchange.tables import MEDIA_TYPES, Format, table_bytes
from i18n.formatting import format_cents
from i18n.messages import explain
from i18n.texts import _, language, plural
from i18n.words import word
from pages.contacts.import_runs import undo_button
from pages.contacts.import_tables import reasons_table
from pages.contacts.moving_kinds import KINDS, kind_names
from pages.contacts.moving_tables import example_table, rows_table
from queries.import_runs import kept_mapping_body

MOST_REASONS = 200


@dataclass(slots=True)
class MovingDraft:
    """A file on its way in."""

    name: str
    file: MovingFile
    kind: ImportKind
    rows: list[MovingRow[Any]] | None = None
    run_id: int | None = None
    refused: bytes = field(default=b"", repr=False)

    @property
    def key(self) -> str:
        """By what the meaning of its columns is kept."""
        return headers_key((self.kind.value, *self.file.header))


def kind_of_file() -> ImportKind:
    """What the next file holds."""
    names = kind_names()
    if len(names) == 1:
        return ImportKind.CONTACTS
    chosen = st.segmented_control(
        _("What does the file hold?"), list(names), format_func=names.__getitem__, key="import.kind",
        default=ImportKind.CONTACTS, required=True,
    )  # fmt: skip
    return ImportKind(chosen or ImportKind.CONTACTS)


def move_in(kind: ImportKind) -> bool:
    """The step at which the file is; whether there is one on its way."""
    draft: MovingDraft | None = st.session_state.get(MOVING)
    if draft is None or draft.kind is not kind:
        _upload(kind)
        return False
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{literal(draft.name[:80])}**", width="stretch")
        st.button(_("Another file"), icon=":material/restart_alt:", key="moving.reset", on_click=_forget)
    if draft.run_id is None:
        _look(draft)
    else:
        _report(draft)
    return True


def _forget() -> None:
    st.session_state.pop(MOVING, None)


def _upload(kind: ImportKind) -> None:
    moving = KINDS[kind]
    st.markdown(_(moving.about))
    name = kind_names()[kind]
    st.download_button(
        _("Template (XLSX)"), lambda: table_bytes(Format.XLSX, *example_table(moving.parts, example(today()), name)),
        f"{name}.xlsx", MEDIA_TYPES[Format.XLSX], icon=":material/download:", key=f"moving.template.{kind}",
        on_click="ignore",
    )  # fmt: skip
    largest = settings().upload_megabytes * MEGABYTE
    kinds = ("XLSX", "XLS", "ODS", "CSV")
    uploaded = upload_field(_("Spreadsheet or CSV file"), kinds, largest=largest, key=f"moving.file.{kind}")
    if uploaded is None:
        return
    with st.spinner(_("Reading the file ...")):
        file = read_upload(lambda: open_moving(uploaded.getvalue(), largest=largest, parts=moving.parts))
    if file is None:
        return
    draft = MovingDraft(uploaded.name, file, kind)
    with reading() as session:
        body = kept_mapping_body(session, draft.key)
    if body is not None:
        draft.file = draft.file.read_as(json.loads(body))
    st.session_state[MOVING] = draft
    st.rerun()


def _look(draft: MovingDraft) -> None:
    missing = draft.file.missing()
    with st.expander(_("What does each column mean?"), expanded=bool(missing)):
        _columns(draft)
    if missing:
        names = ", ".join(_(part.header) for part in missing)
        st.error(
            literal(_("These columns are missing: {columns}. Choose above where they stand.").format(columns=names))
        )
        return
    if draft.rows is None:
        with st.spinner(_("Looking at the file ...")), reading() as session:
            draft.rows = KINDS[draft.kind].plan(session, draft.file, today=today())
    rows = draft.rows
    if not rows:
        st.warning(_("The file holds nothing new."))
        return
    counts = Counter(row.verdict for row in rows)
    st.markdown(" · ".join(f"**{counts[verdict]}** {literal(word(verdict))}" for verdict in Verdict if counts[verdict]))
    rows_table(rows, KINDS[draft.kind])
    _reasons(rows)
    if draft.kind is ImportKind.CONTRACTS:
        _claims(rows)
    good = counts[Verdict.OK]
    with st.container(horizontal=True):
        if good and st.button(KINDS[draft.kind].offer(good), type="primary", key="moving.go"):
            _run(draft, rows)
        _left_out(draft, refused_file(draft.file, rows) if good < len(rows) else b"")


def _columns(draft: MovingDraft) -> None:
    words = {"": _("Leave out"), **{part.name: _(part.header) for part in draft.file.parts}}
    places = st.columns(3)
    meaning = []
    for place, (header, name) in enumerate(zip(draft.file.header, draft.file.meaning, strict=True)):
        label = literal(header[:60]) or _("Column {number}").format(number=place + 1)
        chosen = places[place % 3].selectbox(
            label, list(words), index=list(words).index(name if name in words else ""),
            format_func=words.__getitem__, key=f"moving.column.{place}",
        )  # fmt: skip
        meaning.append(chosen or "")
    if tuple(meaning) != draft.file.meaning:
        draft.file, draft.rows = draft.file.read_as(meaning), None
        st.rerun()


def _reasons(rows: Sequence[MovingRow[Any]]) -> None:
    bad = [(f"{row.row.line} · {row.who}", row.verdict, row.problems) for row in rows if row.problems]
    if bad:
        st.markdown(f"**{_('Not imported')}**")
        reasons_table(bad[:MOST_REASONS])
        if len(bad) > MOST_REASONS:
            st.caption(plural("and {count} more", "and {count} more", len(bad) - MOST_REASONS))


def _claims(rows: Sequence[MovingRow[Any]]) -> None:
    """What is due next, to be compared with the system before."""
    sums = first_claims(rows, today=today())
    if not sums:
        return
    st.markdown(f"**{_('The first claims after the other system')}**")
    st.caption(_("Please compare the sums with your old system. Nothing before is billed again."))
    lines = (
        f"<tr><th scope='row'>{month:%m/%Y}</th><td>{plural('{count} claim', '{count} claims', count)}</td>"
        f"<td style='text-align: right'>{markup(format_cents(cents, language()))}</td></tr>"
        for month, count, cents in sums
    )
    st.html(f"<table class='k-rows'>{''.join(lines)}</table>")


def _run(draft: MovingDraft, rows: Sequence[MovingRow[Any]]) -> None:
    """Chunk by chunk; who stops it imports the file again, and what is here already is left as it is."""
    body = json.dumps(draft.file.meaning)
    try:
        begun, _entries = run(begin_import, file_name=draft.name, kind=draft.kind, headers_key=draft.key, mapping=body)
        done = {row.row.line: row for row in rows}
        for some in KINDS[draft.kind].run(begun.id, rows, writing=writing_as):
            done |= {row.row.line: row for row in some}
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    draft.rows, draft.run_id = list(done.values()), begun.id
    draft.refused = refused_file(draft.file, draft.rows) if any(row.problems for row in draft.rows) else b""
    st.rerun()


def _report(draft: MovingDraft) -> None:
    rows = draft.rows or []
    count = sum(row.verdict is Verdict.OK for row in rows)
    st.success(KINDS[draft.kind].done(count), icon=":material/check:")
    with st.container(horizontal=True):
        if count and draft.run_id is not None:
            undo_button(draft.run_id, draft.name)
        _left_out(draft, draft.refused)
    _reasons(rows)


def _left_out(draft: MovingDraft, data: bytes) -> None:
    if data:
        st.download_button(
            _("What did not come in (CSV)"), data, f"{PurePath(draft.name).stem}-{_('left-out')}.csv", "text/csv",
            icon=":material/download:", key="moving.refused", on_click="ignore",
        )  # fmt: skip
