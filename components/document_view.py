"""A document on the screen: pictures of its pages, or its text, and the way to the file itself."""

from __future__ import annotations

import base64

import streamlit as st

from components.escape import literal, markup
from components.perform import me, reading, storage
from domain.documents import PICTURES, FileUnavailable, StorageUnreachable, ending_of
from domain.errors import Refusal
from gateways.file_kinds import decoded
from gateways.preview import PAGES, pages_of, picture_of
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.formatting import format_size
from i18n.messages import explain
from i18n.texts import _, language
from queries.activities import ActivityRow
from queries.activity_details import DocumentDetail
from queries.documents import document_file

LONGEST_SHOWN = 20_000
"""Characters of a text."""
SHOWN_PAGES = 5


def document_view(row: ActivityRow, detail: DocumentDetail) -> None:
    """The preview, and the link that saves the file."""
    kind = ending_of(detail.file_name)
    st.html(
        f"<a class='k-download' href='/documents/{row.activity_id}' download>{markup(_('Download'))}</a> "
        f"<span class='k-note'>{markup(detail.file_name)} · {markup(format_size(detail.size, language()))}</span>"
    )
    try:
        data = _data(row.activity_id)
    except (StoredFileMissing, StoredFileDamaged):
        _say(FileUnavailable(name=detail.file_name))
        return
    except StorageUnreachable as fault:
        _say(fault)
        return
    if kind == "txt":
        st.html(f"<div class='k-paper k-text'>{markup((decoded(data) or '')[:LONGEST_SHOWN])}</div>")
        return
    count = pages_of(data, kind)
    if count:
        _pages(row.activity_id, count)
    elif kind == "pdf" or kind in PICTURES:
        st.info(_("There is no preview: the file is locked with a password or damaged."), icon=":material/lock:")
    else:
        st.info(_("This kind of file has no preview. Download it to look at it."), icon=":material/download:")


def _say(fault: Refusal) -> None:
    st.error(literal(explain(fault)), icon=":material/error:")


def _data(document_id: int) -> bytes:
    with reading() as session:
        file = document_file(session, me().actor, document_id)
    return storage().get(file.digest) if file is not None else b""


def _pages(document_id: int, count: int) -> None:
    """Pictures that the browser fetches by itself, each when it comes into sight."""
    shown = min(count, PAGES)
    pages = "".join(
        f"<img src='/documents/{document_id}/{page}' loading='lazy' alt='{markup(_page(page, count))}'>"
        for page in range(1, shown + 1)
    )
    st.html(f"<div class='k-paper' tabindex='0'>{pages}</div>")
    if shown < count:
        st.caption(
            _("The first {shown} of {count} pages. Download the file to see all.").format(shown=shown, count=count)
        )


def paper_pages(data: bytes) -> None:
    """The first pages of a PDF that no document keeps, as pictures."""
    count = pages_of(data, "pdf")
    pictures = [picture_of(data, "pdf", page) or b"" for page in range(1, min(count, SHOWN_PAGES) + 1)]
    pages = "".join(
        f"<img src='data:image/webp;base64,{base64.b64encode(picture).decode()}' alt='{markup(_page(page, count))}'>"
        for page, picture in enumerate(pictures, 1)
    )
    st.html(f"<div class='k-paper' tabindex='0'>{pages}</div>")


def _page(page: int, count: int) -> str:
    return _("Page {page} of {count}").format(page=page, count=count)
