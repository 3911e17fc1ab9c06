"""The columns in which the catalogue leaves and enters the house, one table for each kind of card.

A file is read in both languages whichever one it was written in: headers and words are looked for in both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

from domain.calendar import Unit
from domain.catalogue import Clock, ColumnsMissing, LineRefused, NotAWord, ProductKind
from domain.contract_terms import EndRule, Renewal
from domain.contracts import PauseKind
from domain.errors import InvalidInput, NotANumber, Refusal
from domain.search_text import fold
from domain.tax import TaxKind
from domain.workbooks import WorkbookTooLarge
from exchange.csv_rows import CsvRow
from exchange.sheets import read_sheet
from exchange.tables import Column, Kind, Table
from i18n.formatting import parse_cents, parse_day
from i18n.texts import LANGUAGES, N_, _, language, speaking
from i18n.words import word

MOST_LINES = 5_000
LONGEST_NUMBER = 9


def _text(cell: str) -> str:
    return cell


def number_cell(cell: str) -> int:
    """A whole number."""
    if not (cell.isascii() and cell.isdigit() and len(cell) <= LONGEST_NUMBER):
        raise NotANumber(text=cell[:60])
    return int(cell)


def cents_cell(cell: str) -> int:
    """An amount in cents."""
    return parse_cents(cell, language())


def day_cell(cell: str) -> date:
    """A day."""
    return parse_day(cell, language())


def _yes(cell: str) -> bool:
    return bool(one_of(cell, {True: lambda: _("yes"), False: lambda: _("no")}))


def choice_cell(options: type[StrEnum]) -> Callable[[str], Any]:
    """What reads one of these words."""
    return lambda cell: one_of(cell, {member: partial(word, member) for member in options})


def one_of(cell: str, words: Mapping[Any, Callable[[], str]]) -> Any:
    """What a cell says in one of the languages."""
    for spoken in LANGUAGES:
        with speaking(spoken):
            known = {fold(say()): value for value, say in words.items()}
        if fold(cell) in known:
            return known[fold(cell)]
    raise NotAWord(text=cell[:60], words=", ".join(say() for say in words.values()))


@dataclass(frozen=True, slots=True)
class Part:
    """A column: its header, what it is of a card, and how a cell is read."""

    header: str
    name: str
    read: Callable[[str], Any] = _text
    kind: Kind = Kind.TEXT
    width: int = 14
    needed: bool = False


_NAME = Part(N_("Name"), "name", width=28, needed=True)
_INTERNAL = Part(N_("Internal name"), "internal_name")
_TEXT = Part(N_("Text"), "text", width=40)
_TAX = Part(N_("Tax"), "tax", choice_cell(TaxKind), width=30)
_PRICE = Part(N_("Price"), "price_cents", cents_cell, Kind.CENTS, needed=True)

PRODUCTS = (_NAME, _INTERNAL, Part(N_("Kind"), "kind", choice_cell(ProductKind)), _PRICE, _TAX, _TEXT)
QUOTAS = (
    _NAME,
    _INTERNAL,
    Part(N_("Units"), "units", number_cell, Kind.NUMBER, needed=True),
    Part(N_("Name of the units"), "unit_name"),
    _PRICE,
    _TAX,
    Part(N_("Valid for"), "valid_value", number_cell, Kind.NUMBER),
    Part(N_("Unit of the validity"), "valid_unit", choice_cell(Unit)),
    Part(N_("Last day"), "valid_until", day_cell, Kind.DAY),
    Part(N_("Validity begins"), "clock", choice_cell(Clock), width=22),
    Part(N_("Pays visits"), "pays_check_ins", _yes),
    Part(N_("Pays appointments"), "pays_appointments", _yes),
    Part(N_("Pays course dates"), "pays_courses", _yes),
    _TEXT,
)
TARIFFS = (
    _NAME,
    _INTERNAL,
    Part(N_("For businesses"), "business", _yes),
    Part(N_("In force from"), "valid_from", day_cell, Kind.DAY, needed=True),
    Part(N_("First term (months)"), "first_months", number_cell, Kind.NUMBER),
    Part(N_("Interval (months)"), "interval_months", number_cell, Kind.NUMBER),
    _PRICE,
    Part(N_("Sign-up fee"), "sign_up_cents", cents_cell, Kind.CENTS),
    _TAX,
    Part(N_("After the first term"), "renewal", choice_cell(Renewal), width=26),
    Part(N_("Renews by (months)"), "renewal_months", number_cell, Kind.NUMBER),
    Part(N_("Notice"), "notice_value", number_cell, Kind.NUMBER),
    Part(N_("Unit of the notice"), "notice_unit", choice_cell(Unit)),
    Part(N_("Ends"), "end_rule", choice_cell(EndRule), width=18),
    Part(N_("Due in advance"), "in_advance", _yes),
    Part(N_("Days of pause a year"), "pause_days_a_year", number_cell, Kind.NUMBER),
    Part(N_("Pause"), "pause_kind", choice_cell(PauseKind), width=26),
    Part(N_("Fee for a month of pause"), "pause_fee_cents", cents_cell, Kind.CENTS),
    Part(N_("Included quotas"), "quotas", width=40),
    _TEXT,
)


def table_of(parts: Sequence[Part], title: str) -> Table:
    """The head of the file, in the language of this moment."""
    columns = tuple(Column(_(part.header), part.kind, part.width) for part in parts)
    return Table(columns, title=title, language=language())


def cells_of(parts: Sequence[Part], values: Mapping[str, Any]) -> tuple[Any, ...]:
    """The cells of a row."""
    return tuple(_cell(values[part.name]) for part in parts)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return word(value) if isinstance(value, StrEnum) else value


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, with what its cells say; empty cells say nothing."""

    line: int
    values: dict[str, Any]


def read_lines(data: bytes, parts: Sequence[Part]) -> list[Line]:
    """The lines of a workbook; refuses what cannot be read at all, or each cell that is wrong with its line."""
    rows = list(read_sheet(data).rows())
    if len(rows) > MOST_LINES:
        raise WorkbookTooLarge
    places = _places(rows[0].cells if rows else (), parts)
    lines, problems = [], list[Refusal]()
    for row in rows[1:]:
        try:
            lines.append(Line(row.line, dict(_values(row, places))))
        except Refusal as why:
            problems.append(LineRefused(line=row.line, why=why))
    if problems:
        raise InvalidInput(problems)
    return lines


def _places(header: Sequence[str], parts: Sequence[Part]) -> dict[int, Part]:
    known: dict[str, Part] = {}
    for spoken in LANGUAGES:
        with speaking(spoken):
            known |= {fold(_(part.header)): part for part in parts}
    places = {place: known[fold(cell)] for place, cell in enumerate(header) if fold(cell) in known}
    missing = [part for part in parts if part.needed and part not in places.values()]
    if missing:
        raise ColumnsMissing(columns=", ".join(_(part.header) for part in missing))
    return places


def _values(row: CsvRow, places: Mapping[int, Part]) -> Iterable[tuple[str, Any]]:
    for place, part in places.items():
        cell = row.cells[place].strip() if place < len(row.cells) else ""
        if cell:
            yield part.name, part.read(cell)
