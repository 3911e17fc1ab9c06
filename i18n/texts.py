"""Words for people: `_()` with English msgids, German from `locales/de.po`.

The language is the one of `speaking(...)`, else what the resolver says (the screens register theirs), else German.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")
LANGUAGE_NAMES: dict[str, str] = {"de": "Deutsch", "en": "English"}
"""Each in its own language."""
CATALOGUE = Path(__file__).resolve().parent / "locales" / "de.po"

_spoken: ContextVar[Language | None] = ContextVar("language", default=None)
_resolvers: list[Callable[[], Language | None]] = []


def resolve_language_with(resolver: Callable[[], Language | None]) -> None:
    """Let the screens say which language the signed-in user reads."""
    _resolvers[:] = [resolver]


def language() -> Language:
    """The language of this moment."""
    return _spoken.get() or next((resolver() for resolver in _resolvers), None) or "de"


@contextmanager
def speaking(chosen: Language) -> Iterator[None]:
    """Speak this language within the block, whatever the user reads (documents, sign-in)."""
    token = _spoken.set(chosen)
    try:
        yield
    finally:
        _spoken.reset(token)


@cache
def _german() -> gettext.GNUTranslations:
    """The German catalogue, compiled in memory: no build step, nothing that can be stale."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with CATALOGUE.open("rb") as source:
        write_mo(compiled, read_po(source, locale="de"))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _(message: str) -> str:
    """The message in the language of this moment."""
    return _german().gettext(message) if language() == "de" else message


def plural(one: str, many: str, count: int) -> str:
    """The right form for a count, with `{count}` filled in: `1.500 Kontakte`."""
    catalogue = _german() if language() == "de" else gettext.NullTranslations()
    grouped = f"{count:,}"
    return catalogue.ngettext(one, many, count).format(
        count=grouped.replace(",", ".") if language() == "de" else grouped
    )


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """Mark a message for the catalogue; it is translated where it is shown."""
    return message


def language_from_header(accept_language: str) -> Language:
    """The better of our languages for an `Accept-Language` header: German unless the browser prefers English."""
    best: tuple[float, Language] = (0.0, "de")
    for part in accept_language.split(",")[:20]:
        tag, _sep, quality = part.partition(";q=")
        code = tag.strip()[:2].lower()
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        for known in LANGUAGES:
            if code == known and weight > best[0]:
                best = (weight, known)
    return best[1]
