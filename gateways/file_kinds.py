"""What a file is, told by its content alone: PDF, pictures, plain text, and office documents without macros."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from domain.errors import NotAPhoto
from domain.texts import tidy_line
from gateways.photos import PhotoFault, readable_picture

ENDS = 2_048
"""Bytes at the end of a PDF in which its last mark stands."""
MOST_PARTS = 10_000
LARGEST_LIST = 1_000_000
"""Bytes of the list of what an office document holds."""
LONGEST_ENDING = 5

_OPEN_XML = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_MACROS = re.compile(
    r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|activex/.*|macrosheets/.*)$|^(basic|scripts)/", re.IGNORECASE
)
_LAUNCH = re.compile(rb"/Launch(?![A-Za-z0-9])")
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


class Unreadable(Exception):
    """The content is none of the kinds that can be told, or is damaged. `reason` says which."""

    def __init__(self, reason: PhotoFault) -> None:
        super().__init__(reason.value)
        self.reason = reason


class HoldsPrograms(Exception):
    """The content holds macros or starts programs."""


def kind_of(data: bytes) -> str:
    """`pdf`, `jpg`, `docx`…, as in `domain.documents.MEDIA_TYPES`, once it could be read.

    Raises `Unreadable` and `HoldsPrograms`; of pictures with too many pixels `PhotoTooLarge`.
    """
    if not data:
        raise Unreadable(PhotoFault.EMPTY)
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"PK\x03\x04"):
        return _package(data)
    if data.startswith(_PROGRAMS):
        raise Unreadable(PhotoFault.KIND)
    try:
        return readable_picture(data)
    except NotAPhoto as fault:
        if fault.data["reason"] is PhotoFault.KIND and is_text(data):
            return "txt"
        raise Unreadable(PhotoFault(str(fault.data["reason"]))) from None


def is_text(data: bytes) -> bool:
    """Whether these bytes are plain text in UTF-8, UTF-16 with its mark, or the alphabet of Windows."""
    text = decoded(data)
    return text is not None and not _CONTROLS.search(text)


def decoded(data: bytes) -> str | None:
    """The text of these bytes; None where they are none."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _pdf(data: bytes) -> str:
    if b"%%EOF" not in data[-ENDS:]:
        raise Unreadable(PhotoFault.DAMAGED)
    if _LAUNCH.search(data):
        raise HoldsPrograms
    return "pdf"


def _package(data: bytes) -> str:
    """An office document: a zip archive whose list of contents says what it is. Nothing else of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if len(parts) > MOST_PARTS:
                raise Unreadable(PhotoFault.DAMAGED)
            names = [part.filename for part in parts]
            mimetype = _part(package, "mimetype") if "mimetype" in names else b""
            listed = _part(package, "[Content_Types].xml") if "[Content_Types].xml" in names else b""
    except _BROKEN_ZIP:
        raise Unreadable(PhotoFault.DAMAGED) from None
    if any(_MACROS.search(name) for name in names) or b"macroEnabled" in listed or b"vbaProject" in listed:
        raise HoldsPrograms
    kind = _OPEN_DOCUMENT.get(mimetype.strip()) or next(
        (kind for mark, kind in _OPEN_XML.items() if mark in listed), None
    )
    if kind is None:
        raise Unreadable(PhotoFault.KIND)
    return kind


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        content = part.read(LARGEST_LIST + 1)
    if len(content) > LARGEST_LIST:
        raise ValueError("the list of contents is too long")
    return content


def safe_name(name: str, kind: str, *, unnamed: str, longest: int) -> str:
    """The last part of a path, without what file systems dislike, ending in `kind`."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(" " if character in '<>:"|?*' else character for character in last)
    line = tidy_line(plain, longest=len(plain) + 1).strip(". ")
    stem, _dot, ending = line.rpartition(".")
    stem = stem.strip(". ") if stem and ending.isalpha() and len(ending) <= LONGEST_ENDING else line
    return f"{(stem or unnamed)[: longest - len(kind) - 1]}.{kind}"
