"""Workbooks for tests: made by openpyxl, or by hand where no program would make them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def xlsx(
    *sheets: Sequence[Sequence[Any]], names: Sequence[str] = (), dress: Callable[[Worksheet], object] | None = None
) -> bytes:
    """An XLSX with these rows; `dress` goes over the last sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, rows in enumerate(sheets):
        sheet = book.create_sheet(names[place] if place < len(names) else f"S{place}")
        for row in rows:
            sheet.append(list(row))
    if dress:
        dress(book.worksheets[-1])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same file with one of its parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return out.getvalue()


def with_cells(xml: str) -> bytes:
    """An XLSX whose only sheet holds these rows of XML."""
    content = f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{xml}</sheetData></worksheet>'
    return with_part(xlsx([["x"]]), "xl/worksheets/sheet1.xml", content.encode())


def with_strings(data: bytes, xml: str) -> bytes:
    """The same file with these strings to be shared by its cells."""
    rel = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        links = parts.read(rel)
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    link = b'<Relationship Id="rIdS" Type="' + kind + b'" Target="sharedStrings.xml"/></Relationships>'
    out = io.BytesIO(with_part(data, rel, links.replace(b"</Relationships>", link)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", f'<?xml version="1.0"?><sst {MAIN}>{xml}</sst>')
    return out.getvalue()


def ods(table: str) -> bytes:
    """An ODS whose only table holds these rows of XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="T">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", content)
        parts.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
    return out.getvalue()
