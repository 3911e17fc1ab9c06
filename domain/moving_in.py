"""What is refused when contracts of another system move in."""

from __future__ import annotations

from domain.errors import Refusal


class ColumnRefused(Refusal):
    """A cell of a file makes no sense. Data: `line`, `column` (its header), `why` (`Refusal`)."""


class ContactNotHere(Refusal):
    """What moves in belongs to a contact that is here. Data: `text` (how the file names it)."""


class SeveralContacts(Refusal):
    """What moves in belongs to one contact, and the file names several. Data: `text`."""


class NobodyNamed(Refusal):
    """A line names its contact."""


class TariffNotHere(Refusal):
    """A contract without a price has a tariff of the catalogue. Data: `text`."""


class WhichTerm(Refusal):
    """A tariff with several terms does not tell which of them is meant. Data: `text`."""


class IntervalImpossible(Refusal):
    """Contracts are billed each 1, 3, 6 or 12 months. Data: `text`."""


class NoticeUnreadable(Refusal):
    """A notice is a number of days, weeks or months. Data: `text`."""


class TwiceInFile(Refusal):
    """A contract comes in once. Data: `other` (the line on which it stands already)."""


class MovedInAlready(Refusal):
    """A contract that is here is not made again. Data: `number`."""


class ContractNumberTaken(Refusal):
    """Another contract has this number. Data: `number`."""


class TypeNotHere(Refusal):
    """A quota that moves in is of a type of the catalogue. Data: `text`."""


class LeftMoreThanHad(Refusal):
    """Not more units are left than there were. Data: `had`."""


class QuotaOver(Refusal):
    """A quota that has ended does not move in. Data: `day`."""


class QuotaHere(MovedInAlready):
    """A quota that has moved in is not made again. Data: `name`, `day` (bought on)."""


class MandateHere(MovedInAlready):
    """A mandate that is here is not made again. Data: `number` (its reference)."""


class MandateOfOther(Refusal):
    """A reference belongs to one mandate. Data: `reference`, `name` (whose it is)."""


class AccountDiffers(Refusal):
    """A mandate is for the account of its contact. Data: `iban` (masked)."""


class PriceImplausible(Refusal):
    """A price of a contract is not above a limit: rather its amount was read wrong. Data: `cents`, `most`."""
