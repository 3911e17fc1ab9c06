"""What people read when a rule of e-mails and of texts with variables is broken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from domain import mail, templates
from domain.consents import Purpose
from domain.errors import Refusal
from i18n.formatting import format_day
from i18n.texts import N_, _, language
from i18n.words import word

TEXTS: dict[type[Refusal], str] = {
    templates.UnknownVariable: N_(
        "Line {line}: there is no variable {name}. Take one of the list below, or write the text without braces."
    ),
    templates.BrokenVariable: N_(
        "Line {line}: a variable is its name between two braces each, all on one line. Look at {near}"
    ),
    mail.NoMailServer: N_(
        "Kontor cannot send yet: no mail server is set. Whoever runs Kontor sets KONTOR_SMTP_HOST and what the README "
        "says beside it. Until then e-mails can be documented."
    ),
    mail.NoSender: N_("The studio has no e-mail address to send from. Enter it in Settings, Studio."),
    mail.NotItsAddress: N_("{address} is not an address of this contact. Enter it in the master data first."),
    mail.SentFromHere: N_("This e-mail was sent from here and stays as it is."),
    mail.NotWaitingForPeople: N_("This e-mail is not waiting for anybody any more. Look at it again."),
    mail.AttachmentGone: N_("One of the documents is no longer there. Choose the attachments anew."),
    mail.TooManyAttached: N_("At most {most} files go with one e-mail."),
    mail.NotAnEmail: N_("This is no e-mail file. In the mail program choose “Save as” and the ending .eml."),
    mail.OutlookFile: N_(
        "This is Outlook's own format (.msg). Save the e-mail as .eml, or drag it out of Outlook's web view."
    ),
    mail.TooManyParts: N_("This e-mail has more than {most} parts. Save the attachments that matter as documents."),
}


def _dated(text: str) -> Callable[[Refusal], str]:
    """Words with a `day` of the data."""

    def say(refusal: Refusal) -> str:
        day: Any = refusal.data["day"]
        assert isinstance(day, date)
        return _(text).format(**{**refusal.data, "day": format_day(day, language())})

    return say


def _no_consent(refusal: Refusal) -> str:
    purpose = word(Purpose(str(refusal.data["purpose"])))
    return _(
        "There is no consent by e-mail for “{purpose}”. Record it in the master data, or say why it goes out all the "
        "same."
    ).format(purpose=purpose)


def _megabytes(refusal: Refusal) -> str:
    return _("The attachments are too large together: at most {megabytes} MB.").format(
        megabytes=int(str(refusal.data["largest"])) // 1_000_000
    )


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    mail.NoConsent: _no_consent,
    mail.AttachedTooLarge: _megabytes,
    mail.ContactDead: _dated(N_("This contact died on {day}. Say why it goes out all the same.")),
    mail.AddressFails: _dated(
        N_("E-mails to {address} have come back since {day} ({why}). Take another address, or say why it goes there.")
    ),
    mail.AlreadyKept: _dated(N_("This e-mail of {day} is there already.")),
}
