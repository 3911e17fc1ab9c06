"""A table as XLSX: openpyxl makes the workbook, its styles and its header; the rows are written into it one by one.

openpyxl alone takes fifty times as long for a row as the database takes to read it.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from types import TracebackType
from typing import IO, Any

from domain.clock import ZONE
from exchange.tables import Column, Kind, Table
from exchange.text_file import safe_cell

MOST_ROWS = 1_048_575
"""Below the header: what a sheet holds."""
LONGEST_CELL = 32_767
"""Characters as UTF-16 counts them: what a cell holds."""
EARLIEST = date(1900, 3, 1)
"""Spreadsheets believe in 29 February 1900, and in no day before that year: earlier ones are texts."""
_EPOCH = date(1899, 12, 30)
_SHEET = "xl/worksheets/sheet1.xml"
_FORMATS = {Kind.DAY: "dd.mm.yyyy", Kind.INSTANT: "dd.mm.yyyy hh:mm", Kind.NUMBER: "0", Kind.CENTS: "#,##0.00"}
_SPECIAL = re.compile("[&<>\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_", "\r": "_x000D_"}
_LOST = "\ufffd"
"""Stands for characters that XML cannot hold."""


class XlsxFile:
    """Rows go into a temporary file beside the workbook, and both together to `out` at the end."""

    def __init__(self, table: Table, out: IO[bytes]) -> None:
        self._table, self._out = table, out
        self._rows = 1
        self._cells = [_writer_of(column.kind) for column in table.columns]
        self._names = [_letters(place) for place in range(len(table.columns))]

    def __enter__(self) -> XlsxFile:
        self._shell = _shell(self._table)
        with zipfile.ZipFile(io.BytesIO(self._shell)) as parts:
            sheet = parts.read(_SHEET).decode()
        self._styles = _styles(sheet, self._names)
        self._head, self._tail = re.split(r"<row r=\"2\".*</row>", sheet, flags=re.DOTALL)
        self._written = tempfile.TemporaryFile()
        self._written.write(self._head.encode())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._written:
            if error is None:
                self._finish()

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows."""
        cells = list(zip(self._names, self._styles, self._cells, strict=True))
        for row in rows:
            self._rows += 1
            number = self._rows
            texts = [
                write(value, f'<c r="{name}{number}" s="{style}"')
                for value, (name, style, write) in zip(row, cells, strict=True)
                if value is not None and value != ""
            ]
            self._written.write(f'<row r="{number}">{"".join(texts)}</row>'.encode())

    def _finish(self) -> None:
        """Put the rows into the workbook; its filter goes over as many as there are."""
        end = f"{self._names[-1]}{self._rows}"
        tail = re.sub(r'(<autoFilter ref="A1:)[A-Z]+\d+"', rf'\g<1>{end}"', self._tail)
        self._written.write(tail.encode())
        self._written.seek(0)
        with (
            zipfile.ZipFile(io.BytesIO(self._shell)) as shell,
            zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as whole,
        ):
            for part in shell.namelist():
                if part != _SHEET:
                    whole.writestr(part, shell.read(part))
            with whole.open(_SHEET, "w", force_zip64=True) as sheet:
                while piece := self._written.read(1 << 20):
                    sheet.write(piece)


def _shell(table: Table) -> bytes:
    """A workbook with the header, and below it a row that shows the style of each column."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet: Any = book.active
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", table.title)[:31] or "Kontor"
    sheet.freeze_panes = "A2"
    for place, column in enumerate(table.columns, start=1):
        head = sheet.cell(1, place, xml_text(column.header, escape=False))
        head.data_type, head.font, head.quotePrefix = "s", Font(bold=True), True
        sample = sheet.cell(2, place, "x" if column.kind is Kind.TEXT else 1)
        _dress(sample, column)
        sheet.column_dimensions[head.column_letter].width = column.width
    sheet.auto_filter.ref = f"A1:{_letters(len(table.columns) - 1)}2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _dress(sample: Any, column: Column) -> None:
    if column.kind is Kind.TEXT:
        sample.quotePrefix = True
    else:
        sample.number_format = _FORMATS[column.kind]


def _styles(sheet: str, names: Sequence[str]) -> list[str]:
    """The style of each column, as the sample row has it."""
    found = dict(re.findall(r'<c r="([A-Z]+)2"[^>]*?\bs="(\d+)"', sheet))
    return [found[name] for name in names]


def _letters(place: int) -> str:
    """The name of a column: A, B, ... Z, AA."""
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _writer_of(kind: Kind) -> Callable[[Any, str], str]:
    return {Kind.TEXT: _text, Kind.DAY: _day, Kind.INSTANT: _instant, Kind.NUMBER: _number, Kind.CENTS: _cents}[kind]


def _text(value: Any, cell: str) -> str:
    value = str(value)
    if value.startswith("'"):
        value = safe_cell(value)  # Our import takes a guarding apostrophe away, so one that belongs here needs another.
    return f'{cell} t="inlineStr"><is><t xml:space="preserve">{xml_text(value)}</t></is></c>'


def _number(value: Any, cell: str) -> str:
    return f"{cell}><v>{value}</v></c>"


def _cents(value: int, cell: str) -> str:
    sign, (euros, rest) = "-" if value < 0 else "", divmod(abs(value), 100)
    return _number(f"{sign}{euros}.{rest:02d}", cell)


def _day(value: date, cell: str) -> str:
    return _number((value - _EPOCH).days, cell) if value >= EARLIEST else _text(value.isoformat(), cell)


def _instant(value: datetime, cell: str) -> str:
    local = value.astimezone(ZONE)
    seconds = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second).total_seconds()
    return _number(f"{(local.date() - _EPOCH).days + seconds / 86_400:.11f}", cell)


def xml_text(text: str, *, escape: bool = True) -> str:
    """A text for a cell: what XML cannot hold shows as a mark, what a spreadsheet would read otherwise is escaped."""
    if len(text) > LONGEST_CELL // 2 and len(text.encode("utf-16-le", "replace")) // 2 > LONGEST_CELL:
        text = _shortened(text)
    if not escape:
        return _SPECIAL.sub(lambda sign: sign[0] if sign[0] in "&<>" else _ESCAPED.get(sign[0], _LOST), text)
    return _SPECIAL.sub(lambda sign: _ESCAPED.get(sign[0], _LOST), text)


def _shortened(text: str) -> str:
    """As much as a cell holds, and a sign that there is more."""
    room = LONGEST_CELL - 2
    return text.encode("utf-16-le", "replace")[: room * 2].decode("utf-16-le", "ignore") + " …"
