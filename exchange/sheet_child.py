"""Reads one sheet of a workbook, in a process of its own: `python -I sheet_child.py [number of the sheet]`.

Workbooks come from strangers and are parsed by native code: two cells far apart, or a string that is used a million
times, take more memory than there is, and that ends the process. So this one has limits, and nobody else sits in it.
The bytes come in by stdin. On stdout: one line of JSON with the names of the sheets, or with what stands in the way;
then one line for each row that holds something, its number and its cells. Numbers stay numbers, all else is text.
"""

from __future__ import annotations

import io
import json
import math
import re
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, ZipError

MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 90
MOST_UNPACKED = 500_000_000
"""Bytes of all parts of the file, unpacked."""
MOST_PARTS = 5_000
MOST_CELLS = 5_000_000
MOST_COLUMNS = 1_000
MOST_TEXT = 150_000_000
"""Characters of the rows."""
MOST_DIGITS = 15
"""A spreadsheet keeps no more; the others are zeros."""
LONGEST_CELL = 40_000

Cell = str | int
Rows = list[tuple[int, list[Cell]]]


class Refused(Exception):
    """Why the file is not read: `locked`, `broken`, `too_large` or `empty`."""


def main() -> None:
    """Read from stdin, write to stdout."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        names, chosen, rows = read(data, int(sys.argv[1]) if len(sys.argv) > 1 else None)
    except Refused as refused:
        _say({"refused": str(refused)})
        return
    except MemoryError:
        _say({"refused": "too_large"})
        return
    _say({"sheets": names, "chosen": chosen})
    for number, cells in rows:
        _say([number, *cells])


def _say(line: object) -> None:
    """One line of JSON in UTF-8, whatever the system's encoding is."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def _limit() -> None:
    """Bound what this process may take, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def read(data: bytes, wanted: int | None = None) -> tuple[list[str], int, Rows]:
    """The names of the sheets, and number and rows of the wanted one, else of the first that holds something."""
    if data.startswith(b"PK"):
        _check_parts(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [sheet for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
            names = [sheet.name for sheet in sheets]
            for place in range(len(names)) if wanted is None else (wanted,):
                rows = _rows(book.get_sheet_by_name(names[place]), _errors(data, names[place]))
                if rows:
                    return names, place, rows
    except PasswordError as error:
        raise Refused("locked") from error
    except (CalamineError, ZipError, IndexError, ValueError, OSError) as error:
        raise Refused("broken") from error
    raise Refused("empty")


def _check_parts(data: bytes) -> None:
    """Unpack everything once, piece by piece: what the parts say of their own size may be a lie."""
    unpacked = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if len(parts.infolist()) > MOST_PARTS:
                raise Refused("too_large")
            for part in parts.infolist():
                if part.flag_bits & 1:
                    raise Refused("locked")
                with parts.open(part) as unpacking:
                    while piece := unpacking.read(1 << 20):
                        unpacked += len(piece)
                        if unpacked > MOST_UNPACKED:
                            raise Refused("too_large")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise Refused("broken") from error


def _rows(sheet: CalamineSheet, errors: dict[tuple[int, int], str]) -> Rows:
    """The rows that hold something, without the columns that hold nothing."""
    if sheet.height * sheet.width > MOST_CELLS:
        raise Refused("too_large")
    first = sheet.start[1] if sheet.start else 0
    table = [[_cell(value) for value in row] for row in sheet.iter_rows()]
    for (row, column), error in errors.items():
        if row < len(table) and 0 <= column - first < len(table[row]):
            table[row][column - first] = error
    _fill_down(table, sheet, first)
    rows = [(number, row) for number, row in enumerate(table, start=1) if any(cell != "" for cell in row)]
    columns = sorted({place for _, row in rows for place, cell in enumerate(row) if cell != ""})
    if len(columns) > MOST_COLUMNS or sum(len(str(cell)) for _, row in rows for cell in row) > MOST_TEXT:
        raise Refused("too_large")
    return [(number, [row[place] for place in columns]) for number, row in rows]


def _fill_down(table: list[list[Cell]], sheet: CalamineSheet, first: int) -> None:
    """A cell that was merged over several rows holds for each of them; the file has its value in the first alone."""
    for (top, left), (bottom, _right) in sheet.merged_cell_ranges or ():
        place = left - first
        if top < len(table) and 0 <= place < len(table[top]):
            for row in table[top + 1 : bottom + 1]:
                row[place] = row[place] or table[top][place]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float) -> Cell:
    if math.isnan(value) or abs(value) >= 10**MOST_DIGITS:
        return f"{value:.5E}"
    return int(value) if value == int(value) else repr(value)


# --- error cells: the reader of workbooks leaves them empty without a word --------------------------------
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ERROR_TYPE = re.compile(rb"""\bt=["']e["']""")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def _errors(data: bytes, name: str) -> dict[tuple[int, int], str]:
    """The error cells of a sheet of an XLSX by row and column from 0; other files do not tell."""
    if not data.startswith(b"PK"):
        return {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            part = _part_of(parts, name)
            if part is None or not _tells_errors(parts, part):
                return {}
            with parts.open(part) as xml:
                return dict(_error_cells(ET.iterparse(xml)))  # noqa: S314
    except (KeyError, ET.ParseError):
        return {}


def _tells_errors(parts: zipfile.ZipFile, part: str) -> bool:
    with parts.open(part) as xml:
        tail = b""
        while piece := xml.read(1 << 20):
            if _ERROR_TYPE.search(tail + piece):
                return True
            tail = piece[-8:]
    return False


def _part_of(parts: zipfile.ZipFile, name: str) -> str | None:
    if "xl/workbook.xml" not in parts.namelist():
        return None
    sheets = ET.fromstring(parts.read("xl/workbook.xml"))  # noqa: S314
    links = ET.fromstring(parts.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in sheets.iter():
        if sheet.tag in {f"{_MAIN}sheet", f"{_STRICT}sheet"} and sheet.get("name") == name:
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
            target = targets.get(link, "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _error_cells(elements: Iterable[tuple[str, Any]]) -> Iterator[tuple[tuple[int, int], str]]:
    for _, element in elements:
        if element.tag in {f"{_MAIN}c", f"{_STRICT}c"}:
            match = _PLACE.fullmatch(element.get("r", "")) if element.get("t") == "e" else None
            if match:
                column = 0
                for letter in match[1]:
                    column = column * 26 + ord(letter) - 64
                value = next((child.text for child in element if child.tag.endswith("}v")), None)
                yield (int(match[2]) - 1, column - 1), value or "#N/A"
        elif element.tag in {f"{_MAIN}row", f"{_STRICT}row"}:
            element.clear()


if __name__ == "__main__":
    main()
