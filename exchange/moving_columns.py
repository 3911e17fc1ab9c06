"""The columns in which contracts come from another system: headers of common programs, and how cells are read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain.bank import parse_iban, parse_mandate_reference
from domain.calendar import Span, Unit
from domain.contacts import PaymentMethod
from domain.contract_terms import EndRule, Renewal
from domain.moving_in import IntervalImpossible, NoticeUnreadable
from domain.search_text import fold
from domain.workbooks import WorkbookTooLarge
from exchange.catalogue_columns import Part, cents_cell, choice_cell, day_cell, number_cell
from exchange.csv_rows import CsvRow, data_rows, sniff
from exchange.sheets import is_workbook, read_sheet
from exchange.tables import Kind
from exchange.text_file import check_size, decode, original_cell
from i18n.texts import LANGUAGES, N_, _, speaking

MOST_LINES = 20_000
MOST_TITLES = 10
"""Rows among which the header stands."""
INTERVALS = {
    1: "monatlich mtl monthly month monat",
    3: "vierteljahrlich quartalsweise quarterly quartal",
    6: "halbjahrlich semiannually halbjahr",
    12: "jahrlich yearly annually annual jahr year",
}
METHODS = {
    PaymentMethod.DEBIT: "lastschrift sepa bankeinzug einzug sepa-lastschrift debit",
    PaymentMethod.TRANSFER: "uberweisung rechnung dauerauftrag transfer invoice",
    PaymentMethod.CASH: "bar barzahlung cash",
    PaymentMethod.CARD: "karte ec-karte card",
}
UNITS = {Unit.DAYS: "tag tage tagen day days", Unit.WEEKS: "woche wochen week weeks"}
UNITS |= {Unit.MONTHS: "monat monate monaten month months"}
_AMOUNT = re.compile(r"(?P<number>\d{1,3})\s*(?P<unit>[^\d\s]*)(?: .*)?", re.DOTALL)
_PERCENT = re.compile(r"(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,2}))?\s*%")


def _interval(cell: str) -> int:
    match = _AMOUNT.fullmatch(cell)
    if match and int(match["number"]) in INTERVALS:
        return int(match["number"])
    for months, words in INTERVALS.items():
        if fold(cell) in _folded(words):
            return months
    raise IntervalImpossible(text=cell[:60])


def _notice(cell: str) -> Span:
    match = _AMOUNT.fullmatch(cell)
    if match:
        if not match["unit"]:
            return Span(int(match["number"]), Unit.MONTHS)
        for unit, words in UNITS.items():
            if fold(match["unit"]) in _folded(words):
                return Span(int(match["number"]), unit)
    raise NoticeUnreadable(text=cell[:60])


def _months(cell: str) -> int:
    match = _AMOUNT.fullmatch(cell)
    if match and fold(match["unit"]) in _folded(UNITS[Unit.MONTHS]) | {""}:
        return int(match["number"])
    return number_cell(cell)


def _method(cell: str) -> Any:
    for method, words in METHODS.items():
        if fold(cell) in _folded(words):
            return method
    return choice_cell(PaymentMethod)(cell)


def _discount(cell: str) -> tuple[int, int]:
    """Hundredths of a percent and cents."""
    match = _PERCENT.fullmatch(cell)
    if match:
        return int(match["whole"]) * 100 + int((match["part"] or "0").ljust(2, "0")), 0
    return 0, cents_cell(cell)


def _folded(words: str) -> set[str]:
    return {fold(word) for word in words.split()}


WHO = (
    Part(N_("Contact number"), "contact"),
    Part(N_("First name"), "first_name"),
    Part(N_("Last name"), "last_name"),
    Part(N_("Birthday"), "born_on", day_cell, Kind.DAY),
    Part(N_("E-mail"), "email", width=28),
)
CONTRACTS = (
    *WHO,
    Part(N_("Contract number"), "number"),
    Part(N_("Tariff"), "name", width=28, needed=True),
    Part(N_("Price"), "price_cents", cents_cell, Kind.CENTS),
    Part(N_("Interval (months)"), "interval_months", _interval, Kind.NUMBER),
    Part(N_("Signed on"), "signed_on", day_cell, Kind.DAY),
    Part(N_("First day of the contract"), "start_on", day_cell, Kind.DAY, needed=True),
    Part(N_("Billed until"), "billed_until", day_cell, Kind.DAY, needed=True),
    Part(N_("First term (months)"), "first_months", _months, Kind.NUMBER),
    Part(N_("After the first term"), "renewal", choice_cell(Renewal), width=26),
    Part(N_("Renews by (months)"), "renewal_months", _months, Kind.NUMBER),
    Part(N_("Notice"), "notice", _notice),
    Part(N_("Ends"), "end_rule", choice_cell(EndRule), width=18),
    Part(N_("Payment method"), "payment_method", _method),
    Part(N_("Number of the payer"), "payer"),
    Part(N_("Discount"), "discount", _discount),
    Part(N_("Paused from"), "paused_from", day_cell, Kind.DAY),
    Part(N_("Paused until"), "paused_until", day_cell, Kind.DAY),
    Part(N_("Cancelled on"), "received_on", day_cell, Kind.DAY),
    Part(N_("Last day"), "end_on", day_cell, Kind.DAY),
    Part(N_("Text"), "text", width=40),
)
QUOTAS = (
    *WHO,
    Part(N_("Quota type"), "type", width=28, needed=True),
    Part(N_("Units left"), "left", number_cell, Kind.NUMBER, needed=True),
    Part(N_("Units in all"), "had", number_cell, Kind.NUMBER),
    Part(N_("Bought on"), "bought_on", day_cell, Kind.DAY, needed=True),
    Part(N_("Valid from"), "starts_on", day_cell, Kind.DAY),
    Part(N_("Valid until"), "ends_on", day_cell, Kind.DAY),
    Part(N_("Price paid"), "paid_cents", cents_cell, Kind.CENTS),
)
MANDATES = (
    *WHO,
    Part(N_("Mandate reference"), "reference", parse_mandate_reference, width=24, needed=True),
    Part(N_("IBAN"), "iban", parse_iban, width=30, needed=True),
    Part(N_("Account holder"), "holder", width=28),
    Part(N_("Signed on"), "signed_on", day_cell, Kind.DAY, needed=True),
    Part(N_("Last collection"), "used_on", day_cell, Kind.DAY),
)
ALIASES = {
    "contact": "Kundennummer|Kunden-Nr.|KundenNr|Kd-Nr.|Mitgliedsnummer|Mitglieds-Nr.|MitgliedsNr|Mitglied|"
    "Customer number|Customer no.|Customer ID|Member number|Member no.|Member ID",
    "first_name": "Given name|Rufname",
    "last_name": "Familienname|Name|Surname|Family name",
    "born_on": "Geb.-Datum|Geburtsdatum|geboren am|Date of birth|Birth date|DOB",
    "email": "E-Mail-Adresse|Mail|E-mail address",
    "number": "Vertrags-Nr.|VertragsNr|Vertrag Nr.|Contract no.|Contract ID|Membership number",
    "name": "Tarifname|Vertrag|Vertragsart|Mitgliedschaft|Vertragsname|Plan|Membership|Contract|Rate name",
    "price_cents": "Beitrag|Betrag|Rate|Fee|Amount",
    "interval_months": "Intervall|Zahlungsintervall|Zahlungsrhythmus|Zahlweise|Turnus|Interval|Billing interval",
    "signed_on": "Abschlussdatum|Vertragsdatum|Abgeschlossen am|Unterzeichnet am|Signature date|Contract date",
    "start_on": "Beginn|Vertragsbeginn|Startdatum|Start date|Contract start|Begin",
    "billed_until": "Berechnet bis|Bezahlt bis|Gebucht bis|Fakturiert bis|Paid until|Invoiced until|Billed through",
    "first_months": "Laufzeit|Erstlaufzeit|Mindestlaufzeit|Vertragslaufzeit|First term|Initial term|Term",
    "renewal_months": "Verlängerung|Verlängerung um|Verlängerungszeitraum|Renewal|Renewal term",
    "notice": "Kündigungsfrist|Frist|Notice period",
    "payment_method": "Zahlart|Zahlungsmethode|Zahlungsweise|Payment type|Payment",
    "payer": "Zahler|Beitragszahler|Payer",
    "discount": "Nachlass",
    "paused_from": "Ruhezeit von|Stilllegung von|Pause ab|Frozen from|Freeze start|Pause start",
    "paused_until": "Pause bis|Ruhezeit bis|Stilllegung bis|Frozen until|Freeze end|Pause end",
    "received_on": "Kündigungseingang|Kündigungsdatum|Cancellation date",
    "end_on": "Gekündigt zum|Kündigung zum|Vertragsende|Ende|End|End date|Contract end",
    "text": "Bemerkung|Notiz|Remark|Note",
    "type": "Kontingent|Karte|Kartenart|Kartentyp|Mehrfachkarte|Guthabenart|Quota|Pass|Card|Package|Credit type",
    "left": "Rest|Restguthaben|Restbestand|Übrig|Verbleibend|Offen|Remaining|Left|Balance|Credits left",
    "had": "Anzahl|Einheiten|Menge|Gesamt|Units|Quantity|Total|Credits",
    "bought_on": "Kaufdatum|Verkauft am|Datum|Purchase date|Purchased on|Sold on|Date",
    "starts_on": "Beginn|Startdatum|Start|Start date",
    "ends_on": "Ablauf|Ablaufdatum|Läuft ab am|Verfällt am|Expires|Expires on|Expiry date|Expiration date",
    "paid_cents": "Preis|Kaufpreis|Betrag|Price|Amount",
    "reference": "Mandat|Mandatsnummer|Mandats-Nr.|Mandats-ID|Mandatsref|Mandate|Mandate ID|Reference",
    "iban": "Kontonummer|Account|Account number",
    "holder": "Kontoinhaberin|Inhaber|Holder|Account name",
    "used_on": "Letzter Einzug|Zuletzt eingezogen am|Letzte Lastschrift|Last collected|Last collected on",
}


@dataclass(frozen=True, slots=True)
class MovingFile:
    """The rows of a file, and what each of its columns is read as (the name of a part; empty: nothing)."""

    header: tuple[str, ...]
    rows: tuple[CsvRow, ...]
    meaning: tuple[str, ...]
    parts: tuple[Part, ...] = CONTRACTS

    def read_as(self, meaning: Sequence[str]) -> MovingFile:
        """The same file with its columns read like this."""
        return replace(self, meaning=tuple(meaning))

    def missing(self) -> list[Part]:
        """The columns without which nothing can come in."""
        return [part for part in self.parts if part.needed and part.name not in self.meaning]

    def header_of(self, name: str) -> str:
        """What the file calls a column, or we do."""
        own = (header for header, meaning in zip(self.header, self.meaning, strict=True) if meaning == name)
        return next(own, "") or next((_(part.header) for part in self.parts if part.name == name), name)

    def cells(self, row: CsvRow) -> Iterator[tuple[Part, str]]:
        """Part and text of each cell that says something."""
        parts = {part.name: part for part in self.parts}
        for name, cell in zip(self.meaning, row.cells, strict=False):
            text = original_cell(cell).strip()
            if name and text:
                yield parts[name], text


def open_moving(data: bytes, *, largest: int, parts: tuple[Part, ...] = CONTRACTS) -> MovingFile:
    """Read a CSV or workbook, whatever its name; refuses what cannot be read at all."""
    check_size(data, largest=largest)
    if is_workbook(data):
        rows = list(read_sheet(data).rows())
    else:
        text = decode(data, largest=largest).text
        rows = list(data_rows(text, replace(sniff(text), skipped=0)))
    if len(rows) > MOST_LINES:
        raise WorkbookTooLarge
    known = _known_headers(parts)
    place = max(range(min(len(rows), MOST_TITLES)), key=lambda at: _recognised(rows[at], known), default=0)
    header = tuple(cell.strip() for cell in rows[place].cells) if rows else ()
    return MovingFile(header, tuple(rows[place + 1 :]), _guess(header, known), parts)


def _guess(header: Sequence[str], known: dict[str, str]) -> tuple[str, ...]:
    """What each column is; a part stands for the first column that has its name."""
    meaning = list[str]()
    for cell in header:
        name = known.get(fold(cell), "")
        meaning.append("" if name in meaning else name)
    return tuple(meaning)


def _recognised(row: CsvRow, known: dict[str, str]) -> int:
    return sum(fold(cell) in known for cell in row.cells if cell)


def _known_headers(parts: Sequence[Part]) -> dict[str, str]:
    known = dict[str, str]()
    for part in parts:
        known |= {fold(alias): part.name for alias in ALIASES.get(part.name, "").split("|") if alias}
    for spoken in LANGUAGES:
        with speaking(spoken):
            known |= {fold(_(part.header)): part.name for part in parts}
    return known


def example(today: date) -> dict[str, Any]:
    """The row that shows how a file is filled in, whatever it holds."""
    first = today.replace(day=1)
    return {
        "contact": "1001", "first_name": "Anna", "last_name": "Muster", "born_on": date(1990, 5, 17),
        "email": "anna@example.org", "number": "A-1", "name": _("Fitness 12 months"), "price_cents": 39_90,
        "interval_months": 1, "signed_on": first.replace(year=first.year - 1),
        "start_on": first.replace(year=first.year - 1), "billed_until": today, "first_months": 12,
        "notice": _("1 month"), "type": _("Ten units"), "left": 7, "had": 10, "bought_on": first,
        "reference": "M-1001", "iban": "DE89 3704 0044 0532 0130 00", "holder": "Anna Muster",
    }  # fmt: skip
