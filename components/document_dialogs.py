"""The dialogs of documents: add files, look at one, change what is known of it, save the file."""

from __future__ import annotations

from typing import Any

import streamlit as st

from actions.documents import add_documents, edit_document
from components.document_view import document_view
from components.entry_fields import below, category_field, read_entry
from components.fields import Form
from components.letters import letter_form
from components.perform import may, now, storage
from components.uploads import upload_field
from domain.access import Permission
from domain.activities import ActivityKind, Direction
from gateways.documents import checked_documents, rules_of_studio
from i18n.texts import _, plural
from queries.activities import ActivityRow
from queries.activity_details import DocumentDetail

DIRECTIONS = {
    Direction.INCOMING: lambda: _("from the contact"),
    Direction.OUTGOING: lambda: _("for the contact"),
}


def document_dialog(contact_id: int | None, row: ActivityRow | None = None) -> None:
    """Add files, or look at one."""
    if row is None:
        st.dialog(_("New document"), width="medium")(_add)(contact_id)
    else:
        st.dialog(_("Document"), width="large")(_document)(row)


def _add(contact_id: int | None) -> None:
    ways = {"files": _("Add files"), "letter": _("Write a letter")}
    way = st.segmented_control(
        _("What"),
        list(ways),
        default="files",
        required=True,
        format_func=ways.__getitem__,
        label_visibility="collapsed",
    )
    if way == "letter" and contact_id is not None:
        letter_form(contact_id)
    else:
        _add_files(contact_id)


def _add_files(contact_id: int | None) -> None:
    rules, key = rules_of_studio(), f"document.new.{contact_id}"
    with Form(key) as form:
        kinds = [kind.upper() for kind in rules.kinds]
        files = upload_field(_("Files"), kinds, largest=rules.largest, key=f"{key}.files", many=True)
        form.faults_here("files")
        inputs = _fields(form, None, None)
        form.submit(
            add_documents,
            done=plural("{count} document added.", "{count} documents added.", max(len(files), 1)),
            contact_id=contact_id,
            files=lambda: checked_documents([(one.name, one.getvalue) for one in files], rules),
            storage=storage(),
            **inputs,
        )


def _document(row: ActivityRow) -> None:
    detail = row.detail
    assert isinstance(detail, DocumentDetail)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        document_view(row, detail)
    with right:
        if may(Permission.EDIT_ACTIVITIES):
            edit_form(row)
            below(row)
        else:
            read_entry(row)


def edit_form(row: ActivityRow) -> None:
    """What is known of a document, to be changed."""
    detail = row.detail
    assert isinstance(detail, DocumentDetail)
    with Form(f"document.{row.activity_id}.{row.version}") as form:
        inputs = _fields(form, row, detail)
        form.submit(
            edit_document,
            done=_("Document changed."),
            document_id=row.activity_id,
            version=row.version,
            **inputs,
        )


def _fields(form: Form, row: ActivityRow | None, detail: DocumentDetail | None) -> dict[str, Any]:
    """What people say about a document."""
    wide = row is None
    left, right = st.columns(2) if wide else (st, st)
    inputs = {
        "direction": form.pick(
            "direction",
            _("From or for the contact"),
            list(Direction),
            lambda side: DIRECTIONS[side](),
            detail.direction if detail else Direction.INCOMING,
            place=left,
        ),
        "category_id": category_field(form, ActivityKind.DOCUMENT, row, place=right),
        "title": form.text(
            "title",
            _("Title"),
            row.title if row else "",
            autocomplete="off",
            placeholder=_("if empty, the name of the file"),
        ),
    }
    left, right = st.columns(2) if wide else (st, st)
    at = row.at if row else None
    inputs |= {
        "at": form.moment("at", _("Date and time"), at, suggest=None if row else now(), place=left),
        "valid_until": form.day(
            "valid_until", _("Valid until (last day)"), detail.valid_until if detail else None, place=right
        ),
        "text": form.area("text", _("Text"), row.text if row else "", height=80),
    }
    return inputs
