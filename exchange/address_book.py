"""What the readers of address books return: tidied, not validated; validation is the importer's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.contacts import AddressKind, ContactKind, EmailKind, PaymentMethod, PhoneKind, Salutation
from domain.errors import Refusal


class ExtraKind(StrEnum):
    """What an address book knows beyond the master data; the importer writes it into the remark."""

    EMPLOYER = "employer"
    DEPARTMENT = "department"
    POSITION = "position"
    NICKNAME = "nickname"
    SUFFIX = "suffix"
    BIRTHDAY = "birthday"
    """A birthday that is no full date, as `03.02.` or as it is written."""
    WEBSITE = "website"
    REGION = "region"
    COUNTRY = "country"
    """A country as written that nobody knows."""


@dataclass(frozen=True, slots=True)
class ForeignExtra:
    """One thing for the remark."""

    kind: ExtraKind
    value: str


@dataclass(frozen=True, slots=True)
class ForeignAddress:
    """A postal address; `country` is ISO 3166 alpha-2, empty where the file says none or an unknown one."""

    kind: AddressKind
    street: str = ""
    extra: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""
    is_main: bool = False
    """The file says that it is the one to be used."""


@dataclass(frozen=True, slots=True)
class ForeignPhone:
    """A phone number as written."""

    kind: PhoneKind
    number: str
    is_main: bool = False
    """The file says that it is the one to be used."""
    kind_is_said: bool = False
    """The file says the kind; else it may be found by the number."""


@dataclass(frozen=True, slots=True)
class ForeignEmail:
    """An e-mail address as written."""

    kind: EmailKind
    address: str
    is_main: bool = False
    """The file says that it is the one to be used."""


@dataclass(frozen=True, slots=True)
class ForeignContact:
    """A contact of a foreign address book. Of phones, e-mails and addresses the preferred ones come first."""

    line: int
    """The line of the file on which it begins, from 1."""
    source: tuple[str, ...] = ()
    """The cells of its row as they stand in the file; of a vCard the name alone."""
    number: str = ""
    kind: ContactKind = ContactKind.PERSON
    kind_is_said: bool = False
    """The file says what it is; else it was told by the names."""
    salutation: Salutation = Salutation.NONE
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    company_name: str = ""
    """Empty for a person, whose company is an extra (`EMPLOYER`)."""
    born_on: date | None = None
    language: str = ""
    """`de`, `en`, or empty: the studio's."""
    doctor: str = ""
    """The family doctor's name."""
    addresses: tuple[ForeignAddress, ...] = ()
    phones: tuple[ForeignPhone, ...] = ()
    emails: tuple[ForeignEmail, ...] = ()
    tags: tuple[str, ...] = ()
    note: str = ""
    extras: tuple[ForeignExtra, ...] = ()
    photo: bytes | None = None
    """The picture as it stands in the file, unchecked."""
    iban: str = ""
    bic: str = ""
    account_holder: str = ""
    payment_method: PaymentMethod = PaymentMethod.NONE
    problems: tuple[Refusal, ...] = ()
    """What was doubtful without preventing the reading; each names its `line`."""
