"""The catalogue as a workbook: what goes out comes in again as it was, and what makes no sense names its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from actions.catalogue import ProductCard, QuotaCard
from actions.catalogue_import import Drafted, import_catalogue
from actions.undo import undo
from db.session import Database
from domain.access import PROGRAM
from domain.catalogue import ColumnsMissing, LineRefused, NotAWord, Offer, ProductKind
from domain.contract_terms import TermTooLong
from domain.errors import InvalidAmount, InvalidInput, Missing, NotANumber, Refusal
from domain.workbooks import NotAWorkbook
from exchange.catalogue_book import PARTS, CardKind, ReadBook, read_book, rows_of
from exchange.catalogue_columns import table_of
from exchange.tables import Format, table_bytes
from i18n.messages import explain
from i18n.texts import LANGUAGES, Language, speaking
from models.audit import AuditEntry
from models.catalogue import Product, QuotaType, Tariff
from queries.catalogue import TariffRow, products, quota_types, tariffs
from tests.conftest import NOW
from tests.exchange.workbooks import xlsx
from tools.demo_catalogue import open_catalogue, revise_catalogue

HOSTILE = "=1+1 **x** <b>"


def everything(session: Session) -> tuple[Any, ...]:
    """All cards, without their keys."""

    def plain(row: TariffRow) -> tuple[Any, ...]:
        offers = tuple(replace(version.offer, quotas=()) for version in row.versions)
        included = [[(one.name, one.units, one.monthly) for one in each.offer.quotas] for each in row.versions]
        return row.name, row.internal_name, row.text, row.business, offers, included

    return (
        [plain(row) for row in tariffs(session)],
        [replace(row, quota_type_id=0) for row in quota_types(session)],
        [replace(row, product_id=0) for row in products(session)],
    )


READ: dict[CardKind, Any] = {
    CardKind.QUOTAS: quota_types,
    CardKind.PRODUCTS: products,
    CardKind.TARIFFS: tariffs,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_catalogue_goes_out_and_comes_in_as_it_was(database: Database, language: Language) -> None:
    with database.writing(NOW) as session:
        open_catalogue(session, PROGRAM)
        revise_catalogue(session, PROGRAM)
        import_catalogue(session, PROGRAM, drafts=[Drafted(2, ProductCard(HOSTILE, 1, text=f"{HOSTILE}\nß"))])
    with database.reading(NOW) as session, speaking(language):
        before = everything(session)
        files = {
            kind: table_bytes(Format.XLSX, table_of(PARTS[kind], "x"), rows_of(kind, read(session)))
            for kind, read in READ.items()
        }
    with database.writing(NOW) as session:
        for step in sorted(session.scalars(select(AuditEntry.seq)), reverse=True):
            undo(session, PROGRAM, entries=(step,))
        assert everything(session) == ([], [], [])
    for kind in READ:
        with database.writing(NOW) as session, speaking("en" if language == "de" else "de"):
            names = {row.name: row.quota_type_id for row in quota_types(session)}
            book = read_book(kind, files[kind], (), names)
            import_catalogue(session, PROGRAM, drafts=book.drafts)
    with database.reading(NOW) as session:
        assert everything(session) == before


def book(kind: CardKind, *rows: list[Any], there: tuple[str, ...] = ()) -> ReadBook:
    """A workbook of these rows, read."""
    with speaking("en"):
        return read_book(kind, xlsx(rows), there, {"Sauna": 7})


def test_what_is_there_by_its_name_is_left_out() -> None:
    read = book(CardKind.PRODUCTS, ["Name", "Price"], ["Säuna", 12.5], ["Towel", 3], there=("sauna",))
    assert read.known == ("Säuna",)
    assert read.drafts == (Drafted(3, ProductCard("Towel", 3_00)),)


def test_columns_come_in_any_order_and_language_and_empty_cells_say_nothing() -> None:
    read = book(CardKind.PRODUCTS, ["Preis", "x", "Art", "Name"], [9.9, "y", "Zusatzleistung zum Vertrag", "Bar"])
    assert read.drafts[0].card == ProductCard("Bar", 9_90, ProductKind.ADD_ON)
    quotas = book(CardKind.QUOTAS, ["Name", "Units", "Price", "Tax"], ["Ten", 10, 119, None])
    assert quotas.drafts[0].card == QuotaCard("Ten", 10, 119_00)


def test_the_lines_of_a_tariff_become_its_versions_and_terms() -> None:
    header = ["Name", "In force from", "First term (months)", "Price", "Included quotas"]
    read = book(
        CardKind.TARIFFS,
        header,
        ["Fit", date(2028, 1, 1), 12, 29.9, ""],
        ["Fit", date(2027, 1, 1), 12, 24.9, "2 × Sauna; "],
        ["Fit", date(2027, 1, 1), 24, 19.9, "2 × Sauna"],
        ["Flex", "1.1.2027", None, 54.9, None],
    )
    fit, flex = (draft.card for draft in read.drafts)
    assert [(one.valid_from, len(one.terms), len(one.quotas)) for one in fit.offers] == [  # type: ignore[union-attr]
        (date(2027, 1, 1), 2, 1),
        (date(2028, 1, 1), 1, 0),
    ]
    assert isinstance(flex.offers[0], Offer)  # type: ignore[union-attr]
    assert flex.offers[0].terms[0].terms.first_months == 0  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("kind", "rows", "line", "rule"),
    [
        (CardKind.PRODUCTS, [["Name", "Price"], ["a", 1], ["b", "x"]], 3, InvalidAmount),
        (CardKind.PRODUCTS, [["Name", "Price"], ["a", None]], 2, Missing),
        (CardKind.PRODUCTS, [["Name", "Price", "Kind"], ["a", 1, "cake"]], 2, NotAWord),
        (CardKind.QUOTAS, [["Name", "Units", "Price"], ["a", "ten", 1]], 2, NotANumber),
        (CardKind.QUOTAS, [["Name", "Units", "Price"], ["a", "9" * 12, 1]], 2, NotANumber),
        (
            CardKind.TARIFFS,
            [["Name", "In force from", "Price", "Included quotas"], ["a", "1.1.2027", 1, "2 × Yoga"]],
            2,
            NotAWord,
        ),
    ],
)
def test_a_wrong_cell_names_its_line(kind: CardKind, rows: list[list[Any]], line: int, rule: type[Refusal]) -> None:
    with pytest.raises(InvalidInput) as caught:
        book(kind, *rows)
    (problem,) = caught.value.problems
    assert isinstance(problem, LineRefused)
    assert (problem.data["line"], type(problem.data["why"])) == (line, rule)
    with speaking("de"):
        assert explain(problem).startswith(f"Zeile {line}: ")


def test_missing_columns_are_named() -> None:
    with pytest.raises(ColumnsMissing) as caught:
        book(CardKind.TARIFFS, ["Name", "Price"], ["a", 1])
    assert caught.value.data == {"columns": "In force from"}


@pytest.mark.parametrize("data", [b"x", b"PK\x03\x04", b"\x00" * 1000])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(NotAWorkbook):
        read_book(CardKind.PRODUCTS, data, (), {})


def test_a_file_with_one_wrong_card_adds_none(database: Database) -> None:
    header = ["Name", "In force from", "First term (months)", "Price"]
    read = book(CardKind.TARIFFS, header, ["Good", "1.1.2027", 12, 1], ["Bad", "1.1.2027", 36, 1])
    with pytest.raises(InvalidInput) as caught, database.writing(NOW) as session:
        import_catalogue(session, PROGRAM, drafts=read.drafts)
    (problem,) = caught.value.problems
    assert problem.data["line"] == 3
    why = problem.data["why"]
    assert isinstance(why, InvalidInput)
    assert isinstance(why.problems[0], TermTooLong)
    with database.reading(NOW) as session:
        assert session.scalar(select(func.count()).select_from(Tariff)) == 0


def test_an_import_is_taken_back_as_a_whole(database: Database) -> None:
    with database.writing(NOW) as session:
        drafts = [Drafted(2, ProductCard("a", 1)), Drafted(3, QuotaCard("b", 1))]
        import_catalogue(session, PROGRAM, drafts=drafts)
    entries = tuple(session.info["chained"])
    assert len(entries) == 2
    with database.writing(NOW) as session:
        undo(session, PROGRAM, entries=entries)
        assert not session.scalars(select(Product.id)).all()
        assert not session.scalars(select(QuotaType.id)).all()
