"""What the tests of the export share: contacts of any kind, a file of them, and a house that is emptied."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import strategies as some
from sqlalchemy import delete

from actions.contact_import import NewAddress, NewContact, NewDoctor, NewEmail, NewPhone, import_contacts
from db.session import Database
from domain.access import PROGRAM
from domain.bank import parse_iban
from domain.contacts import (
    AddressKind,
    ContactFacts,
    ContactKind,
    EmailKind,
    Identity,
    PaymentMethod,
    PhoneKind,
    Salutation,
)
from domain.errors import Refusal
from domain.phones import parse_phone
from exchange.contacts_export import Export, ExportFormat
from exchange.export_fields import ExportField
from gateways.storage import Storage
from models.base import Base
from models.contact import Contact, tag_key
from queries.whole_contacts import WholeContact, whole_contacts
from tests.conftest import NOW, TODAY

EVERYTHING = tuple(ExportField)
STAYS = {"studio", "number_range", "audit_entry", "audit_detail", "audit_head", "user_account", "import_run"}
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def emptied(database: Database) -> None:
    """Let no contact be in the house, nor a tag or doctor."""
    with database.engine.execution_options(kontor_writes=True).begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in STAYS:
                connection.execute(delete(table))


def taken_in(database: Database, contacts: Sequence[NewContact], folder: Path) -> list[WholeContact]:
    """New contacts as they are stored."""
    with database.writing(NOW) as session:
        import_contacts(session, PROGRAM, contacts=contacts, storage=Storage(str(folder)))
    return all_of(database)


def all_of(database: Database) -> list[WholeContact]:
    """All contacts in the order in which they came."""
    with database.reading() as session:
        ids = [row.id for row in session.query(Contact.id).order_by(Contact.id)]
        return whole_contacts(session, ids)


def exported(
    database: Database, kind: ExportFormat, fields: Sequence[ExportField] = EVERYTHING, today: date = TODAY
) -> bytes:
    """The file of all contacts."""
    out = io.BytesIO()
    ids = [contact.contact_id for contact in all_of(database)]
    *_, last = (0, *Export(kind, ids, tuple(fields), today).write(out, database.reading))
    assert last == len(ids)
    return out.getvalue()


def told(contact: WholeContact) -> WholeContact:
    """The contact without its keys, which are others in each house."""
    return replace(
        contact,
        contact_id=0,
        created_at=LONG_AGO,
        facts=ContactFacts(TODAY),
        photo=None,
        addresses=tuple(replace(row, row_id=0) for row in contact.addresses),
        phones=tuple(replace(row, row_id=0) for row in contact.phones),
        emails=tuple(replace(row, row_id=0) for row in contact.emails),
    )


def in_an_address_book(contact: WholeContact) -> WholeContact:
    """What a vCard carries of it."""
    return replace(told(contact), doctor="", payment_method=PaymentMethod.NONE, account_holder="", iban="", bic="")


# --- any contact ------------------------------------------------------------------------------------------
LETTERS = some.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\u2028\u2029")
HOSTILE = (
    "**Müller** <b>x</b> :red[y] $z$ =1+1", "=1+1", "+49", "-1", "@SUM(A1)", "'quoted", "'=1", "''+1", "😀🏋️", "שלום",
    "a;b,c|d", '"', 'say "x"', "_x0041_", "&amp;", "\\n", "\\,", "N" * 200, "＝1",
)  # fmt: skip


def line(longest: int) -> some.SearchStrategy[str]:
    """One line of any text."""
    return some.one_of(some.text(LETTERS, max_size=12), some.sampled_from(HOSTILE)).map(
        lambda text: " ".join(text.split())[:longest].strip()
    )


def place_line(longest: int) -> some.SearchStrategy[str]:
    """A line of an address; commas around it are no part of one."""
    return line(longest).map(lambda text: text.strip(" ,;"))


REMARK = some.one_of(
    some.just(""),
    some.text(some.one_of(LETTERS, some.sampled_from("\n\t ")), max_size=60),
    some.sampled_from(HOSTILE),
)


def _number(text: str) -> str | None:
    try:
        return parse_phone(text)
    except Refusal:
        return None


NUMBERS = some.one_of(
    some.sampled_from(("+491701234567", "+4922199887", "+436601234567", "+41446681800", "+15555551234", "+390612345")),
    some.from_regex(r"\A\+49[1-9][0-9]{5,11}\Z"),
    some.from_regex(r"\A\+(43|41|1|33|39|44|90)[1-9][0-9]{6,10}\Z"),
).filter(lambda number: _number(number) == number)
PHONES = some.lists(
    some.builds(NewPhone, some.sampled_from(PhoneKind), NUMBERS), max_size=3, unique_by=lambda phone: phone.number
)
EMAILS = some.lists(
    some.builds(
        NewEmail,
        some.sampled_from(EmailKind),
        some.sampled_from(
            ("a@example.de", "Anna.Müller@example.de", "=x@example.de", "+x@example.de", "o'b@example.com")
        ),
    ),
    max_size=3,
    unique_by=lambda email: email.address.casefold(),
)


def _address(kind: AddressKind, texts: tuple[str, str, str], where: tuple[str, str]) -> NewAddress | None:
    country, postcode = where
    street, extra, town = texts
    try:
        return NewAddress.read(kind, street=street, extra=extra, postcode=postcode, town=town, country=country)
    except Refusal:
        return None


ADDRESSES = some.lists(
    some.builds(
        _address,
        some.sampled_from(AddressKind),
        some.tuples(place_line(200), place_line(200), place_line(120)),
        some.sampled_from(
            (("DE", "01067"), ("DE", ""), ("AT", "1010"), ("CH", "8001"), ("US", "12345-678"), ("GB", "W1A 1AA"))
        ),
    ),
    max_size=3,
    unique=True,
).map(lambda found: tuple(address for address in found if address))
IBANS = (None, parse_iban("DE89370400440532013000"), parse_iban("AT611904300234573201"))


@some.composite
def contacts(draw: some.DrawFn) -> NewContact:
    """Any contact that the master data can hold."""
    is_company = draw(some.booleans())
    first, last, company = draw(line(200)), draw(line(200)), draw(line(200))
    if is_company:
        company = company or "Turnverein"
        if not first and last == company:  # Address books write a company's name there too.
            last = ""
    identity = Identity(
        ContactKind.COMPANY if is_company else ContactKind.PERSON,
        draw(some.sampled_from(Salutation)),
        draw(some.sampled_from(("", "Dr.", "Prof. Dr."))),
        first,
        last if first or last or is_company else "Berg",
        company if is_company else "",
        draw(some.one_of(some.none(), some.dates(date(1897, 1, 1), TODAY))),
    )
    tags = draw(some.lists(line(60), max_size=3, unique_by=tag_key))
    return NewContact(
        identity=identity,
        number=draw(
            some.one_of(some.from_regex(r"\A[A-Z0]{0,2}[0-9]{1,6}\Z"), some.sampled_from(("=1", "M-47", "+7")))
        ),
        addresses=draw(ADDRESSES),
        phones=tuple(draw(PHONES)),
        emails=tuple(draw(EMAILS)),
        tags=tuple(tag for tag in tags if tag),
        language=draw(some.sampled_from(("de", "en"))),
        doctor=draw(some.sampled_from((None, NewDoctor("Dr.", "Eva", "Berg"), NewDoctor("", "", "Tal")))),
        remark=draw(REMARK),
        payment_method=draw(some.sampled_from(PaymentMethod)),
        account_holder=draw(line(70)),
        iban=draw(some.sampled_from(IBANS)),
        bic="",
    )


BOOKS = some.lists(contacts(), min_size=1, max_size=3, unique_by=lambda contact: contact.number)
