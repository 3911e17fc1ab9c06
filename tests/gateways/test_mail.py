"""E-mails handed to real servers: what each way to fail leads to, and what arrives."""

from __future__ import annotations

import socket
from contextlib import closing
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.mail import Attached, Ending, MailFault, Outcome, Outgoing
from domain.texts import tidy_line
from gateways.mail import Server, ascii_address, deliver, written
from tests.conftest import NOW
from tests.gateways.mail_servers import Box, certificate, mail_server, signing_in, tls

ANNA = "anna@example.com"
STUDIO = "info@studio.example"


def an_email(**more: Any) -> Outgoing:
    given = {
        "email_id": 1,
        "since": NOW,
        "sender": STUDIO,
        "sender_name": "Studio Köln & Söhne",
        "recipient": ANNA,
        "recipient_name": "Dr. Anna Müller",
        "subject": "Grüße aus Köln",
        "text": "Hallo Anna,\n\nbis bald.\n.\n.dot\n" + "ä" * 1_200,
        "message_id": "abc@studio.example",
    }
    return Outgoing(**{**given, **more})


def sent_to(server: Server, mail: Outgoing | None = None, files: tuple[bytes, ...] = ()) -> Outcome:
    mail = mail or an_email()
    return deliver(server, written(mail, files, NOW), mail.sender, mail.recipient)


def arrived(box: Box) -> EmailMessage:
    [envelope] = box.got
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_what_is_sent_arrives_as_it_was_written() -> None:
    file = Attached("0" * 64, "Übungsplan „Rücken“.pdf", "application/pdf")
    with mail_server() as box:
        outcome = sent_to(box.server(), an_email(attached=(file,)), (b"%PDF-1.7\r\n.\r\n\x00\xff",))
    assert outcome == Outcome(Ending.SENT, "250 kept as 4711")
    assert (box.got[0].mail_from, box.got[0].rcpt_tos) == (STUDIO, [ANNA])
    message = arrived(box)
    assert message["Subject"] == "Grüße aus Köln"
    assert message["Message-ID"] == "<abc@studio.example>"
    assert message["Date"].datetime == NOW
    [sender], [recipient] = message["From"].addresses, message["To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Studio Köln & Söhne", STUDIO)
    assert (recipient.display_name, recipient.addr_spec) == ("Dr. Anna Müller", ANNA)
    body = message.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").rstrip("\n") == an_email().text
    [attachment] = message.iter_attachments()
    assert attachment.get_filename() == "Übungsplan „Rücken“.pdf"
    assert attachment.get_content() == b"%PDF-1.7\r\n.\r\n\x00\xff"


@pytest.mark.parametrize(
    ("does", "ending", "answer"),
    [
        ({"on_mail": "451 4.3.0 come back later"}, Ending.LATER, "451 4.3.0 come back later"),
        ({"on_mail": "550 5.7.1 we do not know you"}, Ending.REFUSED, "550 5.7.1 we do not know you"),
        ({"on_rcpt": "450 4.2.0 greylisted"}, Ending.LATER, "450 4.2.0 greylisted"),
        ({"on_rcpt": "550 5.1.1 no such user"}, Ending.REFUSED, "550 5.1.1 no such user"),
        ({"on_data": "452 4.3.1 full"}, Ending.LATER, "452 4.3.1 full"),
        ({"on_data": "554 5.7.1 looks like spam"}, Ending.REFUSED, "554 5.7.1 looks like spam"),
        ({"on_rcpt": "530 5.7.0 sign in first"}, Ending.LATER, "530 5.7.0 sign in first"),
        ({"on_mail": "421 closing"}, Ending.LATER, "421 closing"),
    ],
)
def test_what_the_server_says_decides(does: dict[str, str], ending: Ending, answer: str) -> None:
    with mail_server(Box(**does)) as box:  # type: ignore[arg-type]
        outcome = sent_to(box.server())
    assert (outcome.ending, outcome.answer) == (ending, answer)


@pytest.mark.parametrize(
    ("drop", "ending", "fault"),
    [
        ("mail", Ending.LATER, MailFault.NOT_REACHED),
        ("rcpt", Ending.LATER, MailFault.NOT_REACHED),
        ("data", Ending.LATER, MailFault.NOT_REACHED),
        ("text", Ending.UNCLEAR, MailFault.CUT_OFF),
        ("after", Ending.UNCLEAR, MailFault.CUT_OFF),
    ],
)
def test_a_cut_is_unclear_only_after_the_text_began(drop: str, ending: Ending, fault: MailFault) -> None:
    with mail_server(Box(drop=drop)) as box:
        outcome = sent_to(box.server(), an_email(text="x" * 3_000_000))
    assert (outcome.ending, outcome.fault) == (ending, fault)
    assert len(box.got) == (drop == "after")


def test_a_server_that_is_silent_after_the_text_leaves_it_unclear() -> None:
    with mail_server(Box(dawdle=1.0)) as box:
        assert sent_to(box.server(timeout=0.2)).ending is Ending.UNCLEAR


def test_nobody_there() -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    outcome = sent_to(Server("127.0.0.1", port, "none"))
    assert (outcome.ending, outcome.fault) == (Ending.LATER, MailFault.NOT_REACHED)
    outcome = sent_to(Server("no-such-host.invalid", 25, "none"))
    assert (outcome.ending, outcome.fault) == (Ending.LATER, MailFault.NOT_REACHED)


def test_somebody_who_says_nothing() -> None:
    with closing(socket.socket()) as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        outcome = sent_to(Server("127.0.0.1", mute.getsockname()[1], "none", timeout=0.2))
    assert outcome.ending is Ending.LATER


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_sign_in() -> None:
    box = Box()
    with mail_server(box, **signing_in(box)):
        wrong = sent_to(box.server(user="studio", password="wrong"))
        without = sent_to(box.server())
        right = sent_to(box.server(user="studio", password="sesame"))
    assert (wrong.ending, wrong.fault) == (Ending.LATER, MailFault.SIGN_IN)
    assert (without.ending, without.fault) == (Ending.LATER, MailFault.SIGN_IN)
    assert "wrong" not in wrong.answer
    assert right.ending is Ending.SENT
    assert "sesame" not in repr(box.server(password="sesame"))


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_tls_only_with_a_server_that_proves_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    context = tls(certificate(tmp_path))
    options = {"ssl_context": context} if security == "ssl" else {"tls_context": context, "require_starttls": True}
    with mail_server(**options) as box:
        stranger = sent_to(box.server(security=security))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail.pem"))
        known = sent_to(box.server(security=security))
    assert (stranger.ending, stranger.fault) == (Ending.LATER, MailFault.NOT_SECURE)
    assert known.ending is Ending.SENT
    assert len(box.got) == 1


def test_a_server_without_tls_gets_nothing_when_tls_is_asked_for() -> None:
    with mail_server() as box:
        outcome = sent_to(box.server(security="starttls", user="studio", password="sesame"))
    assert (outcome.ending, outcome.fault) == (Ending.LATER, MailFault.NOT_SECURE)
    assert box.got == []


def test_umlauts_on_both_sides_of_the_at_sign() -> None:
    assert ascii_address("info@müller-fit.de") == "info@xn--mller-fit-q9a.de"
    with mail_server() as box:
        assert sent_to(box.server(), an_email(recipient="anna@müller-fit.de")).ending is Ending.SENT
        assert sent_to(box.server(), an_email(recipient="jörg@müller-fit.de")).ending is Ending.SENT
    assert [envelope.rcpt_tos for envelope in box.got] == [
        ["anna@xn--mller-fit-q9a.de"],
        ["jörg@xn--mller-fit-q9a.de"],
    ]
    with mail_server(enable_SMTPUTF8=False) as old:
        outcome = sent_to(old.server(), an_email(recipient="jörg@müller-fit.de"))
    assert (outcome.ending, outcome.fault) == (Ending.REFUSED, MailFault.NO_UMLAUTS)


HOSTILE = st.sampled_from(
    [
        *(
            "a\r\nBcc: x@y.example",
            "a\nX: y",
            "a\x00b",
            "\u2028Bcc: x",
            '"quoted" <x@y.example>',
            'a" <x@y.example>, "b',
        ),
        *("=?utf-8?q?=0ABcc:_x?=", "=??Q?=0ABcc: x@y.example", "💪" * 60, "\\", "a, b; c", "x" * 200, "=?"),
    ]
)
ANY = st.text(max_size=200) | HOSTILE


@settings(max_examples=200, deadline=None)
@given(subject=ANY, name=ANY, studio=ANY, file=ANY)
def test_no_data_ever_makes_a_header(subject: str, name: str, studio: str, file: str) -> None:
    """All texts come through `tidy_line`, as the actions have them; what arrives is read by the standard library."""
    subject, name, studio, file = (tidy_line(text, longest=1_000) for text in (subject, name, studio, file))
    attached = Attached("", file, "application/pdf")
    mail = an_email(subject=subject, recipient_name=name, sender_name=studio, attached=(attached,))
    wire = written(mail, (b"x",), NOW).as_bytes()
    assert max(map(len, wire.split(b"\r\n"))) <= 998
    message = message_from_bytes(wire, policy=default)
    assert isinstance(message, EmailMessage)
    assert [key.lower() for key in message] == [
        *("from", "to", "subject", "date", "message-id"),
        *("mime-version", "content-type"),
    ]
    assert [one.addr_spec for one in message["To"].addresses] == [ANNA]
    assert [one.addr_spec for one in message["From"].addresses] == [STUDIO]
    [part] = message.iter_attachments()
    assert {key.lower() for key in part} == {
        *("content-type", "content-transfer-encoding", "mime-version", "content-disposition")
    }
    assert decoded(message_from_bytes(wire)["Subject"]) == subject


def decoded(raw: str) -> str:
    return str(make_header(decode_header(raw)))


@pytest.mark.parametrize("part", ["subject", "recipient_name", "sender_name"])
def test_a_line_break_in_a_header_is_refused_even_untidied(part: str) -> None:
    with pytest.raises(ValueError):
        written(an_email(**{part: "a\r\nBcc: x@y.example"}), (), NOW)
