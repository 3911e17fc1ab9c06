"""The studio: name, address, tax numbers, bank, letterhead and logo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy.orm import Session

from actions.action import action
from actions.loading import load
from domain.access import Actor, Permission
from domain.bank import parse_creditor_id, parse_iban
from domain.claims import BooksStayClosed, DayNotOver
from domain.clock import day_of
from domain.company_numbers import parse_tax_number, parse_vat_id, parse_website
from domain.emails import parse_email
from domain.errors import NotAChoice, Problems
from domain.invoices import PaymentDaysImpossible
from domain.lands import Land
from domain.phones import parse_phone
from domain.postcodes import parse_postcode
from domain.texts import tidy_line, tidy_text
from gateways.photos import clean_logo
from gateways.storage import Storage
from i18n.texts import LANGUAGES
from models.base import moment
from models.studio import Studio

THE_STUDIO = 1
"""The key of its one row."""
LONGEST_LETTERHEAD = 2000


@dataclass(frozen=True, slots=True)
class StudioCard:
    """What is kept about the studio, as typed; None leaves what stands there."""

    name: str | None = None
    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    land: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None
    tax_number: str | None = None
    vat_id: str | None = None
    account_holder: str | None = None
    iban: str | None = None
    creditor_id: str | None = None
    letterhead: str | None = None
    language: str | None = None
    small_business: bool | None = None
    payment_days: int | None = None
    invoice_text: str | None = None
    closed_until: date | None = None

    @classmethod
    def of(cls, studio: Studio) -> StudioCard:
        """What stands there now."""
        return cls(**{field.name: getattr(studio, field.name) for field in fields(cls)})


Check = Callable[[str], str]
LONGEST_INVOICE_TEXT = 1000
LONGEST_TO_PAY = 365


def _line(longest: int, *, required: bool = False) -> Check:
    return lambda text: tidy_line(text, longest=longest, required=required)


def _one_of(*values: str) -> Check:
    def check(text: str) -> str:
        if text not in values:
            raise NotAChoice(value=text)
        return text

    return check


def _unless_empty(check: Check) -> Check:
    return lambda text: check(text) if text.strip() else ""


_CHECKS: dict[str, Check] = {
    "name": _line(200, required=True),
    "street": _line(200),
    "postcode": lambda text: parse_postcode(text, "DE"),
    "town": _line(120),
    "land": _one_of(*Land),
    "phone": _unless_empty(parse_phone),
    "email": _unless_empty(parse_email),
    "website": _unless_empty(parse_website),
    "tax_number": _unless_empty(parse_tax_number),
    "vat_id": _unless_empty(parse_vat_id),
    "account_holder": _line(120),
    "iban": _unless_empty(lambda text: parse_iban(text).value),
    "creditor_id": _unless_empty(parse_creditor_id),
    "letterhead": lambda text: tidy_text(text, longest=LONGEST_LETTERHEAD),
    "invoice_text": lambda text: tidy_text(text, longest=LONGEST_INVOICE_TEXT),
    "language": _one_of(*LANGUAGES),
}


@action(Permission.EDIT_STUDIO, undoable=True)
def edit_studio(session: Session, actor: Actor, *, version: int, card: StudioCard) -> Studio:
    """Change what is kept about the studio; only what differs is checked, all broken rules come by field."""
    studio = load(session, Studio, THE_STUDIO, version=version)
    problems = Problems()
    for name, check in _CHECKS.items():
        typed: str | None = getattr(card, name)
        if typed is not None and typed != getattr(studio, name):
            with problems.field(name):
                setattr(studio, name, check(typed))
    if card.small_business is not None:
        studio.small_business = card.small_business
    with problems.field("payment_days"):
        _set_payment_days(studio, card.payment_days)
    with problems.field("closed_until"):
        _close(session, studio, card.closed_until)
    problems.raise_if_any()
    return studio


def _set_payment_days(studio: Studio, days: int | None) -> None:
    if days is not None:
        if not 0 <= days <= LONGEST_TO_PAY:
            raise PaymentDaysImpossible(most=LONGEST_TO_PAY)
        studio.payment_days = days


def _close(session: Session, studio: Studio, day: date | None) -> None:
    """Close the books up to a day before today; they are never opened again."""
    if day is None or day == studio.closed_until:
        return
    if studio.closed_until is not None and day < studio.closed_until:
        raise BooksStayClosed(day=studio.closed_until)
    if day >= day_of(moment(session)):
        raise DayNotOver
    studio.closed_until = day


@action(Permission.EDIT_STUDIO, undoable=True)
def set_logo(session: Session, actor: Actor, *, data: bytes, storage: Storage) -> Studio:
    """Give the studio this picture as logo: checked, upright, without metadata, small."""
    studio = load(session, Studio, THE_STUDIO)
    problems = Problems()
    with problems.field("logo"):
        studio.logo = storage.put(clean_logo(data).data)
    problems.raise_if_any()
    return studio


@action(Permission.EDIT_STUDIO, undoable=True)
def remove_logo(session: Session, actor: Actor) -> Studio:
    """Letters go without logo."""
    studio = load(session, Studio, THE_STUDIO)
    studio.logo = None
    return studio


@action(Permission.EDIT_STUDIO)
def mark_as_demo(session: Session, actor: Actor) -> Studio:
    """Mark the database as a demo: its users may be entered by one click on the machine itself."""
    studio = load(session, Studio, 1)
    studio.is_demo = True
    return studio
