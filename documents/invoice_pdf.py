"""An invoice, its cancellation or a correction as PDF/A-3, from its frozen data alone: the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast
from xml.sax.saxutils import escape

from fpdf.enums import XPos, YPos

from documents.fonts import FAMILY, fitting, printable
from documents.letterhead import FOOT, GREY, LEFT, SMALL, WIDTH, BusinessPaper
from domain.bank import format_iban
from domain.invoice_papers import TAXED, Paper, PaperLine
from domain.invoices import InvoiceKind, TaxSum
from domain.tax import TaxKind
from i18n.formatting import format_cents, format_day
from i18n.texts import N_, Language, _, speaking

TITLES = {
    InvoiceKind.INVOICE: N_("Invoice {number}"),
    InvoiceKind.CANCELLATION: N_("Cancellation invoice {number}"),
    InvoiceKind.CREDIT_NOTE: N_("Invoice correction {number}"),
}
EXEMPTIONS = {
    TaxKind.EXEMPT_TREATMENT: N_("Exempt from VAT under § 4 Nr. 14 Buchst. a UStG (treatment)."),
    TaxKind.EXEMPT_COURSE: N_("Exempt from VAT under § 4 Nr. 22 UStG (courses and sport)."),
    TaxKind.NONE: N_("Not subject to VAT."),
}
"""What § 14 (4) Nr. 8 UStG wants said."""
SIZE, ROW = 9.5, 4.6
COLUMNS = (8.0, 14.0, 44.0, 16.0, 25.0)
"""Place, quantity, days, rate, amount; the text has the rest."""
ALIGNED = (("L", 0.0), ("L", 0.0), ("R", 0.0), ("L", 3.0), ("R", 0.0), ("R", 0.0))
"""Of each, and the room at its left."""
SUMS_LEFT, SUM_COLUMNS = 85.0, (30.0, 25.0, 25.0, 25.0)
QR_SIZE = 32.0
PRODUCER = "Kontor"
LONGEST_NAME, LONGEST_REFERENCE = 70, 140


def invoice_pdf(paper: Paper, logo: bytes | None = None) -> bytes:
    """The document as PDF/A-3B with all its fonts."""
    spoken: Language = "en" if paper.language == "en" else "de"
    with speaking(spoken):
        sheet = _Sheet(paper, logo, spoken)
        sheet.draw()
        return bytes(sheet.output())


def _metadata(title: str, author: str, day: date) -> str:
    """What PDF/A wants said about the file in XML; by itself fpdf2 writes the moment of drawing into it."""
    made = f"{day.isoformat()}T00:00:00+00:00"
    return f"""<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<rdf:Description rdf:about="">
<xmp:CreateDate>{made}</xmp:CreateDate><xmp:ModifyDate>{made}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{escape(author)}</rdf:li></rdf:Seq></dc:creator>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>"""


class _Sheet(BusinessPaper):
    """Draws the paper."""

    def __init__(self, paper: Paper, logo: bytes | None, spoken: Language) -> None:
        self._paper = paper
        number = paper.number or f"({_('Preview')})"
        self._subject = _(TITLES[paper.kind]).format(number=number)
        super().__init__(
            replace(paper.sender, logo=logo), paper.recipient, title=self._subject, day=paper.issued_on, spoken=spoken,
            enforce_compliance="PDF/A-3B",
        )  # fmt: skip
        self.set_producer(PRODUCER)
        self.set_xmp_metadata(_metadata(printable(self._subject), printable(paper.sender.name), paper.issued_on))
        self._widths = self._columns()

    def draw(self) -> None:
        """Everything from the head to the last sentence."""
        self.begin(self._subject, self._facts())
        self._corrected()
        self._table_head()
        for place, line in enumerate(self._paper.lines, 1):
            self._row(place, line)
        self._sums()
        self._sentences()
        self._payment()
        if self._paper.text:
            self.ln(3)
            self.text_lines(self._paper.text, ROW)

    def header(self) -> None:
        """A preview says so across each page."""
        if self._paper.number:
            return
        self.set_font(FAMILY, "B", 90)
        self.set_text_color(228)
        with self.rotation(45, self.w / 2, self.h / 2):
            self.set_xy(0, self.h / 2 - 20)
            self.cell(self.w, 40, _("Preview"), align="C")
        self.set_text_color(0)
        self.set_xy(LEFT, self.t_margin)

    def _day(self, day: date) -> str:
        return format_day(day, self._spoken)

    def _money(self, cents: int) -> str:
        return format_cents(cents, self._spoken)

    def _rate(self, rate: int) -> str:
        shown = f"{Decimal(rate) / 100:f}".rstrip("0").rstrip(".") if rate % 100 else str(rate // 100)
        return f"{shown.replace('.', ',')} %" if self._spoken == "de" else f"{shown}%"

    def _facts(self) -> list[tuple[str, str]]:
        paper = self._paper
        number = _("Invoice number") if paper.kind is InvoiceKind.INVOICE else _("Document number")
        rows = [
            (number, paper.number),
            (_("Date"), self._day(paper.issued_on)),
            (_("Customer number"), paper.customer),
            (_("Due on"), self._day(paper.due_on) if paper.due_on and paper.open_cents > 0 else ""),
            (_("Tax number"), paper.tax_number),
            (_("VAT ID"), paper.vat_id),
        ]
        return [*rows, *(("", fact) for fact in paper.sender.facts)]

    def _corrected(self) -> None:
        paper = self._paper
        if not paper.corrects or paper.corrects_of is None:
            return
        said = (
            _("This cancels the invoice {number} of {day} as a whole.")
            if paper.kind is InvoiceKind.CANCELLATION
            else _("This corrects the invoice {number} of {day}: the amounts below are credited.")
        )
        self.set_font(FAMILY, "", 10)
        self.text_lines(said.format(number=paper.corrects, day=self._day(paper.corrects_of)))
        if paper.reason:
            self.text_lines(_("Reason: {reason}").format(reason=paper.reason))
        self.ln(3)

    def _columns(self) -> tuple[float, ...]:
        """The widths of place, text, quantity, days, rate, amount; a small business shows no rates."""
        place, quantity, days, rate, amount = COLUMNS
        rate = 0.0 if self._paper.small_business else rate
        return (place, WIDTH - place - quantity - days - rate - amount, quantity, days, rate, amount)

    def _cells(self, texts: Sequence[str], *, border: str = "") -> None:
        """One line of the table."""
        self.set_x(LEFT)
        for width, text, (align, gap) in zip(self._widths, texts, ALIGNED, strict=True):
            if width:
                if gap:
                    self.cell(gap, ROW, "", border=border)
                self.cell(width - gap, ROW, fitting(self, text, width - gap), align=align, border=border)
        self.ln(ROW)

    def _table_head(self) -> None:
        self.set_font(FAMILY, "B", SMALL)
        self._cells(
            (_("No."), _("Service"), _("Quantity"), _("Supplied"), _("VAT"), _("Amount")),
            border="B",
        )
        self.ln(1)

    def _row(self, place: int, line: PaperLine) -> None:
        """A line with as many lines of text as it needs, never torn by the end of the page."""
        self.set_font(FAMILY, "", SIZE)
        text = printable(f"{line.text} ({line.for_whom})" if line.for_whom else line.text)
        found = self.multi_cell(self._widths[1] - 2, ROW, text, align="L", dry_run=True, output="LINES")
        lines = cast("list[str]", found) or [""]
        if self.get_y() + ROW * len(lines) > self.h - FOOT - 2:
            self.add_page()
            self._table_head()
            self.set_font(FAMILY, "", SIZE)
        for at, part in enumerate(lines):
            first = at == 0
            self._cells(
                (
                    str(place) if first else "",
                    part,
                    str(line.quantity) if first else "",
                    self._supplied(line) if first else "",
                    self._rate(line.rate) if first else "",
                    self._money(line.gross_cents) if first else "",
                )
            )
        self.ln(0.8)

    def _supplied(self, line: PaperLine) -> str:
        first, last = self._day(line.supplied_from), self._day(line.supplied_until)
        return first if first == last else f"{first} – {last}"

    def _room(self, height: float) -> None:
        """What belongs together does not begin where the page ends."""
        if self.get_y() + height > self.h - FOOT:
            self.add_page()

    def _sums(self) -> None:
        paper = self._paper
        rows = () if paper.small_business else paper.sums
        self._room((len(rows) + 5) * ROW)
        self.set_draw_color(GREY)
        self.line(LEFT, self.get_y() + 0.5, LEFT + WIDTH, self.get_y() + 0.5)
        self.ln(2)
        if rows:
            self.set_font(FAMILY, "B", SMALL)
            self._sum((_("VAT rate"), _("Net"), _("VAT"), _("Gross")))
            self.set_font(FAMILY, "", SIZE)
            for one in rows:
                self._sum((self._named(one), *map(self._money, (one.net_cents, one.tax_cents, one.gross_cents))))
            self.ln(1)
        self.set_font(FAMILY, "B", 11)
        total = _("Invoice total") if paper.kind is InvoiceKind.INVOICE else _("Total of the correction")
        self._total(total, paper.gross_cents)
        if paper.kind is InvoiceKind.INVOICE and paper.open_cents != paper.gross_cents:
            self.set_font(FAMILY, "", SIZE)
            self._total(_("Paid already"), paper.open_cents - paper.gross_cents)
            self.set_font(FAMILY, "B", 11)
            self._total(_("Still to pay"), paper.open_cents)
        self.ln(3)

    def _sum(self, texts: Sequence[str]) -> None:
        self.set_x(SUMS_LEFT)
        for place, (width, text) in enumerate(zip(SUM_COLUMNS, texts, strict=True)):
            self.cell(width, ROW, text, align="R" if place else "L")
        self.ln(ROW)

    def _total(self, label: str, cents: int) -> None:
        self.set_x(SUMS_LEFT)
        self.cell(sum(SUM_COLUMNS[:3]), 5.5, label)
        self.cell(SUM_COLUMNS[3], 5.5, self._money(cents), align="R")
        self.ln(5.5)

    def _named(self, one: TaxSum) -> str:
        if one.tax in TAXED:
            return self._rate(one.rate)
        return _("not taxed") if one.tax is TaxKind.NONE else _("exempt")

    def _sentences(self) -> None:
        """Why there is no tax, where there is none."""
        kinds = {line.tax for line in self._paper.lines}
        said = [_(EXEMPTIONS[kind]) for kind in EXEMPTIONS if kind in kinds]
        if self._paper.small_business and kinds & TAXED:
            said.insert(0, _("Exempt from VAT under § 19 UStG (small business)."))
        self.set_font(FAMILY, "", SIZE)
        for sentence in said:
            self.text_lines(sentence, ROW)
        if said:
            self.ln(2)

    def _payment(self) -> None:
        """How to pay what is open, with the code that banking apps read."""
        paper = self._paper
        if paper.kind is not InvoiceKind.INVOICE:
            return
        self.set_font(FAMILY, "", SIZE)
        if paper.open_cents <= 0:
            self.text_lines(_("The amount has been paid already. Thank you."), ROW)
        elif paper.by_debit:
            self.text_lines(_("We collect the amount by SEPA direct debit from the account known to us."), ROW)
        elif paper.asks_for_transfer:
            self._transfer()
        elif paper.due_on is not None:
            self.text_lines(self._asked(_("Please pay {amount} by {day}.")), ROW)

    def _asked(self, text: str) -> str:
        paper = self._paper
        day = self._day(paper.due_on or paper.issued_on)
        return text.format(amount=self._money(paper.open_cents), day=day)

    def _transfer(self) -> None:
        paper = self._paper
        self._room(QR_SIZE + 6)
        top, width = self.get_y(), WIDTH - QR_SIZE - 8
        rows = [
            (_("Payee"), paper.payee),
            (_("IBAN"), format_iban(paper.iban)),
            (_("Amount"), self._money(paper.open_cents)),
            (_("Payment reference"), paper.number),
        ]
        self.multi_cell(
            width, ROW, self._asked(_("Please transfer {amount} by {day} to our account:")), align="L",
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        self.ln(1)
        for label, value in rows:
            if value:
                self.cell(34, ROW, label)
                self.cell(width - 34, ROW, fitting(self, printable(value), width - 34), new_x="LMARGIN", new_y="NEXT")
        if paper.number:
            self._code(LEFT + WIDTH - QR_SIZE, top)
        self.set_xy(LEFT, max(self.get_y(), top + QR_SIZE + 5 if paper.number else 0))

    def _code(self, left: float, top: float) -> None:
        """The GiroCode, drawn of squares so that it is sharp in any size."""
        from segno.helpers import make_epc_qr

        paper = self._paper
        code = make_epc_qr(
            name=paper.payee[:LONGEST_NAME], iban=paper.iban, amount=Decimal(paper.open_cents) / 100,
            text=paper.number[:LONGEST_REFERENCE], encoding=1,
        )  # fmt: skip
        rows = list(code.matrix)
        size = QR_SIZE / len(rows)
        self.set_fill_color(0)
        for y, row in enumerate(rows):
            x = 0
            while x < len(row):
                run = 0
                while x + run < len(row) and row[x + run]:
                    run += 1
                if run:
                    self.rect(left + x * size, top + y * size, run * size, size * 1.01, style="F")
                x += run or 1
        self.set_font(FAMILY, "", 7)
        self.set_text_color(GREY)
        self.set_xy(left, top + QR_SIZE + 0.8)
        self.cell(QR_SIZE, 3, _("Pay by banking app"), align="C")
        self.set_text_color(0)
        self.set_font(FAMILY, "", SIZE)
