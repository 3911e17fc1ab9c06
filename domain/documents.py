"""Documents: which kinds of files are kept, and what is refused. What a file is, its content says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.errors import Refusal

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
    "txt": "text/plain",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
"""All kinds that can be told by their content, and what a browser calls them."""

ENDINGS = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "heif": "heic", "text": "txt"}
"""Other endings of names for the same kinds."""

PICTURES = frozenset({"jpg", "png", "webp", "heic"})
MOST_AT_ONCE = 20
"""Files of one upload."""
LONGEST_NAME = 200

_ENDING = re.compile("[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that was looked at: its bytes, and a name that ends as its content asks."""

    data: bytes
    name: str
    kind: str
    """One of `MEDIA_TYPES`."""

    @property
    def media_type(self) -> str:
        """What a browser calls it."""
        return MEDIA_TYPES[self.kind]


class NoFile(Refusal):
    """There is at least one file in an upload."""


class TooManyFiles(Refusal):
    """An upload holds not more files than `most`."""


class DocumentEmpty(Refusal):
    """A document has content. Data: `name`."""


class DocumentTooLarge(Refusal):
    """A document has not more bytes than the limit. Data: `name`, `largest` (bytes)."""


class KindNotAllowed(Refusal):
    """A document is of a kind that the studio keeps. Data: `name`, `allowed` (endings)."""


class NotWhatItSays(Refusal):
    """The content of a document is of the kind that its name says, and can be read. Data: `name`."""


class RunsPrograms(Refusal):
    """A document holds no macros and starts no programs. Data: `name`."""


class Infected(Refusal):
    """The virus scanner finds nothing in a document. Data: `name`, `found`."""


class NotScanned(Refusal):
    """Where a virus scanner is set up, it has looked at each document. Data: `name`."""


class FileUnavailable(Refusal):
    """The bytes of a document lie in the storage, whole. Data: `name`."""


class StorageUnreachable(Refusal):
    """The storage of files answers, and lets this program in."""


def ending_of(name: str) -> str:
    """The kind that a name says by its ending, in its usual spelling; empty where it says none (`Form 1.2.2026`)."""
    stem, dot, ending = name.strip().rpartition(".")
    ending = ending.lower()
    if not dot or not stem.strip(". ") or not _ENDING.fullmatch(ending) or ending.isdecimal():
        return ""
    return ENDINGS.get(ending, ending)
