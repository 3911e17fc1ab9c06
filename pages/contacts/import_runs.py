"""The imports so far, each with the way to take it back as a whole."""

from __future__ import annotations

import streamlit as st

from components import address
from components.escape import literal, markup
from components.perform import reading, writing_as
from domain.contact_import import ImportKind
from domain.errors import Refusal
from exchange.import_undo import UndoProgress, undo_run
from i18n.formatting import format_instant
from i18n.messages import explain
from i18n.texts import _, language, plural
from queries.import_runs import RunLine, import_runs, left_of_run

PER_PAGE = 10
MOST_LEFT = 200


@st.fragment
def earlier_imports() -> None:
    """All imports, newest first: who, when, which file, and what it did."""
    page = address.page("imports")
    with reading() as session:
        runs = import_runs(session, limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE)
    if not runs and page == 1:
        return
    st.markdown(f"##### {_('Imports')}", anchors=False)
    for run in runs[:PER_PAGE]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"import.run.{run.run_id}"):
            st.html(_line(run), width="stretch")
            if run.left:
                undo_button(run.run_id, run.file_name)
    address.page_bar("imports", page, page + (len(runs) > PER_PAGE))


def _line(run: RunLine) -> str:
    contacts = run.kind is ImportKind.CONTACTS
    counts = (
        plural("{count} new", "{count} new", run.created) if contacts else _count(run.kind, run.created),
        plural("{count} updated", "{count} updated", run.updated) if run.updated else "",
        plural("{count} undone", "{count} undone", run.undone) if run.undone else "",
    )
    about = " · ".join((format_instant(run.at, language()), run.who, *(count for count in counts if count)))
    return f"<b dir='auto'>{markup(run.file_name)}</b><div class='k-sub'>{markup(about)}</div>"


def undo_button(run_id: int, file_name: str) -> None:
    """The button that asks, and takes the import back."""
    if st.button(_("Undo import"), icon=":material/undo:", key=f"import.undo.{run_id}"):
        st.dialog(_("Undo import"), on_dismiss="rerun")(_dialog)(run_id, file_name)


def _dialog(run_id: int, file_name: str) -> None:
    with reading() as session:
        kind, count = left_of_run(session, run_id)
    st.markdown(_what_goes(kind, count))
    st.caption(literal(file_name))
    place = st.container()
    if place.button(_("Undo import"), type="primary", key="import.undo.go", disabled=not count):
        _run(run_id)


def _what_goes(kind: ImportKind, count: int) -> str:
    if kind is ImportKind.CONTACTS:
        goes = plural(
            "{count} contact of this import goes, or holds again what it held before.",
            "{count} contacts of this import go, or hold again what they held before.",
            count,
        )
        stays = _("Who was changed since stays and is named.")
    else:
        goes = _("{count} of this import: they go again.").format(count=f"**{_count(kind, count)}**")
        stays = _("Contacts of whom one was changed or used since keep theirs and are named.")
    return f"{goes} {stays} {_('This cannot be taken back; the file can be imported again.')}"


def _count(kind: ImportKind, count: int) -> str:
    """`3 contracts`."""
    match kind:
        case ImportKind.CONTACTS:
            return plural("{count} contact", "{count} contacts", count)
        case ImportKind.CONTRACTS:
            return plural("{count} contract", "{count} contracts", count)
        case ImportKind.QUOTAS:
            return plural("{count} quota", "{count} quotas", count)
        case ImportKind.MANDATES:
            return plural("{count} mandate", "{count} mandates", count)


def _run(run_id: int) -> None:
    """Chunk by chunk; any button pressed meanwhile, or leaving, stops between two chunks."""
    bar = st.progress(0.0, text=_("Undoing the import ..."))
    st.button(_("Stop"), icon=":material/stop_circle:", key="import.undo.stop")
    last = UndoProgress(0)
    with reading() as session:
        kind, before = left_of_run(session, run_id)
    try:
        for last in undo_run(run_id, reading=reading, writing=writing_as):
            text = _("{done} of {total} contacts").format(done=last.done, total=last.total)
            bar.progress(last.done / last.total, text=text)
    except Refusal as refusal:
        st.error(literal(explain(refusal)), icon=":material/error:")
        return
    with reading() as session:
        _kind, left = left_of_run(session, run_id)
    st.success(_("{count} taken back.").format(count=_count(kind, before - left)), icon=":material/undo:")
    if last.left:
        st.markdown(f"**{_('Changed since, so left as they are')}**")
        st.html("<br>".join(markup(f"{one.name} · {one.number}") for one in last.left[:MOST_LEFT]))
        if len(last.left) > MOST_LEFT:
            st.caption(plural("and {count} more", "and {count} more", len(last.left) - MOST_LEFT))
