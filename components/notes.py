"""The dialogs of notes: write and change one, its versions, alerts, and notes on health."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from actions.notes import (
    acknowledge_alert,
    add_health_entry,
    add_note,
    edit_health_entry,
    edit_note,
    look_at_health_entry,
)
from components.cards import card_html
from components.entry_fields import below, category_field
from components.escape import markup
from components.fields import Form
from components.perform import may, perform, reading, run
from components.state import ALERTED
from domain.access import Permission
from domain.activities import ActivityKind
from i18n.formatting import format_instant
from i18n.texts import _, language
from queries.activities import ActivityRow
from queries.activity_details import NoteDetail
from queries.contacts import ContactHeader
from queries.notes import alerts, note_versions
from queries.versions import Version


def note_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Write a note, or change one."""
    st.dialog(_("Note"), width="medium")(_note)(contact_id, row)


def _note(contact_id: int | None, row: ActivityRow | None) -> None:
    detail = row.detail if row is not None and isinstance(row.detail, NoteDetail) else NoteDetail(alert=False)
    with Form(f"note.{row.activity_id}.{row.version}" if row else f"note.new.{contact_id}") as form:
        text = form.area("text", _("Text"), row.text if row else "", height=160)
        left, right = st.columns(2)
        title = form.text("title", _("Title"), row.title if row else "", place=left, autocomplete="off")
        category = category_field(form, ActivityKind.NOTE, row, place=right)
        pinned = form.check("pinned", _("Pinned: stands on the overview"), value=bool(row and row.pinned))
        alert = form.check("alert", _("Alert: must be read by whoever opens the contact"), value=detail.alert)
        inputs = {"title": title, "text": text, "category_id": category, "pinned": pinned, "alert": alert}
        if row is None:
            form.submit(add_note, done=_("Note saved."), contact_id=contact_id, **inputs)
        else:
            form.submit(edit_note, done=_("Note changed."), note_id=row.activity_id, version=row.version, **inputs)
    if row is not None:
        _versions_of(row)
        below(row)


def _versions_of(row: ActivityRow) -> None:
    with reading() as session:
        earlier = note_versions(session, row.activity_id)
    if earlier:
        _versions(earlier)


def _versions(earlier: tuple[Version, ...]) -> None:
    with st.expander(_("Earlier versions ({count})").format(count=len(earlier))):
        items = "".join(
            f"<li><time>{markup(_('until {instant}').format(instant=format_instant(one.until, language())))}</time>"
            f"{markup(one.changed_by)}<div class='k-changes k-text'>{markup(one.text)}</div></li>"
            for one in earlier
        )
        st.html(f"<ul class='k-log'>{items}</ul>")


def health_note_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Write a note on health, or look at one: the look is logged."""
    if row is not None:
        st.session_state.pop(_seen(row), None)
    st.dialog(_("Health note"), width="medium")(_health_note)(contact_id, row)


def _health_note(contact_id: int | None, row: ActivityRow | None) -> None:
    if row is None:
        with Form(f"health_note.new.{contact_id}") as form:
            content = form.area("content", _("Text"), height=160)
            st.caption(_("Only those who may see health data can read this, and each look is logged."))
            form.submit(add_health_entry, done=_("Health note saved."), contact_id=contact_id, content=content)
        return
    key = _seen(row)
    if st.session_state.get(key) is None:
        question = st.empty()
        with question.container():
            st.caption(_("Looking at it is logged."))
            if not st.button(_("Show"), icon=":material/visibility:", type="primary", key="health_note.show"):
                return
        question.empty()
        st.session_state[key] = perform(look_at_health_entry, note_id=row.activity_id)
    seen = st.session_state[key]
    if seen is None:
        return
    if may(Permission.EDIT_HEALTH_DATA):
        with Form(f"health_note.{row.activity_id}.{seen.version}") as form:
            content = form.area("content", _("Text"), seen.content, height=160)
            form.submit(
                edit_health_entry,
                done=_("Health note changed."),
                note_id=row.activity_id,
                version=seen.version,
                content=content,
                then=lambda _result: st.session_state.pop(key, None),
            )
    else:
        st.html(f"<div class='k-text'>{markup(seen.content)}</div>")
    if seen.earlier:
        _versions(seen.earlier)
    if may(Permission.EDIT_HEALTH_DATA):
        below(row)


def _seen(row: ActivityRow) -> str:
    """Where an open dialog keeps what was looked at."""
    return f"health_note.seen.{row.activity_id}"


def alerts_stand_in_the_way(header: ContactHeader) -> bool:
    """Whether the alerts of a contact that was just opened must be read first; then they are shown."""
    if st.session_state.get(ALERTED) == header.number:
        return False
    with reading() as session:
        found = alerts(session, header.contact_id)
    if found:
        st.dialog(_("Please read"), icon=":material/warning:", dismissible=False)(_alerts)(header.number, found)
    else:
        st.session_state[ALERTED] = header.number
    return bool(found)


def _alerts(number: str, found: tuple[ActivityRow, ...]) -> None:
    items = "".join(
        f"<li><time>{markup(format_instant(row.at, language()))}</time>{markup(row.author)}"
        f"<div class='k-alert'>{f'<b>{markup(row.title)}</b><br>' if row.title else ''}"
        f"<span class='k-text'>{markup(row.text)}</span></div></li>"
        for row in found
    )
    st.html(f"<ul class='k-log'>{items}</ul>")
    if st.button(_("I have read this"), type="primary", icon=":material/check:", key="alerts.read"):
        run(acknowledge_alert, note_ids=tuple(row.activity_id for row in found))
        st.session_state[ALERTED] = number
        st.rerun()


def pinned_html(rows: Sequence[ActivityRow]) -> str:
    """The pinned notes of a contact as HTML, with who wrote them and when; nothing where there are none."""
    items = "".join(
        f"<li><time>{markup(format_instant(row.at, language()))}</time>{markup(row.author)}"
        f"<div class='k-pinned'>{f'<b>{markup(row.title)}</b><br>' if row.title else ''}"
        f"<span class='k-text'>{markup(row.text)}</span></div></li>"
        for row in rows
    )
    return card_html(_("Pinned"), f"<ul class='k-log'>{items}</ul>") if rows else ""
