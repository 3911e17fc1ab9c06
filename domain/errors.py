"""Every rule that can be broken, one exception class each.

The docstring of a class states the rule, its attributes carry the data; the words that people read are in
`i18n/messages.py`, where a test looks for each of them. `field` names the input that the message belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Refusal(Exception):
    """Base of all broken rules: nothing was changed, and the person can put it right."""

    field: str | None = None

    def __init__(self, *, field: str | None = None, **data: object) -> None:
        super().__init__(", ".join(f"{name}={value!r}" for name, value in data.items()))
        self.data = data
        if field is not None:
            self.field = field


class InvalidInput(Refusal):
    """All broken rules of one form at once, so that people mend them in one go."""

    def __init__(self, problems: Iterable[Refusal]) -> None:
        super().__init__()
        self.problems = tuple(problems)


# --- values -----------------------------------------------------------------------------------------------
class Missing(Refusal):
    """A value that must be given is empty."""


class TooLong(Refusal):
    """A text is longer than its column holds. Data: `longest` (characters)."""


class NotAChoice(Refusal):
    """A value is none of those on offer. Data: `value`."""


class ChangedMeanwhile(Refusal):
    """A record that somebody else changed since it was opened is not overwritten unseen.

    Data, where one record is meant: its `table`, its `key` and its `version` of now.
    """


class SavedAtOnce(Refusal):
    """Two people saved the same thing at the same moment; the database kept one of them whole."""


class Gone(Refusal):
    """What should be changed is no longer there."""


class InvalidPhone(Refusal):
    """A phone number can be dialled. Data: `text`, `reason` (`domain.phones.PhoneFault`)."""


class InvalidEmail(Refusal):
    """An e-mail address has the shape of one. Data: `text`, `reason` (`domain.emails.EmailFault`)."""


class InvalidIban(Refusal):
    """An IBAN has the length of its country and the right check digits; two swapped digits are found by them.

    Data: `text`, `reason` (`domain.bank.IbanFault`), for the length also `expected` and `found` (characters).
    """


class InvalidBic(Refusal):
    """A BIC has 8 or 11 characters and a country. Data: `text`."""


class InvalidCreditorId(Refusal):
    """A creditor identifier has its check digits. Data: `text`."""


class InvalidTaxNumber(Refusal):
    """A tax number has the 10 or 11 digits of its state or the 13 of the whole country. Data: `text`."""


class InvalidVatId(Refusal):
    """A VAT id begins with its EU country and has its check digits. Data: `text`."""


class InvalidWebsite(Refusal):
    """A website has an address that can be printed and opened. Data: `text`."""


class InvalidMandateReference(Refusal):
    """A mandate reference holds what banks carry, no slash at an end, no two in a row. Data: `characters`."""


class InvalidAmount(Refusal):
    """An amount has at most two decimals. Data: `text`, `reason` (`i18n.formatting.AmountFault`)."""


class InvalidDay(Refusal):
    """A day is one of the calendar. Data: `text`, `reason` (`i18n.formatting.DayFault`)."""


class NotANumber(Refusal):
    """A number is whole and not below zero. Data: `text`."""


class InvalidTime(Refusal):
    """A time is one of the clock, `14:30`; in the night of the summer time one hour is not there. Data: `text`."""


class NotAPhoto(Refusal):
    """A photo is a picture that can be read, as JPEG, PNG, WebP or HEIC. Data: `reason`."""


class DayFarAway(Refusal):
    """A change is in force from a day of this or the last century, at most twenty years ahead. Data: `day`."""


class PhotoTooLarge(Refusal):
    """A photo has not more bytes and pixels than the limit. Data: `largest_bytes` or `largest_pixels`."""


class Problems:
    """Collects the broken rules of one form: each check runs in `with problems.field(name):`."""

    def __init__(self) -> None:
        self._found: list[Refusal] = []

    @contextmanager
    def field(self, name: str) -> Iterator[None]:
        """Note a broken rule of this block under the name of its input, and go on."""
        try:
            yield
        except Refusal as problem:
            problem.field = name
            self._found.append(problem)

    @contextmanager
    def all_fields(self) -> Iterator[None]:
        """Take over what a check of several inputs found, and go on."""
        try:
            yield
        except InvalidInput as invalid:
            self._found.extend(invalid.problems)

    @contextmanager
    def named(self) -> Iterator[None]:
        """Note what is broken in this block under the inputs that it names itself, and go on."""
        try:
            with self.all_fields():
                yield
        except Refusal as problem:
            self._found.append(problem)

    @property
    def found(self) -> tuple[Refusal, ...]:
        """What was noted so far."""
        return tuple(self._found)

    def note(self, problem: Refusal) -> None:
        """Note a broken rule that concerns more than one input."""
        self._found.append(problem)

    def raise_if_any(self) -> None:
        """Refuse with everything that was noted (`InvalidInput`)."""
        if self._found:
            raise InvalidInput(self._found)


# --- files of others --------------------------------------------------------------------------------------
class EmptyFile(Refusal):
    """A file that is read holds something."""


class FileTooLarge(Refusal):
    """A file is not larger than the limit. Data: `largest` (bytes)."""


class NotATextFile(Refusal):
    """An address book is a text file. Data: `looks_like` (`xlsx`, `pdf`, `picture`, ... or empty)."""


class NotAVCardFile(Refusal):
    """A vCard file holds at least one line `BEGIN:VCARD`."""


class TooManyColumns(Refusal):
    """A CSV file has not more columns than the limit. Data: `most`."""


class CellTooLong(Refusal):
    """A cell of a CSV file is not longer than the limit. Data: `line`, `longest` (characters)."""


class QuoteNotClosed(Refusal):
    """A quoted cell is closed before the file ends. Data: `line`, where its row begins."""


class WrongColumnCount(Refusal):
    """A row has as many columns as the header. Data: `line`, `expected`, `found`."""


class DayUnreadable(Refusal):
    """A birthday is a day of the calendar. Data: `line`, `value`."""


class DayAmbiguous(Refusal):
    """03/04/1980 was read day first, and nothing in the file says so. Data: `line`, `value`."""


class BirthYearMissing(Refusal):
    """A birthday has its year. Data: `line`, `value`."""


class CountryUnknown(Refusal):
    """A country is known by its name or code. Data: `line`, `value`."""


class DigitsLost(Refusal):
    """A number keeps all its digits: 4.91512E+11 was cut by a spreadsheet. Data: `line`, `value`."""


class NameGuessed(Refusal):
    """A contact has a name; this one was named after something else. Data: `line`, `value`."""


class GroupCard(Refusal):
    """A vCard stands for a person or a company, not for a list of others. Data: `line`."""


class CardNotClosed(Refusal):
    """A vCard ends with `END:VCARD`. Data: `line`, where it begins."""


class CardTooLong(Refusal):
    """A vCard has not more properties than the limit; the others are left out. Data: `line`, `most`."""


class BrokenLine(Refusal):
    """A line of a vCard is `NAME:value`; this one is left out. Data: `line`."""


class PropertyTooLong(Refusal):
    """A property of a vCard is not longer than the limit; this one is left out. Data: `line`, `name`."""


class PhotoUnreadable(Refusal):
    """A photo in a vCard is a picture in base64; this one is left out. Data: `line`."""


class CharactersLost(Refusal):
    """A text is what its encoding says; unreadable bytes show as a mark. Data: `line`, `name`."""


# --- sign-in ----------------------------------------------------------------------------------------------
class SignInRefused(Refusal):
    """Only a known, enabled user with the right password signs in; which of them failed is never said."""


class TooManyAttempts(Refusal):
    """After failed attempts the next one waits. Data: `seconds`."""


class LoginUnusable(Refusal):
    """A login has neither blanks nor control characters."""

    field = "login"


class LoginTaken(Refusal):
    """Every user has a login of their own. Data: `login`."""

    field = "login"


class PasswordTooShort(Refusal):
    """A password has a least length. Data: `shortest` (characters)."""

    field = "password"


class PasswordTooSimple(Refusal):
    """A password is neither well known, nor made of few characters, nor does it hold the login."""

    field = "password"


class PasswordsDiffer(Refusal):
    """A new password is typed twice alike."""

    field = "repeated"


class WrongPassword(Refusal):
    """Who changes the own password knows the old one."""

    field = "old"


class InvitationInvalid(Refusal):
    """An invitation works once, for seven days, until the next one for the same user."""


class SetupCodeWrong(Refusal):
    """The first admin gives the code that the server's console showed last."""

    field = "code"


class AlreadyStarted(Refusal):
    """The first admin is made only while there is no user at all."""


class UserNotFound(Refusal):
    """There is no such user. Data: `user_id`."""


class LastAdmin(Refusal):
    """One admin who can sign in always remains."""


class NotADemo(Refusal):
    """Without a password one signs in only to a database that was made as demo, on the machine itself."""


# --- records ----------------------------------------------------------------------------------------------
class NumberAlreadyUsed(Refusal):
    """A number range never goes back to a number that was drawn. Data: `number`."""


class WrongDigits(Refusal):
    """A number has one to twelve digits."""


class TagExists(Refusal):
    """Two tags never differ only in case or accents. Data: `name`."""


class ViewNameTaken(Refusal):
    """Saved selections of one list have names of their own: those of one user, and those of all. Data: `name`."""


class IbanMissing(Refusal):
    """Paying by direct debit, and a mandate, need an IBAN."""


class MandateReferenceTaken(Refusal):
    """Two mandates never share a reference, whatever its case. Data: `reference`."""


class SignedInFuture(Refusal):
    """A mandate is not signed after today (banks refuse it). Data: `day`."""


class MandateEnded(Refusal):
    """A revoked mandate stays revoked; the way on is a new one."""


class NotUndoable(Refusal):
    """Only steps that leave no other trace can be taken back as a whole."""
