"""E-mails that leave the house or came in: what is sent, how a sending ends, and when the next attempt is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.activities import Direction
from domain.errors import Refusal

MOST_ATTACHED = 20
LARGEST_ATTACHED = 15_000_000
"""Bytes of all attachments of one e-mail; on the way they grow by a third, and many servers take 25 MB."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""Between two attempts while the server says "later"; after the last of them people are asked."""
CUT_OFF_AFTER = timedelta(minutes=10)
"""What has been on its way for so long was cut off: whoever sent it is gone."""
TIME_TO_UNDO = timedelta(seconds=10)
"""An e-mail waits so long before it leaves, for who finds a mistake in the moment of sending."""


class Ending(StrEnum):
    """How an attempt to send ended."""

    SENT = "sent"
    LATER = "later"
    """The server did not take it, and may later."""
    REFUSED = "refused"
    """The server will never take it."""
    UNCLEAR = "unclear"
    """It was cut off after the text had begun to flow: it may have arrived."""


class MailFault(StrEnum):
    """What went wrong where no server said it in its own words."""

    NONE = ""
    NOT_REACHED = "not_reached"
    NOT_SECURE = "not_secure"
    SIGN_IN = "sign_in"
    CUT_OFF = "cut_off"
    NO_UMLAUTS = "no_umlauts"
    NOT_SET_UP = "not_set_up"
    FILE_GONE = "file_gone"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: with the words of the server, or a fault of our own and its details."""

    ending: Ending
    answer: str = ""
    fault: MailFault = MailFault.NONE


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with an e-mail: where its bytes lie, and how it is called."""

    file: str
    file_name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An e-mail that was taken out of the queue to be sent. `since` tells this attempt from any other."""

    email_id: int
    since: datetime
    sender: str
    sender_name: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    message_id: str
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file that came with an e-mail."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReceivedEmail:
    """An e-mail read from a file."""

    subject: str
    text: str
    at: datetime | None
    sender: str
    recipients: tuple[str, ...]
    message_id: str
    files: tuple[ReceivedFile, ...]
    cut: bool
    """Its text was longer than what is kept."""


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When an e-mail is tried again after so many attempts; None when that was the last."""
    return now + PAUSES[attempts - 1] if attempts <= len(PAUSES) else None


def direction_of(mail: ReceivedEmail, own: frozenset[str], of_contact: frozenset[str]) -> Direction:
    """Whether it came in or went out, by its addresses (in lower case)."""
    sender, recipients = mail.sender.casefold(), {one.casefold() for one in mail.recipients}
    if sender in of_contact:
        return Direction.INCOMING
    if sender in own or recipients & of_contact:
        return Direction.OUTGOING
    return Direction.INCOMING


class NoMailServer(Refusal):
    """E-mails are sent only where a mail server is set."""


class NoSender(Refusal):
    """An e-mail has a sender: the setting, or the address of the studio."""


class NotItsAddress(Refusal):
    """An e-mail goes to an address of its contact. Data: `address`."""


class NoConsent(Refusal):
    """What needs consent goes only to those who gave it. Data: `purpose`."""


class AddressFails(Refusal):
    """Nothing goes to an address from which e-mails come back. Data: `address`, `day`, `why`."""


class ContactDead(Refusal):
    """Nobody writes to the dead. Data: `day`."""


class SentFromHere(Refusal):
    """What was sent from here, or waits for it, never changes."""


class NotWaitingForPeople(Refusal):
    """People decide only about what failed or is unclear, or stop what waits."""


class AttachmentGone(Refusal):
    """What is attached is a document of the contact that is there. Data: `document_id`."""


class TooManyAttached(Refusal):
    """An e-mail has at most `most` attachments."""


class AttachedTooLarge(Refusal):
    """All attachments of an e-mail together have at most `largest` bytes."""


class AlreadyKept(Refusal):
    """An e-mail is imported for a contact once. Data: `day`."""


class NotAnEmail(Refusal):
    """An e-mail file holds the lines that each e-mail begins with."""


class OutlookFile(Refusal):
    """An e-mail file is `.eml`: Outlook's `.msg` is another format."""


class TooManyParts(Refusal):
    """An e-mail file has not more parts than `most`."""
