"""Contacts as vCards, version 3.0: what every address book reads.

Outlook reads no 4.0 at all, Google and many phones read parts of it; all of them read 3.0. Bank data, doctor and
status are no business of an address book and stay here. The number goes along as `X-KONTOR-NUMBER`, so that a changed
file can update the contacts that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from domain.contacts import AddressKind, ContactKind, EmailKind, PhoneKind, Salutation, display_name
from domain.phones import abroad_form
from queries.whole_contacts import WholeContact

PRODUCT = "-//Kontor//DE"
LONGEST_LINE = 75
"""Bytes, without the end of the line."""
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_PHONES = {
    PhoneKind.MOBILE: "CELL",
    PhoneKind.HOME: "HOME,VOICE",
    PhoneKind.WORK: "WORK,VOICE",
    PhoneKind.FAX: "FAX",
    PhoneKind.OTHER: "OTHER,VOICE",
}
_EMAILS = {EmailKind.PRIVATE: "HOME", EmailKind.WORK: "WORK", EmailKind.OTHER: "OTHER"}
_ADDRESSES = {
    AddressKind.HOME: "HOME",
    AddressKind.WORK: "WORK",
    AddressKind.BILLING: "BILLING",
    AddressKind.OTHER: "OTHER",
}
_GENDERS = {Salutation.MS: "F", Salutation.MR: "M", Salutation.NEUTRAL: "X"}


class VcardFile:
    """Cards on their way into a file; `country_name` says what people call a country."""

    def __init__(self, out: IO[bytes], country_name: Callable[[str], str]) -> None:
        self._out, self._country_name = out, country_name

    def write(self, contacts: Iterable[WholeContact]) -> None:
        """Add a card for each."""
        for contact in contacts:
            self._out.write("".join(_folded(line) for line in self._lines(contact)).encode())

    def _lines(self, contact: WholeContact) -> Iterator[str]:
        names = (contact.last_name, contact.first_name, "", contact.title, "")
        name = display_name(contact.title, contact.first_name, contact.last_name, contact.company_name)
        yield from ("BEGIN:VCARD", "VERSION:3.0", f"PRODID:{PRODUCT}", f"UID:kontor-{_text(contact.number)}")
        yield f"FN:{_text(name)}"
        yield f"N:{_list(names)}"
        if contact.kind is ContactKind.COMPANY:
            yield f"ORG:{_text(contact.company_name)}"
            yield "X-ABSHOWAS:COMPANY"
        if contact.salutation in _GENDERS:
            yield f"X-GENDER:{_GENDERS[contact.salutation]}"
        if contact.born_on:
            yield f"BDAY:{contact.born_on.isoformat()}"
        for phone in contact.phones:
            yield f"TEL;TYPE={_PHONES[phone.kind]}{_preferred(phone.is_primary)}:{_text(abroad_form(phone.number))}"
        for email in contact.emails:
            yield f"EMAIL;TYPE=INTERNET,{_EMAILS[email.kind]}{_preferred(email.is_primary)}:{_text(email.address)}"
        for address in contact.addresses:
            country = self._country_name(address.country)
            parts = ("", address.extra, address.street, address.town, "", address.postcode, country)
            yield f"ADR;TYPE={_ADDRESSES[address.kind]}{_preferred(address.is_primary)}:{_list(parts)}"
        if contact.tags:
            yield f"CATEGORIES:{','.join(_text(tag) for tag in contact.tags)}"
        if contact.remark:
            yield f"NOTE:{_text(contact.remark)}"
        yield from (f"LANG:{contact.language}", f"X-KONTOR-NUMBER:{_text(contact.number)}", "END:VCARD")


def _preferred(is_primary: bool) -> str:  # noqa: FBT001
    return ",PREF" if is_primary else ""


def _list(parts: Iterable[str]) -> str:
    return ";".join(_text(part) for part in parts)


def _text(text: str) -> str:
    """A text as a value: signs that separate are escaped, what no card can hold shows as a mark."""
    text = _UNSEEN.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"([\\,;])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line in pieces of at most 75 bytes, never through a letter."""
    if len(line) <= LONGEST_LINE // 4 or len(line.encode()) <= LONGEST_LINE:
        return f"{line}\r\n"
    pieces, piece, room = [], "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", LONGEST_LINE - 1
        piece += letter
        room -= size
    return "\r\n ".join((*pieces, piece)) + "\r\n"
