"""The photo of a contact as HTML, or its initials."""

from __future__ import annotations

import base64
from functools import lru_cache

from components.escape import markup
from components.perform import storage
from domain.contacts import ContactKind
from gateways.storage import StoredFileDamaged, StoredFileMissing
from i18n.texts import _
from queries.contacts import ContactHeader


def portrait(header: ContactHeader) -> str:
    """The photo, or the initials where there is none."""
    source = _picture(header.photo) if header.photo else ""
    if source:
        return f'<img class="k-photo" src="{source}" alt="{markup(_("Photo"))}">'
    company = header.kind is ContactKind.COMPANY
    words = [header.name] if company else [word for word in header.name.split() if not word.endswith(".")]
    initials = "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
    return f'<div class="k-photo k-initials" aria-hidden="true">{markup(initials)}</div>'


@lru_cache(maxsize=256)
def _picture(digest: str) -> str:
    """The photo as a data address: one element less, and nothing that could be fetched past the gate."""
    try:
        data = storage().get(digest)
    except (StoredFileMissing, StoredFileDamaged):
        return ""
    return f"data:image/webp;base64,{base64.b64encode(data).decode()}"
