"""Tables for spreadsheets: typed cells in both formats and languages, and never a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from exchange.tables import MEDIA_TYPES, Column, Format, Kind, Table, csv_text, table_bytes, table_file
from i18n.texts import Language

COLUMNS = (
    Column("Name", width=30),
    Column("Born", Kind.DAY),
    Column("Seen", Kind.INSTANT),
    Column("Visits", Kind.NUMBER),
    Column("Owes", Kind.CENTS),
)
SUMMER, WINTER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
ROWS = (
    ('Anna Müller; "A"\nzwei', date(1980, 12, 31), SUMMER, 12, 123456),
    (None, None, None, None, None),
    ("", date(1, 1, 1), WINTER, -3, -5),
)
DANGEROUS = ("=1+1", "+49 221", "-2", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "'=1")


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        (
            "de",
            [
                ['Anna Müller; "A"\nzwei', "31.12.1980", "02.07.2026 00:30", "12", "1234,56"],
                [""] * 5,
                ["", "01.01.0001", "01.01.2027 00:30", "-3", "-0,05"],
            ],
        ),
        (
            "en",
            [
                ['Anna Müller; "A"\nzwei', "1980-12-31", "2026-07-02 00:30", "12", "1234.56"],
                [""] * 5,
                ["", "0001-01-01", "2027-01-01 00:30", "-3", "-0.05"],
            ],
        ),
    ],
)
def test_a_csv_is_what_german_excel_opens_by_a_click(language: Language, rows: list[list[str]]) -> None:
    data = table_bytes(Format.CSV, Table(COLUMNS, language=language), ROWS)
    assert data.startswith(b'\xef\xbb\xbf"Name";"Born"')
    assert data.count(b"\r\n") == 4
    assert read_csv(data) == [["Name", "Born", "Seen", "Visits", "Owes"], *rows]


@pytest.mark.parametrize(
    ("cents", "german"),
    [(0, "0,00"), (1, "0,01"), (99, "0,99"), (100, "1,00"), (-1, "-0,01"), (-100, "-1,00"), (10**12, "10000000000,00")],
)
def test_cents_have_two_digits_and_no_rounding(cents: int, german: str) -> None:
    assert csv_text(cents, Kind.CENTS, "de") == german
    assert csv_text(cents, Kind.CENTS, "en") == german.replace(",", ".")


def test_an_xlsx_holds_days_and_amounts_as_such() -> None:
    data = table_bytes(Format.XLSX, Table(COLUMNS, title="Liste"), ROWS[:2])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert sheet.title == "Liste"
    head, first, empty = sheet.iter_rows(min_row=1, max_row=3)
    assert [cell.value for cell in head] == ["Name", "Born", "Seen", "Visits", "Owes"]
    name, born, seen, visits, owes = first
    assert name.value == ROWS[0][0]
    assert (born.is_date, born.value) == (True, datetime(1980, 12, 31))  # noqa: DTZ001
    assert (seen.is_date, seen.value) == (True, datetime(2026, 7, 2, 0, 30))  # noqa: DTZ001
    assert (visits.value, owes.value) == (12, 1234.56)
    assert [cell.value for cell in empty] == [None] * 5


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_is_ever_a_formula(text: str) -> None:
    table = Table((Column(text),))
    for row in read_csv(table_bytes(Format.CSV, table, [(text,)])):
        assert row[0].startswith("'")
        assert row[0].endswith(text.strip("\r\n\t") or text)
    sheet = openpyxl.load_workbook(io.BytesIO(table_bytes(Format.XLSX, table, [(text,)]))).active
    assert sheet is not None
    for row in sheet.iter_rows():
        assert row[0].data_type != "f"


@pytest.mark.parametrize("text", ["\x00", "a\x0bb", "\ud800", "\ufffe", "😀" * 100, "x" * 40_000])
@pytest.mark.parametrize("kind", list(Format))
def test_any_text_leaves_a_file_that_opens(kind: Format, text: str) -> None:
    data = table_bytes(kind, Table((Column("Name"),)), [(text,), ("last",)])
    if kind is Format.CSV:
        assert read_csv(data)[-1] == ["last"]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        assert [row[0].value for row in sheet.iter_rows()][-1] == "last"


@pytest.mark.parametrize("kind", list(Format))
def test_a_table_without_rows_has_its_headers(kind: Format) -> None:
    data = table_bytes(kind, Table(COLUMNS), [])
    if kind is Format.CSV:
        assert read_csv(data) == [[column.header for column in COLUMNS]]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        assert sheet is not None
        assert sheet.max_row == 1


@pytest.mark.parametrize("row", [(), ("a",), ("a", "b", "c")])
def test_a_row_of_another_length_is_a_mistake_of_the_program(row: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match=r"zip\(\)"):
        table_bytes(Format.CSV, Table((Column("One"), Column("Two"))), [row])


def test_rows_come_in_pieces_and_the_file_stays_open() -> None:
    out = io.BytesIO()
    with table_file(Format.CSV, Table((Column("Name"),)), out) as file:
        for piece in range(3):
            file.write((str(row),) for row in range(piece))
    assert read_csv(out.getvalue()) == [["Name"], ["0"], ["0"], ["1"]]


def test_each_format_has_its_media_type() -> None:
    assert MEDIA_TYPES.keys() == set(Format)
