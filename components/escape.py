"""What people typed is shown as they typed it, never read as Markdown or HTML."""

from __future__ import annotations

import html
import re

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()#+\-.!|~$<>&^=:@/]")
_JOINED = re.compile(r"(?<=-)(?=[->])|(?<=<)(?=-)|(?<=:)(?=//)|(?<=www)(?=\.)")
_JOINER = "\u2060"


def literal(text: object) -> str:
    """Text for a Markdown place (label, toast, header). Every character that Markdown reads becomes an entity.

    A word joiner keeps the renderer from making arrows of `->` and links of `://` and `www.`.
    """
    line = " ".join(str(text).split())
    return _MARKDOWN.sub(lambda sign: f"&#{ord(sign.group())};", _JOINED.sub(_JOINER, line))


def markup(text: object) -> str:
    """Text for a place inside HTML; line breaks stay."""
    return html.escape(str(text), quote=True).replace("\n", "<br>")
