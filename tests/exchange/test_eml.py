"""E-mails as mail programs save them: text, addresses and attachments; broken, huge and hostile ones."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.activities import Direction
from domain.errors import EmptyFile, FileTooLarge, Refusal
from domain.mail import NotAnEmail, OutlookFile, ReceivedEmail, TooManyParts, direction_of
from exchange.eml import LARGEST_BYTES, LONGEST_TEXT, read_eml

HEAD = b"From: Anna <anna@example.com>\r\nTo: info@studio.example\r\nDate: Mon, 23 Nov 2026 09:30:00 +0100\r\n"


def a_message(text: str = "Hallo,\n\nbis bald") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Anna Müller <Anna@Example.com>"
    message["To"] = "Studio <info@studio.example>, someone@else.example"
    message["Cc"] = "info@studio.example"
    message["Subject"] = "Kündigung – bitte bestätigen 💪"
    message["Date"] = "Mon, 23 Nov 2026 09:30:00 +0100"
    message["Message-ID"] = "<1@example.com>"
    message.set_content(text)
    return message


def test_an_email_with_plain_text_html_and_attachments() -> None:
    message = a_message()
    message.add_alternative("<p>Hallo <b>HTML</b></p>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Attest „Knie“.pdf")
    message.add_attachment("a;b", subtype="csv", filename="../../etc/liste.csv")
    found = read_eml(message.as_bytes())
    assert found.subject == "Kündigung – bitte bestätigen 💪"
    assert found.text == "Hallo,\n\nbis bald"
    assert found.at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert (found.sender, found.recipients) == ("Anna@example.com", ("info@studio.example", "someone@else.example"))
    assert found.message_id == "1@example.com"
    assert [(file.name, file.media_type) for file in found.files] == [
        ("Attest „Knie“.pdf", "application/pdf"),
        ("liste.csv", "text/csv"),
    ]
    assert found.files[0].data == b"%PDF-1.7"
    assert not found.cut


def html(body: str) -> bytes:
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + body.encode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Hallo&nbsp;<b>Anna</b>,</p><p>bis&#32;bald</p>", "Hallo Anna,\n\nbis bald"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<style>p{}</style><script>alert(1)</script><title>t</title>x", "x"),
        ("<img src=x onerror=alert(1)>&lt;script&gt;", "<script>"),
        ("<script>never closed", ""),
        ("<ul><li>eins<li>zwei</ul>", "eins\n\nzwei".replace("\n\n", "\n")),
        ("<div><div><div>tief", "tief"),
        ("</p></div>fremd", "fremd"),
        ("<!-- <p>weg</p> -->da<![CDATA[x]]>", "da"),
    ],
)
def test_html_becomes_words(body: str, text: str) -> None:
    assert read_eml(html(body)).text == text


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        (b"Content-Type: text/plain; charset=iso-8859-1", "Grüße".encode("latin-1"), "Grüße"),
        (b"Content-Type: text/plain; charset=utf-8", "Grüße".encode("latin-1"), "Grüße"),
        (b"Content-Type: text/plain; charset=no-such-thing", "Grüße".encode(), "Grüße"),
        (b"Content-Type: text/plain; charset=utf-16", b"ab", "扡"),
        (b"Content-Transfer-Encoding: quoted-printable", b"Gr=C3=BC=\r\n=C3=9Fe=ZZ", "Grüße=ZZ"),
        (b"Content-Transfer-Encoding: base64", base64.b64encode("Grüße".encode()), "Grüße"),
        (b"Content-Transfer-Encoding: base64", b"!!!", ""),
        (b"X: y", b"a\x00b\x1b[0m\r\nc", "ab[0m\nc"),
    ],
)
def test_text_in_any_coding(headers: bytes, body: bytes, text: str) -> None:
    assert read_eml(HEAD + headers + b"\r\n\r\n" + body).text == text


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?= =?utf-8?b?IGF1cw==?=", "Grüße aus"),
        (b"=?utf-8?q?=0D=0ABcc:_x?=", "Bcc: x"),
        (b"=?no-such?q?abc?=", "abc"),
        (b"=?utf-8?b?!?=", ""),
        ("Grüße".encode(), "Grüße"),
        (b"x" * 5_000, "x" * 200),
        (b"", ""),
    ],
)
def test_subjects(raw: bytes, subject: str) -> None:
    found = read_eml(HEAD + b"Subject: " + raw + b"\r\n\r\n").subject
    assert found == subject or (raw.startswith((b"=?utf-8?b?!", "Grü".encode())) and len(found) < 40)


@pytest.mark.parametrize("date", [b"", b"yesterday", b"Mon, 99 Foo 2026", b"Mon, 23 Nov 0001 00:00:00 +9999"])
def test_a_date_that_is_none(date: bytes) -> None:
    head = b"From: a@example.com\r\nTo: b@example.com\r\nDate: " + date
    assert read_eml(head + b"\r\n\r\nx").at is None


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyFile),
        (b" \r\n ", EmptyFile),
        (b"\xd0\xcf\x11\xe0rest", OutlookFile),
        (b"just some words", NotAnEmail),
        (b"%PDF-1.7\r\n", NotAnEmail),
        (b"PK\x03\x04" + b"\x00" * 100, NotAnEmail),
        (b"From: a@example.com\r\n\r\nno more", NotAnEmail),
        (b"x" * (LARGEST_BYTES + 1), FileTooLarge),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else str(value[:12]),
)
def test_what_is_no_email_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        read_eml(data)


def nested(depth: int) -> bytes:
    lines = [HEAD.rstrip()]
    for level in range(depth):
        lines += [b'Content-Type: multipart/mixed; boundary="b%d"' % level, b"", b"--b%d" % level]
    return b"\r\n".join([*lines, b"Content-Type: text/plain", b"", b"deep"])


@pytest.mark.parametrize("depth", [250, 3_000])
def test_what_is_made_to_be_endless_is_refused_soon(depth: int) -> None:
    began = time.monotonic()
    with pytest.raises(TooManyParts):
        read_eml(nested(depth))
    assert time.monotonic() - began < 10


def test_a_nest_that_people_may_have_is_read() -> None:
    assert read_eml(nested(20)).text == "deep"


def test_a_long_text_is_cut_and_says_so() -> None:
    found = read_eml(HEAD + b"\r\n" + b"a" * (LONGEST_TEXT + 5))
    assert (len(found.text), found.cut) == (LONGEST_TEXT, True)


def test_an_email_inside_the_email_is_a_file_and_pictures_without_a_name_get_one() -> None:
    message = a_message()
    message.add_attachment(a_message("inside"))
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    names = [(file.name, b"inside" in file.data) for file in read_eml(message.as_bytes()).files]
    assert names == [("2.eml", True), ("3.png", False)]


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", HEAD, HEAD + b"Content-Type: ", HEAD + b"Subject: =?", HEAD[:20]])
)
def test_no_bytes_break_the_reader(tail: bytes, head: bytes) -> None:
    try:
        found = read_eml(head + tail)
    except Refusal:
        return
    assert "\x00" not in found.subject + found.text
    assert "\n" not in found.subject + "".join(file.name for file in found.files)
    assert not any("/" in file.name for file in found.files)


@pytest.mark.parametrize(
    ("sender", "recipients", "direction"),
    [
        ("Anna@example.com", ("info@studio.example",), Direction.INCOMING),
        ("INFO@studio.example", ("anna@example.com",), Direction.OUTGOING),
        ("rita@home.example", ("ANNA@example.com",), Direction.OUTGOING),
        ("stranger@x.example", ("y@z.example",), Direction.INCOMING),
        ("", (), Direction.INCOMING),
    ],
)
def test_who_wrote_to_whom(sender: str, recipients: tuple[str, ...], direction: Direction) -> None:
    mail = ReceivedEmail("", "", None, sender, recipients, "", (), cut=False)
    own, of_contact = frozenset({"info@studio.example"}), frozenset({"anna@example.com"})
    assert direction_of(mail, own, of_contact) is direction
