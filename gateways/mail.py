"""Sends one e-mail over SMTP and says how it ended; nothing here knows the database.

What matters is the one moment after which an e-mail may have arrived: when the server has answered 354 to DATA. Any
cut before that leaves the e-mail here ("later"), any cut after it leaves it unclear.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from urllib.parse import quote as percent

from config.settings import Settings
from domain.mail import Ending, MailFault, Outcome, Outgoing

LONGEST_ANSWER = 1_000
GO_AHEAD = 354
LINE = 75
"""Characters of a header in one line."""
LONGEST_CODED = 900
"""A line has 998 bytes at most."""
WIRE = SMTP.clone(refold_source="none")
"""Headers go out as they were written here."""
_PLAIN = re.compile(r"(?!.*=\?)[ -~]{0,60}")
SIGN_IN_FIRST = {530, 534, 535, 538}
_DOT = re.compile(rb"^\.", re.MULTILINE)
"""At the beginning of a line, where it would end the e-mail."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where e-mails are handed in."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    timeout: float = 30.0

    def __repr__(self) -> str:
        return f"Server({self.host}:{self.port}, {self.security})"


def server_of(settings: Settings) -> Server | None:
    """The mail server of the settings; None where none is set."""
    if not settings.smtp_host:
        return None
    return Server(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
        settings.smtp_timeout_seconds,
    )


def ascii_address(address: str) -> str:
    """The address with its domain as name servers know it: `info@xn--mller-kva.de`."""
    from email_validator import validate_email

    return f"{address.rpartition('@')[0]}@{validate_email(address, check_deliverability=False).ascii_domain}"


def written(mail: Outgoing, files: Sequence[bytes], at: datetime) -> EmailMessage:
    """The e-mail as it goes over the wire."""
    message = EmailMessage(policy=WIRE)
    headers = {
        "From": _mailbox(mail.sender_name, mail.sender),
        "To": _mailbox(mail.recipient_name, mail.recipient),
        "Subject": header_text(mail.subject),
        "Date": format_datetime(at),
        "Message-ID": f"<{mail.message_id}>",
    }
    for name, value in headers.items():
        message.set_raw(name, _one_header(value))
    message.set_content(mail.text + "\n")
    for attached, data in zip(mail.attached, files, strict=True):
        main, _slash, sub = attached.media_type.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub)
        part = list(message.iter_attachments())[-1]
        del part["Content-Disposition"]
        part.set_raw("Content-Disposition", _one_header(_disposition(attached.file_name)))
    return message


class BrokenHeader(ValueError):
    """A header is one line, folded or not; what would begin another one is refused."""


def _one_header(value: str) -> str:
    if re.search(r"[\r\n](?![ \t])", value.replace("\r\n ", " ")) or "\0" in value:
        raise BrokenHeader
    return value


def header_text(text: str) -> str:
    """Text for a header, in encoded words unless it is short and plain.

    Not left to `EmailMessage`: it reads `=?` in what it is given as an encoded word of its own, and `=??Q?=0ABcc:` in a
    name became a line of its own.
    """
    if _PLAIN.fullmatch(text):
        return text
    if "\r" in text or "\n" in text:
        raise BrokenHeader
    return Header(text, "utf-8", maxlinelen=LINE).encode(linesep="\r\n")


def _mailbox(name: str, address: str) -> str:
    local, _at, domain = ascii_address(address).rpartition("@")
    address = f"{local}@{domain}"
    if not name:
        return address
    shown = f'"{quote(name)}"' if _PLAIN.fullmatch(name) else header_text(name)
    return f"{shown}\r\n <{address}>"


def _disposition(name: str) -> str:
    """How an attachment is called; a name that is too long keeps its end."""
    if _PLAIN.fullmatch(name) and not set(name) & set('"\\'):
        return f'attachment;\r\n filename="{name}"'
    while len(coded := percent(name, safe="")) > LONGEST_CODED:
        name = name[1:]
    return f"attachment;\r\n filename*=utf-8''{coded}"


def deliver(server: Server, message: EmailMessage, sender: str, recipient: str) -> Outcome:
    """Hand the e-mail over in one go; whatever happens, it comes back as an outcome."""
    client: smtplib.SMTP | None = None
    try:
        client = _connected(server)
        return _handed_over(client, message, ascii_address(sender), ascii_address(recipient))
    except smtplib.SMTPAuthenticationError as error:
        return Outcome(Ending.LATER, _said(error.smtp_code, error.smtp_error), MailFault.SIGN_IN)
    except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
        return Outcome(Ending.LATER, str(error)[:LONGEST_ANSWER], MailFault.NOT_SECURE)
    except smtplib.SMTPResponseException as error:
        return Outcome(Ending.LATER, _said(error.smtp_code, error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Ending.LATER, str(error)[:LONGEST_ANSWER], MailFault.NOT_REACHED)
    finally:
        if client is not None:
            client.close()


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    client: smtplib.SMTP
    if server.security == "ssl":
        client = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        client.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            client.starttls(context=context)
            client.ehlo_or_helo_if_needed()
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def _handed_over(client: smtplib.SMTP, message: EmailMessage, sender: str, recipient: str) -> Outcome:
    """MAIL, RCPT and DATA; from 354 on a cut is unclear."""
    international = not (sender + recipient).isascii()
    if international and not client.has_extn("smtputf8"):
        return Outcome(Ending.REFUSED, "", MailFault.NO_UMLAUTS)
    body = message.as_bytes(policy=WIRE.clone(utf8=international))
    code, said = client.mail(sender, ["SMTPUTF8", "BODY=8BITMIME"] if international else [])
    if 200 <= code < 300:
        code, said = client.rcpt(recipient)
    if 200 <= code < 300:
        code, said = client.docmd("DATA")
    if code != GO_AHEAD:
        return _not_taken(code, said)
    try:
        client.send(_DOT.sub(b"..", body) + b".\r\n")
        code, said = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(Ending.UNCLEAR, str(error)[:LONGEST_ANSWER], MailFault.CUT_OFF)
    if code < 0:
        return Outcome(Ending.UNCLEAR, _said(code, said), MailFault.CUT_OFF)
    with suppress(OSError, smtplib.SMTPException):
        client.putcmd("QUIT")  # nobody waits for the goodbye: the result must be written down first
    return Outcome(Ending.SENT, _said(code, said)) if 200 <= code < 300 else _not_taken(code, said)


def _not_taken(code: int, said: bytes) -> Outcome:
    """The server said no: for now (4xx), for good (5xx), or since it does not know us."""
    if code in SIGN_IN_FIRST:
        return Outcome(Ending.LATER, _said(code, said), MailFault.SIGN_IN)
    return Outcome(Ending.REFUSED if 500 <= code < 600 else Ending.LATER, _said(code, said))


def _said(code: int, said: bytes | str) -> str:
    """The server's words, as one line."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(f"{code} {text}".split())[:LONGEST_ANSWER]
