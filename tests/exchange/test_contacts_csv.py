"""CSV of Google, Outlook, Thunderbird, studios' systems and hand-made lists."""

from __future__ import annotations

import csv
import io
import itertools
import tracemalloc
from datetime import date
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contacts import ContactKind
from domain.errors import CellTooLong, QuoteNotClosed, Refusal, TooManyColumns, WrongColumnCount
from exchange.address_book import ForeignContact
from exchange.contacts_csv import Field, guess_mapping, read_rows, sniff
from exchange.csv_headers import Column, column_of
from exchange.csv_rows import LONGEST_CELL, data_rows
from exchange.text_file import decode, original_cell
from exchange.tidy import tidy_line
from tests.exchange.foreign import Seen, foreign_file, seen

TODAY = date(2026, 11, 23)
ROUNDCUBE = "csv-vcard-roundcube"


def contacts_of(text: str) -> list[ForeignContact]:
    """The contacts of a CSV, all guessed."""
    shape = sniff(text)
    return list(read_rows(text, shape, guess_mapping(shape.header, shape.sample), today=TODAY))


def only(text: str) -> ForeignContact:
    """The one contact of a CSV."""
    (contact,) = contacts_of(text)
    return contact


# Written by looking at the files.
TABLE = {
    "email.csv": tuple(
        Seen(
            last=f"test{n}@domain.tld", emails=(f"private test{n}@domain.tld",), problems=("NameGuessed",)
        )
        for n in range(1, 5)
    ),
    "gmail.csv": (
        Seen(
            first="Firstname Middle",
            last="Lastname",
            title="Prefix",
            born_on=date(1975, 12, 12),
            phones=(
                "other pager", "other mainphone", "home homephone", "fax homefax", "mobile mobile",
                "work workphone", "fax workfax",
            ),
            emails=(
                "private home@aaa.pl", "work work@email.pl", "private unknown@email.com",
                "other other@email.com",
            ),
            addresses=("home|home_street|home_pobox|home_zip|home_city|",
                       "work|work_street||work_zip|work_city|"),
            tags=("Test",),
            extras=(
                "country home_country", "country work_country", "employer company", "nickname nick",
                "position jobtitle", "region home_state", "suffix Suffix", "website home.page.com",
                "website test.com",
            ),
            problems=("CountryUnknown", "CountryUnknown"),
        ),
    ),
    "tb_plain.csv": (
        Seen(
            first="Firstname",
            last="Lastname",
            born_on=date(1970, 11, 15),
            phones=("work phone work", "home phone home", "fax fax", "other pager", "mobile mobile"),
            emails=("private test@domain.tld", "private next@domain.tld"),
            addresses=("home|Priv address||xx-xxx|City, region|US", "work|Addr work||33-333|Wcity|PL"),
            extras=(
                "department department", "employer Organization", "nickname Nick", "position title",
                "region Wstate", "website http://page.com", "website http://webpage.tld",
            ),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_a_real_export_comes_in_as_the_file_shows_it(name: str) -> None:
    contacts = contacts_of(decode(foreign_file(ROUNDCUBE, name)).text)
    assert [seen(contact) for contact in contacts] == list(TABLE[name])


def test_the_note_of_a_real_export() -> None:
    assert only(decode(foreign_file(ROUNDCUBE, "gmail.csv")).text).note == 'note"note'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # a studio's member list
            "Mitglieds-Nr.;Anrede;Vorname;Nachname;Geb.-Datum;Straße;Hausnr.;PLZ;Ort;Telefon;Handy;E-Mail-Adresse;"
            "IBAN;BIC;Kontoinhaber;Zahlungsart;Schlagworte;Bemerkung\n"
            "10023;Frau;Anna;Müller;31.12.80;Hauptstr.;5a;1067;Dresden;0351 123;0171 456;anna@x.de;"
            "DE89370400440532013000;COBADEFFXXX;Karl Müller;SEPA-Lastschrift;Yoga, Sauna;=1+1\n"
            "10024;Herr;Bo;Berg;01.02.1970;Weg;2;53111;Bonn;;;;;;;;;\n",
            Seen(
                first="Anna", last="Müller", salutation="ms", born_on=date(1980, 12, 31),
                phones=("other 0351 123", "mobile 0171 456"), emails=("private anna@x.de",),
                addresses=("home|Hauptstr. 5a||1067|Dresden|",), tags=("Yoga", "Sauna"),
            ),
        ),
        (  # Outlook in German
            '"Anrede","Vorname","Weitere Vornamen","Nachname","Suffix","Firma","Abteilung","Position",'
            '"Straße geschäftlich","Straße geschäftlich 2","Ort geschäftlich",'
            '"Postleitzahl geschäftlich","Land/Region geschäftlich","Straße privat","Ort privat",'
            '"Postleitzahl privat","Fax geschäftlich","Telefon geschäftlich","Telefon (privat)",'
            '"Mobiltelefon","E-Mail-Adresse","E-Mail-Typ","E-Mail 2: Adresse","E-Mail 2: Typ",'
            '"Geburtstag","Kategorien","Notizen"\n'
            '"Herr Dr.","Karl","Heinz","Maier","jun.","Bank AG","Kasse","Chef","Ring 1","Hof","Bonn","53111",'
            '"Deutschland","Weg 2","Köln","50667","1","2","3","4","k@x.de","SMTP","k@y.de","SMTP","0.0.00",'
            '"Rot;Blau","a\nb"\n',
            Seen(
                first="Karl Heinz", last="Maier", title="Dr.", salutation="mr",
                phones=("fax 1", "work 2", "home 3", "mobile 4"), emails=("private k@x.de", "private k@y.de"),
                addresses=("work|Ring 1|Hof|53111|Bonn|DE", "home|Weg 2||50667|Köln|"), tags=("Rot", "Blau"),
                extras=("department Kasse", "employer Bank AG", "position Chef", "suffix jun."),
            ),
        ),
        (  # Outlook in English, American days
            "Title,First Name,Last Name,Company,Job Title,Home Street,Home City,Home Postal Code,"
            "Home Country/Region,Business Phone,Home Phone 2,Mobile Phone,E-mail Address,Birthday,Notes\n"
            "Mrs.,Ann,Lee,,,1 Way,Bonn,53111,Germany,1,2,3,a@x.de,12/31/1980,x\n",
            Seen(
                first="Ann", last="Lee", salutation="ms", born_on=date(1980, 12, 31),
                phones=("work 1", "home 2", "mobile 3"), emails=("private a@x.de",),
                addresses=("home|1 Way||53111|Bonn|DE",),
            ),
        ),
        (  # Google since 2024
            "First Name,Last Name,Name Prefix,Organization Name,Organization Title,Birthday,Labels,"
            "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
            "Address 1 - Label,Address 1 - Formatted\n"
            "Ann,Lee,,ACME,Boss,1980-12-31,* myContacts ::: Yoga,* Work,a@x.de ::: b@x.de,Mobile,"
            '1 ::: 2,Home,"Weg 2\n53111 Bonn\nDE"\n',
            Seen(
                first="Ann", last="Lee", born_on=date(1980, 12, 31), phones=("mobile 1", "mobile 2"),
                emails=("work a@x.de", "work b@x.de"), addresses=("home|Weg 2||53111|Bonn|DE",),
                tags=("Yoga",), extras=("employer ACME", "position Boss"),
            ),
        ),
        ("Name\tVorname\tTelefon\nMüller\tAnna\t1\n", Seen(first="Anna", last="Müller", phones=("other 1",))),
        ("Name|PLZ Ort|Adresse\nDr. Anna Müller|53111 Bonn|\n",
         Seen(first="Anna", last="Müller", title="Dr.", addresses=("home|||53111|Bonn|",))),
        ("Name;Strasse;Nr.;PLZ;Ort\nMüller, Anna;Weg;7;53111;Bonn\n",
         Seen(first="Anna", last="Müller", addresses=("home|Weg 7||53111|Bonn|",))),
        ("Firma;E-Mail\nTurnverein;tv@x.de\n", Seen(company="Turnverein", emails=("work tv@x.de",))),
        ("Anrede;Name;Ort\nFirma;Turnverein;Bonn\n",
         Seen(company="Turnverein", addresses=("home||||Bonn|",))),
        ("Geschlecht;Vorname;Nachname\nm;Bo;Berg\n", Seen(first="Bo", last="Berg", salutation="mr")),
        ("sep=|\nVorname|Nachname\nBo|Berg\n", Seen(first="Bo", last="Berg")),
        ("Mitgliederliste\n\nStand;1.1.2026\nVorname;Nachname;Ort\nBo;Berg;Bonn\n",
         Seen(first="Bo", last="Berg", addresses=("home||||Bonn|",))),
        ("'Vorname';'Nachname'\n'Bo';'Be;rg'\n", Seen(first="Bo", last="Be;rg")),
        ("Vorname,Nachname\rBo,Berg\r", Seen(first="Bo", last="Berg")),
        ("Vorname;Nachname;Telefon;Handy\nBo;Berg;'+49 30 1;4,91512E+11\n",
         Seen(first="Bo", last="Berg", phones=("other +49 30 1",), problems=("DigitsLost",))),
    ],
)  # fmt: skip
def test_what_programs_write(text: str, expected: Seen) -> None:
    assert seen(contacts_of(text)[0]) == expected


def test_payment_data_and_number() -> None:
    contact = only(
        "Kundennr;Nachname;IBAN;Swift/BIC;Kontoinhaber;Zahlart\n7.0;Berg;DE89 3704 0044 0532 0130 00;X;Bo Berg;Bar\n"
    )
    assert (contact.number, contact.iban, contact.bic) == ("7", "DE89 3704 0044 0532 0130 00", "X")
    assert (contact.account_holder, contact.payment_method) == ("Bo Berg", "cash")


def test_without_a_header_the_content_decides() -> None:
    text = (
        "1;Anna;Müller;31.12.1980;Hauptstr. 5;01067;Dresden;0171 1234567;anna@x.de;DE89370400440532013000\n"
        "2;Bo;Berg;01.02.1970;Am Ring 7a;53111;Bonn;+49 30 123456;bo@x.de;\n"
    )
    shape = sniff(text)
    assert not shape.has_header
    assert [column.field for column in guess_mapping(shape.header, shape.sample).columns] == [
        Field.NUMBER, Field.FIRST_NAME, Field.LAST_NAME, Field.BORN_ON, Field.STREET, Field.POSTCODE,
        Field.TOWN, Field.PHONE, Field.EMAIL, Field.IBAN,
    ]  # fmt: skip
    assert [contact.last_name for contact in contacts_of(text)] == ["Müller", "Berg"]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("STRASSE", Column(Field.STREET)),
        ("Straße:", Column(Field.STREET)),
        ("e-mail (geschäftlich)", Column(Field.EMAIL_WORK, "work")),
        ("HomeStreet", Column(Field.STREET, "home")),
        ("Home Address 2", Column(Field.EXTRA, "home")),
        ("Address 2 - Street", Column(Field.STREET, "2")),
        ("PLZ Rechnung", Column(Field.POSTCODE, "billing")),
        ("Phone 3 - Type", Column(Field.PHONE_TYPE, "3")),
        ("Tel. privat", Column(Field.PHONE_HOME, "home")),
        ("Lieblingsfarbe", Column()),
        ("", Column()),
        ("=cmd|' /C calc'!A0", Column()),
    ],
)
def test_headers(header: str, column: Column) -> None:
    assert column_of(header) == column


def test_a_mapping_that_people_change() -> None:
    text = "Spalte 1;Spalte 2\nBerg;x@x.de\n"
    shape = sniff(text.replace("Spalte 2", "E-Mail"))
    mapping = guess_mapping(shape.header, shape.sample).with_field(0, Field.LAST_NAME)
    (contact,) = read_rows(text, shape, mapping, today=TODAY)
    assert seen(contact) == Seen(last="Berg", emails=("private x@x.de",))
    assert mapping.with_field(1, Field.IGNORE).field_of(1) is Field.IGNORE
    assert mapping.field_of(99) is Field.IGNORE


@pytest.mark.parametrize(
    ("written", "day", "problems"),
    [
        ("31.12.1980", date(1980, 12, 31), ()),
        ("1.2.80", date(1980, 2, 1), ()),
        ("1.2.26", date(2026, 2, 1), ()),
        ("1.2.27", date(1927, 2, 1), ()),
        ("1980-12-31", date(1980, 12, 31), ()),
        ("1980-12-31 00:00:00", date(1980, 12, 31), ()),
        ("12/31/1980", date(1980, 12, 31), ()),
        ("31/12/1980", date(1980, 12, 31), ()),
        ("29586", date(1980, 12, 31), ()),
        ("29586.0", date(1980, 12, 31), ()),
        ("31. Dezember 1980", date(1980, 12, 31), ()),
        ("31. März 1980", date(1980, 3, 31), ()),
        ("Dec 31, 1980", date(1980, 12, 31), ()),
        ("3/4/1980", date(1980, 4, 3), ("DayAmbiguous",)),
        ("4/4/1980", date(1980, 4, 4), ()),
        ("31.02.1980", None, ("DayUnreadable",)),
        ("99999", None, ("DayUnreadable",)),
        ("unbekannt", None, ("DayUnreadable",)),
        ("1" * 1000, None, ("DayUnreadable",)),
        ("00.00.0000", None, ()),
        ("1/1/4501", None, ()),
        ("", None, ()),
    ],
)
def test_birthdays(written: str, day: date | None, problems: tuple[str, ...]) -> None:
    contact = seen(only(f"Nachname;Geburtstag;Ort\nBerg;{written};Bonn\n"))
    assert (contact.born_on, contact.problems) == (day, problems)


def test_one_clear_day_decides_for_the_whole_file() -> None:
    american = "Nachname;Geburtstag\nA;03/04/1980\nB;12/31/1980\n"
    british = "Nachname;Geburtstag\nA;03/04/1980\nB;31/12/1980\n"
    assert [c.born_on for c in contacts_of(american)] == [date(1980, 3, 4), date(1980, 12, 31)]
    assert [c.born_on for c in contacts_of(british)] == [date(1980, 4, 3), date(1980, 12, 31)]
    assert not any(contact.problems for contact in contacts_of(american) + contacts_of(british))


@pytest.mark.parametrize(
    ("rows", "postcode"),
    [
        (["1067;Dresden;DE"], "01067"),
        (["1067;Dresden;Deutschland"], "01067"),
        (["1067.0;Dresden;D"], "01067"),
        (["1067;Dresden;", "53111;Bonn;", "50667;Köln;"], "01067"),
        (["1010;Wien;"], "1010"),
        (["1010;Wien;AT", "53111;Bonn;", "50667;Köln;"], "1010"),
        (["D-01067;Dresden;"], "01067"),
    ],
)
def test_a_postcode_gets_its_lost_zero_back(rows: list[str], postcode: str) -> None:
    text = "Nachname;PLZ;Ort;Land\n" + "".join(f"Berg;{row}\n" for row in rows)
    assert contacts_of(text)[0].addresses[0].postcode == postcode


def test_rows_are_named_by_the_line_on_which_they_begin() -> None:
    text = 'Nachname;Notiz\r\nA;"eins\r\nzwei"\r\n\r\n;\r\nB;x\r\n'
    first, second = contacts_of(text)
    assert (first.line, first.note) == (2, "eins\nzwei")
    assert (second.line, second.last_name, second.source) == (6, "B", ("B", "x"))


def test_rows_of_another_width_are_read_and_named() -> None:
    contacts = contacts_of("Vorname;Nachname;Ort\nA;B\nC;D;Bonn;zu viel\nE;F;Bonn;;\nG;H;Bonn\n")
    assert [contact.last_name for contact in contacts] == ["B", "D", "F", "H"]
    problems = [contact.problems for contact in contacts]
    assert [len(found) for found in problems] == [1, 1, 0, 0]
    assert isinstance(problems[1][0], WrongColumnCount)
    assert problems[1][0].data == {"line": 3, "expected": 3, "found": 4}


def test_a_quote_that_is_never_closed_is_named_by_its_line() -> None:
    with pytest.raises(QuoteNotClosed) as refusal:
        contacts_of('Vorname;Nachname\nA;B\nC;"D\nE;F\nG;H\n')
    assert refusal.value.data["line"] == 3


def test_an_inch_is_no_open_quote() -> None:
    assert only('Nachname;Notiz\nBerg;19" Zoll\n').note == '19" Zoll'


def test_an_endless_cell_is_named_by_its_line() -> None:
    text = "Nachname;Notiz\nA;x\nB;" + "x" * (LONGEST_CELL + 1) + "\n"
    with pytest.raises(CellTooLong) as refusal:
        contacts_of(text)
    assert refusal.value.data["line"] == 3


def test_a_million_columns_are_refused() -> None:
    with pytest.raises(TooManyColumns):
        sniff(";" * 1_000_000 + "\n")


@pytest.mark.parametrize("cell", [" " * 500_000, ":" * 500_000, "," * 500_000, "1 " * 200_000, "\u0308" * 100_000])
def test_hostile_cells_take_no_time(cell: str) -> None:
    started = monotonic()
    header = ";".join(("Name", "Geburtstag", "Straße", "Adresse", "Telefon", "E-Mail", "Schlagworte", "Land"))
    contacts_of(header + "\n" + ";".join([f"x{cell}x"] * 8) + "\n")
    assert monotonic() - started < 10


def test_names_stay_literally_what_they_are() -> None:
    name = "**Müller** <b>x</b> :red[y] $z$ \U0001f600 \u0645\u0631\u062d\u0628\u0627"
    assert only(f"Vorname;Nachname\n{name};{'x' * 200}\n").first_name == name


def test_twenty_thousand_rows_are_read_with_flat_memory() -> None:
    head = "Vorname;Nachname;Geburtsdatum;Straße;PLZ;Ort;Handy;E-Mail\n"
    text = head + "".join(f"Anna;Berg{n};31.12.1980;Weg {n};53111;Bonn;0171 {n};a{n}@x.de\n" for n in range(20_000))
    shape = sniff(text)
    mapping = guess_mapping(shape.header, shape.sample)
    started = monotonic()
    assert sum(1 for _ in read_rows(text, shape, mapping, today=TODAY)) == 20_000
    assert monotonic() - started < 60
    tracemalloc.start()
    for _ in itertools.islice(read_rows(text, shape, mapping, today=TODAY), 3_000):
        pass
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@settings(deadline=None)
@given(
    st.lists(st.tuples(CELL, CELL), min_size=1, max_size=8),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_whatever_the_csv_module_writes_reads_back(rows: list[tuple[str, str]], delimiter: str, newline: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerow(("Vorname", "Nachname"))
    writer.writerows(rows)
    shape = sniff(out.getvalue())
    assert (shape.delimiter, shape.header) == (delimiter, ("Vorname", "Nachname"))
    filled = [row for row in rows if any(cell and not cell.isspace() for cell in row)]
    assert [row.cells for row in data_rows(out.getvalue(), shape)] == filled
    contacts = contacts_of(out.getvalue())
    assert [contact.source for contact in contacts] == filled
    names = [tidy_line(original_cell(first)) for first, _ in filled]
    assert [contact.first_name for contact in contacts] == names


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_random_text_raises_nothing_but_refusals(text: str) -> None:
    try:
        contacts = contacts_of(text)
    except Refusal:
        return
    assert all(contact.kind in ContactKind for contact in contacts)
