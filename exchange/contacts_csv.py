"""Contacts from CSV exports of any program: Magicline, Outlook, Google, Thunderbird, spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from domain.contacts import AddressKind, EmailKind, PhoneKind
from domain.errors import BirthYearMissing, DayAmbiguous, WrongColumnCount
from domain.workbooks import CellIsAnError, PostcodeGuessed
from exchange.address_book import ExtraKind, ForeignContact
from exchange.csv_columns import ColumnMapping, guess_mapping
from exchange.csv_headers import MAIN, Column, Field
from exchange.csv_rows import CsvRow, TableShape, data_rows, sniff
from exchange.draft import FIRST, LAST, Draft
from exchange.multiple_values import is_spreadsheet_error, tags_in
from exchange.places import WrittenAddress
from exchange.text_file import original_cell
from exchange.tidy import (
    fold,
    is_no_day,
    language_of,
    means_company,
    payment_method_of,
    read_day,
    salutation_of,
    slashed_day,
    tidy_line,
)

__all__ = ["Column", "ColumnMapping", "Field", "TableShape", "guess_mapping", "read_rows", "read_table", "sniff"]

_MANY = ":::"
"""Google's sign between several values in one cell."""
_POSTCODE_AND_TOWN = re.compile(r"^\s*((?:[A-Z]{1,2}\s?-\s?)?\d{4,5})\s+(.*)$")
_PHONE_KINDS = {
    Field.PHONE_MOBILE: PhoneKind.MOBILE,
    Field.PHONE_HOME: PhoneKind.HOME,
    Field.PHONE_WORK: PhoneKind.WORK,
    Field.FAX: PhoneKind.FAX,
}
_PHONE_TYPES = (
    ("fax", PhoneKind.FAX),
    ("mob|handy|cell", PhoneKind.MOBILE),
    ("home|privat|festnetz", PhoneKind.HOME),
    ("work|arbeit|gesch|dienst|buero", PhoneKind.WORK),
)
_OTHER_PHONES = frozenset(("other", "sonstige", "sonstiges", "andere"))
_ADDRESS_FIELDS = {
    Field.STREET: "street",
    Field.HOUSE_NUMBER: "house_number",
    Field.EXTRA: "extra",
    Field.PO_BOX: "po_box",
    Field.POSTCODE: "postcode",
    Field.TOWN: "town",
    Field.REGION: "region",
    Field.COUNTRY: "country",
    Field.ADDRESS: "whole",
}
_EXTRA_FIELDS = {
    Field.SUFFIX: ExtraKind.SUFFIX,
    Field.NICKNAME: ExtraKind.NICKNAME,
    Field.DEPARTMENT: ExtraKind.DEPARTMENT,
    Field.POSITION: ExtraKind.POSITION,
}


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the file as a whole says about single values of it."""

    month_first: bool = False
    order_is_known: bool = False
    german_postcodes: bool = False
    neighbours: bool = False
    """Somebody has an Austrian, Swiss or Liechtenstein phone, so a postcode of four digits may be one of theirs."""


def read_rows(text: str, shape: TableShape, mapping: ColumnMapping, *, today: date) -> Iterator[ForeignContact]:
    """The contacts of a CSV row by row; refuses `CellTooLong` and `QuoteNotClosed` by line, before the first one."""
    return read_table(lambda: data_rows(text, shape), shape, mapping, today=today)


def read_table(
    rows: Callable[[], Iterable[CsvRow]], shape: TableShape, mapping: ColumnMapping, *, today: date
) -> Iterator[ForeignContact]:
    """The contacts of a table row by row; it is gone through twice, never held a second time.

    A first pass looks whether 03/04/1980 is April or March here, and whether postcodes without country are
    German.
    """
    evidence = _evidence(rows(), mapping)
    for row in rows():
        yield _Reading(row, shape, mapping, evidence, today).contact()


_NEIGHBOURS = re.compile(r"\s*'?(?:\+|00)\s?(?:43|41|423)")


def _evidence(rows: Iterable[CsvRow], mapping: ColumnMapping) -> _Evidence:
    days, postcodes = mapping.indexes(Field.BORN_ON), mapping.indexes(Field.POSTCODE)
    countries = mapping.indexes(Field.COUNTRY)
    phones = [index for wanted in (*_PHONE_KINDS, Field.PHONE) for index in mapping.indexes(wanted)]
    votes = long = short = 0
    neighbours = False
    for row in rows:
        cells = row.cells
        neighbours = neighbours or any(_NEIGHBOURS.match(cells[index]) for index in phones if index < len(cells))
        for index in days:
            if index < len(cells) and "/" in cells[index] and (order := slashed_day(cells[index])):
                votes += (order[1] > 12 >= order[0]) - (order[0] > 12 >= order[1])
        if not any(index < len(cells) and cells[index].strip() for index in countries):
            codes = [cells[index].strip() for index in postcodes if index < len(cells)]
            long += sum(len(code) == 5 and code.isdecimal() for code in codes)
            short += sum(len(code) == 4 and code.isdecimal() for code in codes)
    return _Evidence(votes > 0, votes != 0, long > short, neighbours)


@dataclass(slots=True)
class _Reading:
    """One row on its way to a contact."""

    row: CsvRow
    shape: TableShape
    mapping: ColumnMapping
    evidence: _Evidence
    today: date
    draft: Draft = field(init=False)
    cells: dict[Field, list[tuple[str, str]]] = field(init=False, default_factory=dict)
    """Group and text of all cells that hold something, by field."""

    def contact(self) -> ForeignContact:
        """The contact of the row."""
        row = self.row
        self.draft = Draft(row.line, source=row.cells)
        for column, cell in zip(self.mapping.columns, row.cells, strict=False):
            if column.field is Field.IGNORE or not cell.strip():
                continue
            if is_spreadsheet_error(cell):
                self.draft.problems.append(CellIsAnError(line=row.line, value=cell.strip()))
                continue
            self.cells.setdefault(column.field, []).append((column.group, original_cell(cell)))
        self._check_width()
        self._take_names()
        self._take_birthday()
        self._take_addresses()
        self._take_phones()
        self._take_emails()
        self._take_rest()
        return self.draft.finish()

    def _first(self, wanted: Field) -> str:
        return next((text for _, text in self.cells.get(wanted, ())), "")

    def _all(self, wanted: Field) -> list[str]:
        return [value for _, text in self.cells.get(wanted, ()) for value in text.split(_MANY)]

    def _check_width(self) -> None:
        found, expected = len(self.row.cells), self.shape.width
        too_many = found > expected and any(cell.strip() for cell in self.row.cells[expected:])
        if found < expected or too_many:
            self.draft.problems.append(WrongColumnCount(line=self.row.line, expected=expected, found=found))

    def _take_names(self) -> None:
        draft, salutation, kind = self.draft, self._first(Field.SALUTATION), self._first(Field.KIND)
        draft.salutation = salutation_of(salutation)
        draft.is_company = means_company(salutation) or means_company(kind)
        draft.kind_is_said = draft.is_company or bool(kind)
        before = "" if draft.salutation or draft.is_company else salutation
        draft.prefix = f"{before} {self._first(Field.TITLE)}"
        draft.given = f"{self._first(Field.FIRST_NAME)} {self._first(Field.MIDDLE_NAME)}"
        draft.family = self._first(Field.LAST_NAME)
        draft.full_name = self._first(Field.FULL_NAME)
        draft.organisation = self._first(Field.COMPANY_NAME)
        for wanted, kind in _EXTRA_FIELDS.items():
            for value in self._all(wanted):
                draft.add_extra(kind, value)

    def _take_birthday(self) -> None:
        written = tidy_line(self._first(Field.BORN_ON)) or self._birthday_in_parts()
        if is_no_day(written):
            return
        order = slashed_day(written)
        day = read_day(written, today=self.today, month_first=self.evidence.month_first)
        if day and order and not self.evidence.order_is_known and max(order) <= 12 and order[0] != order[1]:
            self.draft.problems.append(DayAmbiguous(field="born_on", line=self.row.line, value=written))
        self.draft.set_birthday(day, written)

    def _birthday_in_parts(self) -> str:
        parts = (Field.BIRTH_DAY, Field.BIRTH_MONTH, Field.BIRTH_YEAR)
        day, month, year = (tidy_line(self._first(part)) for part in parts)
        if day and month and not year:
            written = f"{day}.{month}."
            self.draft.problems.append(BirthYearMissing(field="born_on", line=self.row.line, value=written))
            self.draft.add_extra(ExtraKind.BIRTHDAY, written)
            return ""
        return f"{day}.{month}.{year}" if day and month else year

    def _take_addresses(self) -> None:
        parts: dict[str, dict[str, str]] = {}
        for wanted, name in _ADDRESS_FIELDS.items():
            for group, text in self.cells.get(wanted, ()):
                parts.setdefault(group, {}).setdefault(name, text)
        for group, text in self.cells.get(Field.POSTCODE_TOWN, ()):
            match = _POSTCODE_AND_TOWN.match(text)
            found = {"postcode": match[1], "town": match[2]} if match else {"town": text}
            parts[group] = found | parts.get(group, {})
        types = dict(self.cells.get(Field.ADDRESS_TYPE, ()))
        for group, written in parts.items():
            kind, rank = _address_kind(group, types.get(group, ""))
            address = WrittenAddress(**written)
            is_german = self.evidence.german_postcodes
            if not is_german and not address.country and self._lost_a_zero(address.postcode):
                is_german = True
                self.draft.problems.append(PostcodeGuessed(line=self.row.line, value=f"0{address.postcode}"))
            self.draft.add_address(kind, address, rank, german_postcodes=is_german)

    def _lost_a_zero(self, postcode: str) -> bool:
        """Whether a spreadsheet may have taken a German postcode for a number: it has four digits, and no zero."""
        if self.evidence.neighbours or not re.fullmatch(r"[1-9]\d{3}", postcode):
            return False
        return any(
            index in self.row.numbers and self.row.cells[index] == postcode
            for index in self.mapping.indexes(Field.POSTCODE)
        )

    def _take_phones(self) -> None:
        types = dict(self.cells.get(Field.PHONE_TYPE, ()))
        for index, column in enumerate(self.mapping.columns[: len(self.row.cells)]):
            text = self.row.cells[index]
            if (column.field in _PHONE_KINDS or column.field is Field.PHONE) and not is_spreadsheet_error(text):
                kind = _PHONE_KINDS.get(column.field) or _phone_kind(types.get(column.group, ""))
                rank = FIRST if column.group == MAIN else LAST
                for number in original_cell(text).split(_MANY):
                    self.draft.add_phone(kind, re.sub(r"^(\d+)\.0$", r"\1", number.strip()), rank)

    def _take_emails(self) -> None:
        types = dict(self.cells.get(Field.EMAIL_TYPE, ()))
        for group, text in self.cells.get(Field.EMAIL, ()):
            kind, rank = _email_kind(types.get(group, ""))
            for address in text.split(_MANY):
                self.draft.add_email(kind, address, FIRST if group == MAIN else rank)
        for address in self._all(Field.EMAIL_WORK):
            self.draft.add_email(EmailKind.WORK, address)

    def _take_rest(self) -> None:
        draft = self.draft
        draft.number = re.sub(r"^(\d+)\.0$", r"\1", tidy_line(self._first(Field.NUMBER)))
        draft.iban, draft.bic = self._first(Field.IBAN), self._first(Field.BIC)
        draft.account_holder = self._first(Field.ACCOUNT_HOLDER)
        draft.payment_method = payment_method_of(self._first(Field.PAYMENT_METHOD))
        draft.language, draft.doctor = language_of(self._first(Field.LANGUAGE)), self._first(Field.DOCTOR)
        for _, text in self.cells.get(Field.TAGS, ()):
            for tag, is_one in tags_in(text):
                draft.add_tag(tag, is_one=is_one)
        for _, text in self.cells.get(Field.NOTE, ()):
            draft.add_note(text)
        for value in self._all(Field.WEBSITE):
            draft.add_extra(ExtraKind.WEBSITE, value)


def _address_kind(group: str, written_type: str) -> tuple[AddressKind, int]:
    """The kind of an address and its rank: Google marks the preferred one with an asterisk."""
    word = fold(written_type or group)
    rank = FIRST if written_type.startswith("*") or group == MAIN else LAST
    if re.search("work|arbeit|gesch|dienst|buero", word):
        return AddressKind.WORK, rank
    if re.search("billing|rechnung", word):
        return AddressKind.BILLING, rank
    is_home = not word or word.isdecimal() or word == MAIN or re.search("home|privat", word)
    return AddressKind.HOME if is_home else AddressKind.OTHER, rank


def _phone_kind(written_type: str) -> PhoneKind | None:
    word = fold(written_type)
    kinds = (kind for words, kind in _PHONE_TYPES if re.search(words, word))
    return next(kinds, PhoneKind.OTHER if word in _OTHER_PHONES else None)


def _email_kind(written_type: str) -> tuple[EmailKind | None, int]:
    word = fold(written_type)
    rank = FIRST if written_type.strip().startswith("*") else LAST
    if not word or word in {"internet", "smtp", "ex"}:
        return None, rank
    if re.search("home|privat", word):
        return EmailKind.PRIVATE, rank
    is_work = re.search("work|arbeit|gesch|dienst|buero", word)
    return EmailKind.WORK if is_work else EmailKind.OTHER, rank
