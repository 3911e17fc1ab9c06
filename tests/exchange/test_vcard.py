"""What a vCard may look like, right and wrong; whole exports are in test_vcard_exports.py."""

from __future__ import annotations

import base64
import itertools
import tracemalloc
from contextlib import suppress
from datetime import date
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contacts import ContactKind
from domain.errors import EmptyFile, FileTooLarge, NotAVCardFile, Refusal
from domain.texts import tidy_text
from exchange.address_book import ForeignContact
from exchange.vcard import MOST_PROPERTIES, read_vcards
from exchange.vcard_lines import LONGEST_PICTURE, LONGEST_TEXT
from tests.exchange.foreign import Seen, seen

PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 3 + b"\xff\xd9"
PACKED = base64.b64encode(PICTURE).decode()


def card(*lines: str, version: str = "3.0", name: str = "N:Müller;Anna;;;") -> bytes:
    """A card around some lines."""
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", name, *lines, "END:VCARD", "")).encode()


def only(data: bytes) -> ForeignContact:
    """The one contact of a file."""
    (contact,) = read_vcards(data)
    return contact


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("N:Müller;Anna;Maria;Frau Dr.;",
         Seen(first="Anna Maria", last="Müller", title="Dr.", salutation="ms")),
        ("N:;;;;\nFN:Dr. Anna von der Heide", Seen(first="Anna", last="von der Heide", title="Dr.")),
        ("FN:Müller\\, Anna", Seen(first="Anna", last="Müller")),
        ("FN:Anna", Seen(last="Anna")),
        ("N:Smith\\;Jones;A\\,B;;;", Seen(first="A,B", last="Smith;Jones")),
        ("VERSION:4.0\nKIND:org\nFN:Turnverein\nORG:Turnverein 1860", Seen(company="Turnverein 1860")),
        ("FN:Turnverein\nORG:Turnverein", Seen(company="Turnverein")),
        ("ORG:Turnverein;Vorstand\nEMAIL:tv@example.org",
         Seen(company="Turnverein", emails=("work tv@example.org",), extras=("department Vorstand",))),
        ("N:Müller;Anna;;;\nORG:Bank", Seen(first="Anna", last="Müller", extras=("employer Bank",))),
        ("NICKNAME:Hansi\nTEL:123", Seen(last="Hansi", phones=("other 123",), extras=("nickname Hansi",),
                                         problems=("NameGuessed",))),
        ("TEL:0171 1234567",
         Seen(last="0171 1234567", phones=("other 0171 1234567",), problems=("NameGuessed",))),
        ("N:M;A;;;\nGENDER:F", Seen(first="A", last="M", salutation="ms")),
        ("N:M;A;;;\nGENDER:N", Seen(first="A", last="M")),
        ("NOTE:nobody", Seen()),
    ],
)  # fmt: skip
def test_names(lines: str, expected: Seen) -> None:
    data = "\n".join(("BEGIN:VCARD", lines, "END:VCARD")).encode()
    assert seen(only(data)) == expected


@pytest.mark.parametrize(
    ("written", "day", "extra", "problem"),
    [
        ("1980-12-31", date(1980, 12, 31), "", ""),
        ("19801231", date(1980, 12, 31), "", ""),
        ("1980-12-31T10:00:00Z", date(1980, 12, 31), "", ""),
        ("19801231T100000Z", date(1980, 12, 31), "", ""),
        ("31.12.1980", date(1980, 12, 31), "", ""),
        ("2000-02-29", date(2000, 2, 29), "", ""),
        ("--1231", None, "31.12.", "BirthYearMissing"),
        ("--12-31", None, "31.12.", "BirthYearMissing"),
        ("1604-12-31", None, "31.12.", "BirthYearMissing"),
        ("1999-02-29", None, "1999-02-29", "DayUnreadable"),
        ("1980", None, "1980", "DayUnreadable"),
        ("circa 1800", None, "circa 1800", "DayUnreadable"),
        ("9" * 5000, None, "9" * 5000, "DayUnreadable"),
        ("", None, "", ""),
        ("0000-00-00", None, "", ""),
    ],
)
def test_birthdays(written: str, day: date | None, extra: str, problem: str) -> None:
    contact = seen(only(card(f"BDAY:{written}")))
    assert contact.born_on == day
    assert contact.extras == ((f"birthday {extra}",) if extra else ())
    assert contact.problems == ((problem,) if problem else ())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("TEL;CELL:1", "mobile 1"),
        ("TEL;TYPE=cell:1", "mobile 1"),
        ("tel;type=CELL,VOICE:1", "mobile 1"),
        ('TEL;TYPE="work,cell":1', "mobile 1"),
        ("TEL;TYPE=HOME;TYPE=FAX:1", "fax 1"),
        ("TEL;WORK;VOICE:1", "work 1"),
        ("TEL;VALUE=uri:tel:+49-89-1;ext=7", "other +49-89-1 ext. 7"),
        ("item1.TEL:1\nitem1.X-ABLabel:_$!<Mobile>!$_", "mobile 1"),
        ("item1.X-ABLabel:Geschäftlich\nitem1.TEL:1", "work 1"),
        ('TEL;X-WEIRD="a:b;c";TYPE=home:1', "home 1"),
        ('TEL;TYPE="home:1', "home 1"),
        ("TEL;HOME:\u00a0 0 89 \t 12\x00\x07", "home 0 89 12"),
    ],
)
def test_phones(line: str, expected: str) -> None:
    assert seen(only(card(*line.split("\n")))).phones == (expected,)


def test_the_preferred_ones_come_first() -> None:
    contact = seen(
        only(
            card(
                "EMAIL;PREF=50:b@x.de", "EMAIL:c@x.de", "EMAIL;PREF=1:a@x.de", "TEL;HOME:1",
                "TEL;CELL;PREF:2", "TEL;TYPE=home:1",
            )
        )
    )  # fmt: skip
    assert contact.emails == ("private a@x.de", "private b@x.de", "private c@x.de")
    assert contact.phones == ("mobile 2", "home 1")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (";;Hauptstr. 5;Dresden;;1067;Deutschland", "home|Hauptstr. 5||01067|Dresden|DE"),
        (";;Hauptstr. 5;Dresden;Sachsen;D-01067;", "home|Hauptstr. 5||01067|Dresden|DE"),
        (";;Ring 1;Wien;;1010;Österreich", "home|Ring 1||1010|Wien|AT"),
        (";;Ring 1;Wien;;A-1010;", "home|Ring 1||1010|Wien|AT"),
        ("1234;;;Bonn;;53111;Germany", "home|Postfach 1234||53111|Bonn|DE"),
        (";c/o Meier;Weg 2\\nHinterhaus;Bonn;;53111;DE", "home|Weg 2|Hinterhaus, c/o Meier|53111|Bonn|DE"),
        (";;Weg 2\\n53111 Bonn\\nDeutschland;;;;", "home|Weg 2||53111|Bonn|DE"),
        (";;Weg 2", "home|Weg 2||||"),
        (";;;;;;Germany", ""),
        (";;;;;;", ""),
        ("", ""),
    ],
)
def test_addresses(address: str, expected: str) -> None:
    assert seen(only(card(f"ADR:{address}"))).addresses == ((expected,) if expected else ())


@pytest.mark.parametrize(
    "lines",
    [
        ("PHOTO;ENCODING=b;TYPE=JPEG:" + PACKED,),
        ("PHOTO;ENCODING=b:", *(f" {PACKED[i : i + 74]}" for i in range(0, len(PACKED), 74))),
        ("PHOTO;JPEG;BASE64:", *(PACKED[i : i + 76] for i in range(0, len(PACKED), 76)), ""),
        ("PHOTO;BASE64:", *(f"    {PACKED[i : i + 60]}" for i in range(0, len(PACKED), 60)), "", ""),
        ("PHOTO:data:image/jpeg;base64," + PACKED,),
        ("PHOTO:https://example.org/me.jpg", "PHOTO;ENCODING=BASE64:" + PACKED),
    ],
    ids=["one line", "folded", "2.1 not indented", "2.1 indented", "data uri", "after an address"],
)
def test_photos(lines: tuple[str, ...]) -> None:
    contact = only(card(*lines, "TEL;CELL:1"))
    assert contact.photo == PICTURE
    assert seen(contact).phones == ("mobile 1",)
    assert contact.problems == ()


@pytest.mark.parametrize(
    ("line", "problems"),
    [
        ("PHOTO:https://example.org/me.jpg", ()),
        ("PHOTO;VALUE=uri:http://example.org/me.jpg", ()),
        ("PHOTO:", ()),
        ("PHOTO;ENCODING=b:!!!", ("PhotoUnreadable",)),
    ],
)
def test_a_photo_that_is_not_in_the_file_is_left_out(line: str, problems: tuple[str, ...]) -> None:
    contact = only(card(line))
    assert contact.photo is None
    assert seen(contact).problems == problems


TEXT = "Jürgen Größer"


ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
    *("cp1252", "iso8859-15", "cp850", "mac-roman", "cp1250"),
)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r", "\r\r\n"])
def test_encodings_and_line_ends(encoding: str, newline: str) -> None:
    text = newline.join(("BEGIN:VCARD", "VERSION:3.0", f"FN:{TEXT}", "END:VCARD", ""))
    assert seen(only(text.encode(encoding))) == Seen(first="Jürgen", last="Größer")


@pytest.mark.parametrize(
    ("line", "note"),
    [
        (b"NOTE;CHARSET=ISO-8859-1:Gr\xf6\xdfe", "Größe"),
        (b"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=B6=\r\n=C3=9Fe", "Größe"),
        (b"NOTE;QUOTED-PRINTABLE:a=3Db=0D=0Ac", "a=b\nc"),
        (b"NOTE;ENCODING=QUOTED-PRINTABLE:cut=\r\n", "cut"),
        (b"NOTE;CHARSET=no-such-thing:\xc3\xa4", "ä"),
        (b"NOTE;CHARSET=unicode_escape:\\u0041", "\\u0041"),
        (b"NOTE:one\\ntwo\\, three\\; four\\\\five C:\\dir", "one\ntwo, three; four\\five C:\\dir"),
        (b"NOTE:fol\r\n ded\r\n\t here", "folded here"),
        ("NOTE:u\u0308ber \u202eRTL \u0645\u0631\u062d\u0628\u0627 \U0001f600 =1+1".encode(),
         "über \u202eRTL \u0645\u0631\u062d\u0628\u0627 \U0001f600 =1+1"),
    ],
)  # fmt: skip
def test_texts(line: bytes, note: str) -> None:
    assert only(b"BEGIN:VCARD\r\nN:M;A\r\n" + line + b"\r\nEND:VCARD\r\n").note == note


def test_an_encoded_semicolon_belongs_to_the_name() -> None:
    contact = only(card(name="N;ENCODING=QUOTED-PRINTABLE:M=3Bx;Anna"))
    assert (contact.last_name, contact.first_name) == ("M;x", "Anna")


def test_tags_without_those_that_programs_make() -> None:
    assert only(card("CATEGORIES:Yoga,My Contacts,R\\,B", "CATEGORIES:Yoga")).tags == ("Yoga", "R,B")


def test_a_missing_end_costs_nothing_but_a_word() -> None:
    data = b"BEGIN:VCARD\nFN:A B\nBEGIN:VCARD\nFN:C D\nEND:VCARD\nBEGIN:VCARD\nFN:E F\nTEL;CELL:01"
    contacts = list(read_vcards(data))
    assert [contact.last_name for contact in contacts] == ["B", "D", "F"]
    assert [contact.line for contact in contacts] == [1, 3, 6]
    assert [seen(contact).problems for contact in contacts] == [("CardNotClosed",), (), ("CardNotClosed",)]


def test_an_agent_inside_is_not_the_contact() -> None:
    data = card("AGENT:", "BEGIN:VCARD", "N:Agent;Smith", "TEL:666", "END:VCARD", "TEL;CELL:1")
    assert seen(only(data)) == Seen(first="Anna", last="Müller", phones=("mobile 1",))


def test_a_list_of_contacts_is_no_contact() -> None:
    assert seen(only(card("KIND:group", "MEMBER:urn:uuid:1"))).problems == ("GroupCard",)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptyFile),
        (b" \r\n\t", EmptyFile),
        (b"Name;Ort\nAnna;Bonn\n", NotAVCardFile),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\n", NotAVCardFile),
        (b"END:VCARD\n" * 1000, NotAVCardFile),
        (b"\x00" * 10_000, NotAVCardFile),
        (b"BEGIN:VCARD\n" + b"x" * 2000, FileTooLarge),
    ],
)
def test_what_is_no_vcard_file_is_refused(data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        list(read_vcards(data, largest=1000 if refusal is FileTooLarge else 1_000_000))


def test_a_broken_line_names_itself_and_is_left_out() -> None:
    contact = only(card("no colon at all", "TEL;CELL:1", "<>:x"))
    assert seen(contact).phones == ("mobile 1",)
    assert [problem.data["line"] for problem in contact.problems] == [4, 6]


def test_a_hundred_thousand_lines_of_garbage() -> None:
    started = monotonic()
    contact = only(card(*itertools.repeat("x" * 40, 100_000), "TEL;CELL:1"))
    assert seen(contact).phones == ("mobile 1",)
    assert 0 < len(contact.problems) < 50
    assert monotonic() - started < 20


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("NOTE:" + "x" * (LONGEST_TEXT + 10), "PropertyTooLong"),
        ("NOTE:" + "\n x" * LONGEST_TEXT, "PropertyTooLong"),
        ("PHOTO;ENCODING=b:" + "A" * (LONGEST_PICTURE + 10), "PropertyTooLong"),
        ("\n".join(itertools.repeat("TEL:1", MOST_PROPERTIES + 10)), "CardTooLong"),
    ],
)
def test_what_is_endless_is_left_out(line: str, problem: str) -> None:
    contact = only(card(*line.split("\n")))
    assert seen(contact).problems == (problem,)
    assert (contact.last_name, contact.note, contact.photo) == ("Müller", "", None)


@pytest.mark.parametrize(
    "line",
    [
        "ADR:;;" + "," * 100_000 + "x;;;;",
        "ADR:;;" + "\\n," * 50_000 + "x;;;;",
        "FN:" + "Dr. " * 50_000,
        "BDAY:" + "1 " * 100_000,
        "NOTE:" + "\\" * 100_000,
        "TEL;" + '"' * 100_000 + ":1",
        "TEL" + "; " * 100_000 + ":1",
    ],
    ids=["commas", "lines", "titles", "digits", "backslashes", "quotes", "parameters"],
)
def test_hostile_lines_take_no_time(line: str) -> None:
    started = monotonic()
    only(card(line, name="N:;;;;"))
    assert monotonic() - started < 5


def test_large_photos_are_held_one_at_a_time() -> None:
    photo = "PHOTO;ENCODING=b:" + base64.b64encode(b"\xff\xd8" + b"p" * 1_000_000).decode()
    data = card(photo) * 20
    tracemalloc.start()
    lengths = [len(contact.photo or b"") for contact in read_vcards(data, largest=len(data))]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lengths == [1_000_002] * 20
    assert peak < 15_000_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_raise_nothing_but_refusals(noise: bytes) -> None:
    for data in (noise, b"BEGIN:VCARD\n" + noise, b"BEGIN:VCARD\nPHOTO;BASE64:" + noise + b"\nEND:VCARD"):
        with suppress(Refusal):
            list(read_vcards(data))


VALID = card(
    "FN:Anna Müller", "ORG:Bank;Kasse", "TEL;TYPE=cell:+49 171 1", "EMAIL;TYPE=home:a@x.de",
    "BDAY:1980-12-31",
    "ADR;TYPE=home:;;Weg 2;Bonn;;53111;DE", "NOTE;ENCODING=QUOTED-PRINTABLE:a=C3=A4=", "=C3=B6",
    "PHOTO;BASE64:",
    f" {PACKED[:70]}", "", "item1.TEL:1", "item1.X-ABLabel:_$!<Home>!$_", "CATEGORIES:A,B",
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_mutated_cards_raise_nothing_but_refusals(data: st.DataObject) -> None:
    mutated = bytearray(VALID)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        length = data.draw(st.integers(0, 20))
        mutated[at : at + length] = data.draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from([b"\r\n", b"=", b";", b":", b'"', b"\\", b"BEGIN:VCARD"]),
            )
        )
        if not mutated:
            break
    try:
        contacts = list(read_vcards(bytes(mutated)))
    except Refusal:
        return
    assert all(contact.kind in ContactKind and contact.line >= 1 for contact in contacts)


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200))
def test_any_escaped_text_reads_back(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    folded = "\r\n ".join(escaped[i : i + 20] for i in range(0, len(escaped), 20))
    contact = only(card(f"NOTE:x{folded}x"))
    assert contact.note == tidy_text(f"x{text}x", longest=1_000)
