"""Invoices, cancellations and corrections: frozen, numbered without gaps, right to the cent, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from actions.billing import bill_contact
from actions.invoices import cancel_invoice, credit_invoice, drawn, issue_invoice
from actions.opening_balances import open_account
from actions.payments import record_payment
from actions.purchases import sell_products, undo_purchase
from actions.studio import StudioCard, edit_studio
from actions.write_offs import write_off
from db.session import Database
from domain.access import PROGRAM
from domain.catalogue import ProductKind
from domain.claims import DayClosed, InvoicedAlready
from domain.errors import Gone, InvalidInput, Missing, Refusal
from domain.invoice_papers import read, written
from domain.invoices import (
    CancelledAlready,
    CreditedBefore,
    CreditTooHigh,
    DifferentDebtors,
    InvoicedElsewhere,
    InvoiceKind,
    NothingToInvoice,
    OnInvoiceAlready,
    RecipientIncomplete,
    SenderIncomplete,
)
from domain.purchases import SaleItem
from domain.settling import Means
from domain.tax import TaxKind
from gateways.storage import Storage
from models.catalogue import Product
from models.claim import Claim
from models.invoice import Invoice, InvoiceLine
from models.payment import Payment
from models.studio import Studio
from queries.invoices import invoice_lines
from tests.building import a_contact, past_the_trail
from tests.conftest import NOW, TODAY
from tests.invoices import a_recipient, a_studio
from tests.ledger import balance, check_sums, credit_cents, open_cents
from tests.services import a_contract, a_tariff
from tools.check_ledger import ledger_breaches

Sell = Callable[..., list[int]]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(str(tmp_path / "files"))


@pytest.fixture
def anna(database: Database) -> int:
    """Who receives invoices, from a studio that may issue them."""
    with database.writing(NOW) as session:
        a_studio(session)
        return a_recipient(session)


@pytest.fixture
def sell(database: Database) -> Sell:
    """Sells things of these kinds and prices; the keys of their claims."""

    def sold(contact_id: int, *things: tuple[TaxKind, int], payer_id: int | None = None) -> list[int]:
        with database.writing(NOW) as session:
            count = len(session.scalars(select(Product.id)).all())
            products = [
                Product(name=f"P{count + place}", kind=ProductKind.GOODS, price_cents=cents, tax=tax)
                for place, (tax, cents) in enumerate(things)
            ]
            session.add_all(products)
            past_the_trail(session)
            before = set(session.scalars(select(Claim.id)))
            more = {} if payer_id is None else {"debtor_id": payer_id}
            items = [SaleItem(product.id) for product in products]
            sell_products(session, PROGRAM, contact_id=contact_id, items=items, **more)
            return sorted(set(session.scalars(select(Claim.id))) - before)

    return sold


def do(database: Database, change: Any, **inputs: Any) -> Any:
    """One step; afterwards the whole ledger is right."""
    with database.writing(NOW) as session:
        made = change(session, PROGRAM, **inputs)
        session.flush()
        check_sums(session)
        assert list(ledger_breaches(session)) == []
    return made


def refused(database: Database, change: Any, **inputs: Any) -> list[Refusal]:
    """The broken rules; nothing is kept."""
    try:
        with database.writing(NOW) as session:
            change(session, PROGRAM, **inputs)
    except InvalidInput as invalid:
        return list(invalid.problems)
    except Refusal as refusal:
        return [refusal]
    return []


def kinds(problems: list[Refusal]) -> list[type[Refusal]]:
    return [type(problem) for problem in problems]


def lines_of(database: Database, invoice_id: int) -> list[InvoiceLine]:
    with database.reading(NOW) as session:
        query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(InvoiceLine.place)
        return list(session.scalars(query))


def numbers(database: Database) -> list[str]:
    with database.reading(NOW) as session:
        return list(session.scalars(select(Invoice.number).order_by(Invoice.id)))


def test_an_invoice_freezes_all_it_says(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 49_90), (TaxKind.REDUCED, 12_50), (TaxKind.EXEMPT_TREATMENT, 84_00))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert (invoice.kind, invoice.contact_id, invoice.language) == (InvoiceKind.INVOICE, anna, "de")
    assert (invoice.issued_on, invoice.due_on) == (TODAY, TODAY + timedelta(14))
    assert (invoice.gross_cents, invoice.tax_cents, invoice.net_cents) == (146_40, 8_79, 137_61)
    lines = lines_of(database, invoice.id)
    assert [(line.tax, line.rate, line.gross_cents, line.tax_cents) for line in lines] == [
        (TaxKind.STANDARD, 19_00, 49_90, 7_97),
        (TaxKind.REDUCED, 7_00, 12_50, 82),
        (TaxKind.EXEMPT_TREATMENT, 0, 84_00, 0),
    ]
    kept = storage.get(invoice.file)
    assert kept.startswith(b"%PDF-1.7")
    paper = read(invoice.paper)
    assert written(paper) == invoice.paper
    assert paper.recipient == ("Anna Müller", "Ring 1", "50667 Köln")
    with database.writing(NOW) as session:
        edit_studio(session, PROGRAM, version=2, card=StudioCard(name="Anders", iban=""))
    assert drawn(read(invoice.paper), storage) == kept, "drawn again it is the same, whatever has changed since"


def test_numbers_have_no_gaps_whatever_is_refused(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    claims = sell(anna, *[(TaxKind.STANDARD, 10_00)] * 3)
    do(database, issue_invoice, contact_id=anna, claim_ids=claims[:1], storage=storage)
    assert refused(database, issue_invoice, contact_id=anna, claim_ids=claims[:1], storage=storage)
    assert refused(database, issue_invoice, contact_id=anna, claim_ids=[], storage=storage)
    do(database, issue_invoice, contact_id=anna, claim_ids=claims[1:], storage=storage)
    found = [int(number.removeprefix("R-")) for number in numbers(database)]
    assert found == [found[0], found[0] + 1]


def test_a_small_business_has_no_tax(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).small_business = True
        past_the_trail(session)
    claims = sell(anna, (TaxKind.STANDARD, 49_90))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert (invoice.tax_cents, invoice.net_cents) == (0, 49_90)
    assert lines_of(database, invoice.id)[0].rate == 0


def test_a_payer_gets_one_invoice_for_several_contacts(
    database: Database, anna: int, sell: Sell, storage: Storage
) -> None:
    with database.writing(NOW) as session:
        child = a_contact(session, "Kim", "Müller").id
    claims = sell(anna, (TaxKind.STANDARD, 20_00)) + sell(child, (TaxKind.STANDARD, 5_00), payer_id=anna)
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert [line.for_whom for line in read(invoice.paper).lines] == ["", "Kim Müller"]
    assert invoice.gross_cents == 25_00


def test_the_rate_is_that_of_the_last_day_of_the_period(database: Database, anna: int, storage: Storage) -> None:
    with database.writing(NOW) as session:
        a_contract(session, anna, term_id=a_tariff(session, sign_up_cents=0), start_on=date(2020, 6, 15))
    do(database, bill_contact, contact_id=anna, until=date(2020, 12, 31))
    with database.reading(NOW) as session:
        claims = list(session.scalars(select(Claim.id).order_by(Claim.due_on)))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert {line.rate for line in lines_of(database, invoice.id)} == {16_00, 19_00}
    for line in lines_of(database, invoice.id):
        assert line.ends_before is not None
        assert line.rate == (16_00 if line.ends_before <= date(2021, 1, 1) else 19_00)


def test_what_stands_in_the_way_is_refused(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 10_00))
    with database.writing(NOW) as session:
        bare = a_contact(session, "Otto", "Ohne").id
        opening = open_account(session, PROGRAM, contact_id=anna, cents=5_00).id
    others = sell(bare, (TaxKind.STANDARD, 10_00))

    def said(contact_id: int, *claim_ids: int) -> list[type[Refusal]]:
        return kinds(refused(database, issue_invoice, contact_id=contact_id, claim_ids=claim_ids, storage=storage))

    assert said(anna) == [NothingToInvoice]
    assert said(anna, 9_999) == [NothingToInvoice]
    assert said(anna, claims[0], 9_999) == [Gone]
    assert said(anna, claims[0], others[0]) == [DifferentDebtors]
    assert said(anna, claims[0], opening) == [InvoicedElsewhere]
    assert said(bare, *others) == [RecipientIncomplete]
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).tax_number = ""
        past_the_trail(session)
    [problem] = refused(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert (type(problem), problem.data) == (SenderIncomplete, {"missing": ("tax_number",)})
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).vat_id = "DE136695976"
        session.get_one(Studio, 1).closed_until = TODAY
        past_the_trail(session)
    assert said(anna, *claims) == [DayClosed]
    with database.writing(NOW) as session:
        session.get_one(Studio, 1).closed_until = TODAY - timedelta(1)
        past_the_trail(session)
    do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert said(anna, *claims) == [OnInvoiceAlready]


def test_a_cancellation_leaves_claims_and_payments(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 49_90))
    do(database, record_payment, contact_id=anna, cents=20_00, means=Means.CASH)
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert read(invoice.paper).open_cents == 29_90
    assert kinds(refused(database, cancel_invoice, invoice_id=invoice.id, reason=" ", storage=storage)) == [Missing]
    back = do(database, cancel_invoice, invoice_id=invoice.id, reason="Adresse", storage=storage)
    assert (back.kind, back.corrects_id, back.reason) == (InvoiceKind.CANCELLATION, invoice.id, "Adresse")
    assert (back.gross_cents, back.tax_cents) == (-49_90, -7_97)
    assert back.number > invoice.number
    with database.reading(NOW) as session:
        assert balance(session, anna) == -29_90
    for key in (invoice.id, back.id):
        for change in (cancel_invoice, credit_invoice):
            more = {"cents": {lines_of(database, key)[0].id: 1}} if change is credit_invoice else {}
            assert kinds(refused(database, change, invoice_id=key, reason="x", storage=storage, **more)) == [
                CancelledAlready
            ]
    again = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    assert len(set(numbers(database))) == 3
    assert again.gross_cents == 49_90


@pytest.mark.parametrize(
    ("paid", "parts", "still_open", "free"),
    [
        (0, [10_00], 29_90, 0),
        (39_90, [10_00], 0, 10_00),
        (20_00, [10_00], 9_90, 0),
        (35_00, [10_00], 0, 5_10),
        (39_90, [39_90], 0, 39_90),
        (39_90, [10_00, 5_00, 24_90], 0, 39_90),
    ],
)
def test_a_credit_reduces_the_claim_and_frees_what_was_paid(
    database: Database,
    anna: int,
    sell: Sell,
    storage: Storage,
    paid: int,
    parts: list[int],
    still_open: int,
    free: int,
) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 39_90))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    if paid:
        do(database, record_payment, contact_id=anna, cents=paid, means=Means.CARD)
    [line] = lines_of(database, invoice.id)
    for cents in parts:
        do(database, credit_invoice, invoice_id=invoice.id, cents={line.id: cents}, reason="x", storage=storage)
    with database.reading(NOW) as session:
        assert (open_cents(session, anna), credit_cents(session, anna)) == (still_open, free)
        assert [one.left_cents for one in invoice_lines(session, invoice.id)] == [39_90 - sum(parts)]
        assert session.get_one(Claim, claims[0]).live is (sum(parts) < 39_90)
        taxes = sum(session.scalars(select(Invoice.tax_cents)))
        assert taxes >= 0
        assert (taxes == 0) is (sum(parts) == 39_90)
    assert kinds(refused(database, cancel_invoice, invoice_id=invoice.id, reason="x", storage=storage)) == [
        CreditedBefore
    ]


def test_surplus_settles_what_else_is_open(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 30_00))
    do(database, record_payment, contact_id=anna, cents=30_00, means=Means.CARD)
    sell(anna, (TaxKind.STANDARD, 8_00))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    [line] = lines_of(database, invoice.id)
    do(database, credit_invoice, invoice_id=invoice.id, cents={line.id: 10_00}, reason="x", storage=storage)
    with database.reading(NOW) as session:
        assert (open_cents(session, anna), credit_cents(session, anna)) == (0, 2_00)


def test_a_credit_of_what_was_written_off_keeps_the_rest_closed(
    database: Database, anna: int, sell: Sell, storage: Storage
) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 30_00))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    do(database, record_payment, contact_id=anna, cents=5_00, means=Means.CARD)
    do(database, write_off, claim_id=claims[0], reason="x")
    [line] = lines_of(database, invoice.id)
    do(database, credit_invoice, invoice_id=invoice.id, cents={line.id: 10_00}, reason="x", storage=storage)
    with database.reading(NOW) as session:
        assert (open_cents(session, anna), credit_cents(session, anna)) == (0, 0)
        assert session.scalars(select(Payment.used_cents)).all() == [5_00]


def test_no_more_is_credited_than_is_left(database: Database, anna: int, sell: Sell, storage: Storage) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 10_00), (TaxKind.REDUCED, 5_00))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    first, second = (line.id for line in lines_of(database, invoice.id))

    def said(cents: dict[int, int], reason: str = "x") -> list[Refusal]:
        return refused(database, credit_invoice, invoice_id=invoice.id, cents=cents, reason=reason, storage=storage)

    assert kinds(said({})) == [NothingToInvoice]
    assert kinds(said({first: 0})) == [NothingToInvoice]
    assert kinds(said({9_999: 1})) == [Gone]
    assert kinds(said({first: -1})) == [CreditTooHigh]
    assert kinds(said({first: 1}, reason="")) == [Missing]
    [problem] = said({first: 10_01, second: 5_00})
    assert (type(problem), problem.field, problem.data) == (CreditTooHigh, f"cents.{first}", {"left": 10_00})
    do(database, credit_invoice, invoice_id=invoice.id, cents={first: 4_00}, reason="x", storage=storage)
    [problem] = said({first: 6_01})
    assert problem.data == {"left": 6_00}


def test_what_is_invoiced_changes_by_documents_only(
    database: Database, anna: int, sell: Sell, storage: Storage
) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 10_00))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    [problem] = refused(database, undo_purchase, purchase_id=1, reason="x")
    assert (type(problem), problem.data) == (InvoicedAlready, {"number": invoice.number})
    do(database, cancel_invoice, invoice_id=invoice.id, reason="x", storage=storage)
    do(database, undo_purchase, purchase_id=1, reason="x")


def test_a_credit_for_goodwill_stays_through_billing(database: Database, anna: int, storage: Storage) -> None:
    with database.writing(NOW) as session:
        a_contract(session, anna, term_id=a_tariff(session, sign_up_cents=0), start_on=date(2026, 11, 1))
    do(database, bill_contact, contact_id=anna, until=date(2026, 11, 30))
    with database.reading(NOW) as session:
        claims = list(session.scalars(select(Claim.id)))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    [line] = lines_of(database, invoice.id)
    do(database, credit_invoice, invoice_id=invoice.id, cents={line.id: 10_00}, reason="x", storage=storage)
    do(database, bill_contact, contact_id=anna, until=date(2026, 12, 31))
    with database.reading(NOW) as session:
        assert open_cents(session, anna) == 2 * 39_90 - 10_00


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM invoice",
        "DELETE FROM invoice_line",
        "UPDATE invoice SET number = 'X', number_key = 'X'",
        "UPDATE invoice SET gross_cents = gross_cents + 1, net_cents = net_cents + 1",
        "UPDATE invoice SET paper = '{}'",
        "UPDATE invoice SET file = 'x'",
        "UPDATE invoice SET reason = 'y'",
        "UPDATE invoice_line SET text = 'y'",
        "UPDATE invoice_line SET live = false WHERE live",
        "UPDATE invoice_line SET live = true WHERE NOT live",
        "INSERT INTO invoice_line (invoice_id, place, claim_id, corrects_id, text, tax, rate, gross_cents, net_cents, "
        "tax_cents, live, created_at) SELECT invoice_id, 9, claim_id, corrects_id, text, tax, rate, -99999, -99999, 0, "
        "false, created_at FROM invoice_line WHERE corrects_id IS NOT NULL",
        "INSERT INTO invoice_line (invoice_id, place, claim_id, text, tax, rate, gross_cents, net_cents, tax_cents, "
        "live, created_at) SELECT invoice_id, 9, claim_id, text, tax, rate, 5, 5, 0, true, created_at "
        "FROM invoice_line WHERE live",
        "INSERT INTO invoice (contact_id, kind, number, number_key, corrects_id, issued_on, language, gross_cents, "
        "net_cents, tax_cents, paper, file, reason, created_at) SELECT contact_id, 'cancellation', 'X', 'X', id, "
        "issued_on, language, 0, 0, 0, '', '', 'x', created_at FROM invoice WHERE kind = 'invoice'",
        "INSERT INTO allocation (credit_line_id, claim_id, cents, booked_on, created_at) SELECT credit_line_id, "
        "claim_id, 1, booked_on, created_at FROM allocation WHERE credit_line_id IS NOT NULL",
    ],
)
def test_raw_sql_cannot(database: Database, anna: int, sell: Sell, storage: Storage, statement: str) -> None:
    claims = sell(anna, (TaxKind.STANDARD, 10_00))
    invoice = do(database, issue_invoice, contact_id=anna, claim_ids=claims, storage=storage)
    [line] = lines_of(database, invoice.id)
    do(database, credit_invoice, invoice_id=invoice.id, cents={line.id: 4_00}, reason="x", storage=storage)
    with pytest.raises(DBAPIError), database.engine.begin() as connection:
        connection.execute(text(statement))
