"""Step of the import: the run, which can be stopped and goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from actions.import_runs import begin_import
from components.escape import literal
from components.perform import reading, run, storage, today, writing_as
from domain.errors import Refusal
from exchange.contact_import import Progress, run_import
from exchange.kept_mapping import mapping_body
from i18n.messages import explain
from i18n.texts import _
from pages.contacts.import_draft import ImportDraft, Stage
from queries.card_files import studio_language


def run_step(draft: ImportDraft) -> None:
    """Import chunk by chunk; any button that is pressed meanwhile stops it between two chunks."""
    turn = draft.take_over()
    if not draft.goes_on:
        _stopped(draft)
        return
    draft.goes_on = False
    bar = st.progress(_share(draft), text=_so_far(draft))
    st.button(_("Stop"), icon=":material/stop_circle:", key="import.stop")
    st.caption(_("Leaving this page stops the import as well. It can go on where it was."))
    try:
        steps = _steps(draft)
        while draft.step(turn, steps):
            bar.progress(_share(draft), text=_so_far(draft))
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    if draft.is_at(turn):
        _finish(draft)
        st.rerun()


def _steps(draft: ImportDraft) -> Iterator[Progress]:
    """The chunks of the import; the first time, the run that they belong to begins."""
    book = draft.book
    if draft.run_id is None:
        body = mapping_body(book.table.shape.header, book.table.mapping) if book.table else ""
        begun, _entries = run(begin_import, file_name=book.name, headers_key=book.headers_key, mapping=body)
        draft.run_id = begun.id
    with reading() as session:
        remark_language = studio_language(session)
    return run_import(
        book.contacts(today()),
        run_id=draft.run_id,
        writing=writing_as,
        storage=storage(),
        today=today(),
        remark_language=remark_language,
        choices=draft.choices,
        reserved=book.numbers(),
        shown=draft.preview.shown if draft.preview else None,
        so_far=draft.progress,
    )


def _stopped(draft: ImportDraft) -> None:
    """What was done so far, and the ways on."""
    st.progress(_share(draft), text=_so_far(draft))
    st.info(_("The import was stopped. What came in stays."), icon=":material/pause_circle:")
    with st.container(horizontal=True):
        st.button(_("Go on"), type="primary", key="import.go_on", on_click=_go_on, args=(draft,))
        st.button(_("Finish here"), key="import.finish", on_click=_finish, args=(draft,))


def _go_on(draft: ImportDraft) -> None:
    draft.goes_on = True


def _finish(draft: ImportDraft) -> None:
    draft.take_over()
    progress = draft.progress or Progress()
    draft.refused_file = draft.book.refused_file(progress.left_out, today()) if progress.left_out else b""
    draft.stage = Stage.REPORT


def total(draft: ImportDraft) -> int:
    """How many contacts the file holds."""
    return max(1, draft.preview.total if draft.preview else 0)


def _share(draft: ImportDraft) -> float:
    done = draft.progress.done if draft.progress else 0
    return min(done / total(draft), 1.0)


def _so_far(draft: ImportDraft) -> str:
    progress = draft.progress or Progress()
    return _(
        "{done} of {total}: {imported} imported, {updated} updated, {duplicates} duplicates, {refused} refused"
    ).format(
        done=progress.done,
        total=total(draft),
        imported=progress.imported,
        updated=progress.updated,
        duplicates=progress.duplicates,
        refused=progress.refused,
    )
