"""Documents for the browser: the file itself to be kept, and pictures of its pages to be looked at.

Each answer asks who is signed in and what the role permits, by the document and never by its content. What one may not
see, what lies in the bin and what never was look the same: 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote

from anyio import to_thread
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from config.settings import settings
from db.session import database
from domain.access import Actor
from domain.documents import FileUnavailable, StorageUnreachable, ending_of
from domain.errors import Refusal
from gateways.preview import picture_of
from gateways.storage import Storage, StoredFileDamaged, StoredFileMissing
from i18n.messages import explain
from i18n.texts import _, speaking
from queries.documents import DocumentFile, document_file
from queries.invoices import invoice_file
from queries.users import signed_in
from web.cookies import language_of
from web.gate import SESSION_HEADER
from web.pages import page

SHUT = {"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "no-store"}
"""Whatever is in a file, a browser that opens it runs and stores none of it."""
LARGEST_KEY = 2**31
Find = Callable[[Session, Actor, int], DocumentFile | None]
"""Finds the file behind a key for those who may have it."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A document that somebody may see, and its bytes unless the storage has lost them."""

    file: DocumentFile
    data: bytes | None
    fault: Refusal | None = None
    """Why there are none."""


async def document(request: Request) -> Response:
    """The file of a document, to be saved."""
    return await _saved(request, document_file)


async def _saved(request: Request, find: Find) -> Response:
    asked = await to_thread.run_sync(_asked, request, find)
    if asked is None:
        return Response(status_code=404)
    if asked.data is None:
        return _unavailable(request, asked.fault or FileUnavailable(name=asked.file.name))
    headers = SHUT | {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(asked.file.name, safe='')}"}
    return Response(asked.data, headers=headers, media_type=asked.file.media_type)


async def invoice(request: Request) -> Response:
    """The PDF of an invoice or of what corrects one, to be saved."""
    return await _saved(request, invoice_file)


async def document_page(request: Request) -> Response:
    """A picture of one page of a document."""
    picture = await to_thread.run_sync(_picture, request)
    if picture is None:
        return Response(status_code=404)
    return Response(picture, headers=SHUT, media_type="image/webp")


def _asked(request: Request, find: Find = document_file) -> _Asked | None:
    key, now = request.path_params["key"], datetime.now(UTC)
    token = request.headers.get(SESSION_HEADER.decode(), "")
    if key >= LARGEST_KEY:
        return None
    with database().reading(now) as session:
        who = signed_in(session, token, now) if token else None
        file = find(session, who.actor, key) if who is not None else None
    if file is None:
        return None
    try:
        return _Asked(file, Storage(settings().storage_url).get(file.digest))
    except (StoredFileMissing, StoredFileDamaged):
        return _Asked(file, None, FileUnavailable(name=file.name))
    except StorageUnreachable as fault:
        return _Asked(file, None, fault)


def _picture(request: Request) -> bytes | None:
    asked = _asked(request)
    if asked is None or asked.data is None:
        return None
    return picture_of(asked.data, ending_of(asked.file.name), request.path_params["page"])


def _unavailable(request: Request, fault: Refusal) -> Response:
    language = language_of(request)
    status = 503 if isinstance(fault, StorageUnreachable) else 410
    with speaking(language):
        body = f'<p class="alert" role="alert">{escape(explain(fault))}</p>'
        return page(_("Document"), body, language=language, path=request.url.path, status=status)
