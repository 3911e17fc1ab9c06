"""The one field for files: its label says what is allowed, and whatever is turned away is turned away in our words.

The framework's own check of kinds and sizes leaves a red mark without words. So it gets no kinds, and a limit above
ours: what a file is and how large it may be, the gateways and readers say once they have its content. Only what is
beyond the framework's limit never arrives here; the browser shows what to do as soon as a file is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.escape import literal, markup
from config.settings import settings
from domain.errors import InvalidInput, Refusal
from i18n.messages import explain
from i18n.texts import _, plural

MEGABYTE = 1_000_000
PICTURES = ("JPEG", "PNG", "WebP", "HEIC")
MOST_SAID = 20
"""Lines about one file."""


def upload_field(label: str, kinds: Sequence[str], *, largest: int, key: str, many: bool = False) -> Any:
    """A file or none; several as a list. `largest` (bytes) is the limit that the reader of the file keeps to."""
    megabytes = min(largest // MEGABYTE, settings().upload_megabytes)
    limits = _("{kinds}; at most {largest} MB each") if many else _("{kinds}; at most {largest} MB")
    with st.container(key=f"upload_{key}", gap=None):
        found = st.file_uploader(
            f"{label} ({limits.format(kinds=', '.join(kinds), largest=megabytes)})",
            type=None,
            accept_multiple_files=many,
            key=key,
        )
        st.html(f"<p class='k-untaken' role='alert'>{markup(_untaken(megabytes, many=many))}</p>")
    return found


def _untaken(megabytes: int, *, many: bool) -> str:
    said = _("The file marked red was not taken: at most {largest} MB are possible, and the connection must hold.")
    if not many:
        said += " " + _("Choose only one file at a time.")
    return f"{said.format(largest=megabytes)} {_('Remove it with the cross and choose another one.')}"


def read_upload(read: Callable[[], Any], *, otherwise: str = "") -> Any:
    """What `read` makes of a file; None when it refuses, with the reasons in sight, `otherwise` before them."""
    try:
        return read()
    except Refusal as refusal:
        problems = refusal.problems if isinstance(refusal, InvalidInput) else (refusal,)
        lines = [explain(problem) for problem in problems[:MOST_SAID]]
        if len(problems) > MOST_SAID:
            more = len(problems) - MOST_SAID
            lines.append(plural("and {count} more", "and {count} more", more))
        said = [line for line in (otherwise, *lines) if line]
        st.error("  \n".join(literal(line) for line in said), icon=":material/error:")
        return None
