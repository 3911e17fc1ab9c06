"""Contacts as a file for spreadsheets and address books, read and written some at a time.

What it writes, the import reads: with all columns chosen, a house that is empty becomes the same address book. The
main phone, e-mail and address stand first, further ones behind them with a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import IO, Any

from domain.contacts import PaymentMethod, Salutation, status_on
from domain.phones import abroad_form, dialled_form
from exchange.contact_import import Reading
from exchange.export_fields import ExportField, export_word, in_order
from exchange.multiple_values import tags_cell
from exchange.tables import Column, Format, Kind, Table, table_file
from exchange.vcard_writer import VcardFile
from i18n.countries import country_names
from i18n.texts import LANGUAGE_NAMES, _, language
from i18n.words import word
from queries.whole_contacts import Most, WholeAddress, WholeContact, most_entries, whole_contacts

AT_ONCE = 500
"""Contacts in memory at the same time."""
COUNT_AT_ONCE = 5_000
HOME = "DE"


class ExportFormat(StrEnum):
    """The files in which contacts can leave the house."""

    XLSX = "xlsx"
    CSV = "csv"
    VCARD = "vcf"


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written of which contacts, in their order."""

    kind: ExportFormat
    contact_ids: Sequence[int]
    fields: tuple[ExportField, ...]
    """Of a table; a vCard holds what address books know."""
    today: date

    def write(self, out: IO[bytes], reading: Reading) -> Iterator[int]:
        """Write the file to `out`; yields how many contacts it holds so far. Each part is read in its own session."""
        done = 0
        if self.kind is ExportFormat.VCARD:
            cards = VcardFile(out, country_name)
            for contacts in self._read(reading):
                cards.write(contacts)
                done += len(contacts)
                yield done
            return
        cells = cells_of(in_order(self.fields), self._most(reading), self.today)
        table = Table(tuple(cell.column for cell in cells), _("Contacts"), language())
        with table_file(Format(self.kind.value), table, out) as file:
            for contacts in self._read(reading):
                file.write([cell.value(contact) for cell in cells] for contact in contacts)
                done += len(contacts)
                yield done

    def _read(self, reading: Reading) -> Iterator[list[WholeContact]]:
        for start in range(0, len(self.contact_ids), AT_ONCE):
            with reading() as session:
                on = self.today if ExportField.STATUS in self.fields else None
                contacts = whole_contacts(session, self.contact_ids[start : start + AT_ONCE], on=on)
            yield contacts

    def _most(self, reading: Reading) -> Most:
        """How many phones, e-mails and addresses one of the contacts has at most: as many columns there are."""
        most = Most()
        if {ExportField.ALL_ADDRESSES, ExportField.ALL_PHONES, ExportField.ALL_EMAILS} & set(self.fields):
            for start in range(0, len(self.contact_ids), COUNT_AT_ONCE):
                with reading() as session:
                    most = most.and_of(most_entries(session, self.contact_ids[start : start + COUNT_AT_ONCE]))
        return most


@dataclass(frozen=True, slots=True)
class Cell:
    """A column and what stands in it for a contact."""

    column: Column
    value: Callable[[WholeContact], Any]


def cells_of(fields: Sequence[ExportField], most: Most, today: date) -> list[Cell]:
    """The columns of what was chosen."""
    with_address = bool({ExportField.ADDRESS, ExportField.ALL_ADDRESSES} & set(fields))
    several: dict[ExportField, Callable[[], Iterator[Cell]]] = {
        ExportField.ADDRESS: partial(_address, 0, with_kind=False),
        ExportField.ALL_ADDRESSES: partial(_each, _address, most.addresses),
        ExportField.PHONE: partial(_phone, 0, with_kind=False, with_address=with_address),
        ExportField.ALL_PHONES: partial(_each, partial(_phone, with_address=with_address), most.phones),
        ExportField.EMAIL: partial(_email, 0, with_kind=False),
        ExportField.ALL_EMAILS: partial(_each, _email, most.emails),
    }
    cells: list[Cell] = []
    for field in fields:
        if field in several:
            cells += several[field]()
        else:
            kind, width, value = _SINGLE[field]
            value = partial(_status, today=today) if field is ExportField.STATUS else value
            cells.append(Cell(Column(_HEADERS.get(field, export_word)(field), kind, width), value))
    return cells


def _status(contact: WholeContact, today: date) -> str:
    return word(status_on(contact.facts, today, contact.services).status)


_TEXT = Kind.TEXT
_SINGLE: dict[ExportField, tuple[Kind, int, Callable[[WholeContact], Any]]] = {
    ExportField.NUMBER: (_TEXT, 10, lambda contact: contact.number),
    ExportField.KIND: (_TEXT, 10, lambda contact: word(contact.kind)),
    ExportField.SALUTATION: (
        _TEXT, 10, lambda contact: "" if contact.salutation is Salutation.NONE else word(contact.salutation)
    ),
    ExportField.TITLE: (_TEXT, 8, lambda contact: contact.title),
    ExportField.FIRST_NAME: (_TEXT, 18, lambda contact: contact.first_name),
    ExportField.LAST_NAME: (_TEXT, 18, lambda contact: contact.last_name),
    ExportField.COMPANY_NAME: (_TEXT, 24, lambda contact: contact.company_name),
    ExportField.BORN_ON: (Kind.DAY, 12, lambda contact: contact.born_on),
    ExportField.LANGUAGE: (_TEXT, 10, lambda contact: LANGUAGE_NAMES[contact.language]),
    ExportField.TAGS: (_TEXT, 20, lambda contact: tags_cell(contact.tags)),
    ExportField.DOCTOR: (_TEXT, 22, lambda contact: contact.doctor),
    ExportField.PAYMENT_METHOD: (
        _TEXT, 14, lambda contact: "" if contact.payment_method is PaymentMethod.NONE else word(contact.payment_method)
    ),
    ExportField.ACCOUNT_HOLDER: (_TEXT, 20, lambda contact: contact.account_holder),
    ExportField.IBAN: (_TEXT, 26, lambda contact: contact.iban),
    ExportField.BIC: (_TEXT, 14, lambda contact: contact.bic),
    ExportField.REMARK: (_TEXT, 40, lambda contact: contact.remark),
    ExportField.STATUS: (_TEXT, 14, lambda contact: ""),
    ExportField.CREATED_ON: (Kind.DAY, 12, lambda contact: contact.facts.created_on),
}  # fmt: skip
_HEADERS: dict[ExportField, Callable[[ExportField], str]] = {ExportField.KIND: lambda _field: _("Kind of contact")}
"""Headers that say more than the word of the choice."""


def _each(cells: Callable[[int], Iterator[Cell]], most: int) -> Iterator[Cell]:
    for place in range(max(most, 1)):
        yield from cells(place)


def _address(place: int, *, with_kind: bool = True) -> Iterator[Cell]:
    headers = (
        (_("Street and number"), _("Address line 2"), _("Postcode"), _("Town"), _("Country"), _("Kind of address"))
        if not place
        else tuple(
            text.format(number=place + 1)
            for text in (
                _("Address {number}: street"), _("Address {number}: supplement"), _("Address {number}: postcode"),
                _("Address {number}: town"), _("Address {number}: country"), _("Address {number}: kind"),
            )
        )
    )  # fmt: skip
    values: tuple[tuple[int, Callable[[WholeAddress], str]], ...] = (
        (26, lambda address: address.street),
        (18, lambda address: address.extra),
        (8, lambda address: address.postcode),
        (18, lambda address: address.town),
        (14, lambda address: country_name(address.country)),
        (16, lambda address: word(address.kind)),
    )
    for header, (width, value) in list(zip(headers, values, strict=True))[: None if with_kind else -1]:
        yield Cell(Column(header, width=width), partial(_of_one, "addresses", place, value))


def _phone(place: int, *, with_kind: bool = True, with_address: bool) -> Iterator[Cell]:
    number, kind = _headers(place, _("Phone"), _("Kind of phone"), _("Phone {number}"), _("Kind of phone {number}"))
    yield Cell(Column(number, width=18), partial(_number, place=place, with_address=with_address))
    if with_kind:
        yield Cell(Column(kind, width=12), partial(_of_one, "phones", place, lambda phone: word(phone.kind)))


def _email(place: int, *, with_kind: bool = True) -> Iterator[Cell]:
    address, kind = _headers(
        place, _("E-mail"), _("Kind of e-mail"), _("E-mail {number}"), _("Kind of e-mail {number}")
    )
    yield Cell(Column(address, width=28), partial(_of_one, "emails", place, lambda email: email.address))
    if with_kind:
        yield Cell(Column(kind, width=12), partial(_of_one, "emails", place, lambda email: word(email.kind)))


def _headers(place: int, value: str, kind: str, more: str, more_kind: str) -> tuple[str, str]:
    return (more.format(number=place + 1), more_kind.format(number=place + 1)) if place else (value, kind)


def _of_one(rows: str, place: int, value: Callable[[Any], str], contact: WholeContact) -> str:
    found = getattr(contact, rows)
    return value(found[place]) if place < len(found) else ""


def _number(contact: WholeContact, place: int, *, with_address: bool) -> str:
    """The phone as one dials it here; for who lives abroad with its code, since other rules hold there."""
    if place >= len(contact.phones):
        return ""
    lives_here = not (with_address and contact.addresses) or contact.addresses[0].country == HOME
    number = contact.phones[place].number
    return dialled_form(number) if lives_here else abroad_form(number)


def country_name(code: str) -> str:
    """The country in the language of this moment."""
    return country_names(language()).get(code, code)
