"""The rows of a table, as they stand: delimiter and header found, rows of a CSV read one by one with flat memory."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from domain.errors import CellTooLong, QuoteNotClosed, TooManyColumns
from exchange.csv_columns import known_headers

LONGEST_CELL = 1_000_000
"""Characters. The csv module has one limit for the whole process, and its default would refuse long notes."""
csv.field_size_limit(LONGEST_CELL)

MOST_COLUMNS = 1000
_DELIMITERS = (";", ",", "\t", "|")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_SAMPLE = 50
_FIRST_ROWS_THAT_MAY_BE_TITLES = 10


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row with the line on which it begins."""

    line: int
    cells: tuple[str, ...]
    numbers: frozenset[int] = frozenset()
    """The places of cells that a spreadsheet holds as numbers: their leading zeros are lost."""


@dataclass(frozen=True, slots=True)
class TableShape:
    """Where the header and the data of a table stand, its first rows of data, and how a CSV separates its cells."""

    header: tuple[str, ...]
    """Empty where the file has none."""
    skipped: int
    """Rows before the first row of data: titles and the header."""
    width: int
    """The number of columns."""
    sample: tuple[tuple[str, ...], ...]
    """The first rows of data, at most 50."""
    delimiter: str = ""
    quotechar: str = ""

    @property
    def has_header(self) -> bool:
        """Whether the file names its columns."""
        return bool(self.header)


def sniff(text: str) -> TableShape:
    """How a CSV is written: delimiter by equal widths, header by known names; `sep=` in front is obeyed."""
    quotechar = _quotechar(text[:20_000])
    said = re.match(r'^\ufeff?"?sep=(.)"?[ \t]*[\r\n]', text, re.IGNORECASE)
    delimiter = said[1] if said else max(_DELIMITERS, key=lambda sign: _regularity(text, sign, quotechar))
    rows = _first_rows(text, delimiter, quotechar, _SAMPLE + _FIRST_ROWS_THAT_MAY_BE_TITLES)
    return replace(_shape(rows, 1 if said else 0), delimiter=delimiter, quotechar=quotechar)


def shape_of(rows: Iterable[CsvRow]) -> TableShape:
    """Where header and data of the rows of a sheet stand."""
    return _shape([row.cells for row in islice(rows, _SAMPLE + _FIRST_ROWS_THAT_MAY_BE_TITLES)], 0)


def _shape(rows: Sequence[tuple[str, ...]], before: int) -> TableShape:
    """The shape by the first rows, of which `before` are neither header nor data."""
    width = Counter(len(row) for row in rows).most_common(1)[0][0] if rows else 0
    if width > MOST_COLUMNS or any(len(row) > MOST_COLUMNS for row in rows):
        raise TooManyColumns(most=MOST_COLUMNS)
    header_at = _header_index(rows, width)
    skipped = before if header_at is None else header_at + 1
    header = () if header_at is None else tuple(cell.strip() for cell in rows[header_at])
    return TableShape(header, skipped, len(header) or width, tuple(rows[skipped : skipped + _SAMPLE]))


def data_rows(text: str, shape: TableShape) -> Iterator[CsvRow]:
    """The rows of data, blank ones left out; refuses `CellTooLong` and `QuoteNotClosed` by line."""
    return below_header(_rows(text, shape.delimiter, shape.quotechar), shape)


def below_header(rows: Iterable[CsvRow], shape: TableShape) -> Iterator[CsvRow]:
    """The rows of data among all rows, blank ones left out."""
    for row in islice(rows, shape.skipped, None):
        if any(not cell.isspace() for cell in row.cells if cell):
            yield row


def _rows(text: str, delimiter: str, quotechar: str) -> Iterator[CsvRow]:
    """All rows that are not empty lines."""
    lines = _Lines(text, quotechar)
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quotechar)
    while True:
        lines.begin_row()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise CellTooLong(line=lines.row_begins, longest=LONGEST_CELL) from error
        # A quote that nobody closed swallows the rest of the file without a word.
        if lines.at_end and lines.row_is_open:
            raise QuoteNotClosed(line=lines.row_begins)
        if cells is None:
            return
        if cells:
            yield CsvRow(lines.row_begins, tuple(cells))


class _Lines:
    """The lines of a text with their ends, counted, each copied when it is read."""

    def __init__(self, text: str, quotechar: str) -> None:
        self._matches = _LINE.finditer(text)
        self._quotechar = quotechar
        self._number = self._row_lines = self._quotes = 0
        self.at_end = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        match = next(self._matches, None)
        if match is None:
            self.at_end = True
            raise StopIteration
        line = match.group()
        self._number += 1
        self._row_lines += 1
        self._quotes += line.count(self._quotechar)
        return line

    def begin_row(self) -> None:
        """The next line begins a row."""
        self._row_lines = self._quotes = 0

    @property
    def row_begins(self) -> int:
        """The line on which the row began."""
        return self._number - max(self._row_lines, 1) + 1

    @property
    def row_is_open(self) -> bool:
        """Whether a quote is open after a row of several lines."""
        return self._quotes % 2 == 1 and self._row_lines > 1


def _first_rows(text: str, delimiter: str, quotechar: str, most: int) -> list[tuple[str, ...]]:
    rows = []
    try:
        for row in _rows(text, delimiter, quotechar):
            rows.append(row.cells)
            if len(rows) == most:
                break
    except (CellTooLong, QuoteNotClosed):
        pass  # Reading all rows will name the line.
    return rows


def _regularity(text: str, delimiter: str, quotechar: str) -> tuple[float, int]:
    """How well a delimiter explains the first rows: the share of equal widths above one, then the width."""
    rows = _first_rows(text, delimiter, quotechar, _SAMPLE)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return (0.0, 0)
    width, count = max(widths.items(), key=lambda found: found[1] * found[0])
    return (round(count / len(rows), 1), width)


def _quotechar(head: str) -> str:
    if '"' not in head and re.search(r"(?m)^'[^'\r\n]*'[;,\t|]'", head):
        return "'"
    return '"'


def _header_index(rows: Sequence[tuple[str, ...]], width: int) -> int | None:
    """The row that names most columns: above it may stand titles, and names of groups of columns."""
    best, most, full = None, 0, 0
    for index, row in enumerate(rows[:_FIRST_ROWS_THAT_MAY_BE_TITLES]):
        known = known_headers(row) if len(row) * 2 >= width else 0
        if known > most:
            best, most = index, known
        is_full = len(row) == width and sum(not cell.isspace() for cell in row if cell) * 3 > width * 2
        full = full + 1 if is_full and not known else 0
        if full == 2:
            break  # Two full rows without known names: data.
    return best
