"""What people read when a rule is broken: what happened, and the way out. A test sees that none is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain import (
    access,
    catalogue,
    consents,
    contact_import,
    contacts,
    errors,
    moving_in,
    periods,
    postcodes,
    relationships,
)
from domain.bank import IbanFault
from domain.emails import EmailFault
from domain.errors import InvalidInput, Refusal
from domain.phones import PhoneFault
from i18n import (
    billing_messages,
    catalogue_messages,
    contract_messages,
    course_messages,
    document_messages,
    entry_messages,
    file_messages,
    mail_messages,
    merging,
    moving_messages,
    quota_messages,
)
from i18n.formatting import AmountFault, DayFault, format_day, join_words
from i18n.texts import N_, _, language, plural
from i18n.words import word

TEXTS: dict[type[Refusal], str] = {
    **mail_messages.TEXTS,
    **moving_messages.TEXTS,
    **catalogue_messages.TEXTS,
    **document_messages.TEXTS,
    **merging.TEXTS,
    **entry_messages.TEXTS,
    **contract_messages.TEXTS,
    **quota_messages.TEXTS,
    **billing_messages.TEXTS,
    errors.Missing: N_("Please fill this in."),
    errors.TooLong: N_("Too long: at most {longest} characters."),
    errors.NotAChoice: N_("Please choose one of the offered values."),
    errors.ChangedMeanwhile: N_(
        "Somebody else has changed this in the meantime. Nothing was saved: close the form, look at what is new, "
        "and try again."
    ),
    errors.SavedAtOnce: N_(
        "Somebody else saved the same thing at this very moment. Nothing was lost: please try again."
    ),
    errors.Gone: N_(
        "This is no longer there: somebody else has removed it. Nothing was saved: note down what you still need, "
        "then close the form."
    ),
    errors.NotANumber: N_("Please enter a whole number, for example 30."),
    errors.InvalidTime: N_("Please enter a time such as 14:30."),
    errors.InvalidBic: N_("This is not a BIC: it has 8 or 11 letters and digits."),
    errors.InvalidCreditorId: N_("The creditor identifier is wrong: compare it with the letter of the Bundesbank."),
    errors.InvalidTaxNumber: N_(
        "This is no tax number: it has 10 to 13 digits, for example 181/815/08155. Copy it from a letter of "
        "the tax office."
    ),
    errors.InvalidVatId: N_("This is no VAT ID: it begins with the country, for example DE136695976."),
    errors.InvalidWebsite: N_("Please enter an address such as www.example.de."),
    errors.InvalidMandateReference: N_(
        "Banks do not accept these characters: {characters}. Use letters, digits and blanks."
    ),
    **file_messages.TEXTS,
    errors.SignInRefused: N_(
        "User name and password do not match. Check both, and the Caps Lock key; if you forgot the password, "
        "ask an admin for a new link."
    ),
    errors.LoginUnusable: N_("Use a user name without spaces."),
    errors.LoginTaken: N_("This user name is taken. Choose another."),
    errors.PasswordTooShort: N_("Use at least {shortest} characters, for example four words."),
    errors.PasswordTooSimple: N_("This password is too easy to guess. Use several words, without the user name."),
    errors.PasswordsDiffer: N_("The two passwords differ. Type the same one twice."),
    errors.WrongPassword: N_("This is not your current password."),
    errors.InvitationInvalid: N_("This link does not work any more. Ask an admin for a new one."),
    errors.SetupCodeWrong: N_("The code is not the one that the server's console showed last. Type that one."),
    errors.AlreadyStarted: N_("The studio has its first admin already. Sign in instead."),
    errors.UserNotFound: N_("There is no such user any more."),
    errors.LastAdmin: N_("This is the last administrator. Make somebody else an administrator first."),
    errors.NotADemo: N_("Sign in with user name and password."),
    errors.NumberAlreadyUsed: N_("Numbers before {number} may have been used. Take {number} or a higher one."),
    errors.WrongDigits: N_("A number has 1 to 12 digits."),
    errors.TagExists: N_("There is already a tag {name}."),
    errors.ViewNameTaken: N_("There is already a selection {name}. Choose another name, or overwrite that one."),
    errors.IbanMissing: N_("Please enter the IBAN first: direct debit and mandate need it."),
    errors.MandateReferenceTaken: N_("The reference {reference} is used by another mandate. Choose another."),
    errors.MandateEnded: N_("This mandate is revoked. Record a new one."),
    errors.NotUndoable: N_("This step cannot be taken back as a whole. Change the data instead."),
    access.NotPermitted: N_("Your role does not permit this. Ask an administrator."),
    contacts.NameMissing: N_("Please enter a name."),
    contacts.ReasonMissing: N_("Please give a reason."),
    contacts.NumberTaken: N_("The number {number} belongs to another contact."),
    contacts.ContactNotFound: N_("There is no contact {number}."),
    contacts.AlreadyThere: N_("This contact has exactly this already."),
    consents.NothingChosen: N_("Please choose at least one way and one purpose."),
    periods.EndBeforeStart: N_("The last day lies before the first. Please check both."),
    relationships.WithThemselves: N_("Please choose somebody else: this is the contact itself."),
    relationships.PayerCircle: N_(
        "{name} is already paid for by this contact, directly or by way of others. Choose another payer, or end that "
        "first."
    ),
    relationships.PayerHasLeft: N_("{name} is archived or deceased and cannot pay. Choose another payer."),
    contact_import.TooMany: N_("At most {most} are imported."),
    contact_import.RemarkCut: N_("Line {line}: the remark is longer than {longest} characters and was cut."),
    contact_import.ChangedSincePreview: N_(
        "Line {line}: the contact was changed after the preview and was left as it is. Import the file again."
    ),
    contact_import.NotStored: N_("Line {line}: the database did not take this contact. Enter it by hand."),
    contact_import.DebitWithoutIban: N_("Line {line}: pays by direct debit, but there is no IBAN."),
}


def _fault(texts: dict[Any, str]) -> Callable[[Refusal], str]:
    """Words by the `reason` of a refusal."""

    def say(refusal: Refusal) -> str:
        return _(texts[refusal.data["reason"]]).format(**refusal.data)

    return say


def _day(text: str) -> Callable[[Refusal], str]:
    """Words with the `day` of a refusal."""

    def say(refusal: Refusal) -> str:
        return _(text).format(day=format_day(_day_of(refusal), language()))

    return say


def _day_of(refusal: Refusal) -> date:
    day = refusal.data["day"]
    assert isinstance(day, date)
    return day


def _waiting(refusal: Refusal) -> str:
    seconds = int(str(refusal.data["seconds"]))
    if seconds < 60:
        return plural(
            "Too many attempts. Please wait {count} second, then try again.",
            "Too many attempts. Please wait {count} seconds, then try again.",
            seconds,
        )
    return plural(
        "Too many attempts. Please wait {count} minute, then try again.",
        "Too many attempts. Please wait {count} minutes, then try again.",
        -(-seconds // 60),
    )


def _megabytes(refusal: Refusal) -> str:
    largest = int(str(refusal.data["largest"])) // 1_000_000
    return _("The file is larger than {largest} MB. Split it, or leave out the photos.").format(largest=largest)


def _named_and_dated(text: str) -> Callable[[Refusal], str]:
    """Words with the `name` and the `day` of a refusal."""

    def say(refusal: Refusal) -> str:
        return _(text).format(name=_short(refusal.data["name"]), day=format_day(_day_of(refusal), language()))

    return say


def _consent(text: str) -> Callable[[Refusal], str]:
    """Words with the way and the purpose of a consent, and since when it was given."""

    def say(refusal: Refusal) -> str:
        way = word(consents.Channel(str(refusal.data["channel"])))
        purpose = word(consents.Purpose(str(refusal.data["purpose"])))
        day = format_day(_day_of(refusal), language()) if "day" in refusal.data else ""
        return _(text).format(cell=f"{purpose} ({way})", day=day)

    return say


def _persons_only(refusal: Refusal) -> str:
    return _("“{relation}” is for people, not for companies.").format(
        relation=word(relationships.Relation(str(refusal.data["relation"])))
    )


def _already_related(refusal: Refusal) -> str:
    period = refusal.data["period"]
    assert isinstance(period, periods.Period)
    if period.start == periods.EVER:
        return _("This relationship is there already. Change it in the list.")
    day = format_day(period.start, language())
    return _("This relationship is there already, since {day}. Change it in the list.").format(day=day)


def _still_pays(refusal: Refusal) -> str:
    names = refusal.data["names"]
    assert isinstance(names, tuple)
    shown = [_short(name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        shown.append(plural("{count} more", "{count} more", len(names) - MOST_NAMES))
    return _("Still pays for {names}. Choose who pays for them from today or earlier.").format(
        names=join_words(shown, language())
    )


def _proof_size(refusal: Refusal) -> str:
    largest = int(str(refusal.data["largest"])) // 1_000_000
    return _("The file is larger than {largest} MB. Scan it with fewer dots, or photograph it anew.").format(
        largest=largest
    )


def _postcode(refusal: Refusal) -> str:
    return _("A postcode in this country has {digits} digits.").format(**refusal.data)


LONGEST_SHOWN = 60
"""Characters of a foreign value inside a message."""
MOST_NAMES = 5
"""Names in one message."""


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]} …"


def _part_unusable(refusal: Refusal) -> str:
    why = refusal.data["why"]
    assert isinstance(why, Refusal)
    if refusal.data["part"] is contact_import.Part.IBAN:
        text = _("Line {line}: {part} {value} is left out; only its first and last digits go into the remark. {why}")
    else:
        text = _("Line {line}: {part} {value} goes into the remark. {why}")
    return text.format(
        line=refusal.data["line"],
        part=word(contact_import.Part(str(refusal.data["part"]))),
        value=_short(refusal.data["value"]),
        why=explain(why),
    )


def _contact_unusable(refusal: Refusal) -> str:
    why = refusal.data["why"]
    assert isinstance(why, Refusal)
    where = word(contact_import.Part.NAME)
    return _("Line {line}: {part}: {why}").format(line=refusal.data["line"], part=where, why=explain(why))


def _line_refused(refusal: Refusal) -> str:
    why = refusal.data["why"]
    assert isinstance(why, Refusal)
    return _("Line {line}: {why}").format(line=refusal.data["line"], why=explain(why))


def _column_refused(refusal: Refusal) -> str:
    why = refusal.data["why"]
    assert isinstance(why, Refusal)
    return _("Line {line}, column “{column}”: {why}").format(
        line=refusal.data["line"], column=str(refusal.data["column"])[:60], why=explain(why)
    )


def _twin(text: str) -> Callable[[Refusal], str]:
    """Words with the `sign` by which somebody is a likely duplicate."""

    def say(refusal: Refusal) -> str:
        sign = word(contact_import.TwinSign(str(refusal.data["sign"])))
        return _(text).format(**{**refusal.data, "sign": sign, "name": _short(refusal.data.get("name"))})

    return say


SAYERS: dict[type[Refusal], Callable[[Refusal], str]] = {
    **mail_messages.SAYERS,
    **catalogue_messages.SAYERS,
    **document_messages.SAYERS,
    **course_messages.SAYERS,
    **entry_messages.SAYERS,
    **contract_messages.SAYERS,
    **moving_messages.SAYERS,
    **quota_messages.SAYERS,
    **billing_messages.SAYERS,
    contact_import.PartUnusable: _part_unusable,
    catalogue.LineRefused: _line_refused,
    moving_in.ColumnRefused: _column_refused,
    contact_import.ContactUnusable: _contact_unusable,
    contact_import.NameReplaced: lambda refusal: _("Line {line}: this number is {before} here. Please check.").format(
        line=refusal.data["line"], before=_short(refusal.data["before"])
    ),
    contact_import.LikelyDuplicate: _twin(N_("Line {line}: {name} is here already as number {number} ({sign}).")),
    contact_import.TwinInFile: _twin(N_("Line {line}: the same contact stands on line {other} ({sign}).")),
    errors.InvalidPhone: _fault(
        {
            PhoneFault.CHARACTERS: N_("A phone number holds only digits, blanks and + ( ) / . -"),
            PhoneFault.EXTENSION: N_("Please enter the number without extension, or with it as part of the number."),
            PhoneFault.AREA_CODE: N_("Please enter the number with its area code, for example 0221 123456."),
            PhoneFault.COUNTRY: N_("The country code is not known. German numbers begin with 0 or +49."),
            PhoneFault.TOO_SHORT: N_("The number is too short. Is a digit missing?"),
            PhoneFault.TOO_LONG: N_("The number is too long. Is a digit doubled?"),
        }
    ),
    errors.InvalidEmail: _fault(
        {
            EmailFault.AT_SIGN: N_("An e-mail address has one @, for example name@example.de."),
            EmailFault.BLANK: N_("An e-mail address contains no spaces."),
            EmailFault.LOCAL_PART: N_("The part before the @ cannot be right."),
            EmailFault.DOMAIN: N_("The part after the @ cannot be right; it looks like example.de."),
        }
    ),
    errors.InvalidIban: _fault(
        {
            IbanFault.CHARACTERS: N_("An IBAN holds only letters and digits and begins with the country."),
            IbanFault.COUNTRY: N_("The country at the start of the IBAN is not known. German ones begin with DE."),
            IbanFault.LENGTH: N_("This IBAN has {found} characters; it needs {expected}."),
            IbanFault.CHECK_DIGITS: N_("The check digits do not fit. Are two digits swapped or one mistyped?"),
        }
    ),
    errors.InvalidAmount: _fault(
        {
            AmountFault.FORM: N_("Please enter an amount such as 12.50."),
            AmountFault.DECIMALS: N_("An amount has two decimals at most."),
            AmountFault.TOO_LARGE: N_("This amount is too large."),
        }
    ),
    errors.InvalidDay: _fault(
        {
            DayFault.FORM: N_("Please enter a date such as 31.12.1980."),
            DayFault.NO_SUCH_DAY: N_("This day is not in the calendar."),
            DayFault.YEAR: N_("This year cannot be right."),
        }
    ),
    consents.ConsentInFuture: _day(N_("{day} is in the future. Enter today or an earlier day.")),
    consents.ConsentBeforeBirth: _day(N_("This contact was born on {day}. Enter that day or a later one.")),
    consents.WithdrawnBeforeGiven: _day(N_("This was given on {day}. Enter that day or a later one.")),
    consents.AlreadyGiven: _consent(N_("{cell} is there already, given on {day}. Leave it out here.")),
    consents.NotGiven: _consent(N_("{cell} is not given now, so there is nothing to withdraw.")),
    consents.ProofTooLarge: _proof_size,
    contacts.UndeliverableInFuture: _day(N_("{day} is in the future. Enter today or an earlier day.")),
    relationships.AlreadyRelated: _already_related,
    relationships.PersonsOnly: _persons_only,
    relationships.PayerTaken: _named_and_dated(
        N_("{name} pays from {day} on. Choose a last day before that, or change that payer first.")
    ),
    relationships.PayerStillPays: _still_pays,
    errors.TooManyAttempts: _waiting,
    errors.FileTooLarge: _megabytes,
    **file_messages.SAYERS,
    errors.SignedInFuture: _day(N_("{day} is in the future. Enter the day on which it was signed.")),
    contacts.BirthdayImpossible: _day(N_("Nobody can be born on {day}. Please check the year.")),
    contacts.FlagInFuture: _day(N_("{day} is in the future. Enter today or an earlier day.")),
    contacts.NamelessOn: _day(
        N_("On {day} the contact would be without a name. Look at the changes entered for a day, and cancel one.")
    ),
    errors.DayFarAway: _day(N_("{day} is too far away. Please check the year.")),
    postcodes.InvalidPostcode: _postcode,
}


def explain(refusal: Refusal) -> str:
    """What happened and what to do, in the language of this moment."""
    if isinstance(refusal, InvalidInput):
        return " ".join(explain(problem) for problem in refusal.problems)
    sayer = SAYERS.get(type(refusal))
    return sayer(refusal) if sayer else _(TEXTS[type(refusal)]).format(**refusal.data)


def explain_stored(rule: str, data: Mapping[str, Any]) -> str:
    """The same for a broken rule that was stored by the name of its class; its data are texts and numbers."""
    known = {kind.__name__: kind for kind in TEXTS}
    return explain(known[rule](**data)) if rule in known else rule
