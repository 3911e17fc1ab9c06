"""An address book as somebody uploaded it: what it is, how it is read, and the file of what did not come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from exchange.address_book import ForeignContact
from exchange.contact_import import LeftOut
from exchange.contacts_csv import ColumnMapping, CsvShape, Field, guess_mapping, read_rows, sniff
from exchange.csv_rows import data_rows
from exchange.text_file import RefusedRow, check_size, decode, original_cell, refused_rows_csv
from exchange.tidy import tidy_line
from exchange.vcard import read_vcards
from i18n.messages import explain
from i18n.texts import _

_HEAD = 4096


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """How the CSV is written, and what its columns are read as."""

    encoding: str
    shape: CsvShape
    mapping: ColumnMapping


@dataclass(frozen=True, slots=True)
class UploadedBook:
    """A file that can be read as often as needed; only its bytes are kept."""

    name: str
    data: bytes = field(repr=False)
    largest: int
    csv: CsvFormat | None
    """None for vCards."""

    def contacts(self, today: date) -> Iterator[ForeignContact]:
        """The contacts of the file; refuses what cannot be read at all, with the line."""
        if self.csv is None:
            return read_vcards(self.data, largest=self.largest)
        return read_rows(self._text(), self.csv.shape, self.csv.mapping, today=today)

    def read_as(self, index: int, meaning: Field) -> UploadedBook:
        """The same file with one column read as something else."""
        assert self.csv is not None
        mapping = self.csv.mapping.with_field(index, meaning)
        return replace(self, csv=replace(self.csv, mapping=mapping))

    def column_names(self) -> tuple[str, ...]:
        """The header of each column, or its place where the file names none."""
        if self.csv is None:
            return ()
        names = self.csv.shape.header
        return tuple(
            (names[index] if index < len(names) else "") or _("Column {number}").format(number=index + 1)
            for index in range(len(self.csv.mapping.columns))
        )

    def lines(self) -> int:
        """About how many lines there are, for a bar of progress."""
        return max(1, self.data.count(b"\n") or self.data.count(b"\r"))

    def numbers(self) -> frozenset[str]:
        """All contact numbers that the file brings."""
        if self.csv is None:
            return frozenset()
        columns = self.csv.mapping.indexes(Field.NUMBER)
        if not columns:
            return frozenset()
        return frozenset(
            tidy_line(original_cell(row.cells[index])).removesuffix(".0")
            for row in data_rows(self._text(), self.csv.shape)
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
        if self.csv is None:
            return ((contact.line, contact.source) for contact in self.contacts(today))
        return ((row.line, row.cells) for row in data_rows(self._text(), self.csv.shape))

    def _text(self) -> str:
        return decode(self.data, largest=self.largest).text


def open_book(name: str, data: bytes, *, largest: int) -> UploadedBook:
    """Find out what a file is; refuses `EmptyFile`, `FileTooLarge`, `NotATextFile`, `TooManyColumns`.

    A file is a vCard by what it holds, whatever its name.
    """
    check_size(data, largest=largest)
    head = data[:_HEAD].replace(b"\0", b"").upper()
    if b"BEGIN:VCARD" in head or name.casefold().endswith((".vcf", ".vcard")):
        return UploadedBook(name, data, largest, None)
    decoded = decode(data, largest=largest)
    shape = sniff(decoded.text)
    mapping = guess_mapping(shape.header, shape.sample)
    return UploadedBook(name, data, largest, CsvFormat(decoded.encoding, shape, mapping))
