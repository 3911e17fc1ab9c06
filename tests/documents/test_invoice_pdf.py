"""Invoices as PDF, read back by readers that are not ours: what the law wants, PDF/A, fonts, the GiroCode."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from documents.invoice_pdf import invoice_pdf
from domain.invoice_papers import Paper, correction
from domain.invoices import InvoiceKind
from domain.letters import Sender
from tests.files import a_picture
from tests.invoices import IBAN, a_paper


def said(paper: Paper) -> str:
    """All text of the document, with single blanks."""
    pages = PdfReader(io.BytesIO(invoice_pdf(paper))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())


def codes(paper: Paper) -> list[str]:
    """The codes on the pages, as a camera reads them."""
    found = []
    for page in pypdfium2.PdfDocument(invoice_pdf(paper)):
        found += [code.text for code in zxingcpp.read_barcodes(page.render(scale=2.5).to_pil())]
    return found


GERMAN = (
    "Rechnung R-00017",
    "Studio Süd · Ringstraße 1 · 50667 Köln",
    "Frau Dr. Łucja Müller",
    "Große Straße 5",
    "181/815/08155",
    "Datum 23.11.2026",
    "Fällig am 07.12.2026",
    "1 Beitrag Fitness 1 01.11.2026 – 30.11.2026 19 % 49,90 €",
    "19 % 41,93 € 7,97 € 49,90 €",
    "7 % 11,68 € 0,82 € 12,50 €",
    "steuerfrei 84,00 € 0,00 € 84,00 €",
    "Rechnungsbetrag 211,40 €",
    "Steuerfrei nach § 4 Nr. 14 Buchst. a UStG",
    "Steuerfrei nach § 4 Nr. 22 UStG",
    "Nicht steuerbar",
    "DE89 3704 0044 0532 0130 00",
    "Vielen Dank.",
    "Seite 1 von 1",
)
ENGLISH = ("Invoice R-00017", "23 Nov 2026", "19% €41.93 €7.97 €49.90", "Invoice total €211.40", "Page 1 of 1")


@pytest.mark.parametrize(("language", "wanted"), [("de", GERMAN), ("en", ENGLISH)])
def test_it_says_what_the_law_wants(language: str, wanted: tuple[str, ...]) -> None:
    text = said(a_paper(language=language))
    assert [words for words in wanted if words not in text] == []


@pytest.mark.parametrize(
    ("more", "wanted", "not_wanted"),
    [
        ({"small_business": True}, "Steuerfrei nach § 19 UStG", "Steuersatz"),
        ({"open_cents": 11_40}, "Noch zu zahlen 11,40 €", "bereits bezahlt"),
        ({"open_cents": 0}, "Der Betrag ist bereits bezahlt", "überweisen"),
        ({"by_debit": True}, "SEPA-Lastschrift", "überweisen"),
        ({"iban": ""}, "Bitte zahlen Sie 211,40 € bis zum 07.12.2026", "überweisen"),
        ({"number": ""}, "Vorschau", "R-00017"),
        ({"number": "", "language": "en"}, "Preview", "R-00017"),
        ({"tax_number": "", "vat_id": "DE136695976"}, "USt-IdNr. DE136695976", "Steuernummer"),
    ],
)
def test_each_case_has_its_words(more: dict[str, Any], wanted: str, not_wanted: str) -> None:
    text = said(a_paper(**more))
    assert wanted in text
    assert not_wanted not in text


@pytest.mark.parametrize(
    ("kind", "title", "sentence"),
    [
        (InvoiceKind.CANCELLATION, "Stornorechnung R-2", "hebt die Rechnung R-00017 vom 23.11.2026 vollständig auf"),
        (InvoiceKind.CREDIT_NOTE, "Rechnungskorrektur R-2", "mindert die Rechnung R-00017 vom 23.11.2026"),
    ],
)
def test_a_correction_names_its_invoice(kind: InvoiceKind, title: str, sentence: str) -> None:
    text = said(correction(a_paper(), kind, [(0, 10_00, 1_60)], number="R-2", day=date(2026, 12, 1), reason="Grippe"))
    for words in (title, sentence, "Grund: Grippe", "19 % -8,40 € -1,60 € -10,00 €", "Korrekturbetrag -10,00 €"):
        assert words in text
    assert "Gutschrift" not in text


def test_the_code_pays_exactly_this_invoice() -> None:
    [code] = codes(a_paper(payee="Studio Süd & Söhne GmbH " + "x" * 90))
    lines = code.split("\n")
    assert lines[:4] == ["BCD", "002", "1", "SCT"]
    assert lines[5] == ("Studio Süd & Söhne GmbH " + "x" * 90)[:70]
    assert (lines[6], lines[7], lines[-1]) == (IBAN, "EUR211.4", "R-00017")


@pytest.mark.parametrize("more", [{"open_cents": 0}, {"by_debit": True}, {"iban": ""}, {"number": ""}])
def test_there_is_no_code_where_nothing_is_transferred(more: dict[str, Any]) -> None:
    assert codes(a_paper(**more)) == []


def test_the_table_goes_on_over_pages_with_its_head() -> None:
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(invoice_pdf(a_paper(120)))).pages]
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert "Leistungszeit" in page
        assert f"Seite {number} von {len(pages)}" in page
    places = [int(one) for page in pages for one in re.findall(r"^(\d{1,3})\s(?=[BEKRP])", page, re.MULTILINE)]
    assert places == list(range(1, 121))


def test_it_is_pdf_a_3_with_all_its_fonts() -> None:
    data = invoice_pdf(a_paper())
    root: Any = PdfReader(io.BytesIO(data)).trailer["/Root"]
    about = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in about
    assert root["/OutputIntents"][0]["/DestOutputProfile"].get_data()
    fonts = [font for page in PdfReader(io.BytesIO(data)).pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert descriptor["/FontFile2"].get_object().get_data()


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="poppler is not installed")
def test_another_reader_finds_each_font_embedded(tmp_path: Any) -> None:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(invoice_pdf(a_paper()))
    rows = subprocess.run(["pdffonts", file], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert rows
    assert all(re.search(r"yes yes yes\s+\d+\s+\d+$", row) for row in rows)


def test_the_same_data_are_the_same_bytes_for_ever() -> None:
    paper = a_paper()
    logo = a_picture("PNG", 300)
    assert invoice_pdf(paper, logo) == invoice_pdf(replace(paper), logo)
    assert b"/ModDate" not in invoice_pdf(paper)
    assert (
        hashlib.sha256(invoice_pdf(paper)).digest() != hashlib.sha256(invoice_pdf(replace(paper, number="X"))).digest()
    )


@pytest.mark.parametrize("text", ["<b>& ]]> \x00\x07 {{pages}} **x**", "x" * 3_000, "李娜 💪", ""])
def test_hostile_texts_are_printed_as_they_are(text: str) -> None:
    paper = a_paper(2, text=text, recipient=(text[:100], "Köln"), payee=text or "x")
    line = replace(paper.lines[0], text=text[:200], for_whom=text[:100])
    sender = Sender(text[:200], (text,), text, (text,), (text,))
    data = invoice_pdf(replace(paper, lines=(line, *paper.lines[1:]), sender=sender))
    assert len(PdfReader(io.BytesIO(data)).pages) < 6
