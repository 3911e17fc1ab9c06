"""Update of contacts by their number: filled cells replace, empty ones leave, nothing is lost unseen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from actions.contact_details import add_phone
from actions.contacts import write_remark
from db.session import Database
from domain.access import PROGRAM
from domain.contact_import import OnNumber, Verdict
from domain.contacts import PhoneKind
from exchange.import_judge import Choices
from exchange.uploaded_book import open_book
from i18n.messages import explain
from i18n.texts import speaking
from models.contact import Contact
from queries.history import TrailFilter, history
from tests.building import a_contact
from tests.conftest import NOW, TODAY
from tests.exchange.importing import LARGEST, UPDATE, a_book, begun, imported, planned, said, steps, stored

MAIN = Choices(on_number=OnNumber.UPDATE, main_from_file=True)
HERE = (
    "Nummer;Anrede;Titel;Vorname;Nachname;Geburtsdatum;Straße;PLZ;Ort;Telefon;E-Mail;Tags;Bemerkung;IBAN;Zahlungsart",
    "77;Frau;Dr.;Anna;Müller;31.12.1980;Ring 1;50667;Köln;0221 998877;anna@example.de;VIP;Mag Tee;"
    "DE89370400440532013000;Lastschrift",
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with speaking("en"):
        yield


@pytest.fixture
def here(database: Database, tmp_path: Path) -> Database:
    imported(database, a_book(*HERE), tmp_path)
    return database


def as_text(contact: Contact) -> dict[str, str]:
    """What matters of a contact, in a few lines."""
    return {
        "name": contact.display_name,
        "born": str(contact.born_on),
        "phones": " ".join(f"{p.number}{'!' * p.is_primary}" for p in contact.phones),
        "emails": " ".join(f"{e.address}{'!' * e.is_primary}" for e in contact.emails),
        "addresses": " | ".join(
            f"{a.street}, {a.extra}, {a.postcode} {a.town}{'!' * a.is_primary}" for a in contact.addresses
        ),
        "tags": " ".join(sorted(link.tag.name for link in contact.tags)),
        "remark": contact.remark,
        "bank": f"{contact.payment_method} {contact.iban} {contact.bic} {contact.account_holder}".strip(),
    }


BEFORE = {
    "name": "Dr. Anna Müller",
    "born": "1980-12-31",
    "phones": "+49221998877!",
    "emails": "anna@example.de!",
    "addresses": "Ring 1, , 50667 Köln!",
    "tags": "VIP",
    "remark": "Mag Tee",
    "bank": "debit DE89370400440532013000 COBADEFFXXX",
}
ALONE = UPDATE


@pytest.mark.parametrize(
    ("header", "row", "choices", "after"),
    [
        ("Vorname;Nachname;Telefon", ";;", ALONE, {}),
        ("Nachname", "Maier", ALONE, {"name": "Dr. Anna Maier"}),
        ("Telefon", "0170 1234567", ALONE, {"phones": "+49221998877! +491701234567"}),
        ("Telefon", "0221/998877", ALONE, {}),
        ("Haupttelefon", "0170 1234567", ALONE, {"phones": "+491701234567!"}),
        ("Haupttelefon;Telefon", "0170 1234567;0221 998877", ALONE, {"phones": "+49221998877 +491701234567!"}),
        ("Telefon", "0170 1234567", MAIN, {"phones": "+491701234567!"}),
        ("E-Mail", "ANNA@example.de", MAIN, {}),
        ("E-Mail", "a@b.de", ALONE, {"emails": "anna@example.de! a@b.de"}),
        ("Primary Email", "a@b.de", ALONE, {"emails": "a@b.de!"}),
        ("Straße;PLZ;Ort", "Ring 1;50667;Köln", ALONE, {}),
        ("Ort", "Köln", ALONE, {}),
        ("Straße;PLZ;Ort", "Weg 2;53111;Bonn", ALONE,
         {"addresses": "Ring 1, , 50667 Köln! | Weg 2, , 53111 Bonn"}),
        ("Straße;PLZ;Ort", "Weg 2;53111;Bonn", MAIN, {"addresses": "Weg 2, , 53111 Bonn!"}),
        ("Hauptadresse Straße;Hauptadresse PLZ", "Weg 2;50668", ALONE, {"addresses": "Weg 2, , 50668 Köln!"}),
        ("Tags", "vip, Yoga", ALONE, {"tags": "VIP Yoga"}),
        ("Bemerkung", "Mag Kaffee", ALONE, {"remark": "Mag Kaffee"}),
        ("Firma", "Groß & Co", ALONE, {"remark": "Mag Tee\nEmployer: Groß & Co"}),
        ("Telefon", "12ab", ALONE, {"remark": "Mag Tee\nPhone from the import: 12ab"}),
        ("Geburtsdatum", "01.02.1981", ALONE, {"born": "1981-02-01"}),
        ("Geburtsdatum", "31.02.1981", ALONE, {"remark": "Mag Tee\nBirthday: 31.02.1981"}),
        ("IBAN", "AT611904300234573201", ALONE, {"bank": "debit AT611904300234573201"}),
        ("IBAN", "DE00370400440532013000", ALONE,
         {"remark": "Mag Tee\nIBAN from the import: DE00 •••• 3000"}),
        ("Zahlungsart;Kontoinhaber", "Bar;Ben", ALONE, {"bank": "cash DE89370400440532013000 COBADEFFXXX Ben"}),
        ("Telefon", "#REF!", ALONE, {}),
    ],
)  # fmt: skip
def test_what_a_row_changes(
    here: Database, tmp_path: Path, header: str, row: str, choices: Choices, after: dict[str, str]
) -> None:
    book = a_book(f"Nummer;{header}", f"77;{row}")
    progress = imported(here, book, tmp_path, choices)
    (contact,) = stored(here)
    assert as_text(contact) == BEFORE | after
    assert (progress.updated, progress.unchanged, progress.imported) == (bool(after), not after, 0)
    again = imported(here, book, tmp_path, choices)
    assert (again.updated, again.unchanged) == (0, 1)
    assert as_text(stored(here)[0]) == BEFORE | after


def test_without_the_choice_a_known_number_is_left_out(here: Database, tmp_path: Path) -> None:
    progress = imported(here, a_book("Nummer;Nachname", "77;Maier"), tmp_path)
    assert said(progress) == ["Line 2: Dr. Anna Müller is here already as number 77 (same number)."]
    assert as_text(stored(here)[0]) == BEFORE


def test_a_company_stays_one_and_a_person_too(database: Database, tmp_path: Path) -> None:
    imported(database, a_book("Nummer;Kontaktart;Firma;Vorname", "1;Firma;Turnverein;", "2;Person;;Anna"), tmp_path)
    rows = ("Nummer;Firma;Vorname", "1;TV Bonn;Ben", "2;Bank AG;")
    imported(database, a_book(*rows), tmp_path, UPDATE)
    company, person = stored(database)
    assert (company.kind, company.company_name, company.first_name, company.remark) == ("company", "TV Bonn", "Ben", "")
    assert (person.kind, person.display_name, person.remark) == ("person", "Anna", "Employer: Bank AG")
    imported(database, a_book("Nummer;Kontaktart;Firma", "2;Firma;Bank AG"), tmp_path, UPDATE)
    assert stored(database)[1].kind == "company"


def test_another_name_altogether_is_said(here: Database, tmp_path: Path) -> None:
    book = a_book("Nummer;Vorname;Nachname", "77;Ben;Groß")
    (plan,) = planned(here, book)
    assert plan.update is not None
    assert [explain(problem) for problem in plan.update.problems] == [
        "Line 2: this number is Dr. Anna Müller here. Please check."
    ]
    progress = imported(here, book, tmp_path, UPDATE)
    assert (progress.updated, progress.warnings) == (1, 1)


def test_a_number_is_updated_once_however_often_the_file_holds_it(here: Database, tmp_path: Path) -> None:
    progress = imported(here, a_book("Nummer;Nachname", "77;Maier", "77;Berg"), tmp_path, UPDATE)
    assert (progress.updated, progress.duplicates) == (1, 1)
    assert said(progress) == ["Line 3: the same contact stands on line 2 (same number)."]
    assert stored(here)[0].last_name == "Maier"


def test_a_contact_that_this_run_made_is_not_updated_by_it(database: Database, tmp_path: Path) -> None:
    """A run that goes on does not know the rows before: the number of one it made is here by then."""
    book = a_book("Nummer;Vorname;Nachname", "5;Anna;Berg", "5;Ben;Tal")
    first = a_book("Nummer;Vorname;Nachname", "5;Anna;Berg")
    (done,) = steps(database, first, tmp_path, UPDATE, run_id=(run := begun(database, first)))
    *_, end = steps(database, book, tmp_path, UPDATE, so_far=done, run_id=run)
    assert (end.imported, end.updated, end.duplicates) == (1, 0, 1)
    assert [contact.display_name for contact in stored(database)] == ["Anna Berg"]


def test_what_the_contact_could_not_be_called_is_refused(here: Database, tmp_path: Path) -> None:
    progress = imported(here, a_book("Nummer;Nachname", f"77;{'x' * 201}"), tmp_path, UPDATE)
    assert said(progress) == ["Line 2: Name: Too long: at most 200 characters."]
    assert (progress.refused, progress.duplicates) == (1, 0)
    assert as_text(stored(here)[0]) == BEFORE


def test_only_what_was_shown_is_written(here: Database, tmp_path: Path) -> None:
    book = a_book("Nummer;Nachname", "77;Maier")
    (plan,) = planned(here, book)
    assert plan.update is not None
    shown = {plan.foreign.line: plan.update.mark}
    with here.writing(NOW) as session:
        write_remark(session, PROGRAM, contact_id=plan.update.here.contact_id, version=1, remark="x")
    (progress,) = steps(here, book, tmp_path, UPDATE, shown=shown)
    assert (progress.updated, progress.refused) == (0, 1)
    assert "changed after the preview" in said(progress)[0]
    (plan,) = planned(here, book)
    assert plan.update is not None
    (progress,) = steps(here, book, tmp_path, UPDATE, shown={2: plan.update.mark})
    assert progress.updated == 1


def test_a_merged_number_leads_to_the_contact_that_stayed(here: Database, tmp_path: Path) -> None:
    with here.writing(NOW) as session:
        other = a_contact(session, "Anna", "Mueller", number="88")
        other.merged_into_id = stored(here)[0].id
    imported(here, a_book("Nummer;Nachname", "88;Maier"), tmp_path, UPDATE)
    assert [contact.last_name for contact in stored(here)] == ["Maier", "Mueller"]


def test_each_update_has_its_entry_in_the_trail_and_is_found(here: Database, tmp_path: Path) -> None:
    imported(here, a_book("Nummer;Nachname;Telefon", "77;Maier;0170 1234567"), tmp_path, UPDATE)
    with here.reading(NOW) as session:
        line = history(session, TrailFilter(contact_id=stored(here)[0].id), limit=1)[0]
    assert line.action == "update_contacts"
    assert {(change.field, change.before, change.after) for change in line.changes} >= {
        ("last_name", "Müller", "Maier"),
        ("number", None, "+491701234567"),
    }


def test_a_replaced_number_is_deliverable_again(here: Database, tmp_path: Path) -> None:
    with here.writing(NOW) as session:
        contact = stored(here)[0]
        phone = add_phone(
            session, PROGRAM, contact_id=contact.id, kind=PhoneKind.HOME, number="0221 111111", primary=True
        )
        phone.undeliverable_on, phone.undeliverable_reason = TODAY, "gone"
    imported(here, a_book("Nummer;Haupttelefon", "77;0170 1234567"), tmp_path, UPDATE)
    phone = next(phone for phone in stored(here)[0].phones if phone.is_primary)
    assert (phone.number, phone.undeliverable_on, phone.undeliverable_reason) == ("+491701234567", None, "")


def test_a_vcard_without_number_updates_nobody(here: Database, tmp_path: Path) -> None:
    card = b"BEGIN:VCARD\nN:M\xc3\xbcller;Anna\nBDAY:1980-12-31\nTEL:0170 1234567\nEND:VCARD\n"
    progress = imported(here, open_book("x.vcf", card, largest=LARGEST), tmp_path, UPDATE)
    assert (progress.duplicates, progress.updated) == (1, 0)


def test_the_plan_tells_what_would_change_whatever_is_chosen(here: Database) -> None:
    (plan,) = planned(here, a_book("Nummer;Nachname", "77;Maier"))
    assert plan.verdict is Verdict.DUPLICATE
    assert plan.update is not None
    assert plan.update.patch.values == {"last_name": "Maier"}
    assert plan.update.here.born_on == date(1980, 12, 31)
