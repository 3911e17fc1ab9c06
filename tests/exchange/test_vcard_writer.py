"""vCards as other programs read them: escaped, folded at 75 bytes, and read back by our own reader."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from domain.contacts import (
    AddressKind,
    ContactFacts,
    ContactKind,
    EmailKind,
    PaymentMethod,
    PhoneKind,
    Salutation,
)
from exchange.vcard import read_vcards
from exchange.vcard_writer import LONGEST_LINE, VcardFile
from queries.whole_contacts import WholeAddress, WholeContact, WholeEmail, WholePhone
from tests.conftest import TODAY

ANNA = WholeContact(
    contact_id=1,
    number="10001",
    kind=ContactKind.PERSON,
    salutation=Salutation.MS,
    title="Dr.",
    first_name="Anna",
    last_name="Müller",
    company_name="",
    born_on=date(1980, 12, 31),
    language="de",
    remark="",
    payment_method=PaymentMethod.DEBIT,
    account_holder="Kanarienvogel",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
    photo=None,
    doctor="Dr. Kanarienvogel",
    facts=ContactFacts(TODAY, None, None, None),
    created_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def written(*contacts: WholeContact) -> bytes:
    out = io.BytesIO()
    VcardFile(out, {"DE": "Deutschland", "AT": "Österreich"}.__getitem__).write(contacts)
    return out.getvalue()


def lines(contact: WholeContact) -> list[str]:
    """The unfolded lines, as RFC 2426 unfolds them."""
    return written(contact).decode().replace("\r\n ", "").split("\r\n")


def test_a_card_holds_what_an_address_book_shows_and_nothing_else() -> None:
    full = replace(
        ANNA,
        remark="Erste Zeile\nzweite",
        phones=(
            WholePhone(1, True, PhoneKind.MOBILE, "+491701234567"),
            WholePhone(2, False, PhoneKind.FAX, "+43664123456"),
        ),
        emails=(WholeEmail(1, True, EmailKind.WORK, "anna@example.com"),),
        addresses=(WholeAddress(1, True, AddressKind.HOME, "Ring 1", "Hinterhaus", "50667", "Köln", "DE", False),),
        tags=("VIP", "Rücken, Knie"),
    )
    assert lines(full) == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//Kontor//DE",
        "UID:kontor-10001",
        "FN:Dr. Anna Müller",
        "N:Müller;Anna;;Dr.;",
        "X-GENDER:F",
        "BDAY:1980-12-31",
        "TEL;TYPE=CELL,PREF:+49 170 1234567",
        "TEL;TYPE=FAX:+43 664 123456",
        "EMAIL;TYPE=INTERNET,WORK,PREF:anna@example.com",
        "ADR;TYPE=HOME,PREF:;Hinterhaus;Ring 1;Köln;;50667;Deutschland",
        "CATEGORIES:VIP,Rücken\\, Knie",
        "NOTE:Erste Zeile\\nzweite",
        "LANG:de",
        "X-KONTOR-NUMBER:10001",
        "END:VCARD",
        "",
    ]


def test_a_company_is_shown_as_one() -> None:
    company = replace(ANNA, kind=ContactKind.COMPANY, salutation=Salutation.NONE, title="", company_name="Rad; & Co")
    company = replace(company, first_name="", last_name="", born_on=None)
    assert {"FN:Rad\\; & Co", "ORG:Rad\\; & Co", "X-ABSHOWAS:COMPANY", "N:;;;;"} <= set(lines(company))
    assert not any(line.startswith(("BDAY", "X-GENDER")) for line in lines(company))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a,b;c\\d", "a\\,b\\;c\\\\d"),
        ("a\nb\r\nc\rd", "a\\nb\\nc\\nd"),
        ("\\n", "\\\\n"),
        ("a:b\"c'", "a:b\"c'"),
        ("END:VCARD\nBEGIN:VCARD", "END:VCARD\\nBEGIN:VCARD"),
        ("\x00\x07\x1b\x7f", "\ufffd" * 4),
        ("\ud800", "\ufffd"),
        ("tab\there", "tab\there"),
        ("=1+1", "=1+1"),
        ("😀 e\u0301 \u202eabc", "😀 e\u0301 \u202eabc"),
    ],
)
def test_signs_that_separate_are_escaped(text: str, escaped: str) -> None:
    assert f"NOTE:{escaped}" in lines(replace(ANNA, remark=text))


def check_folding(data: bytes) -> None:
    assert b"\n" not in data.replace(b"\r\n", b"")
    for line in data.split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        line.decode()  # no letter is cut


@pytest.mark.parametrize("letter", ["x", "ü", "€", "😀"])
@pytest.mark.parametrize("length", [*range(60, 80), 149, 150, 5000])
def test_lines_end_at_75_bytes_and_never_inside_a_letter(letter: str, length: int) -> None:
    contact = replace(ANNA, remark=letter * length)
    check_folding(written(contact))
    assert f"NOTE:{letter * length}" in lines(contact)


@settings(max_examples=60)
@given(some.lists(some.text(max_size=200), min_size=7, max_size=7))
def test_any_text_comes_back(texts: list[str]) -> None:
    first, last, remark, street, town, tag, extra = (_kept(text) for text in texts)
    contact = replace(
        ANNA,
        title="",
        first_name=first or "A",
        last_name=last or "B",
        remark=remark,
        addresses=(WholeAddress(1, True, AddressKind.WORK, street or "S", extra, "1010", town or "T", "AT", False),),
        tags=(tag,) if tag else (),
    )
    data = written(contact, ANNA)
    check_folding(data)
    back, anna = read_vcards(data)
    assert (back.first_name, back.last_name, back.note) == (first or "A", last or "B", remark)
    assert [(a.kind, a.street, a.extra, a.town, a.country) for a in back.addresses] == [
        (AddressKind.WORK, street or "S", extra, town or "T", "AT")
    ]
    assert back.tags == contact.tags
    assert (anna.last_name, anna.born_on, anna.salutation) == ("Müller", date(1980, 12, 31), Salutation.MS)


def _kept(text: str) -> str:
    """Letters and signs as the database holds a text: one line, no blanks around, nothing unseen, and some letter."""
    line = " ".join(re.sub(r"[^\w.,;:\\\"'!?=+@&<>/() -]", "", text).split())
    return f"a {line} z" if line else ""


@pytest.mark.parametrize("value", [ANNA.iban, ANNA.bic, "Kanarienvogel"])
def test_bank_data_and_doctor_stay_in_the_house(value: Any) -> None:
    assert value not in written(ANNA).decode()


def test_each_contact_is_a_card_of_its_own() -> None:
    data = written(*(replace(ANNA, number=str(number)) for number in range(50)))
    assert data.count(b"BEGIN:VCARD\r\n") == data.count(b"END:VCARD\r\n") == len(list(read_vcards(data))) == 50


def test_nobody_is_an_empty_file() -> None:
    assert written() == b""
