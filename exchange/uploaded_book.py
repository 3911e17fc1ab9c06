"""An address book as somebody uploaded it: what it is, how it is read, and the file of what did not come in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from domain.workbooks import WebPageInstead
from exchange.address_book import ForeignContact
from exchange.contact_import import LeftOut
from exchange.contacts_csv import ColumnMapping, Field, TableShape, guess_mapping, read_table, sniff
from exchange.csv_rows import CsvRow, below_header, data_rows, shape_of
from exchange.kept_mapping import headers_key
from exchange.sheets import Sheet, is_workbook, read_sheet
from exchange.text_file import RefusedRow, check_size, decode, original_cell, refused_rows_csv
from exchange.tidy import tidy_line
from exchange.vcard import read_vcards
from i18n.messages import explain
from i18n.texts import _

_HEAD = 4096
_WEB_PAGE = re.compile(
    r"\s*(?:<!doctype html|<html|<table|<head|<meta|<\?xml[^>]*>\s*<(?:\?mso-|html|workbook))", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How a table is written, and what its columns are read as."""

    shape: TableShape
    mapping: ColumnMapping
    encoding: str = ""
    """Of a CSV."""
    sheet: Sheet | None = None
    """Of a workbook."""
    is_kept: bool = False
    """The columns are read as in the last import of a file with these headers."""


@dataclass(frozen=True, slots=True)
class UploadedBook:
    """A file that can be read as often as needed; only its bytes, or the rows of its sheet, are kept."""

    name: str
    data: bytes = field(repr=False)
    largest: int
    table: TableFormat | None
    """None for vCards."""

    def contacts(self, today: date) -> Iterator[ForeignContact]:
        """The contacts of the file; refuses what cannot be read at all, with the line."""
        if self.table is None:
            return read_vcards(self.data, largest=self.largest)
        return read_table(self._rows, self.table.shape, self.table.mapping, today=today)

    def read_as(self, index: int, meaning: Field) -> UploadedBook:
        """The same file with one column read as something else."""
        assert self.table is not None
        return self.read_with(self.table.mapping.with_field(index, meaning), is_kept=self.table.is_kept)

    def read_with(self, mapping: ColumnMapping, *, is_kept: bool) -> UploadedBook:
        """The same file with all columns read like this."""
        assert self.table is not None
        return replace(self, table=replace(self.table, mapping=mapping, is_kept=is_kept))

    def on_sheet(self, number: int) -> UploadedBook:
        """The same workbook with another of its sheets; refuses as `read_sheet` does."""
        return replace(self, table=_sheet_format(read_sheet(self.data, number)))

    @property
    def headers_key(self) -> str:
        """By what the mapping of this file's columns is kept; empty where it names none."""
        return headers_key(self.table.shape.header) if self.table else ""

    def column_names(self) -> tuple[str, ...]:
        """The header of each column, or its place where the file names none."""
        if self.table is None:
            return ()
        names = self.table.shape.header
        return tuple(
            (names[index] if index < len(names) else "") or _("Column {number}").format(number=index + 1)
            for index in range(len(self.table.mapping.columns))
        )

    def lines(self) -> int:
        """About how many lines there are, for a bar of progress."""
        data = self.table.sheet.lines if self.table and self.table.sheet else self.data
        return max(1, data.count(b"\n") or data.count(b"\r"))

    def numbers(self) -> frozenset[str]:
        """All contact numbers that the file brings."""
        if self.table is None:
            return frozenset()
        columns = self.table.mapping.indexes(Field.NUMBER)
        if not columns:
            return frozenset()
        return frozenset(
            tidy_line(original_cell(row.cells[index])).removesuffix(".0")
            for row in self._rows()
            for index in columns
            if index < len(row.cells) and row.cells[index].strip()
        )

    def refused_file(self, left_out: Sequence[LeftOut], today: date) -> bytes:
        """What did not come in, as a CSV that can be mended and imported again: line, reason, row as it stood."""
        reasons = {one.line: " ".join(explain(reason) for reason in one.reasons) for one in left_out}
        rows = (RefusedRow(line, cells, reasons[line]) for line, cells in self._cells(today) if line in reasons)
        names = self.column_names() or (_("Name"),)
        return refused_rows_csv((_("Line"), _("Reason"), *names), rows)

    def _cells(self, today: date) -> Iterator[tuple[int, tuple[str, ...]]]:
        if self.table is None:
            return ((contact.line, contact.source) for contact in self.contacts(today))
        return ((row.line, row.cells) for row in self._rows())

    def _rows(self) -> Iterator[CsvRow]:
        """The rows of data of a table."""
        assert self.table is not None
        if self.table.sheet is not None:
            return below_header(self.table.sheet.rows(), self.table.shape)
        return data_rows(decode(self.data, largest=self.largest).text, self.table.shape)


def open_book(name: str, data: bytes, *, largest: int) -> UploadedBook:
    """Find out what a file is, by what it holds and whatever its name.

    Refuses `EmptyFile`, `FileTooLarge`, `NotATextFile`, `TooManyColumns`, `WebPageInstead`, and workbooks as
    `read_sheet` does.
    """
    check_size(data, largest=largest)
    head = data[:_HEAD].replace(b"\0", b"").upper()
    if b"BEGIN:VCARD" in head or name.casefold().endswith((".vcf", ".vcard")):
        return UploadedBook(name, data, largest, None)
    if is_workbook(data):
        return UploadedBook(name, data, largest, _sheet_format(read_sheet(data)))
    decoded = decode(data, largest=largest)
    if _WEB_PAGE.match(decoded.text, 0, _HEAD):
        raise WebPageInstead
    shape = sniff(decoded.text)
    mapping = guess_mapping(shape.header, shape.sample)
    return UploadedBook(name, data, largest, TableFormat(shape, mapping, encoding=decoded.encoding))


def _sheet_format(sheet: Sheet) -> TableFormat:
    shape = shape_of(sheet.rows())
    return TableFormat(shape, guess_mapping(shape.header, shape.sample), sheet=sheet)
