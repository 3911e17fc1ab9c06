"""Tables for spreadsheets: columns and rows of typed values become CSV or XLSX, row by row with flat memory.

A table = Table((Column("Name"), Column("Born", Kind.DAY)), language="de")
with open(...) as out, table_file(Format.XLSX, table, out) as file: file.write(rows)

CSV is what German Excel opens by a click: semicolons, UTF-8 with its mark, CR LF. No text is ever a formula: in CSV a
dangerous one begins with an apostrophe, which our import takes away again; in XLSX a text is a text.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import IO, Any, Protocol

from domain.clock import ZONE
from exchange.text_file import safe_cell
from i18n.formatting import format_day
from i18n.texts import Language


class Kind(StrEnum):
    """What the cells of a column hold; None is an empty cell in each."""

    TEXT = "text"
    DAY = "day"
    INSTANT = "instant"
    NUMBER = "number"
    CENTS = "cents"


class Format(StrEnum):
    """The files in which a table can leave the house."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `width` in characters of a spreadsheet."""

    header: str
    kind: Kind = Kind.TEXT
    width: int = 16


@dataclass(frozen=True, slots=True)
class Table:
    """What a table is made of besides its rows; `language` is that of days and amounts in a CSV."""

    columns: tuple[Column, ...]
    title: str = "Kontor"
    language: Language = "de"


class TableFile(Protocol):
    """A table on its way into a file."""

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows of as many values as there are columns."""

    def __enter__(self) -> TableFile: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def table_file(kind: Format, table: Table, out: IO[bytes]) -> TableFile:
    """The file of this kind, written to `out` as rows come; whole once its block has ended."""
    if kind is Format.XLSX:
        from exchange.xlsx_file import XlsxFile

        return XlsxFile(table, out)
    return CsvFile(table, out)


def table_bytes(kind: Format, table: Table, rows: Iterable[Sequence[Any]]) -> bytes:
    """A whole table as the bytes of a file: for lists that are exported as they are shown."""
    out = io.BytesIO()
    with table_file(kind, table, out) as file:
        file.write(rows)
    return out.getvalue()


class CsvFile:
    """A table as CSV; every cell is quoted, so that no comma inside of one ever begins another."""

    def __init__(self, table: Table, out: IO[bytes]) -> None:
        self._table, self._text = table, io.TextIOWrapper(out, "utf-8", "replace", newline="", write_through=True)
        self._writer = csv.writer(self._text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)

    def __enter__(self) -> CsvFile:
        self._text.write(codecs.BOM_UTF8.decode())
        self._writer.writerow([safe_cell(column.header) for column in self._table.columns])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._text.detach()

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows."""
        kinds, language = [column.kind for column in self._table.columns], self._table.language
        for row in rows:
            self._writer.writerow([csv_text(value, kind, language) for value, kind in zip(row, kinds, strict=True)])


def csv_text(value: Any, kind: Kind, language: Language) -> str:
    """A value as a cell of a CSV in this language: `31.12.2026` and `1234,56`, or `2026-12-31` and `1234.56`."""
    if value is None:
        return ""
    if kind is Kind.TEXT:
        return safe_cell(str(value))
    if kind is Kind.CENTS:
        sign, (euros, rest) = "-" if value < 0 else "", divmod(abs(value), 100)
        return f"{sign}{euros}{',' if language == 'de' else '.'}{rest:02d}"
    if isinstance(value, datetime):
        local = value.astimezone(ZONE)
        return f"{_day(local.date(), language)} {local:%H:%M}"
    return _day(value, language) if isinstance(value, date) else str(value)


def _day(day: date, language: Language) -> str:
    return format_day(day, "de") if language == "de" else day.isoformat()
