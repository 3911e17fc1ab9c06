"""Plain texts as people type them: tidied and bounded before they are stored."""

from __future__ import annotations

import re
import unicodedata

from domain.errors import Missing, TooLong

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\ud800-\udfff]")


def tidy_line(text: str, *, longest: int, required: bool = False) -> str:
    """One line without control characters and doubled blanks; refuses what is too long or missing."""
    line = " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
    return _bounded(line, longest, required=required)


def tidy_text(text: str, *, longest: int) -> str:
    """Text of several lines without control characters; refuses what is too long."""
    body = _UNSEEN.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))
    return _bounded(body.strip(), longest, required=False)


def _bounded(text: str, longest: int, *, required: bool) -> str:
    if required and not text:
        raise Missing
    if len(text) > longest:
        raise TooLong(longest=longest)
    return text
