"""The lines of a vCard file as properties, whatever program wrote them: versions 2.1, 3.0 and 4.0.

Exports break every rule: quoted-printable over several lines, base64 without indentation, no charset or a
wrong one. So this works on bytes, line by line, and each value is decoded by itself.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from exchange.text_file import guess_eight_bit, unicode_encoding

LONGEST_TEXT = 256 * 1024
LONGEST_PICTURE = 16 * 1024 * 1024
"""In bytes of the file: a picture of 12 MB in base64."""

_QUOTED_PRINTABLE = re.compile(rb"^[^:]*;\s*(?:ENCODING=)?\"?QUOTED-PRINTABLE\"?\s*[;:]", re.IGNORECASE)
_BASE64 = re.compile(rb"^[^:]*;\s*(?:ENCODING=)?\"?(?:BASE64|B)\"?\s*[;:]|^[^:]*:data:[^,]*;base64,", re.IGNORECASE)
_BASE64_LINE = re.compile(rb"^[ \t]*[A-Za-z0-9+/]+={0,2}[ \t]*$")
_END = re.compile(rb"^\s*END:VCARD\s*$", re.IGNORECASE)
_NAME = re.compile(r"^(?:([\w.-]+)\.)?([A-Za-z0-9-]+)$")
_ENCODINGS = frozenset(("quoted-printable", "base64", "b", "8bit", "7bit"))
_CHARSETS = re.compile(r"^(?:utf-8|cp\d+|iso8859-\d+|mac-roman|koi8-r|gb18030|gbk|gb2312|big5|shift_jis|euc_\w+)$")


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a card: base64 comes decoded in `data`, all else as text in `value`, still escaped."""

    line: int
    name: str
    group: str = ""
    types: frozenset[str] = frozenset()
    rank: int = 1000
    """1 to 100 where preferred, else 1000."""
    value: str = ""
    data: bytes | None = None
    is_long: bool = False
    """It was longer than the limit and is left out."""
    is_damaged: bool = False
    """Some bytes could not be read."""
    is_broken: bool = False
    """The line is no property."""


@dataclass(frozen=True, slots=True)
class _LogicalLine:
    number: int
    text: bytes
    is_quoted: bool = False
    is_binary: bool = False
    is_long: bool = False


def properties(data: bytes) -> Iterator[Property]:
    """All properties of a file in their order, also outside of cards; memory is bounded by the longest."""
    encoding, mark = unicode_encoding(data)
    if encoding:
        data = str(memoryview(data)[mark:], encoding, "replace").encode("utf-8", "replace")
    decoder = _Decoder(data)
    for line in _logical_lines(data):
        if line.text.strip():
            yield _property(line, decoder)


def _physical_lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    end_of_line = b"\n" if b"\n" in data else b"\r"
    start, number = 0, 0
    while start < len(data):
        end = data.find(end_of_line, start)
        end = len(data) if end < 0 else end
        number += 1
        yield number, data[start : min(end, start + LONGEST_PICTURE + 1)].rstrip(b"\r")
        start = end + 1


def _logical_lines(data: bytes) -> Iterator[_LogicalLine]:
    """Lines put together again: folded ones, soft breaks of quoted-printable, base64 however indented."""
    text, number = bytearray(), 0
    quoted = binary = False
    limit = LONGEST_TEXT
    for physical, raw in _physical_lines(data):
        more = raw
        if text and quoted and text.endswith(b"=") and raw.strip() and not _END.match(raw):
            del text[-1:]
        elif text and raw[:1] in (b" ", b"\t") and (raw.strip() or not binary):
            more = raw.strip() if binary else raw[1:]
        elif not (text and binary and _BASE64_LINE.match(raw)):
            if text:
                yield _LogicalLine(number, bytes(text), quoted, binary, len(text) > limit)
            text, number = bytearray(), physical
            quoted, binary = bool(_QUOTED_PRINTABLE.match(raw[:1000])), bool(_BASE64.match(raw[:1000]))
            limit = LONGEST_PICTURE if binary else LONGEST_TEXT
        if len(text) <= limit:
            text += more
    if text:
        yield _LogicalLine(number, bytes(text), quoted, binary, len(text) > limit)


def _property(line: _LogicalLine, decoder: _Decoder) -> Property:
    head, value = _split_head(line.text[: LONGEST_TEXT if line.is_long else None])
    name_text, *parameters = _split_outside_quotes(head.decode("utf-8", "replace"), ";")
    match = _NAME.match(name_text.strip())
    if value is None or match is None:
        return Property(line.number, "", is_broken=True)
    group, name = (match[1] or "").casefold(), match[2].upper()
    types, rank, charset = _read_parameters(parameters)
    if line.is_long:
        return Property(line.number, name, group, types, rank, is_long=True)
    if line.is_binary:
        return Property(line.number, name, group, types, rank, data=_from_base64(value))
    if line.is_quoted:
        # An encoded semicolon belongs to the text, a plain one separates.
        value = re.sub(rb"(?:=5C)?=3B", rb"\\;", value.removesuffix(b"="), flags=re.IGNORECASE)
        value = quopri.decodestring(value)
    text, is_damaged = decoder.text(value, charset)
    return Property(line.number, name, group, types, rank, text, is_damaged=is_damaged)


def _split_head(line: bytes) -> tuple[bytes, bytes | None]:
    match = re.match(rb'^(?:[^":]|"[^"]*")*:', line)
    cut = match.end() - 1 if match else line.find(b":")
    return (line, None) if cut < 0 else (line[:cut], line[cut + 1 :])


def _split_outside_quotes(text: str, separator: str) -> list[str]:
    parts, quoted, start = [], False, 0
    for position, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == separator and not quoted:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _read_parameters(parameters: list[str]) -> tuple[frozenset[str], int, str]:
    types: set[str] = set()
    rank, charset = 1000, ""
    for parameter in parameters:
        name, given, text = parameter.partition("=")
        name, text = (name.strip().upper(), text) if given else ("TYPE", name)
        values = [value.strip().casefold() for value in text.replace('"', "").split(",")]
        if name == "TYPE":
            types.update(value for value in values if value not in _ENCODINGS)
        elif name == "CHARSET":
            charset = values[0]
        elif name == "PREF" and values[0].isdecimal() and len(values[0]) <= 3:
            rank = min(rank, int(values[0]))
    if "pref" in types:
        types.discard("pref")
        rank = min(rank, 1)
    return frozenset(types), rank, charset


def _from_base64(value: bytes) -> bytes:
    _, comma, after = value.partition(b",")
    packed = re.sub(rb"[^A-Za-z0-9+/]", b"", after if comma else value)
    # One letter too many is a file that was cut off.
    packed = packed[:-1] if len(packed) % 4 == 1 else packed
    return binascii.a2b_base64(packed + b"=" * (-len(packed) % 4))


class _Decoder:
    """Reads values by their own charset, else as UTF-8, else in what the file seems to be written in."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def text(self, value: bytes, charset: str) -> tuple[str, bool]:
        """The text and whether bytes were lost."""
        codec = _known_charset(charset)
        for candidate in (codec, "utf-8"):
            if candidate:
                try:
                    return value.decode(candidate), False
                except UnicodeDecodeError:
                    continue
        if codec:
            return value.decode(codec, "replace"), True
        text = value.decode(self._usual, "replace")
        return text, "\ufffd" in text

    @cached_property
    def _usual(self) -> str:
        sample = bytearray()
        for _, line in _physical_lines(self._data):
            is_quoted = _QUOTED_PRINTABLE.match(line[:1000]) or line.startswith(b"=")
            text = quopri.decodestring(line[:4096]) if is_quoted else line[:4096]
            if not text.isascii() and not _is_utf8(text) and b"CHARSET" not in text.upper():
                sample += text + b"\n"
            if len(sample) > LONGEST_TEXT:
                break
        return guess_eight_bit(bytes(sample))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _known_charset(charset: str) -> str:
    if not charset or len(charset) > 30:
        return ""
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return ""
    # Only encodings of text: `unicode_escape` or `punycode` are no business of an address book.
    return name if _CHARSETS.match(name) else ""
