"""Workbooks: numbers, dates, several sheets, merged and broken cells, and files that mean harm."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from db.session import Database
from domain.errors import EmptyFile, FileTooLarge, Refusal, TooManyColumns
from domain.workbooks import NotAWorkbook, WebPageInstead, WorkbookLocked, WorkbookTooLarge
from exchange import sheet_child
from exchange.address_book import ForeignContact
from exchange.sheet_child import Refused, read
from exchange.sheets import read_sheet
from exchange.uploaded_book import UploadedBook, open_book
from i18n.messages import explain
from i18n.texts import speaking
from tests.conftest import TODAY
from tests.exchange.foreign import Seen, seen
from tests.exchange.importing import LARGEST, imported, said, stored
from tests.exchange.workbooks import ods, with_cells, with_part, with_strings, xlsx

IBAN = "DE89370400440532013000"


def book_of(data: bytes, name: str = "book.xlsx") -> UploadedBook:
    return open_book(name, data, largest=LARGEST)


def contacts(data: bytes) -> list[ForeignContact]:
    return list(book_of(data).contacts(TODAY))


def only(*rows: Sequence[Any]) -> ForeignContact:
    (contact,) = contacts(xlsx(rows))
    return contact


# --- cells ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1067, "1067"),
        (1067.0, "1067"),
        (491701234567, "491701234567"),
        (4.5, "4.5"),
        (-3, "-3"),
        (True, "TRUE"),
        (1234567890123456789, "1.23457E+18"),
        (date(1980, 12, 31), "1980-12-31"),
        (datetime(1980, 12, 31, 10, 5), "1980-12-31 10:05:00"),  # noqa: DTZ001
        (time(10, 30), "10:30:00"),
        (timedelta(hours=30), "1 day, 6:00:00"),
        ("'=1+1", "'=1+1"),
        ("An\nna 😀", "An\nna 😀"),
        (" x ", " x "),
    ],
)
def test_each_kind_of_cell_becomes_a_text(value: object, text: str) -> None:
    (row,) = read_sheet(xlsx([[value]])).rows()
    assert row.cells == (text,)


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Telefon", 1701234567, Seen(last="Berg", phones=("other 1701234567",))),
        ("Telefon", 491701234567.0, Seen(last="Berg", phones=("other 491701234567",))),
        ("Telefon", 4917012345678901234, Seen(last="Berg", problems=("DigitsLost",))),
        ("Geburtsdatum", date(1980, 12, 31), Seen(last="Berg", born_on=date(1980, 12, 31))),
        ("Geburtsdatum", datetime(1980, 12, 31), Seen(last="Berg", born_on=date(1980, 12, 31))),  # noqa: DTZ001
        ("Geburtsdatum", 29586, Seen(last="Berg", born_on=date(1980, 12, 31))),
        ("Geburtsdatum", "31.12.1980", Seen(last="Berg", born_on=date(1980, 12, 31))),
        ("PLZ", 50667, Seen(last="Berg", addresses=("home|||50667||",))),
        ("PLZ", 1067, Seen(last="Berg", addresses=("home|||01067||",), problems=("PostcodeGuessed",))),
        ("PLZ", "1010", Seen(last="Berg", addresses=("home|||1010||",))),
        ("PLZ", "01067", Seen(last="Berg", addresses=("home|||01067||",))),
    ],
)
def test_what_a_spreadsheet_makes_of_numbers_and_days(header: str, value: object, expected: Seen) -> None:
    assert seen(only(["Nachname", header], ["Berg", value])) == expected


def test_a_number_is_no_number_with_a_point() -> None:
    assert only(["Kundennr", "Nachname"], [7, "Berg"]).number == "7"


@pytest.mark.parametrize(
    ("rows", "postcode"),
    [
        ([[1067, "Dresden", "", ""], [4109, "Leipzig", "", ""]], "01067"),
        ([[1010, "Wien", "", "+43 660 1234567"], [4020, "Linz", "", ""]], "1010"),
        ([[1010, "Wien", "AT", ""]], "1010"),
        ([[1067, "Dresden", "Deutschland", ""]], "01067"),
    ],
)
def test_a_postcode_that_was_a_number_gets_its_zero_back_where_nobody_lives_abroad(
    rows: list[list[object]], postcode: str
) -> None:
    data = xlsx([["Nachname", "PLZ", "Ort", "Land", "Telefon"], *(["Berg", *row] for row in rows)])
    assert contacts(data)[0].addresses[0].postcode == postcode


# --- where the table stands -------------------------------------------------------------------------------
def test_titles_empty_rows_and_empty_columns_are_passed_over() -> None:
    rows = [
        ["", "Mitgliederliste", "", "", ""],
        [],
        ["", "Stand", date(2026, 1, 1), "", ""],
        ["", "Vorname", "", "Nachname", "Ort"],
        ["", "", "", "", ""],
        ["", "Bo", "", "Berg", "Bonn"],
    ]
    book = book_of(xlsx(rows))
    assert book.column_names() == ("Vorname", "Spalte 2", "Nachname", "Ort")
    (contact,) = book.contacts(TODAY)
    assert (contact.line, contact.first_name, contact.last_name) == (6, "Bo", "Berg")


def test_rows_are_named_by_their_number_in_the_sheet() -> None:
    data = xlsx([["Vorname", "Nachname"], ["A", "B\nC"], [], [], ["D", "E"]])
    assert [contact.line for contact in contacts(data)] == [2, 5]


def test_a_header_over_two_rows_and_merged_cells() -> None:
    def merge(sheet: Any) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:E1", "B3:B4", "C3:C4", "D3:D4", "E3:E4"):
            sheet.merge_cells(cells)

    data = xlsx(
        [
            ["Vorname", "Nachname", "Adresse", "", ""],
            ["", "", "Straße", "PLZ", "Ort"],
            ["Anna", "Berg", "Ring 1", 50667, "Köln"],
            ["Bo", "", "", "", ""],
        ],
        dress=merge,
    )
    found = [seen(contact) for contact in contacts(data)]
    place = ("home|Ring 1||50667|Köln|",)
    assert found == [
        Seen(first="Anna", last="Berg", addresses=place),
        Seen(first="Bo", last="Berg", addresses=place),
    ]


def test_the_first_sheet_that_holds_something_and_any_other() -> None:
    header = ["Nachname", "Ort"]
    data = xlsx([], [header, ["Berg", "Bonn"]], [header, ["Tal", "Köln"]], names=("Leer", "Aktive", "Ehemalige"))
    book = book_of(data)
    assert book.table is not None
    assert book.table.sheet is not None
    assert (book.table.sheet.names, book.table.sheet.chosen) == (("Leer", "Aktive", "Ehemalige"), 1)
    assert [contact.last_name for contact in book.on_sheet(2).contacts(TODAY)] == ["Tal"]
    with pytest.raises(EmptyFile):
        book.on_sheet(0)


def test_errors_of_formulas_are_left_out_and_said(sqlite_database: Database, tmp_path: Path) -> None:
    def break_cells(sheet: Any) -> None:
        for place, error in (("B2", "#REF!"), ("A3", "#N/A"), ("C2", "#DIV/0!")):
            sheet[place].value, sheet[place].data_type = error, "e"

    data = xlsx([["Vorname", "Nachname", "Telefon"], ["Anna", "", ""], ["", "Berg", "0221 998877"]], dress=break_cells)
    first, second = contacts(data)
    assert (first.first_name, first.last_name, first.phones) == ("Anna", "", ())
    assert (second.first_name, second.last_name) == ("", "Berg")
    with speaking("en"):
        assert [explain(problem) for problem in first.problems] == [
            "Line 2: a cell holds the error #REF! and was left out.",
            "Line 2: a cell holds the error #DIV/0! and was left out.",
        ]
    assert imported(sqlite_database, book_of(data), tmp_path).imported == 2
    assert [contact.display_name for contact in stored(sqlite_database)] == ["Anna", "Berg"]


def test_the_same_rows_come_in_as_from_a_csv(database: Database, tmp_path: Path) -> None:
    rows = [
        ["Kundennr", "Vorname", "Nachname", "Geburtsdatum", "PLZ", "Ort", "Land", "Handy", "IBAN", "Tags"],
        [7, "Anna", "**Müller** <b>", date(1980, 12, 31), 1067, "Dresden", "DE", 1701234567, IBAN, "VIP"],
        ["8", "@x", "x" * 201, "", "", "", "", "", "", ""],
    ]  # fmt: skip
    with speaking("en"):
        progress = imported(database, book_of(xlsx(rows)), tmp_path)
        assert said(progress) == ["Line 3: Name: Too long: at most 200 characters."]
    (anna,) = stored(database)
    assert (anna.number, anna.display_name, anna.born_on) == ("7", "Anna **Müller** <b>", date(1980, 12, 31))
    assert [(a.postcode, a.town) for a in anna.addresses] == [("01067", "Dresden")]
    assert [(p.number, p.kind) for p in anna.phones] == [("+491701234567", "mobile")]
    refused = book_of(xlsx(rows)).refused_file(progress.left_out, TODAY)
    assert b"'@x" in refused


def test_an_ods_is_read_too() -> None:
    def row(*cells: str) -> str:
        texts = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in cells
        )
        return f"<table:table-row>{texts}</table:table-row>"

    data = ods(row("Vorname", "Nachname") + row("Bo", "Berg"))
    assert [seen(contact) for contact in contacts(data)] == [Seen(first="Bo", last="Berg")]


# --- what is no workbook, or one that means harm ----------------------------------------------------------
def ole(*names: str) -> bytes:
    """The beginning of a compound file with entries of these names."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + entries.ljust(1024, b"\0")


def encrypted_zip() -> bytes:
    data = bytearray(xlsx([["x"]]))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    return bytes(data)


def lying_zip() -> bytes:
    """A part says that it is small; what comes out of it is not."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b"a" * 5_000_000)
    data = bytearray(out.getvalue())
    size = struct.pack("<I", 5_000_000)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = struct.pack("<I", 10)
    return bytes(data)


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WIDE = (
    "".join(f'<c r="{a}{b}1"><v>1</v></c>' for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    * 2
)


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("x.xlsx", b"", EmptyFile),
        ("x.xlsx", xlsx([]), EmptyFile),
        ("x.xlsx", xlsx([["", None], [" "]]), EmptyFile),
        ("x.xlsx", xlsx([["x"]])[:-40], NotAWorkbook),
        ("x.xlsx", with_part(xlsx([["x"]]), "xl/workbook.xml", b"<nothing"), NotAWorkbook),
        ("x.docx", ods("").replace(b"spreadsheet", b"nothing.ods"), NotAWorkbook),
        ("x.xls", ole("Root Entry"), NotAWorkbook),
        ("x.xlsx", ole("Root Entry", "EncryptionInfo", "EncryptedPackage"), WorkbookLocked),
        ("x.xlsx", encrypted_zip(), WorkbookLocked),
        ("x.xlsx", lying_zip(), NotAWorkbook),
        ("x.xlsx", with_cells(FAR), WorkbookTooLarge),
        ("x.xls", b"<html><table><tr><td>Vorname</td></tr></table></html>", WebPageInstead),
        ("x.xls", b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?><Workbook/>', WebPageInstead),
        ("x.xlsx", b"\xef\xbb\xbf\n<!DOCTYPE HTML><html></html>", WebPageInstead),
        ("x.xlsx", xlsx([["x" * 100] * 50] * 50) + b" " * LARGEST, FileTooLarge),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_the_reason(name: str, data: bytes, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal) as found:
        open_book(name, data, largest=LARGEST)
    assert explain(found.value)


def test_a_csv_that_is_called_a_workbook_is_read_as_what_it_is() -> None:
    (contact,) = open_book("x.xlsx", b"Vorname;Nachname\nBo;Berg\n", largest=LARGEST).contacts(TODAY)
    assert contact.last_name == "Berg"


def test_a_thousand_columns_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    data = xlsx([["x"] * 1_001])
    with pytest.raises((TooManyColumns, WorkbookTooLarge)):
        book_of(data)


@pytest.mark.parametrize(
    ("limit", "value", "data"),
    [
        ("MOST_UNPACKED", 5_000, xlsx([["x" * 10_000]])),
        ("MOST_PARTS", 3, xlsx([["x"]])),
        ("MOST_CELLS", 10, xlsx([["x"] * 4] * 3)),
        ("MOST_COLUMNS", 3, xlsx([["x"] * 4])),
        ("MOST_TEXT", 10, xlsx([["x" * 6, "y" * 6]])),
    ],
)
def test_each_limit_refuses_what_is_above_it(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int, data: bytes
) -> None:
    read(data)
    monkeypatch.setattr(sheet_child, limit, value)
    with pytest.raises(Refused, match="too_large"):
        read(data)


def test_a_string_that_is_used_a_million_times_ends_the_reader_not_the_program() -> None:
    """A file of some kilobytes, a text of many gigabytes."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 40_001))
    shared = with_strings(with_cells(rows), f"<si><t>{'a' * 100_000}</t></si>")
    assert len(shared) < 1_000_000
    began = monotonic()
    with pytest.raises(WorkbookTooLarge):
        book_of(shared)
    assert monotonic() - began < 60


@settings(max_examples=25, deadline=None)
@given(some.binary(max_size=300), some.integers(0, 3000))
def test_damaged_files_raise_nothing_but_refusals(junk: bytes, place: int) -> None:
    whole = xlsx([["Vorname", "Nachname"], ["Bo", "Berg"]])
    for data in (whole[:place] + junk + whole[place + len(junk) :], b"PK\x03\x04" + junk):
        try:
            names, chosen, rows = read(data)
        except Refused:
            continue
        json.dumps([names, chosen, rows])


CELL = some.one_of(
    some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=20),
    some.integers(-(10**14), 10**14),
    some.dates(date(1901, 1, 1), date(2100, 1, 1)),
    some.booleans(),
)


@settings(max_examples=20, deadline=None)
@given(some.lists(some.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=5))
def test_whatever_openpyxl_writes_reads_back(rows: list[list[object]]) -> None:
    texts = [[str(cell).upper() if isinstance(cell, bool) else str(cell) for cell in row] for row in rows]
    plain = [[f"x{cell}" if isinstance(cell, str) else cell for cell in row] for row in rows]
    expected = [
        [f"x{text}" if isinstance(cell, str) else text for text, cell in zip(t, r, strict=True)]
        for t, r in zip(texts, rows, strict=True)
    ]
    _names, _chosen, found = read(xlsx(plain))
    assert [[str(cell) for cell in row if cell != ""] for _, row in found] == expected
