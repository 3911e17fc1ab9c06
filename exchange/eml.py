"""Reads an e-mail that a mail program saved (`.eml`): whatever is in it, it comes out as plain text and files.

Read with the oldest policy of the standard library, which never fails on what a header holds; each header is decoded
here, and one that cannot be is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from domain.emails import parse_email
from domain.errors import EmptyFile, FileTooLarge, Refusal
from domain.mail import NotAnEmail, OutlookFile, ReceivedEmail, ReceivedFile, TooManyParts
from domain.texts import tidy_line, tidy_text

LARGEST_BYTES = 25_000_000
LONGEST_TEXT = 20_000
LONGEST_SUBJECT = 200
LONGEST_NAME = 200
LARGEST_HTML = 2_000_000
"""Characters of HTML that are looked at."""
MOST_PARTS = 200
MOST_RECIPIENTS = 50
OUTLOOK = b"\xd0\xcf\x11\xe0"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
_BLOCKS = {"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "hr", "ul", "ol"}
_VOID = {"br", "hr"}
_SILENT = {"script", "style", "head", "title", "template", "noscript"}


def read_eml(data: bytes) -> ReceivedEmail:
    """The e-mail in the file; refuses what is empty, too large, none at all, or made to be endless."""
    if not data.strip():
        raise EmptyFile
    if len(data) > LARGEST_BYTES:
        raise FileTooLarge(largest=LARGEST_BYTES)
    if data.startswith(OUTLOOK):
        raise OutlookFile
    message = _parsed(data)
    if not (message["From"] or message["Sender"]) or not (message["Date"] or message["Message-ID"] or message["To"]):
        raise NotAnEmail
    parts = _parts(message)
    text, body = _text(parts)
    whole = tidy_text(text, longest=len(text) + 1)
    return ReceivedEmail(
        subject=_line(message["Subject"], LONGEST_SUBJECT),
        text=whole[:LONGEST_TEXT],
        at=_instant(message["Date"]),
        sender=next(iter(_addresses(message, "From", "Sender")), ""),
        recipients=tuple(_addresses(message, "To", "Cc"))[:MOST_RECIPIENTS],
        message_id=_line(message["Message-ID"], 300).strip("<> "),
        files=tuple(_files(parts, body)),
        cut=len(whole) > LONGEST_TEXT,
    )


def _parsed(data: bytes) -> Message:
    try:
        return message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise TooManyParts(most=MOST_PARTS) from None


def _parts(message: Message) -> list[Message]:
    """The parts that hold something, an e-mail inside the e-mail as one part; without recursion."""
    found: list[Message] = []
    ahead = [message]
    seen = 0
    while ahead:
        part = ahead.pop()
        seen += 1
        if seen > MOST_PARTS:
            raise TooManyParts(most=MOST_PARTS)
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            ahead.extend(one for one in reversed(inside) if isinstance(one, Message))
        else:
            found.append(part)
    return found


def _text(parts: list[Message]) -> tuple[str, Message | None]:
    """The text that people read, from the plain part or else from the HTML; and the part that it stood in."""
    for kind, read in (("text/plain", _plain), ("text/html", _from_html)):
        for part in parts:
            if part.get_content_type() == kind and not _is_file(part):
                text = read(part)
                if text.strip():
                    return text, part
    return "", None


def _plain(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "windows-1252"):
        try:
            return data.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("utf-8", "replace")


class _Reader(HTMLParser):
    """The words of an HTML text, its blocks on lines of their own; what is not shown is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins on a new line."""
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _BLOCKS - _VOID:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        """Words, with the blanks that a browser shows."""
        if not self._silent:
            self.words.append(re.sub(r"[ \t\r\n\f]+", " ", data))


def _from_html(part: Message) -> str:
    reader = _Reader()
    reader.feed(_plain(part)[:LARGEST_HTML])
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_file(part: Message) -> bool:
    return _name(part) != "" or "attachment" in str(part.get("Content-Disposition", "")).lower()


def _files(parts: list[Message], body: Message | None) -> Iterator[ReceivedFile]:
    """All parts but the text, and other shapes of the text (HTML beside plain)."""
    for number, part in enumerate(parts, 1):
        if part is body or (part.get_content_maintype() == "text" and not _is_file(part)):
            continue
        data = _bytes(part)
        if data:
            kind = part.get_content_type().lower()
            media_type = kind if _MEDIA_TYPE.fullmatch(kind) else "application/octet-stream"
            yield ReceivedFile(_name(part) or _unnamed(kind, number), media_type, data)


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inside = part.get_payload()
        return inside[0].as_bytes() if isinstance(inside, list) and inside and isinstance(inside[0], Message) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _name(part: Message) -> str:
    """How a part is called, without path and without what file systems dislike."""
    try:
        said = part.get_filename("") or ""
    except (LookupError, UnicodeError, ValueError, TypeError):
        said = ""
    last = _line(said, 4_000).replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r'[<>:"|?*\u202a-\u202e\u2066-\u2069]', " ", last)
    return " ".join(plain.split()).strip(". ")[-LONGEST_NAME:]


def _unnamed(kind: str, number: int) -> str:
    endings = {"message/rfc822": "eml", "application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
    ending = endings.get(kind, "bin")
    return f"{number}.{ending}"


def _line(raw: object, longest: int) -> str:
    """A header as people read it, in one line."""
    return tidy_line(_decoded(str(raw or "")), longest=100_000_000)[:longest].strip()


def _decoded(raw: str) -> str:
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw
    said = []
    for piece, charset in pieces:
        if isinstance(piece, bytes):
            try:
                said.append(piece.decode(charset or "utf-8"))
            except (LookupError, UnicodeError):
                said.append(piece.decode("windows-1252", "replace"))
        else:
            said.append(piece)
    return "".join(said)


def _addresses(message: Message, *headers: str) -> Iterator[str]:
    """The addresses of these headers, each once, without those that are none."""
    raw = [str(value)[:20_000] for header in headers for value in message.get_all(header, [])]
    found: dict[str, None] = {}
    for _name_of, address in getaddresses(raw):
        try:
            found[parse_email(address)] = None
        except Refusal:
            continue
    yield from found


def _instant(raw: object) -> datetime | None:
    try:
        at = parsedate_to_datetime(str(raw or ""))
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        return at.astimezone(UTC) if 1980 <= at.year <= 2100 else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
