"""Steps of the import: the run, which can be stopped and goes on where it was, and the report."""

from __future__ import annotations

from pathlib import PurePath

import streamlit as st

from components import address
from components.badges import badge
from components.escape import literal
from components.perform import storage, today, writing_as
from domain.contact_import import Verdict
from domain.errors import Refusal
from exchange.contact_import import MOST_WARNINGS, LeftOut, Progress, run_import
from i18n.messages import explain
from i18n.texts import _, plural
from i18n.words import word
from pages.contacts.import_draft import ImportDraft, Stage
from pages.contacts.import_tables import COLORS, reasons_table
from pages.contacts.list_tab import FILTERS
from queries.contact_list import Order

FIRST_LEFT_OUT = 200


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
    steps = run_import(
        draft.book.contacts(today()),
        writing=writing_as,
        storage=storage(),
        today=today(),
        on_duplicate=draft.on_duplicate,
        reserved=draft.book.numbers(),
        so_far=draft.progress,
    )
    try:
        while draft.step(turn, steps):
            bar.progress(_share(draft), text=_so_far(draft))
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    if draft.is_at(turn):
        _finish(draft)
        st.rerun()


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


def _total(draft: ImportDraft) -> int:
    return max(1, draft.preview.total if draft.preview else 0)


def _share(draft: ImportDraft) -> float:
    done = draft.progress.done if draft.progress else 0
    return min(done / _total(draft), 1.0)


def _so_far(draft: ImportDraft) -> str:
    progress = draft.progress or Progress()
    return _("{done} of {total}: {imported} imported, {duplicates} duplicates, {refused} refused").format(
        done=progress.done,
        total=_total(draft),
        imported=progress.imported,
        duplicates=progress.duplicates,
        refused=progress.refused,
    )


def report_step(draft: ImportDraft) -> None:
    """What came in, what did not and why, and the file to mend."""
    progress = draft.progress or Progress()
    st.markdown(
        f"##### {plural('{count} contact imported', '{count} contacts imported', progress.imported)}", anchors=False
    )
    st.html(_counts(progress))
    missing = _total(draft) - progress.done
    if missing > 0:
        st.info(
            plural(
                "The import was stopped: {count} contact was not looked at. Import the file again to go on.",
                "The import was stopped: {count} contacts were not looked at. Import the file again to go on.",
                missing,
            )
        )
    with st.container(horizontal=True):
        st.button(_("Show the newest contacts"), type="primary", key="import.newest", on_click=_show_newest)
        if draft.refused_file:
            name = f"{PurePath(draft.book.name).stem}-{_('left-out')}.csv"
            st.download_button(
                _("What did not come in (CSV)"), draft.refused_file, name, "text/csv", icon=":material/download:",
                key="import.refused",
            )  # fmt: skip
    _listed(_("Not imported"), progress.left_out, FIRST_LEFT_OUT)
    _listed(_("Imported with a warning"), progress.warned, MOST_WARNINGS)


def _counts(progress: Progress) -> str:
    counts = (
        (Verdict.OK, _("Imported"), progress.imported),
        (Verdict.WARNING, _("of these with a warning"), progress.warnings),
        (Verdict.DUPLICATE, word(Verdict.DUPLICATE), progress.duplicates),
        (Verdict.REFUSED, word(Verdict.REFUSED), progress.refused),
    )
    badges = (badge(f"{text}: {count}", COLORS[verdict]) for verdict, text, count in counts)
    return f"<div class='k-line'>{' '.join(badges)}</div>"


def _listed(title: str, concerned: tuple[LeftOut, ...], most: int) -> None:
    if not concerned:
        return
    more = _("{title}, the first {count}").format(title=title, count=most) if len(concerned) >= most else title
    st.markdown(f"##### {more}", anchors=False)
    reasons_table((one.name, one.verdict, one.reasons) for one in concerned[:most])


def _show_newest() -> None:
    """Before the page draws anew: its list, newest first."""
    for name in ("tab", *FILTERS):
        address.write(name, "")
    address.write("order", Order.NEWEST)
