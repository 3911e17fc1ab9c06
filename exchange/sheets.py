"""A sheet of a workbook as rows: XLSX, XLSM, XLSB, XLS and ODS, whoever wrote them and however hostile.

The parsing happens in a process of its own with bounded memory and time (`exchange.sheet_child`); what it gives is
kept as lines of JSON, so that the sheet can be gone through as often as needed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import EmptyFile, Refusal
from domain.workbooks import NotAWorkbook, WorkbookLocked, WorkbookTooLarge
from exchange.csv_rows import CsvRow

CHILD = Path(__file__).with_name("sheet_child.py")
MOST_SECONDS = 180
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REFUSALS: dict[str, type[Refusal]] = {
    "locked": WorkbookLocked,
    "broken": NotAWorkbook,
    "too_large": WorkbookTooLarge,
    "empty": EmptyFile,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet, and the names of all sheets of its workbook."""

    names: tuple[str, ...]
    chosen: int
    lines: bytes = field(repr=False)

    def rows(self) -> Iterator[CsvRow]:
        """The rows that hold something, by their numbers in the sheet."""
        start = 0
        while (end := self.lines.find(b"\n", start)) >= 0:
            number, *cells = json.loads(self.lines[start:end])
            numbers = frozenset(place for place, cell in enumerate(cells) if isinstance(cell, int))
            yield CsvRow(number, tuple(str(cell) for cell in cells), numbers)
            start = end + 1


def is_workbook(data: bytes) -> bool:
    """Whether these bytes may be a workbook, whatever their name."""
    return data.startswith((_ZIP, _OLE))


def read_sheet(data: bytes, sheet: int | None = None) -> Sheet:
    """The wanted sheet, else the first that holds something.

    Refuses `WorkbookLocked`, `NotAWorkbook`, `WorkbookTooLarge` and `EmptyFile`.
    """
    if data.startswith(_OLE) and _ENCRYPTED in data:
        raise WorkbookLocked
    command = [sys.executable, "-I", str(CHILD), *([] if sheet is None else [str(sheet)])]
    try:
        done = subprocess.run(  # noqa: S603 - our own reader, and nothing of the file is in the command
            command, input=data, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise WorkbookTooLarge from None
    if done.returncode > 0:  # It ran into something that it does not know.
        raise NotAWorkbook
    if done.returncode < 0:  # It was ended for taking too much.
        raise WorkbookTooLarge
    head, _, lines = done.stdout.partition(b"\n")
    about = json.loads(head)
    if "refused" in about:
        raise _REFUSALS[about["refused"]]
    return Sheet(tuple(about["sheets"]), about["chosen"], lines)
