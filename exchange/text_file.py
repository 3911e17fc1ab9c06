"""Bytes that somebody's program wrote, turned into text; and text that spreadsheets may open without harm."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.errors import EmptyFile, FileTooLarge, NotATextFile

LARGEST_FILE = 50 * 1024 * 1024

# UTF-32 LE begins like UTF-16 LE, so it is asked first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG", "picture"),
    (b"GIF8", "picture"),
    (b"\x1f\x8b", "gzip"),
)
_EIGHT_BIT = ("cp1252", "iso8859-15", "cp850", "mac-roman", "cp1250")
"""What German address books are written in, likeliest first: the first of equals wins."""

_LOOK_AT = 64 * 1024
_OUTSIDE_ASCII = re.compile(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?")
_GERMAN = frozenset("äöüßÄÖÜ")
_BEFORE_SZ = frozenset("aeiouyäöüAEIOUYÄÖÜ")
_NEUTRAL = frozenset("€§°´·–—„“”’‘…«»©®²³½\u00a0")
_SPANISH_N_BEFORE_CONSONANT = re.compile(r"ñ[b-df-hj-np-tv-z]")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text and the encoding that it was read in."""

    text: str
    encoding: str


def check_size(data: bytes, *, largest: int) -> None:
    """Refuse a file that holds nothing (`EmptyFile`) or more than `largest` bytes (`FileTooLarge`)."""
    if not data or data.isspace():
        raise EmptyFile
    if len(data) > largest:
        raise FileTooLarge(largest=largest)


def decode(data: bytes, *, largest: int = LARGEST_FILE) -> DecodedText:
    """The text of a file in any encoding; refuses what is empty, too large or no text (`NotATextFile`)."""
    check_size(data, largest=largest)
    for magic, looks_like in _MAGIC:
        if data.startswith(magic):
            raise NotATextFile(looks_like=looks_like)
    found = _by_unicode(data) or _by_guess(data)
    if not found.text or found.text.isspace():
        raise EmptyFile
    return found


def unicode_encoding(data: bytes) -> tuple[str, int]:
    """The encoding by byte order mark or by the pattern of NULs, and the length of the mark; else empty."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    enough = len(head) * 0.2
    if odd > enough and even * 10 < odd:
        return "utf-16-le", 0
    if even > enough and odd * 10 < even:
        return "utf-16-be", 0
    return "", 0


def _by_unicode(data: bytes) -> DecodedText | None:
    encoding, mark = unicode_encoding(data)
    if encoding:
        return DecodedText(str(memoryview(data)[mark:], encoding, "replace"), encoding)
    _refuse_binary(data)
    try:
        return DecodedText(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "surrogateescape")
    stray = sum(len(run) for run in re.findall(r"[\udc80-\udcff]+", text))
    sound = sum(len(run) for run in re.findall(r"[^\x00-\x7f\udc80-\udcff]+", text))
    if sound <= stray:
        return None
    # Rows of several origins in one file: bytes that are no UTF-8 among many that are.
    return DecodedText(re.sub(r"[\udc80-\udcff]", _stray_byte, text), "utf-8")


def _stray_byte(match: re.Match[str]) -> str:
    return bytes([ord(match.group()) - 0xDC00]).decode("cp1252", "replace")


def _by_guess(data: bytes) -> DecodedText:
    encoding = guess_eight_bit(data)
    return DecodedText(data.decode(encoding, "replace"), encoding)


def _refuse_binary(data: bytes) -> None:
    head = data[:_LOOK_AT]
    strange = len(re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]", head))
    if (head.count(0) > 0 and strange * 200 > len(head)) or strange * 20 > len(head):
        raise NotATextFile(looks_like="")


def guess_eight_bit(data: bytes) -> str:
    """The eight-bit encoding in which a text reads like German names; `cp1252` where nothing speaks against.

    Libraries for this task judge by long texts and fail on lists of names, so each candidate is read and its
    letters are weighed by their neighbours.
    """
    sample = b" ".join(match.group() for match, _ in zip(_OUTSIDE_ASCII.finditer(data), range(4000), strict=False))
    return max(_EIGHT_BIT, key=lambda encoding: _weight(sample.decode(encoding, "replace")))


def _weight(text: str) -> float:
    weight = 0.0
    padded = f" {text} "
    for before, letter, after in zip(padded, padded[1:], padded[2:], strict=False):
        if letter > "\x7f":
            weight += _letter_weight(before, letter, after)
    return weight - 3 * len(_SPANISH_N_BEFORE_CONSONANT.findall(text))


def _letter_weight(before: str, letter: str, after: str) -> float:
    inside = before.isalpha() and after.isalpha()
    if letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN"):
        if "LIGATURE F" in unicodedata.name(letter) or letter == "ƒ":
            return -5
        if letter.isupper() and before.islower():
            return -3
        if letter == "ß" and before not in _BEFORE_SZ:
            return -1
        stands_alone = not (before.isalpha() or after.isalpha())
        return 3 if letter in _GERMAN else 1 - stands_alone
    if letter in _NEUTRAL:
        return -3 if inside and letter not in "’´·" else 0
    return -5


# Spreadsheets in East Asia read the wide signs as formulas too.
_GUARDED = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: a dangerous one gets an apostrophe in front."""
    return f"'{text}" if _GUARDED.match(text) else text


def original_cell(text: str) -> str:
    """What `safe_cell` was given."""
    return text[1:] if text.startswith("'") and _GUARDED.match(text) else text


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not imported, and why, in words for people."""

    line: int
    cells: tuple[str, ...]
    reason: str


def refused_rows_csv(header: Sequence[str], rows: Iterable[RefusedRow]) -> bytes:
    """A CSV for German spreadsheets (UTF-8 with mark, semicolons): line, reason, then the row as it stood.

    `header` names all columns, beginning with those of line and reason.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(safe_cell(cell) for cell in header)
    for row in rows:
        writer.writerow((row.line, safe_cell(row.reason), *(safe_cell(cell) for cell in row.cells)))
    return codecs.BOM_UTF8 + out.getvalue().encode("utf-8", "replace")
