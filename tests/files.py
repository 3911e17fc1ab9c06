"""Small files of each kind, good and bad, made where they are needed."""

from __future__ import annotations

import io
import zipfile
from functools import cache

from fpdf import FPDF
from PIL import Image

from domain.documents import CheckedFile

OPEN_XML = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
OPEN_DOCUMENT = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}


@cache
def a_pdf(pages: int = 1, text: str = "Paper") -> bytes:
    pdf = FPDF()
    pdf.set_font("helvetica", size=20)
    for page in range(1, pages + 1):
        pdf.add_page()
        pdf.cell(text=f"{text} {page}")
    return bytes(pdf.output())


def a_package(**parts: bytes | str) -> bytes:
    """A zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def an_open_xml(kind: str, **more: bytes | str) -> bytes:
    listed = f'<Types><Override PartName="/main.xml" ContentType="{OPEN_XML[kind]}"/></Types>'
    return a_package(**{"[Content_Types].xml": listed, "main.xml": "<x/>", **more})


def an_open_document(kind: str, **more: bytes | str) -> bytes:
    return a_package(**{"mimetype": OPEN_DOCUMENT[kind], "content.xml": "<x/>", **more})


def a_picture(kind: str = "JPEG", side: int = 60) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(buffer, kind)
    return buffer.getvalue()


def a_file(name: str = "Attest.pdf", data: bytes | None = None, kind: str = "pdf") -> CheckedFile:
    return CheckedFile(data if data is not None else a_pdf(), name, kind)
