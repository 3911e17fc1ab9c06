"""The import of an address book: verdicts, duplicates, broken rows, stopping and going on."""

from __future__ import annotations

import codecs
import csv
import io
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import text

from actions.contact_import import LONGEST_REMARK
from db.session import Database
from domain.access import Actor, NotPermitted, Role
from domain.contact_import import Verdict
from domain.errors import CellTooLong, EmptyFile, FileTooLarge, NotATextFile, NotAVCardFile, QuoteNotClosed, Refusal
from domain.workbooks import NotAWorkbook
from exchange import import_judge
from exchange.contact_import import RUN_CHUNK, Progress
from exchange.contacts_csv import Field
from exchange.csv_rows import LONGEST_CELL
from exchange.import_judge import Choices
from exchange.import_preview import FIRST_PROBLEMS, FIRST_ROWS, PreviewTally
from exchange.uploaded_book import open_book
from i18n.messages import explain
from i18n.texts import speaking
from tests.building import a_contact
from tests.conftest import NOW
from tests.exchange.importing import (
    BOTH_ANYWAY,
    LARGEST,
    UPDATE,
    a_book,
    begun,
    imported,
    names,
    planned,
    said,
    steps,
    stored,
)

HEAD = "Vorname;Nachname;Telefon;E-Mail;Geburtsdatum;Kundennummer"


@pytest.fixture(autouse=True)
def _english():  # type: ignore[no-untyped-def]
    with speaking("en"):
        yield


# --- what cannot be stored --------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "cell", "remark", "warning"),
    [
        ("Telefon", "12ab", "Phone from the import: 12ab", "Phone 12ab goes into the remark"),
        ("Handy", "12", "Phone from the import: 12 (Mobile)", "Phone 12 (Mobile) goes"),
        ("Telefon", "4,91512E+11", "Phone from the import: 4,91512E+11", "a spreadsheet has cut the number"),
        ("E-Mail", "anna@", "E-mail from the import: anna@", "E-mail anna@ goes"),
        ("IBAN", "DE89370400440532013001", "IBAN from the import: DE89 •••• 3001", "The check digits do not fit"),
        ("BIC", "COBA", "BIC from the import: COBA", "BIC COBA goes"),
        ("BIC", "COBADEFFXXX", "BIC from the import: COBADEFFXXX", ""),
        ("Kontoinhaber", "x" * 71, "Account holder from the import: xxx", "Too long: at most 70"),
        ("Zahlungsart", "Lastschrift", "", "pays by direct debit, but there is no IBAN"),
        ("PLZ", "1234567", "Address from the import: 1234567", "A postcode in this country has 5 digits"),
        ("Straße", "x" * 201, "Address from the import: xxx", "Too long: at most 200"),
        ("Geburtsdatum", "31.02.1980", "Birthday: 31.02.1980", "the birthday 31.02.1980 cannot be read"),
        ("Geburtsdatum", "24.11.2026", "Birthday from the import: 24 Nov 2026", "Nobody can be born on"),
        ("Geburtsdatum", "01.01.1850", "Birthday from the import: 1 Jan 1850", "Nobody can be born on"),
        ("Titel", "Dr. " * 20, "Title from the import: Dr. Dr.", "Too long: at most 60"),
        ("Kundennummer", "1" * 31, "Number from the import: 111", "Too long: at most 30"),
        ("Tags", "x" * 61, "Tag from the import: xxx", "Too long: at most 60"),
        ("Tags", ",".join(f"t{n}" for n in range(40)), "t38, t39", "At most 30 are imported"),
        ("Land", "Absurdistan", "", ""),
        ("Firma", "Groß & Co", "Employer: Groß & Co", ""),
        ("Webseite", "www.example.de", "Website: www.example.de", ""),
    ],
)
def test_what_cannot_be_stored_goes_into_the_remark_in_words(
    sqlite_database: Database, tmp_path: Path, header: str, cell: str, remark: str, warning: str
) -> None:
    book = a_book(f"Vorname;Nachname;{header}", f"Anna;Müller;{cell}")
    (plan,) = planned(sqlite_database, book)
    progress = imported(sqlite_database, book, tmp_path)
    (contact,) = stored(sqlite_database)
    assert (contact.display_name, progress.imported, progress.refused) == ("Anna Müller", 1, 0)
    assert remark in contact.remark
    assert plan.verdict is (Verdict.WARNING if warning else Verdict.OK)
    assert warning in " ".join(map(explain, plan.problems))
    assert (progress.warnings, len(progress.warned)) == (bool(warning), bool(warning))


def test_an_address_with_a_wrong_postcode_comes_in_without_it(sqlite_database: Database, tmp_path: Path) -> None:
    imported(sqlite_database, a_book("Name;Straße;PLZ;Ort", "Anna Müller;Ring 1;50;Köln"), tmp_path)
    (contact,) = stored(sqlite_database)
    assert [(a.street, a.postcode, a.town, a.country) for a in contact.addresses] == [("Ring 1", "", "Köln", "DE")]
    assert contact.remark == "Postcode from the import: 50"


def test_an_endless_remark_is_cut_and_said(sqlite_database: Database, tmp_path: Path) -> None:
    book = a_book("Name;Notiz", f"Anna Müller;{'wort ' * 5000}")
    progress = imported(sqlite_database, book, tmp_path)
    assert len(stored(sqlite_database)[0].remark) <= LONGEST_REMARK
    assert "was cut" in explain(progress.warned[0].reasons[0])


@pytest.mark.parametrize(
    ("country", "typed", "number", "kind"),
    [
        ("", "0170 1234567", "+491701234567", "mobile"),
        ("", "0221 998877", "+49221998877", "other"),
        ("", "+43 660 1234567", "+436601234567", "other"),
        ("Österreich", "0660 1234567", "+436601234567", "other"),
        ("Schweiz", "0170 1234567", "+491701234567", "mobile"),
        ("USA", "905-555-1234", "+19055551234", "other"),
        ("USA", "0170 1234567", "+491701234567", "mobile"),
    ],
)
def test_a_phone_is_at_home_where_its_owner_lives(
    sqlite_database: Database, tmp_path: Path, country: str, typed: str, number: str, kind: str
) -> None:
    imported(sqlite_database, a_book("Name;Ort;Land;Telefon", f"Anna Müller;Ort;{country};{typed}"), tmp_path)
    (contact,) = stored(sqlite_database)
    assert [(phone.number, phone.kind, phone.is_primary) for phone in contact.phones] == [(number, kind, True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";;0170 1234567;;;", None),
        (";;;;31.12.1980;", "Line 3: Name: Please enter a name."),
        (f"{'x' * 201};;;;;", "Line 3: Name: Too long: at most 200 characters."),
    ],
)
def test_only_a_missing_or_impossible_name_refuses_a_contact(
    database: Database, tmp_path: Path, row: str, reason: str | None
) -> None:
    progress = imported(database, a_book(HEAD, "Ben;Groß;;;;", row, "Cem;Öz;;;;"), tmp_path)
    assert said(progress) == ([reason] if reason else [])
    assert progress.imported == (2 if reason else 3)
    assert names(database)[-1] == "Cem Öz"


def test_a_list_of_others_is_no_contact(sqlite_database: Database, tmp_path: Path) -> None:
    cards = b"BEGIN:VCARD\nKIND:group\nFN:Friends\nEND:VCARD\nBEGIN:VCARD\nFN:Anna Berg\nEND:VCARD\n"
    progress = imported(sqlite_database, open_book("x.vcf", cards, largest=LARGEST), tmp_path)
    assert (names(sqlite_database), progress.refused) == (["Anna Berg"], 1)


HOSTILE = ["**Müller** <b>x</b> :red[y] $z$ =1+1", "=1+1", "N" * 200, "😀🏋️", "שלום עולם", "'quoted", "@SUM(A1)", "+1"]


@pytest.mark.parametrize("name", HOSTILE)
def test_names_come_in_as_they_are(database: Database, tmp_path: Path, name: str) -> None:
    book = a_book("Vorname,Nachname,Notiz", f'"{name}","{name}","{name}"')
    assert imported(database, book, tmp_path).imported == 1
    (contact,) = stored(database)
    assert (contact.first_name, contact.last_name, contact.remark) == (name, name, name)
    assert imported(database, book, tmp_path).duplicates == 1


# --- likely duplicates ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ben;Groß;;;;77", "same number"),
        ("Anna;Müller;;;31.12.1980;", "same name and birthday"),
        ("ANNA;Mueller;;;31.12.1980;", "same name and birthday"),
        ("Anna;Müller;;Anna@Example.de;;", "same name and e-mail address"),
        ("Anna;Müller;0221/998877;;;", "same name and phone number"),
        ("Anna;Müller;;;;", "same name, nothing else known"),
        ("Anna;Müller;0221/998877;;01.01.2005;", ""),
        ("Anna;Müller;;;01.01.2005;", ""),
        ("Anna;Müller;;other@example.de;;", ""),
        ("Anna;Müller;;;;78", ""),
        ("Ben;Müller;0221/998877;anna@example.de;31.12.1980;", ""),
    ],
)
def test_who_is_here_already(database: Database, tmp_path: Path, row: str, reason: str) -> None:
    with database.writing(NOW) as session:
        born_on = date(1980, 12, 31)
        a_contact(session, born_on=born_on, number="77", phone="+49 221 998877", email="anna@example.de")
    book = a_book(HEAD, row)
    (plan,) = planned(database, book)
    progress = imported(database, book, tmp_path)
    expected = [f"Line 2: Anna Müller is here already as number 77 ({reason})."] if reason else []
    assert said(progress) == expected
    assert (plan.twin is not None, progress.duplicates, progress.imported) == (
        bool(reason), bool(reason), not reason
    )  # fmt: skip


TWINS = (
    ("Anna;Müller;;;31.12.1980;", "Anna;Mueller;0221 1234;;31.12.1980;"),
    ("Anna;Müller;;a@b.de;;", "Anna;Müller;;A@B.de;;"),
    ("Anna;Müller;;;;7", "Ben;Groß;;;;7"),
    ("Anna;Müller;0221 99887;;31.12.1980;", "Anna;Müller;0221 99887;;;"),
    ("Anna;Müller;;;;", "Anna;Müller;;;;"),
    ("Anna;Müller;;;;8", "Anna;Müller;;;;"),
)


@pytest.mark.parametrize("twins", TWINS)
@pytest.mark.parametrize("between", [0, RUN_CHUNK])
def test_twins_inside_the_file(sqlite_database: Database, tmp_path: Path, twins: tuple[str, str], between: int) -> None:
    others = [f"F{number};Fremd;;;;" for number in range(between)]
    book = a_book(HEAD, twins[0], *others, twins[1])
    last = planned(sqlite_database, book)[-1]
    assert last.verdict is Verdict.DUPLICATE
    assert "the same contact stands on line 2" in explain(last.problems[0])
    progress = imported(sqlite_database, book, tmp_path)
    assert (progress.imported, progress.duplicates) == (1 + between, 1)


def test_father_and_son_share_name_phone_and_address(sqlite_database: Database, tmp_path: Path) -> None:
    book = a_book(
        "Name;Geburtsdatum;Telefon;Straße;PLZ;Ort",
        "Hans Müller;01.01.1950;0221 998877;Ring 1;50667;Köln",
        "Hans Müller;01.01.1980;0221 998877;Ring 1;50667;Köln",
    )
    assert imported(sqlite_database, book, tmp_path).imported == 2
    assert imported(sqlite_database, book, tmp_path).duplicates == 2


def test_only_an_address_tells_people_of_one_name_apart(database: Database, tmp_path: Path) -> None:
    book = a_book("Name;Straße;PLZ;Ort", "Hans Müller;Ring 1;50667;Köln", "Hans Müller;Ring 2;50667;Köln")
    assert imported(database, book, tmp_path).imported == 2
    assert imported(database, book, tmp_path).duplicates == 2


def test_duplicates_come_in_where_that_is_wanted_and_nothing_is_updated(database: Database, tmp_path: Path) -> None:
    with database.writing(NOW) as session:
        a_contact(session, number="77", phone="+49 221 998877")
    before = stored(database)[0]
    book = a_book(HEAD, "Ben;Groß;;b@x.de;;77", "Anna;Müller;;;;", "Cem;Öz;;;;77", "Dea;Roy;;;;")
    progress = imported(database, book, tmp_path, BOTH_ANYWAY)
    after, ben, anna, cem, _dea = stored(database)
    assert (progress.imported, progress.duplicates, progress.left_out) == (4, 0, ())
    assert (after.version, after.phones[0].number) == (before.version, "+49221998877")
    assert ben.remark == cem.remark == "Number from the import: 77"
    assert anna.display_name == "Anna Müller"
    assert len({contact.number for contact in stored(database)}) == 5


def test_a_number_that_a_later_row_brings_is_given_to_nobody_else(database: Database, tmp_path: Path) -> None:
    imported(database, a_book("Vorname;Nachname", "Probe;Eins"), tmp_path)
    following = int(stored(database)[0].number) + 1
    book = a_book(HEAD, "Ben;Groß;;;;", "Cem;Öz;;;;", f"Dea;Roy;;;;{following}")
    assert imported(database, book, tmp_path).imported == 3
    assert [contact.number for contact in stored(database)[1:]] == [
        str(following + 1), str(following + 2), str(following)
    ]  # fmt: skip


# --- the run ----------------------------------------------------------------------------------------------
def a_long_book(rows: int = 2 * RUN_CHUNK + 30) -> list[str]:
    return [HEAD, *(f"F{number};Fremd;;f{number}@example.de;;" for number in range(rows))]


def test_what_came_in_before_a_stop_stays_and_a_second_run_skips_it(database: Database, tmp_path: Path) -> None:
    book = a_book(*a_long_book())
    (stopped,) = islice(steps(database, book, tmp_path), 1)
    assert (stopped.done, stopped.imported, len(stored(database))) == (RUN_CHUNK, RUN_CHUNK, RUN_CHUNK)
    again = imported(database, book, tmp_path)
    assert (again.imported, again.duplicates) == (RUN_CHUNK + 30, RUN_CHUNK)
    assert len(set(names(database))) == len(stored(database)) == 2 * RUN_CHUNK + 30


@pytest.mark.parametrize("choices", [Choices(), BOTH_ANYWAY, UPDATE])
def test_a_stopped_run_goes_on_where_it_was(sqlite_database: Database, tmp_path: Path, choices: Choices) -> None:
    book = a_book(*a_long_book())
    run_id = begun(sqlite_database, book)
    (stopped,) = islice(steps(sqlite_database, book, tmp_path, choices, run_id=run_id), 1)
    *_between, end = steps(sqlite_database, book, tmp_path, choices, so_far=stopped, run_id=run_id)
    assert (end.done, end.imported, end.duplicates) == (2 * RUN_CHUNK + 30, 2 * RUN_CHUNK + 30, 0)
    assert len(set(names(sqlite_database))) == end.imported == len(stored(sqlite_database))


def poison(database: Database) -> None:
    """Let the database refuse a name that the rules let pass."""
    if database.engine.dialect.name == "sqlite":
        statement = (
            "CREATE TRIGGER poison BEFORE INSERT ON contact WHEN NEW.last_name = 'Gift' "
            "BEGIN SELECT RAISE(ABORT, 'poison'); END"
        )
    else:
        statement = "ALTER TABLE contact ADD CONSTRAINT poison CHECK (last_name <> 'Gift')"
    with database.engine.begin() as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize("places", [(0,), (57,), (0, 1, 98, 99, 100, 229)])
def test_a_poisoned_row_refuses_only_itself(database: Database, tmp_path: Path, places: tuple[int, ...]) -> None:
    poison(database)
    lines = a_long_book()
    for place in places:
        lines[place + 1] = f"F{place};Gift;;;;"
    progress = imported(database, a_book(*lines), tmp_path)
    assert [one.line for one in progress.left_out] == [place + 2 for place in places]
    assert "the database did not take this contact" in said(progress)[0]
    assert (progress.imported, progress.refused) == (2 * RUN_CHUNK + 30 - len(places), len(places))
    assert len(stored(database)) == progress.imported
    numbers = sorted(int(contact.number) for contact in stored(database))
    assert numbers == list(range(numbers[0], numbers[0] + progress.imported))


def test_a_number_taken_at_the_last_moment_refuses_its_row(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.writing(NOW) as session:
        a_contact(session, number="77")
    monkeypatch.setattr(import_judge, "known_contacts", lambda session, newcomers: {})
    monkeypatch.setattr(import_judge, "contacts_by_number", lambda session, numbers: {})
    progress = imported(database, a_book(HEAD, "Ben;Groß;;;;77", "Cem;Öz;;;;"), tmp_path)
    assert said(progress) == ["The number 77 belongs to another contact."]
    assert names(database) == ["Anna Müller", "Cem Öz"]


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.THERAPIST, Role.READ_ONLY])
def test_without_the_permission_nothing_comes_in(database: Database, tmp_path: Path, role: Role) -> None:
    run = steps(database, a_book(HEAD, "Anna;Müller;;;;"), tmp_path, actor=Actor(1, "x", role))
    with pytest.raises(NotPermitted):
        list(run)
    assert stored(database) == []


def test_the_permission_is_asked_for_each_chunk(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = steps(sqlite_database, a_book(*a_long_book()), tmp_path, actor=Actor(1, "x", Role.OFFICE))
    next(run)
    monkeypatch.setattr("domain.access.ROLES", {Role.OFFICE: frozenset()})
    with pytest.raises(NotPermitted):
        next(run)
    assert len(stored(sqlite_database)) == RUN_CHUNK


# --- preview and report -----------------------------------------------------------------------------------
def test_the_preview_keeps_counts_and_first_rows_only(sqlite_database: Database) -> None:
    rows = [f"F{number};Fremd;12ab;;;" for number in range(300)]
    tally = PreviewTally()
    for plan in planned(sqlite_database, a_book(HEAD, *rows, "F1;Fremd;;;;", ";;;;;", ";;x;;;1", "Eva;Gut;;;;")):
        tally.add(plan)
    preview = tally.preview()
    assert (preview.total, preview.ready, preview.warnings, preview.duplicates, preview.refused) == (303, 1, 301, 1, 0)
    assert (len(preview.rows), len(preview.problems)) == (FIRST_ROWS, FIRST_PROBLEMS)
    assert all(row.new.photo is None for row in preview.rows)
    assert stored(sqlite_database) == []


def test_the_file_of_what_stayed_out_can_be_mended_and_imported(sqlite_database: Database, tmp_path: Path) -> None:
    book = a_book(HEAD, "Anna;Müller;;;;7", "=1+1;+49;;a@b.de;;7", f"{'x' * 201};Lang;0221 1234567;;;")
    progress = imported(sqlite_database, book, tmp_path)
    refused = book.refused_file(progress.left_out, NOW.date())
    assert refused.startswith(codecs.BOM_UTF8)
    header, *rows = csv.reader(io.StringIO(refused.decode("utf-8-sig")), delimiter=";")
    assert header[:4] == ["Line", "Reason", "Vorname", "Nachname"]
    assert [(row[0], row[2][:5], row[3]) for row in rows] == [("3", "'=1+1", "'+49"), ("4", "xxxxx", "Lang")]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    mended = refused.replace(b"x" * 201, b"Cem").replace(b";7\r", b";8\r")
    assert imported(sqlite_database, open_book("again.csv", mended, largest=LARGEST), tmp_path).imported == 2
    assert names(sqlite_database) == ["Anna Müller", "=1+1 +49", "Cem Lang"]


def test_the_file_of_refused_cards_names_them(sqlite_database: Database, tmp_path: Path) -> None:
    cards = b"BEGIN:VCARD\nFN:Anna Berg\nEND:VCARD\n" * 2
    book = open_book("x.vcf", cards, largest=LARGEST)
    refused = book.refused_file(imported(sqlite_database, book, tmp_path).left_out, NOW.date())
    assert refused.decode("utf-8-sig").splitlines()[1] == (
        "4;Line 4: Anna Berg is here already as number 10001 (same name, nothing else known).;Anna Berg"
    ).replace("Anna Berg is here already as number 10001", "the same contact stands on line 1")


# --- files ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("x.csv", b"", EmptyFile),
        ("x.csv", b" \r\n ", EmptyFile),
        ("x.csv", b"a;b\n" * 2_000_000, FileTooLarge),
        ("x.csv", b"PK\x03\x04rest", NotAWorkbook),
        ("x.csv", b"%PDF-1.7", NotATextFile),
        ("x.vcf", b"nothing of the kind", NotAVCardFile),
        ("x.csv", b'Name;Ort\n"Anna;K\n\nB;C\n', QuoteNotClosed),
        ("x.csv", b"Name;Ort\nAnna;" + b"x" * (LONGEST_CELL + 1), CellTooLong),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(
    sqlite_database: Database, name: str, data: bytes, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as found:
        planned(sqlite_database, open_book(name, data, largest=LARGEST))
    assert explain(found.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["x.vcf", "x.txt", "noname"])
def test_a_vcard_is_one_by_what_it_holds(sqlite_database: Database, name: str, encoding: str) -> None:
    data = "begin:vcard\r\nVERSION:3.0\r\nFN:Zoë Groß\r\nend:vcard\r\n".encode(encoding)
    book = open_book(name, data, largest=LARGEST)
    assert book.table is None
    assert [plan.foreign.last_name for plan in planned(sqlite_database, book)] == ["Groß"]


CELLS = (
    "",
    "Anna",
    "=1+1",
    "0170 1234567",
    "31.12.1980",
    "a@b.de",
    "50667",
    "DE89370400440532013000",
    "x" * 300,
    "a,b;c",
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    fields=some.lists(some.sampled_from(list(Field)), min_size=6, max_size=6),
    rows=some.lists(some.lists(some.sampled_from(CELLS), min_size=6, max_size=6), min_size=1, max_size=4),
)
def test_any_meaning_of_the_columns_gives_each_row_one_verdict(
    sqlite_database: Database, tmp_path: Path, fields: list[Field], rows: list[list[str]]
) -> None:
    quoted = [",".join(f'"{cell}"' for cell in row) for row in rows if any(row)]
    book = a_book(HEAD.replace(";", ","), *quoted, "Eva,Ende,,,,")
    for index, field in enumerate(fields):
        book = book.read_as(index, field)
    plans = planned(sqlite_database, book)
    before = len(stored(sqlite_database))
    progress = imported(sqlite_database, book, tmp_path)
    assert progress.imported + progress.duplicates + progress.refused == progress.done == len(plans) == len(quoted) + 1
    assert len(stored(sqlite_database)) == before + progress.imported
    assert progress.refused == sum(plan.verdict is Verdict.REFUSED for plan in plans)


def test_progress_begins_at_nothing() -> None:
    assert Progress() == Progress(0, 0, 0, 0, 0, (), ())
